"""From a view to its calendar entries."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from builders import a_meeting, a_phase, a_session, meeting_file
from canaries import canary_meeting

from agenda.audiences import seen_by
from agenda.entries import Business, Entry, Place, Voice
from agenda.ids import entry_uid
from agenda.projection import entries_of
from agenda.text import Text

if TYPE_CHECKING:
    from agenda.meeting import Meeting


def entries(meeting: Meeting, audiences: list[str] | None = None) -> dict[str, Entry]:
    return {entry.id: entry for entry in entries_of(seen_by(meeting, audiences or ()))}


def the_sitting(phase: dict[str, Any] | None = None, **keys: Any) -> Entry:
    meeting = a_meeting(
        venues=[{"id": "hq", "name": "HQ", "address": "1 Street", "rooms": [{"id": "hall", "name": "Hall"}]}],
        people=[{"id": "ann", "name": "Ann", "affiliation": "Norway"}, {"id": "bob", "name": "Bob"}],
        items=[{"id": "one", "title": "One", "items": [{"id": "a", "title": "A", "action": ["decision"]}]}],
        phases=[a_phase(sessions=[a_session(**keys)], **(phase or {}))],
    )
    return entries(meeting)["s"]


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_entries_stand_phase_by_phase() -> None:
    found = [(entry.kind, entry.id) for entry in entries_of(seen_by(canary_meeting(), ["canary-bureau"]))]
    assert found == [
        ("phase", "online"),
        ("deadline", "comments"),
        ("deadline", "shared"),
        ("phase", "room"),
        ("session", "first"),
        ("session", "canary-sitting"),
        ("session", "second"),
    ]


def test_sitting_is_in_utc_with_the_zone_of_its_phase() -> None:
    entry = the_sitting()
    assert (entry.start, entry.end, entry.zone) == (utc("2022-11-16T09:00"), utc("2022-11-16T12:00"), "Europe/Brussels")
    assert entry.start.tzinfo is UTC  # type: ignore[union-attr]


def test_sitting_is_where_its_room_is_else_its_phase_s_venue() -> None:
    room = Place(room_id="hall", room=Text(en="Hall"), venue=Text(en="HQ"), address="1 Street")
    assert the_sitting(room="hall").place == room
    assert the_sitting({"venue": "hq"}).place == Place(venue=Text(en="HQ"), address="1 Street")
    assert the_sitting().place is None


@pytest.mark.parametrize(
    ("phase", "keys", "online"),
    [
        ({"kind": "online"}, {}, True),
        ({"kind": "hybrid"}, {}, True),
        ({"kind": "in_person"}, {}, False),
        ({"kind": "in_person"}, {"join": [{"label": "J", "url": "https://v.example.org"}]}, True),
    ],
)
def test_sitting_is_online_by_its_phase_or_its_link(phase: dict[str, str], keys: dict[str, Any], online: bool) -> None:  # noqa: FBT001
    assert the_sitting(phase, **keys).is_online == online


@pytest.mark.parametrize(
    ("phase", "sitting", "expected"),
    [
        ("confirmed", "confirmed", ["confirmed", "confirmed", "confirmed"]),
        ("tentative", "confirmed", ["tentative", "confirmed", "confirmed"]),
        ("confirmed", "tentative", ["confirmed", "tentative", "confirmed"]),
        ("confirmed", "cancelled", ["confirmed", "cancelled", "confirmed"]),
        ("postponed", "tentative", ["cancelled", "cancelled", "cancelled"]),
        ("cancelled", "confirmed", ["cancelled", "cancelled", "cancelled"]),
    ],
)
def test_status_follows_the_phase(phase: str, sitting: str, expected: list[str]) -> None:
    deadline = {"id": "d", "title": "D", "due": "2022-11-16"}
    keys = {"status": phase, "sessions": [a_session(status=sitting)], "deadlines": [deadline]}
    assert [entry.status for entry in entries(a_meeting(phases=[a_phase(**keys)])).values()] == expected


def test_phase_is_its_days_and_has_no_zone() -> None:
    entry = entries(a_meeting())["p"]
    assert (entry.start, entry.end, entry.zone, entry.is_all_day) == (date(2022, 11, 16), date(2022, 11, 17), "", True)


def test_phase_is_made_of_its_own_keys() -> None:
    with_sitting = a_meeting(phases=[a_phase(sessions=[a_session()])])
    assert entries(with_sitting)["p"] == entries(a_meeting())["p"]


def test_deadline_is_the_half_hour_before_it_is_due() -> None:
    deadline = {"id": "d", "title": "D", "due": "2022-10-30"}
    entry = entries(a_meeting(phases=[a_phase(deadlines=[deadline])]))["d"]
    assert (entry.start, entry.end, entry.zone) == (utc("2022-10-30T22:29"), utc("2022-10-30T22:59"), "Europe/Brussels")


def test_sitting_without_times_has_no_entry() -> None:
    assert list(entries(a_meeting(phases=[a_phase(sessions=[{"id": "s", "title": "S"}])]))) == ["p"]


def test_running_order_has_planned_instants_as_long_as_minutes_are_known() -> None:
    slots = [{"item": "a", "minutes": 30}, {"title": "Coffee", "kind": "break"}, {"title": "After"}]
    steps = the_sitting(slots=slots).steps
    assert [step.start for step in steps] == [utc("2022-11-16T09:00"), utc("2022-11-16T09:30"), None]
    assert steps[0].item == Business(number="1.1", title=Text(en="A"), action=("decision",))


def test_running_order_counts_elapsed_minutes_over_a_clock_change() -> None:
    slots = [{"title": "A", "minutes": 90}, {"title": "B", "minutes": 60}, {"title": "C"}]
    keys = {"start": "2022-10-30T01:00", "end": "2022-10-30T05:00", "slots": slots}
    assert [step.start for step in the_sitting(**keys).steps] == [
        utc("2022-10-29T23:00"),
        utc("2022-10-30T00:30"),
        utc("2022-10-30T01:30"),
    ]


def test_chair_and_speakers_are_named() -> None:
    slots = [{"title": "T", "speakers": [{"person": "bob", "role": "Secretariat"}, {"person": "ann"}]}]
    entry = the_sitting(chair="ann", slots=slots)
    assert entry.chair == Voice(name=Text(en="Ann"), affiliation=Text(en="Norway"))
    assert entry.steps[0].speakers[0] == Voice(name=Text(en="Bob"), role=Text(en="Secretariat"))
    assert entry.person_ids == ("ann", "bob")


def test_items_are_selected_by_with_those_above_them() -> None:
    assert the_sitting(slots=[{"item": "a"}, {"item": "one"}]).item_ids == ("a", "one")


def test_entry_reads_back_from_its_json() -> None:
    for meeting in (canary_meeting(), meeting_file("cap-19"), meeting_file("sbstta-24")):
        for entry in entries_of(seen_by(meeting, [audience.id for audience in meeting.audiences])):
            assert Entry.model_validate_json(entry.model_dump_json(exclude_defaults=True)) == entry


def test_closed_sitting_is_an_entry_under_its_own_uid() -> None:
    meeting = canary_meeting()
    assert meeting.uid is not None
    uid = entry_uid(meeting.uid, "session", "canary-sitting")
    closed = next(entry for entry in entries(meeting).values() if entry.uid == uid)
    assert (closed.id, closed.item_ids, closed.person_ids, closed.steps) == (f"closed-{uid.hex[:12]}", (), (), ())
    assert entries(meeting, ["canary-members"])["canary-sitting"].uid == uid


def test_no_hour_is_told_after_a_closed_item_that_says_no_minutes() -> None:
    items = [{"id": "open", "title": "Open"}, {"id": "shut", "title": "Shut", "audience": "m"}]
    slots = [{"item": "open", "minutes": 10}, {"item": "shut"}, {"item": "open"}]
    phase = a_phase(sessions=[a_session(slots=slots)])
    view = seen_by(a_meeting(items=items, phases=[phase], audiences=[{"id": "m", "name": "M"}]))
    session = next(entry for entry in entries_of(view) if entry.kind == "session")
    assert [step.start is None for step in session.steps] == [False, False, True]
    assert [step.item.number if step.item else None for step in session.steps] == ["1", None, "1"]
