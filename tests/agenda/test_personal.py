"""Choices: what they pick from a feed and from a meeting, and what is refused before anything is kept."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest
from builders import UID, a_meeting, a_phase, a_session, meeting_file
from canaries import CANARY, canary_meeting
from hypothesis import given, settings
from hypothesis import strategies as st

from agenda.audiences import seen_by
from agenda.edits.whole import flaws
from agenda.errors import InvalidInput
from agenda.personal import PICKS, Picks, Selector, offered
from agenda.projection import entries_of
from agenda.publishing import publish
from agenda.reduction import reduced
from agenda.service.choosing import read_wanted
from agenda.service.personal import digest_of, mint_secret

NOW = datetime(2022, 10, 1, tzinfo=UTC)
ITEMS = [{"id": "work", "title": "Work", "items": [{"id": "plan", "title": "Plan"}]}, {"id": "other", "title": "Other"}]
PEOPLE = [{"id": "chair", "name": "Chair"}, {"id": "voice", "name": "Voice"}]
VENUE = {"id": "v", "name": "Venue", "rooms": [{"id": "hall", "name": "Hall"}, {"id": "annex", "name": "Annex"}]}


def a_full_meeting():
    """Two phases: in the first a deadline on an item, in the second three sittings in two rooms."""
    online = a_phase(
        "online",
        start="2022-10-17",
        end="2022-11-04",
        kind="online",
        items=["work"],
        deadlines=[{"id": "due", "title": "Due", "due": "2022-10-30", "items": ["plan"]}],
    )
    sessions = [
        a_session("first", room="hall", chair="chair", slots=[{"item": "plan", "minutes": 10}]),
        a_session(
            "second",
            start="2022-11-16T15:00",
            end="2022-11-16T17:00",
            room="annex",
            slots=[{"item": "other", "speakers": [{"person": "voice"}]}],
        ),
        a_session("third", start="2022-11-17T10:00", end="2022-11-17T12:00"),
    ]
    room = a_phase("room", venue="v", sessions=sessions)
    return a_meeting(venues=[VENUE], people=PEOPLE, items=ITEMS, phases=[online, room])


class Row:
    """An entry as a feed lists it."""

    def __init__(self, entry) -> None:
        self.uid, self.kind, self.names, self.key = str(entry.uid), entry.kind, entry.names, f"{entry.kind}/{entry.id}"


def chosen_of(meeting, *audiences: str, **picks: list[str]) -> set[str]:
    rows = [Row(entry) for entry in entries_of(seen_by(meeting, audiences))]
    return {rows[place].key for place in Selector(meeting.uid, rows).places(Picks(**picks))}


PHASES = {"phase/online", "phase/room"}


@pytest.mark.parametrize(
    ("picks", "expected"),
    [
        ({"phases": ["online"]}, {"phase/online", "deadline/due"}),
        ({"sessions": ["third"]}, {"session/third"}),
        ({"items": ["plan"]}, {"deadline/due", "session/first"}),
        ({"items": ["work"]}, {"phase/online", "deadline/due", "session/first"}),
        ({"rooms": ["annex"]}, {"session/second"} | PHASES),
        ({"people": ["chair"]}, {"session/first"} | PHASES),
        ({"sessions": ["third"], "items": ["other"]}, {"session/third", "session/second"}),
        ({"sessions": ["gone"]}, PHASES),
    ],
)
def test_choice_is_the_union_of_the_feeds_that_it_picks(picks, expected):
    assert chosen_of(a_full_meeting(), **picks) == expected


def test_choice_of_nothing_is_the_whole_meeting():
    assert len(chosen_of(a_full_meeting())) == 6


def test_sitting_that_was_picked_stays_picked_when_it_is_closed_and_when_it_is_opened():
    meeting = canary_meeting()
    (closed,) = [entry.id for entry in entries_of(seen_by(meeting)) if entry.id.startswith("closed-")]
    assert chosen_of(meeting, sessions=["canary-sitting"]) == {f"session/{closed}"}
    assert chosen_of(meeting, "canary-members", sessions=[closed]) == {"session/canary-sitting"}


def test_what_is_closed_is_found_by_no_item_person_or_room_of_the_public():
    meeting = canary_meeting()
    hidden = {"items": ["canary-budget", "canary-staff"], "people": ["canary-chair", "canary-presenter"]}
    assert {key for key in chosen_of(meeting, **hidden) if not key.startswith("phase/")} == set()


@pytest.mark.parametrize("slug", ["cap-19", "ptc-227", "sbstta-24"])
def test_reduced_meeting_of_each_single_pick_holds_what_its_feed_holds_and_is_sound(slug):
    meeting = meeting_file(slug)
    for field, ids in offered(meeting).items():
        for identity in ids:
            assert_agree(meeting, Picks(**{field: [identity]}))


IDS = {
    "phases": ["online", "room", "gone"],
    "sessions": ["first", "second", "third", "gone"],
    "items": ["work", "plan", "other", "gone"],
    "rooms": ["hall", "annex", "gone"],
    "people": ["chair", "voice", "gone"],
}


@given(st.fixed_dictionaries({field: st.lists(st.sampled_from(ids), unique=True) for field, ids in IDS.items()}))
@settings(max_examples=60, deadline=None)
def test_reduced_meeting_holds_what_the_feed_holds(picks):
    assert_agree(a_full_meeting(), Picks(**picks))


def assert_agree(meeting, picks: Picks) -> None:
    view = seen_by(meeting)
    kept = reduced(view, picks)
    assert list(flaws(kept.meeting)) == []
    feed = {key for key in chosen_of(meeting, **picks.model_dump()) if not key.startswith("phase/")}
    page = {f"{entry.kind}/{entry.id}" for entry in entries_of(kept) if entry.kind != "phase"}
    assert page == feed


def test_reduced_meeting_keeps_numbers_and_says_nothing_of_what_is_not_chosen():
    kept = reduced(seen_by(a_full_meeting()), Picks(items=["other"])).meeting
    assert [(item.number, item.id) for item in kept.items] == [("2", "other")]
    assert [person.id for person in kept.people] == ["voice"]
    assert [session.id for phase in kept.phases for session in phase.sessions] == ["second"]


def test_reduced_public_view_holds_no_canary():
    meeting = canary_meeting()
    for field, ids in offered(seen_by(meeting).meeting).items():
        for identity in ids:
            written = reduced(seen_by(meeting), Picks(**{field: [identity]})).meeting.model_dump_json()
            assert CANARY not in written.lower()


def test_tombstone_of_a_removed_sitting_is_still_chosen():
    before = publish(a_full_meeting(), None, now=NOW, message="")
    phases = a_full_meeting().phases
    room = phases[1].model_copy(update={"sessions": phases[1].sessions[1:]})
    after = publish(a_full_meeting().model_copy(update={"phases": (phases[0], room)}), before, now=NOW, message="")
    rows = [Row(record.entry) for record in after.records[frozenset()]]
    chosen = [rows[place].key for place in Selector(UUID(UID), rows).places(Picks(sessions=["first"]))]
    assert chosen == ["session/first"]


@pytest.mark.parametrize(
    ("written", "pointers"),
    [
        ([], [""]),
        ({}, [""]),
        (None, [""]),
        ([{}], ["/0/meeting"]),
        ([{"meeting": "m", "phase": ["p"]}], ["/0/phase"]),
        ([{"meeting": "m"}, {"meeting": "m", "items": ["A b"]}], ["/1/items/0"]),
        ([{"meeting": "m", "items": "i"}], ["/0/items"]),
        ([{"meeting": "m", "items": [1]}], ["/0/items/0"]),
        (["m"], ["/0"]),
        ([{"meeting": "m", "items": ["i"] * 400, "rooms": ["r"] * 101}], [""]),
        ([{"meeting": "m"}] * 21, [""]),
    ],
)
def test_fault_in_what_is_wanted_is_pointed_at(written, pointers):
    with pytest.raises(InvalidInput) as refused:
        read_wanted(written)
    assert [problem.pointer for problem in refused.value.problems] == pointers


def test_lists_of_a_choice_are_those_of_its_class():
    assert tuple(Picks.model_fields) == tuple(PICKS)


def test_secrets_are_long_start_with_a_letter_or_digit_and_are_kept_as_digests():
    minted = [mint_secret() for _ in range(200)]
    assert len(set(minted)) == 200
    assert {len(secret) for secret in minted} == {32}
    assert [secret for secret in minted if not secret[0].isalnum()] == []
    assert minted[0] not in digest_of(minted[0])


@pytest.mark.parametrize("field", PICKS)
def test_whatever_is_picked_is_less_than_the_whole(field: str) -> None:
    assert Picks().is_whole
    assert not Picks(**{field: ("x",)}).is_whole
