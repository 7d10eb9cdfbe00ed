"""Walking a meeting's objects, finding them, rebuilding around a change, and the references they make."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders import a_meeting, a_phase, a_session, meeting_file

from agenda.errors import NotFound
from agenda.nouns import NOUNS
from agenda.tree import altered, find, index, references, walk, with_child, without

if TYPE_CHECKING:
    from agenda.meeting import Meeting


def base() -> Meeting:
    return a_meeting(
        audiences=[{"id": "members", "name": "M"}, {"id": "bureau", "name": "B"}],
        venues=[{"id": "hq", "name": "HQ", "rooms": [{"id": "hall", "name": "Hall"}]}],
        people=[{"id": "ann", "name": "Ann"}],
        documents=[{"id": "paper", "title": "P"}],
        items=[
            {
                "id": "one",
                "title": "One",
                "audience": "members",
                "documents": ["paper"],
                "items": [{"id": "a", "title": "A"}],
            }
        ],
        phases=[
            a_phase(
                venue="hq",
                items=["one"],
                sessions=[
                    a_session(
                        room="hall",
                        chair="ann",
                        audience=["members", "bureau"],
                        join=[{"label": "J", "url": "https://v.example.org", "audience": "bureau"}],
                        slots=[{"title": "T"}, {"item": "a", "speakers": [{"person": "ann"}]}],
                    )
                ],
                deadlines=[{"id": "d", "title": "D", "due": "2022-11-16", "items": ["a"]}],
                outcomes=[{"item": "one", "result": "noted", "session": "s"}, {"item": "one", "result": "noted"}],
            )
        ],
    )


def test_walk_goes_parents_first_in_file_order() -> None:
    assert [(place.key, place.pointer) for place in walk(base())] == [
        (("meeting", ""), ""),
        (("audience", "members"), "/audiences/0"),
        (("audience", "bureau"), "/audiences/1"),
        (("venue", "hq"), "/venues/0"),
        (("room", "hall"), "/venues/0/rooms/0"),
        (("person", "ann"), "/people/0"),
        (("document", "paper"), "/documents/0"),
        (("item", "one"), "/items/0"),
        (("item", "a"), "/items/0/items/0"),
        (("phase", "p"), "/phases/0"),
        (("deadline", "d"), "/phases/0/deadlines/0"),
        (("session", "s"), "/phases/0/sessions/0"),
        (("outcome", "p:one:s"), "/phases/0/outcomes/0"),
        (("outcome", "p:one:"), "/phases/0/outcomes/1"),
    ]


def test_references_are_found_with_their_pointers() -> None:
    assert [(reference.pointer, reference.target) for reference in references(base())] == [
        ("/items/0/documents/0", ("document", "paper")),
        ("/items/0/audience", ("audience", "members")),
        ("/phases/0/venue", ("venue", "hq")),
        ("/phases/0/items/0", ("item", "one")),
        ("/phases/0/deadlines/0/items/0", ("item", "a")),
        ("/phases/0/sessions/0/room", ("room", "hall")),
        ("/phases/0/sessions/0/chair", ("person", "ann")),
        ("/phases/0/sessions/0/audience/0", ("audience", "members")),
        ("/phases/0/sessions/0/audience/1", ("audience", "bureau")),
        ("/phases/0/sessions/0/join/0/audience", ("audience", "bureau")),
        ("/phases/0/sessions/0/slots/1/item", ("item", "a")),
        ("/phases/0/sessions/0/slots/1/speakers/0/person", ("person", "ann")),
        ("/phases/0/outcomes/0/item", ("item", "one")),
        ("/phases/0/outcomes/0/session", ("session", "s")),
        ("/phases/0/outcomes/1/item", ("item", "one")),
    ]


def test_objects_are_found_by_noun_and_id() -> None:
    assert find(base(), "item", "a").parent == ("item", "one")
    with pytest.raises(NotFound, match="no session “a” in the meeting"):
        find(base(), "session", "a")


def test_of_two_objects_with_one_id_the_first_is_found() -> None:
    meeting = a_meeting(items=[{"id": "x", "title": "First"}, {"id": "x", "title": "Second"}])
    assert index(meeting)["item", "x"].pointer == "/items/0"


def test_change_shares_all_that_it_leaves_alone() -> None:
    before = base()
    steps = find(before, "session", "s").steps
    after = altered(before, steps, lambda value: value.model_copy(update={"room": None}))
    assert after.phases[0].sessions[0].room is None
    assert after.phases[0].deadlines is before.phases[0].deadlines
    assert (before.phases[0].sessions[0].room, after.items is before.items) == ("hall", True)


def test_child_is_taken_out_and_put_back() -> None:
    before = base()
    place = find(before, "item", "a")
    gone = without(before, place.steps)
    assert gone.items[0].items == ()
    assert with_child(gone, find(gone, "item", "one").steps, "items", place.value) == before


@pytest.mark.parametrize(("position", "ids"), [(None, "abx"), (0, "xab"), (1, "axb"), (9, "abx"), (-3, "xab")])
def test_child_goes_to_its_position(position: int | None, ids: str) -> None:
    meeting = a_meeting(phases=[a_phase("a"), a_phase("b")])
    phase = meeting.phases[0].model_copy(update={"id": "x"})
    after = with_child(meeting, (), "phases", phase, position=position)
    assert "".join(one.id for one in after.phases) == ids


def test_every_object_of_a_real_meeting_has_its_own_key() -> None:
    for name in ("cap-19", "ptc-227", "sbstta-24"):
        places = list(walk(meeting_file(name)))
        assert len({place.key for place in places}) == len(places)
        assert {reference.target for reference in references(places[0].value)} <= {place.key for place in places}


def test_children_of_every_noun_are_nouns() -> None:
    for model in NOUNS.values():
        assert set(model.children.values()) <= NOUNS.keys()
        assert model.children.keys() <= model.model_fields.keys()
