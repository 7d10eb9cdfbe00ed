"""The edits that every noun has alike: add, set, remove and reorder, and what removing clears."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from builders import a_meeting, a_phase, a_session

from agenda.edits import EDITS, apply, cleared_by, read_edit, read_edits
from agenda.errors import InvalidEdit, NotFound
from agenda.text import Text
from agenda.tree import find

if TYPE_CHECKING:
    from agenda.meeting import Meeting

JOIN = {"label": "Join", "url": "https://video.example.org/1", "audience": "members"}

SPOKEN_BY_NOBODY = [{"item": "one", "speakers": [{"person": "nobody"}]}]


def base() -> Meeting:
    return a_meeting(
        languages=["en", "fr"],
        audiences=[{"id": "members", "name": "Members"}, {"id": "bureau", "name": "Bureau"}],
        venues=[
            {"id": "hq", "name": "HQ", "rooms": [{"id": "hall", "name": "Hall"}, {"id": "annex", "name": "Annex"}]},
            {"id": "other", "name": "Other"},
        ],
        people=[{"id": "ann", "name": "Ann"}, {"id": "bob", "name": "Bob"}],
        documents=[{"id": "paper", "title": "Paper", "links": {"en": "https://p.example.org/e"}}],
        items=[
            {"id": "one", "title": "One", "documents": ["paper"], "items": [{"id": "child", "title": "Child"}]},
            {"id": "two", "title": "Two", "audience": ["members", "bureau"]},
        ],
        phases=[
            a_phase(
                venue="hq",
                items=["one", "two"],
                platform={"name": {"en": "Z", "fr": "Zed"}, "url": "https://z.example.org"},
                sessions=[
                    a_session(
                        "s",
                        room="hall",
                        chair="ann",
                        audience="members",
                        join=[JOIN],
                        slots=[
                            {"item": "one", "speakers": [{"person": "ann"}, {"person": "bob", "role": "for Norway"}]},
                            {"item": "child"},
                            {"item": "child", "title": "Kept"},
                        ],
                    ),
                    a_session("t"),
                ],
                deadlines=[{"id": "d", "title": "D", "due": "2022-11-14", "items": ["two", "one"]}],
                outcomes=[{"item": "one", "result": "noted", "session": "s"}, {"item": "two", "result": "noted"}],
            ),
            a_phase("q"),
        ],
    )


def after(name: str, **keys: Any) -> Meeting:
    return read_edit({"edit": name, **keys}).apply(base())


def cleared(name: str, **keys: Any) -> tuple[str, ...]:
    return cleared_by(base(), read_edit({"edit": name, **keys}))


def session(meeting: Meeting, identity: str = "s") -> Any:
    return find(meeting, "session", identity).value


def refusal(name: str, **keys: Any) -> list[tuple[str, str]]:
    with pytest.raises(InvalidEdit) as caught:
        after(name, **keys)
    return [
        (problem.pointer, problem.message.partition(":")[0].removesuffix(" for last"))
        for problem in caught.value.problems
    ]


def test_every_noun_has_its_edits() -> None:
    nouns = ["audience", "venue", "room", "person", "document", "item", "phase", "deadline", "session"]
    alike = {f"{verb}_{noun}" for verb in ("add", "set", "remove", "reorder") for noun in nouns}
    own = {f"{verb}_session" for verb in ("move", "unschedule", "cancel")}
    own |= {f"{verb}_phase" for verb in ("move", "stretch", "postpone", "redate", "cancel")}
    own |= {"shift_sessions", "copy_day", "fit_slots", "record_outcome", "remove_outcome"}
    assert EDITS.keys() == alike | own | {"set_meeting", "replace_meeting", "revert"}


def test_unknown_edit_names_the_nearest() -> None:
    with pytest.raises(InvalidEdit, match="did you mean move_session"):
        read_edit({"edit": "mvoe_session"})


@pytest.mark.parametrize("written", [{}, {"edit": None}, {"edit": ["a"]}, "move_session", None, 7])
def test_what_is_no_edit_is_refused(written: Any) -> None:
    with pytest.raises(InvalidEdit):
        read_edits(written)


def test_refusal_in_a_list_says_which() -> None:
    with pytest.raises(InvalidEdit) as caught:
        read_edits([{"edit": "cancel_session", "session": "s"}, {"edit": "cancel_session"}])
    assert [problem.pointer for problem in caught.value.problems] == ["/1/session"]


@pytest.mark.parametrize("written", [[], [{"edit": "cancel_session", "session": "s"}] * 1001])
def test_list_of_none_or_too_many_is_refused(written: list[dict[str, Any]]) -> None:
    with pytest.raises(InvalidEdit, match="1 to 1000"):
        read_edits(written)


def test_added_object_stands_last() -> None:
    meeting = after("add_session", phase="p", session=a_session("new"))
    assert [one.id for one in meeting.phases[0].sessions] == ["s", "t", "new"]


def test_added_object_stands_before_the_one_named() -> None:
    meeting = after("add_session", phase="p", session=a_session("new"), before="t")
    assert [one.id for one in meeting.phases[0].sessions] == ["s", "new", "t"]


def test_added_item_without_a_parent_stands_in_the_meeting() -> None:
    assert [one.id for one in after("add_item", item={"id": "new", "title": "New"}).items] == ["one", "two", "new"]


def test_added_item_stands_below_its_parent() -> None:
    meeting = after("add_item", parent="two", item={"id": "new", "title": "New"})
    assert [one.id for one in meeting.items[1].items] == ["new"]


def test_added_string_is_in_the_first_language() -> None:
    meeting = after("add_session", phase="p", session=a_session("new", title="Neu"))
    assert session(meeting, "new").title == Text(en="Neu")


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"session": a_session("s")}, ("/session/id", "duplicate-id")),
        ({"session": a_session("new", room="nowhere")}, ("/session/room", "unknown-reference")),
        ({"session": {"id": "new"}}, ("/session/title", "required; add it")),
        (
            {"session": a_session("new", colour="red")},
            ("/session/colour", "unknown key; remove it or correct its name"),
        ),
        (
            {"session": a_session("new"), "before": "q"},
            ("/before", "“q” does not stand among its siblings; name one that does, or null"),
        ),
        (
            {"session": a_session("new"), "room": "hall"},
            ("/room", "unknown key; add_session takes phase, session, before"),
        ),
    ],
)
def test_addition_that_cannot_be_is_refused(keys: dict[str, Any], expected: tuple[str, str]) -> None:
    (found,) = refusal("add_session", phase="p", **keys)
    assert found == expected


@pytest.mark.parametrize("keys", [{}, {"session": None}, {"session": "s"}, {"session": []}])
def test_addition_without_an_object_is_refused(keys: dict[str, Any]) -> None:
    assert [pointer for pointer, _ in refusal("add_session", phase="p", **keys)] == ["/session"]


def test_addition_without_its_parent_is_refused() -> None:
    assert refusal("add_session", session=a_session("new")) == [("/phase", "required")]


def test_addition_under_an_unknown_parent_is_not_found() -> None:
    with pytest.raises(NotFound, match="no phase “nowhere”"):
        after("add_session", phase="nowhere", session=a_session("new"))


def test_id_of_another_noun_is_free() -> None:
    assert session(after("add_session", phase="q", session=a_session("q")), "q").id == "q"


def test_id_inside_an_added_object_is_refused_where_taken() -> None:
    assert refusal("add_phase", phase=a_phase("new", sessions=[a_session("s")])) == [
        ("/phase/sessions/0/id", "duplicate-id")
    ]


def test_seventh_audience_is_refused() -> None:
    meeting = a_meeting(audiences=[{"id": f"a{number}", "name": "A"} for number in range(6)])
    with pytest.raises(InvalidEdit, match="at most 6 audiences"):
        read_edit({"edit": "add_audience", "audience": {"id": "b", "name": "B"}}).apply(meeting)


def test_set_merges_fields() -> None:
    meeting = after("set_session", session="t", room="annex", expected=40)
    assert session(meeting, "t") == session(base(), "t").model_copy(update={"room": "annex", "expected": 40})


def test_set_null_clears() -> None:
    assert session(after("set_session", session="s", room=None)).room is None


def test_set_null_on_a_field_with_a_default_gives_the_default() -> None:
    assert session(after("set_session", session="s", status=None)).status == "confirmed"


def test_set_string_is_the_first_language_alone() -> None:
    meeting = after("set_phase", phase="p", title={"fr": "Phase une"})
    meeting = read_edit({"edit": "set_phase", "phase": "p", "title": "Phase one"}).apply(meeting)
    assert meeting.phases[0].title == Text(en="Phase one", fr="Phase une")


def test_set_null_language_goes() -> None:
    assert find(
        after("set_phase", phase="p", platform={"name": {"fr": None}}), "phase", "p"
    ).value.platform.name == Text(en="Z")


def test_set_string_in_a_part_is_the_first_language_alone() -> None:
    platform = after("set_phase", phase="p", platform={"name": "Y"}).phases[0].platform
    assert platform is not None
    assert platform.name == Text(en="Y", fr="Zed")
    assert platform.url == "https://z.example.org"


def test_set_merges_addresses_by_language() -> None:
    links = after("set_document", document="paper", links={"fr": "https://p.example.org/f"}).documents[0].links
    assert links == {"en": "https://p.example.org/e", "fr": "https://p.example.org/f"}


def test_set_replaces_lists_whole() -> None:
    assert session(after("set_session", session="s", slots=[{"title": "Only"}])).slots[0].title == Text(en="Only")


@pytest.mark.parametrize(
    ("name", "keys", "pointer"),
    [
        ("set_session", {"session": "s", "id": "new"}, "/id"),
        ("set_meeting", {"uid": None}, "/uid"),
        ("set_meeting", {"meeting": "m"}, "/meeting"),
        ("set_meeting", {"phases": []}, "/phases"),
        ("set_phase", {"phase": "p", "sessions": []}, "/sessions"),
        ("set_session", {"session": "s", "colour": "red"}, "/colour"),
        ("set_session", {"session": "s", "title": None}, "/title"),
        ("set_session", {"session": "s", "title": {"en": None}}, "/title"),
        ("set_session", {"session": "s", "minutes": 30}, ""),
        ("set_session", {"session": "s", "start": "2022-11-16T10:00+01:00"}, "/start"),
        ("set_session", {"session": "s", "chair": "nobody"}, "/chair"),
        ("set_session", {"session": "s", "slots": SPOKEN_BY_NOBODY}, "/slots/0/speakers/0/person"),
        ("set_session", {"title": "New"}, "/session"),
        ("remove_session", {"session": "s", "phase": "p"}, "/phase"),
        ("reorder_item", {"item": "one", "parent": "child"}, "/parent"),
        ("reorder_item", {"item": "one", "parent": "one"}, "/parent"),
        ("reorder_item", {"item": "one", "before": "one"}, "/before"),
        ("reorder_session", {"session": "s", "phase": None}, "/phase"),
    ],
)
def test_edit_that_cannot_be_is_refused(name: str, keys: dict[str, Any], pointer: str) -> None:
    assert [found for found, _ in refusal(name, **keys)] == [pointer]


def test_remove_takes_what_is_below_with_it() -> None:
    meeting = after("remove_phase", phase="p")
    assert [phase.id for phase in meeting.phases] == ["q"]
    assert cleared("remove_phase", phase="p") == ()


def test_removed_person_leaves_chair_and_speakers() -> None:
    sitting = session(after("remove_person", person="ann"))
    assert (sitting.chair, [speaker.person for speaker in sitting.slots[0].speakers]) == (None, ["bob"])
    assert cleared("remove_person", person="ann") == (
        "/phases/0/sessions/0/chair",
        "/phases/0/sessions/0/slots/0/speakers/0/person",
    )


def test_removed_item_clears_all_that_names_it_or_its_children() -> None:
    meeting = after("remove_item", item="one")
    (phase, _) = meeting.phases
    assert phase.items == ("two",)
    assert phase.deadlines[0].items == ("two",)
    assert [outcome.item for outcome in phase.outcomes] == ["two"]
    assert [(slot.item, slot.title) for slot in phase.sessions[0].slots] == [(None, Text(en="Kept"))]
    assert cleared("remove_item", item="one") == (
        "/phases/0/items/0",
        "/phases/0/deadlines/0/items/1",
        "/phases/0/sessions/0/slots/0/item",
        "/phases/0/sessions/0/slots/1/item",
        "/phases/0/sessions/0/slots/2/item",
        "/phases/0/outcomes/0/item",
    )


def test_removed_audience_opens_nothing() -> None:
    meeting = after("remove_audience", audience="members")
    assert session(meeting).audience == ()
    assert session(meeting).join[0].audience == ()
    assert find(meeting, "item", "two").value.audience == ("bureau",)
    assert cleared("remove_audience", audience="members") == (
        "/items/1/audience/0",
        "/phases/0/sessions/0/audience",
        "/phases/0/sessions/0/join/0/audience",
    )


def test_removed_room_and_venue_are_cleared() -> None:
    meeting = after("remove_venue", venue="hq")
    assert (session(meeting).room, meeting.phases[0].venue) == (None, None)
    assert cleared("remove_venue", venue="hq") == ("/phases/0/venue", "/phases/0/sessions/0/room")


def test_removed_document_is_cleared() -> None:
    assert after("remove_document", document="paper").items[0].documents == ()


def test_removed_document_is_cleared_from_an_item_and_its_child() -> None:
    items = [{"id": "a", "title": "A", "documents": ["d"], "items": [{"id": "b", "title": "B", "documents": ["d"]}]}]
    meeting = a_meeting(documents=[{"id": "d", "title": "D"}], items=items)
    (item,) = read_edit({"edit": "remove_document", "document": "d"}).apply(meeting).items
    assert (item.documents, item.items[0].documents) == ((), ())


def a_closed_meeting() -> Meeting:
    """An item that members may read, its child that only bureau members may, and what names the two alone."""
    child = {"id": "child", "title": "Child", "audience": "bureau"}
    return a_meeting(
        audiences=[{"id": "members", "name": "Members"}, {"id": "bureau", "name": "Bureau"}],
        items=[{"id": "one", "title": "One", "audience": ["members", "bureau"], "items": [child]}],
        phases=[
            a_phase(
                sessions=[
                    a_session(
                        "s", slots=[{"item": "one", "title": "Secret", "minutes": 5}, {"item": "child", "title": "X"}]
                    ),
                    a_session("closed", audience="members"),
                ],
                deadlines=[
                    {"id": "d", "title": "D", "due": "2022-11-14", "items": ["one"]},
                    {"id": "e", "title": "E", "due": "2022-11-14", "items": ["child"], "audience": "members"},
                    {"id": "f", "title": "F", "due": "2022-11-14", "items": ["child"]},
                ],
                outcomes=[{"item": "one", "result": "noted", "session": "closed"}],
            )
        ],
    )


def test_removed_closed_item_opens_nothing() -> None:
    (phase,) = read_edit({"edit": "remove_item", "item": "one"}).apply(a_closed_meeting()).phases
    assert [(one.id, one.audience) for one in phase.deadlines] == [
        ("d", ("bureau", "members")),
        ("e", ()),
        ("f", ("bureau",)),
    ]
    assert [(slot.title, slot.minutes) for slot in phase.sessions[0].slots] == [(None, 5)]


def test_removed_child_of_a_closed_item_opens_nothing() -> None:
    meeting = read_edit({"edit": "set_item", "item": "child", "audience": None}).apply(a_closed_meeting())
    (phase,) = read_edit({"edit": "remove_item", "item": "child"}).apply(meeting).phases
    assert [one.audience for one in phase.deadlines] == [None, ("members",), ("bureau", "members")]
    assert len(phase.sessions[0].slots) == 1


def test_removed_closed_sitting_takes_its_outcomes() -> None:
    (phase,) = read_edit({"edit": "remove_session", "session": "closed"}).apply(a_closed_meeting()).phases
    assert phase.outcomes == ()


def test_removed_sitting_leaves_its_outcome_to_the_phase() -> None:
    meeting = read_edit({"edit": "set_session", "session": "s", "audience": None}).apply(base())
    outcome = read_edit({"edit": "remove_session", "session": "s"}).apply(meeting).phases[0].outcomes[0]
    assert (outcome.item, outcome.session) == ("one", None)


def test_removed_sitting_takes_an_outcome_that_the_phase_has_already() -> None:
    meeting = read_edit({"edit": "set_session", "session": "s", "audience": None}).apply(base())
    recorded = {"edit": "record_outcome", "phase": "p", "outcome": {"item": "one", "result": "adopted"}}
    meeting = read_edit(recorded).apply(meeting)
    removed = read_edit({"edit": "remove_session", "session": "s"}).apply(meeting)
    assert [(one.item, one.result) for one in removed.phases[0].outcomes] == [("two", "noted"), ("one", "adopted")]


def test_remove_of_what_is_not_there_is_not_found() -> None:
    with pytest.raises(NotFound):
        after("remove_session", session="nowhere")


def test_reorder_puts_before_a_sibling() -> None:
    meeting = after("reorder_session", session="t", before="s")
    assert [one.id for one in meeting.phases[0].sessions] == ["t", "s"]


def test_reorder_to_null_puts_last() -> None:
    meeting = after("reorder_session", session="s", before=None)
    assert [one.id for one in meeting.phases[0].sessions] == ["t", "s"]


def test_reorder_goes_to_another_parent() -> None:
    meeting = after("reorder_session", session="s", phase="q")
    assert [[one.id for one in phase.sessions] for phase in meeting.phases] == [["t"], ["s"]]


def test_reorder_takes_an_item_out_of_its_parent() -> None:
    meeting = after("reorder_item", item="child", parent=None, before="one")
    assert [one.id for one in meeting.items] == ["child", "one", "two"]


def test_edit_shares_what_it_leaves_alone() -> None:
    meeting = base()
    edited = read_edit({"edit": "set_session", "session": "s", "room": "annex"}).apply(meeting)
    assert edited.phases[1] is meeting.phases[1]
    assert edited.items is meeting.items


def test_removing_a_venue_moves_no_sitting() -> None:
    venue = {"id": "cicg", "name": "CICG", "time_zone": "Asia/Seoul"}
    phase = a_phase(venue="cicg", sessions=[a_session()])
    after = apply(a_meeting(venues=[venue], phases=[phase]), read_edit({"edit": "remove_venue", "venue": "cicg"}))
    assert (after.phases[0].venue, after.phases[0].time_zone) == (None, "Asia/Seoul")


@pytest.mark.parametrize("title", ["", " ", {"en": ""}])
def test_edit_to_a_blank_text_is_refused(title: Any) -> None:
    with pytest.raises(InvalidEdit, match="is empty; write it, or leave the key out"):
        read_edit({"edit": "set_meeting", "title": title}).apply(a_meeting())
