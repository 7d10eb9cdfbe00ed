"""A meeting copied for another year: dates, clocks, what is taken over, left behind and carried over."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

import pytest
from builders import a_meeting, a_phase, a_session, meeting_file
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import meetings

from agenda.copying import Carried, Copied, copy_meeting, first_day, same_weekday, unfinished_items
from agenda.errors import InvalidInput, NotFound
from agenda.findings import check
from agenda.ids import entry_uid
from agenda.item import ItemOfMeeting
from agenda.meeting import Meeting
from agenda.schedule import span_of, zone_of
from agenda.tree import walk

if TYPE_CHECKING:
    from collections.abc import Iterator

UID = UUID("11111111-2222-4333-8444-555555555555")
OLD_START = date(2022, 11, 16)
NEXT = date(2023, 11, 15)

clock = datetime.fromisoformat


def copied(meeting: Meeting, *, start: date = NEXT, items: list[str] | None = None) -> Copied:
    return copy_meeting(meeting, slug="next", start=start, uid=UID, items=items)


def with_phase(**keys: Any) -> Meeting:
    return a_meeting(phases=[a_phase(**keys)])


def errors(meeting: Meeting) -> set[str]:
    return {one.code for one in check(meeting, today=date(2022, 1, 1)) if one.severity == "error"}


@pytest.mark.parametrize(
    ("day", "years", "proposed"),
    [
        (date(2022, 11, 16), 1, date(2023, 11, 15)),
        (date(2022, 11, 16), 2, date(2024, 11, 13)),
        (date(2023, 11, 15), 1, date(2024, 11, 13)),
        (date(2024, 2, 29), 1, date(2025, 2, 27)),
        (date(2024, 2, 29), 4, date(2028, 3, 2)),
        (date(2022, 12, 31), 1, date(2023, 12, 30)),
        (date(2023, 1, 1), 1, date(2023, 12, 31)),
        (date(2022, 11, 16), 0, date(2022, 11, 16)),
    ],
)
def test_same_weekday_is_the_nearest(day: date, years: int, proposed: date) -> None:
    assert same_weekday(day, years=years) == proposed


@settings(deadline=None, derandomize=True)
@given(st.dates(date(1900, 1, 1), date(2150, 1, 1)), st.integers(1, 40))
def test_same_weekday_is_within_three_days_of_the_anniversary(day: date, years: int) -> None:
    proposed = same_weekday(day, years=years)
    anniversary = date(day.year + years, day.month, min(day.day, 28) if day.month == 2 else day.day)
    assert proposed.weekday() == day.weekday()
    assert abs(proposed - anniversary) <= timedelta(days=4 if (day.month, day.day) == (2, 29) else 3)


def test_real_meeting_is_copied_by_the_same_weekdays() -> None:
    old = meeting_file("cap-19")
    start = same_weekday(old.phases[0].start)
    new = copied(old, start=start).meeting
    assert start == date(2023, 10, 21)
    assert [(phase.start, phase.end) for phase in new.phases] == [
        (date(2023, 10, 21), date(2023, 11, 13)),
        (date(2023, 11, 15), date(2023, 11, 16)),
        (date(2023, 11, 17), date(2023, 12, 14)),
    ]
    assert [one.start for one in new.phases[1].sessions] == [
        clock("2023-11-15T10:00"),
        clock("2023-11-15T14:30"),
        clock("2023-11-16T10:00"),
    ]
    assert [one.due for phase in new.phases for one in phase.deadlines] == [
        date(2023, 11, 3),
        clock("2023-11-13T18:00"),
        clock("2023-12-14T17:00"),
    ]
    before, after = (meeting.phases[0] for meeting in (old, new))
    assert (before.start.weekday(), before.end.weekday()) == (after.start.weekday(), after.end.weekday())


def test_earliest_phase_begins_on_the_start_wherever_it_stands() -> None:
    old = a_meeting(phases=[a_phase("late", start="2022-12-01", end="2022-12-02"), a_phase("early")])
    assert first_day(old) == OLD_START
    new = copied(old).meeting
    assert [phase.start for phase in new.phases] == [date(2023, 11, 30), NEXT]


def test_meeting_without_phases_is_copied() -> None:
    assert copied(a_meeting(phases=[])).meeting == a_meeting(phases=[], slug="next", uid=str(UID))


def test_plan_is_taken_over_and_what_became_of_it_left_behind() -> None:
    plan: dict[str, Any] = {
        "room": "hall",
        "chair": "ann",
        "expected": 20,
        "interpretation": ["en"],
        "audience": "members",
        "slots": [{"item": "one", "minutes": 30, "speakers": [{"person": "ann"}]}],
    }
    of_the_year: dict[str, Any] = {
        "status": "cancelled",
        "notice": "starts late",
        "recording": "https://video.example.org/r",
        "source": {"uid": "x"},
        "join": [{"label": "J", "url": "https://video.example.org/1"}],
    }
    shared: dict[str, Any] = {
        "audiences": [{"id": "members", "name": "M"}],
        "venues": [{"id": "hq", "name": "HQ", "rooms": [{"id": "hall", "name": "Hall"}]}],
        "people": [{"id": "ann", "name": "Ann"}],
    }
    paper = {"id": "d1", "title": "D", "links": {"en": "https://papers.example.org/1"}, "living": True}
    item = {"id": "one", "title": "One", "documents": ["d1"], "action": ["decision"]}
    old = a_meeting(
        **shared,
        documents=[paper | {"revision": "2"}],
        items=[item | {"follows": {"meeting": "before", "item": "one"}}],
        phases=[
            a_phase(
                status="postponed",
                items=["one"],
                sessions=[a_session("s", **plan, **of_the_year)],
                deadlines=[{"id": "d", "title": "D", "due": "2022-11-14", "items": ["one"]}],
                outcomes=[{"item": "one", "result": "adopted", "session": "s"}],
            )
        ],
    )
    times = {"start": "2023-11-15T10:00", "end": "2023-11-15T13:00"}
    assert copied(old) == Copied(
        a_meeting(
            **shared,
            slug="next",
            uid=str(UID),
            documents=[paper],
            items=[item],
            phases=[
                a_phase(
                    start="2023-11-15",
                    end="2023-11-16",
                    items=["one"],
                    sessions=[a_session("s", **plan, **times)],
                    deadlines=[{"id": "d", "title": "D", "due": "2023-11-13", "items": ["one"]}],
                )
            ],
        ),
        (),
    )


def test_every_entry_has_a_new_uid() -> None:
    old = meeting_file("cap-19")
    new = copied(old).meeting
    assert old.uid is not None
    assert new.uid == UID
    assert entry_uid(UID, "session", "s1") != entry_uid(old.uid, "session", "s1")


@pytest.mark.parametrize(
    ("keys", "start", "walls"),
    [
        pytest.param(
            {"start": "2022-11-16T10:00", "minutes": 90},
            date(2023, 7, 5),
            ("2023-07-05T10:00", None, 90, None),
            id="wall-clock-kept-from-winter-to-summer",
        ),
        pytest.param(
            {"start": "2022-11-16T01:00", "end": "2022-11-16T04:00"},
            date(2023, 10, 29),
            ("2023-10-29T01:00", "2023-10-29T04:00", None, None),
            id="wall-clocks-kept-over-a-change-of-clocks",
        ),
        pytest.param(
            {"start": "2022-11-16T22:00", "end": "2022-11-17T01:00"},
            NEXT,
            ("2023-11-15T22:00", "2023-11-16T01:00", None, None),
            id="past-midnight",
        ),
        pytest.param({"start": None, "end": None, "minutes": 45}, NEXT, (None, None, 45, None), id="not-yet-scheduled"),
    ],
)
def test_wall_clocks_are_kept(keys: dict[str, Any], start: date, walls: tuple[Any, ...]) -> None:
    assert times_of(copied(with_phase(sessions=[a_session("s", **keys)]), start=start).meeting) == walls


def times_of(meeting: Meeting) -> tuple[Any, ...]:
    written = meeting.phases[0].sessions[0].written()
    return tuple(written.get(field) for field in ("start", "end", "minutes", "fold"))


def test_fold_of_the_repeated_hour_goes_with_that_hour() -> None:
    old = with_phase(
        start="2022-10-30", end="2022-10-30", sessions=[a_session("s", start="2022-10-30T02:30", minutes=60, fold=1)]
    )
    assert times_of(copied(old, start=date(2023, 10, 28)).meeting) == ("2023-10-28T02:30", None, 60, None)
    assert times_of(copied(old, start=date(2023, 10, 29)).meeting) == ("2023-10-29T02:30", None, 60, 1)


def test_sitting_whose_end_would_come_first_keeps_its_length() -> None:
    old = with_phase(
        start="2022-10-30",
        end="2022-10-30",
        sessions=[a_session("s", start="2022-10-30T02:30", end="2022-10-30T02:15")],
    )
    assert times_of(copied(old).meeting) == ("2023-11-15T02:30", "2023-11-15T03:15", None, None)


def test_hour_that_is_skipped_in_the_new_year_is_found() -> None:
    old = with_phase(
        start="2022-03-26",
        end="2022-03-26",
        sessions=[a_session("s", start="2022-03-26T02:30", end="2022-03-26T03:00")],
        deadlines=[{"id": "d", "title": "D", "due": "2022-03-26T02:30"}],
    )
    new = copied(old, start=date(2023, 3, 26)).meeting
    found = [(one.code, one.subjects) for one in check(new, today=OLD_START) if one.severity == "error"]
    assert found == [
        ("local-time-does-not-exist", ("/phases/0/deadlines/0/due",)),
        ("local-time-does-not-exist", ("/phases/0/sessions/0/start",)),
    ]


def test_leap_day_is_copied_to_the_day_after_in_other_years() -> None:
    old = with_phase(
        start="2024-02-28", end="2024-03-01", sessions=[a_session("s", start="2024-02-29T10:00", minutes=60)]
    )
    new = copied(old, start=date(2025, 2, 28)).meeting
    assert times_of(new)[0] == "2025-03-01T10:00"
    assert (new.phases[0].start, new.phases[0].end) == (date(2025, 2, 28), date(2025, 3, 2))


def test_phase_across_a_year_s_end_keeps_its_length() -> None:
    old = with_phase(kind="closing", start="2022-12-15", end="2023-01-20")
    new = copied(old, start=date(2023, 12, 14)).meeting
    assert (new.phases[0].start, new.phases[0].end) == (date(2023, 12, 14), date(2024, 1, 19))


def an_agenda(*outcomes: tuple[str, str, str]) -> Meeting:
    """A meeting of two phases, q before p, with outcomes (phase, item, result)."""
    items = [
        {"id": "one", "title": "1", "items": [{"id": "child", "title": "1.1"}]},
        {"id": "two", "title": "2"},
        {"id": "three", "title": "3"},
    ]
    phases = [
        a_phase(
            phase,
            start=start,
            end=start,
            items=["one", "child", "two"],
            sessions=[
                a_session(
                    f"s-{phase}",
                    start=f"{start}T10:00",
                    end=f"{start}T11:00",
                    slots=[{"item": "two"}, {"item": "three", "minutes": 5}],
                )
            ],
            outcomes=[{"item": item, "result": result} for where, item, result in outcomes if where == phase],
        )
        for phase, start in (("p", "2022-11-16"), ("q", "2022-10-01"))
    ]
    return a_meeting(items=items, phases=phases)


@pytest.mark.parametrize(
    ("outcomes", "carried"),
    [
        ([], []),
        ([("p", "two", "continued"), ("p", "one", "deferred")], [("one", "deferred"), ("two", "continued")]),
        ([("p", "child", "deferred")], [("child", "deferred")]),
        ([("p", "two", "referred"), ("p", "one", "noted")], []),
        ([("q", "two", "continued"), ("p", "two", "adopted")], []),
        ([("p", "two", "deferred"), ("q", "two", "adopted")], [("two", "deferred")]),
    ],
)
def test_items_whose_last_outcome_goes_on_are_carried_over(
    outcomes: list[tuple[str, str, str]], carried: list[tuple[str, str]]
) -> None:
    old = an_agenda(*outcomes)
    new = copied(old)
    assert [(one.item, one.result) for one in new.carried] == carried
    assert new.carried == unfinished_items(old)
    follows = {item: ItemOfMeeting(meeting="m", item=item) for item, _ in carried}
    assert {
        place.key[1]: place.value.follows
        for place in walk(new.meeting)
        if place.key[0] == "item" and place.value.follows is not None
    } == follows


def test_only_the_chosen_items_are_kept_with_those_above_them() -> None:
    old = an_agenda(("p", "two", "continued"), ("p", "child", "deferred"))
    new = copied(old, items=["child"])
    assert new.carried == (Carried("child", "deferred"),)
    assert [place.key[1] for place in walk(new.meeting) if place.key[0] == "item"] == ["one", "child"]
    (phase, _) = new.meeting.phases
    assert phase.items == ("one", "child")
    assert [(slot.item, slot.minutes) for slot in phase.sessions[0].slots] == [(None, 5)]


def test_chosen_item_does_not_bring_those_below_it() -> None:
    new = copied(an_agenda(), items=["one"])
    assert [place.key[1] for place in walk(new.meeting) if place.key[0] == "item"] == ["one"]


def test_no_items_are_kept_where_none_is_chosen() -> None:
    new = copied(an_agenda(("p", "two", "continued")), items=[])
    assert (new.meeting.items, new.carried) == ((), ())
    assert errors(new.meeting) == set()


def test_item_that_is_not_there_is_not_found() -> None:
    with pytest.raises(NotFound):
        copied(an_agenda(), items=["four"])


@pytest.mark.parametrize(
    ("slug", "start", "pointer"),
    [
        ("Next Year", NEXT, "/slug"),
        ("", NEXT, "/slug"),
        ("next", date(2200, 12, 31), "/start"),
        ("next", date(9999, 12, 31), "/start"),
    ],
)
def test_copy_that_cannot_be_is_refused(slug: str, start: date, pointer: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        copy_meeting(with_phase(), slug=slug, start=start, uid=UID)
    assert [problem.pointer for problem in caught.value.problems] == [pointer]


class Sitting(NamedTuple):
    """When a sitting starts on the wall, and how long it lasts in elapsed time."""

    wall: time
    length: timedelta


def sittings(meeting: Meeting) -> Iterator[Sitting]:
    """The dated sittings of all phases."""
    for phase in meeting.phases:
        for session in phase.sessions:
            span = span_of(session, zone_of(meeting, phase))
            assert session.start is not None
            assert span is not None
            yield Sitting(session.start.time(), span.length)


years = st.integers(1, 5)
bounded = settings(max_examples=20, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


@bounded
@given(meetings(), years, st.integers(-3, 3), st.data())
def test_copy_has_no_errors_but_hours_that_clocks_skip(
    old: Meeting, years: int, days: int, data: st.DataObject
) -> None:
    ids = [place.key[1] for place in walk(old) if place.key[0] == "item"]
    items = data.draw(st.none() | st.lists(st.sampled_from(ids), unique=True)) if ids else None
    first = first_day(old)
    assert first is not None
    new = copied(old, start=same_weekday(first, years=years) + timedelta(days=days), items=items).meeting
    assert errors(new) <= {"local-time-does-not-exist"}
    assert Meeting.model_validate(new.written(), context={"language": new.language}) == new
    if days == 0:
        assert [phase.start.weekday() for phase in new.phases] == [phase.start.weekday() for phase in old.phases]
    for one, other in zip(sittings(old), sittings(new), strict=True):
        assert one.wall == other.wall
        assert abs(one.length - other.length) <= timedelta(hours=1)
