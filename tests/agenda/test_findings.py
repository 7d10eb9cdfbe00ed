"""What check() finds, code by code, and what it leaves alone."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from builders import a_meeting, a_phase, a_session, meeting_file
from hypothesis import HealthCheck, given, settings
from strategies import meetings

from agenda.findings import SEVERITIES, Finding, check

if TYPE_CHECKING:
    from agenda.meeting import Meeting

TODAY = date(2022, 10, 1)
ROOM = {"venues": [{"id": "hq", "name": "HQ", "rooms": [{"id": "r", "name": "Room A", "capacity": 100}]}]}
JOIN = [{"label": "Join", "url": "https://video.example.org/1"}]


def in_person(**keys: Any) -> dict[str, Any]:
    return a_phase(kind="in_person", **keys)


def found(meeting: Meeting, code: str, *, today: date = TODAY) -> list[tuple[str, ...]]:
    """The subjects of each finding of that code."""
    return [finding.subjects for finding in check(meeting, today=today) if finding.code == code]


def codes(meeting: Meeting, *, today: date = TODAY) -> set[str]:
    return {finding.code for finding in check(meeting, today=today)}


def errors(meeting: Meeting) -> list[Finding]:
    return [finding for finding in check(meeting, today=TODAY) if finding.severity == "error"]


@pytest.mark.parametrize("name", ["cap-19", "sbstta-24", "ptc-227"])
def test_real_meetings_have_no_errors(name: str) -> None:
    assert errors(meeting_file(name)) == []


def test_smallest_meeting_has_no_findings() -> None:
    assert check(a_meeting(), today=TODAY) == ()


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(meetings())
def test_valid_meetings_have_no_errors(meeting: Meeting) -> None:
    assert errors(meeting) == []


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(meetings())
def test_every_subject_is_in_the_written_meeting(meeting: Meeting) -> None:
    for finding in check(meeting, today=date(2030, 1, 1)):
        for subject in finding.subjects:
            at: Any = meeting.written()
            for step in subject.split("/")[1:]:
                at = at[int(step)] if isinstance(at, list) else at[step]


def test_errors_come_first_and_positions_count_as_numbers() -> None:
    sessions = [a_session(f"s{n}", room="nowhere") for n in range(11)]
    findings = check(a_meeting(phases=[in_person(sessions=sessions)]), today=TODAY)
    assert [finding.subjects[0] for finding in findings[:11]] == [f"/phases/0/sessions/{n}/room" for n in range(11)]
    assert [finding.code for finding in findings] == ["unknown-reference"] * 11 + ["room-double-booked"] * 10


def test_finding_as_json_is_that_of_the_contract() -> None:
    meeting = a_meeting(phases=[in_person(start="2022-11-18")])
    assert [finding.as_json() for finding in check(meeting, today=TODAY)] == [
        {
            "code": "phase-ends-before-start",
            "severity": "error",
            "message": "Phase “Phase p” (p) ends on 2022-11-17, before it starts on 2022-11-18; correct one",
            "subjects": ["/phases/0/end"],
        }
    ]


def test_severities_are_those_of_the_contract() -> None:
    counts = [list(SEVERITIES.values()).count(severity) for severity in ("error", "warning", "info")]
    assert counts == [7, 12, 3]


# unknown-reference and duplicate-id


@pytest.mark.parametrize(
    ("keys", "subject"),
    [
        ({"phases": [in_person(venue="x")]}, "/phases/0/venue"),
        ({"phases": [in_person(items=["x"])]}, "/phases/0/items/0"),
        ({"phases": [in_person(sessions=[a_session(room="x")])]}, "/phases/0/sessions/0/room"),
        ({"phases": [in_person(sessions=[a_session(chair="x")])]}, "/phases/0/sessions/0/chair"),
        ({"phases": [in_person(sessions=[a_session(audience="x")])]}, "/phases/0/sessions/0/audience"),
        (
            {"phases": [in_person(sessions=[a_session(audience=["x", "y"])])]},
            "/phases/0/sessions/0/audience/0",
        ),
        (
            {"phases": [in_person(sessions=[a_session(join=[JOIN[0] | {"audience": ["x"]}])])]},
            "/phases/0/sessions/0/join/0/audience",
        ),
        ({"phases": [in_person(sessions=[a_session(slots=[{"item": "x"}])])]}, "/phases/0/sessions/0/slots/0/item"),
        (
            {"phases": [in_person(sessions=[a_session(slots=[{"title": "T", "speakers": [{"person": "x"}]}])])]},
            "/phases/0/sessions/0/slots/0/speakers/0/person",
        ),
        (
            {"phases": [in_person(deadlines=[{"id": "d", "title": "D", "due": "2022-11-16", "items": ["x"]}])]},
            "/phases/0/deadlines/0/items/0",
        ),
        ({"phases": [in_person(outcomes=[{"item": "x", "result": "noted"}])]}, "/phases/0/outcomes/0/item"),
        ({"items": [{"id": "i", "title": "I", "documents": ["x"]}]}, "/items/0/documents/0"),
        (
            {"items": [{"id": "i", "title": "I", "items": [{"id": "j", "title": "J", "audience": "x"}]}]},
            "/items/0/items/0/audience",
        ),
    ],
)
def test_name_of_nothing_is_an_unknown_reference(keys: dict[str, Any], subject: str) -> None:
    assert found(a_meeting(**keys), "unknown-reference")[0] == (subject,)


def test_outcome_of_an_unknown_session_is_an_unknown_reference() -> None:
    outcome = {"item": "i", "result": "noted", "session": "x"}
    meeting = a_meeting(items=[{"id": "i", "title": "I"}], phases=[in_person(outcomes=[outcome])])
    assert found(meeting, "unknown-reference") == [("/phases/0/outcomes/0/session",)]


def test_item_of_another_meeting_and_referral_are_no_references() -> None:
    item = {"id": "i", "title": "I", "follows": {"meeting": "other", "item": "x"}}
    outcome = {"item": "i", "result": "referred", "refer_to": ["NOBODY"]}
    meeting = a_meeting(items=[item], phases=[in_person(items=["i"], outcomes=[outcome])])
    assert codes(meeting) == set()


def test_unknown_reference_says_who_names_what() -> None:
    meeting = a_meeting(phases=[in_person(sessions=[a_session(title="Opening", room="romm-a")])])
    assert [finding.message for finding in errors(meeting)] == [
        "Session “Opening” (s) names the room “romm-a”, which the meeting does not have; add that room or name another"
    ]


def test_one_session_id_in_two_phases_is_duplicate() -> None:
    meeting = a_meeting(phases=[in_person(sessions=[a_session()]), a_phase("q", sessions=[a_session()])])
    assert found(meeting, "duplicate-id") == [("/phases/0/sessions/0/id", "/phases/1/sessions/0/id")]


def test_one_item_id_at_two_levels_is_duplicate() -> None:
    items = [{"id": "i", "title": "I", "items": [{"id": "i", "title": "J"}]}]
    assert found(a_meeting(items=items), "duplicate-id") == [("/items/0/id", "/items/0/items/0/id")]


def test_one_room_id_in_two_venues_is_duplicate() -> None:
    rooms = [{"id": "r", "name": "R"}]
    venues = [{"id": "v", "name": "V", "rooms": rooms}, {"id": "w", "name": "W", "rooms": rooms}]
    assert found(a_meeting(venues=venues), "duplicate-id") == [("/venues/0/rooms/0/id", "/venues/1/rooms/0/id")]


def test_three_of_one_id_are_one_finding() -> None:
    people = [{"id": "p", "name": name} for name in "ABC"]
    assert found(a_meeting(people=people), "duplicate-id") == [("/people/0/id", "/people/1/id", "/people/2/id")]


def test_one_id_on_objects_of_two_kinds_is_fine() -> None:
    meeting = a_meeting(people=[{"id": "p", "name": "P"}], documents=[{"id": "p", "title": "P"}])
    assert found(meeting, "duplicate-id") == []


def test_second_outcome_of_item_and_session_is_duplicate() -> None:
    outcomes = [
        {"item": "i", "result": "noted"},
        {"item": "i", "result": "adopted", "session": "s"},
        {"item": "i", "result": "adopted"},
    ]
    phases = [in_person(sessions=[a_session()], outcomes=outcomes), a_phase("q", outcomes=outcomes[:1])]
    meeting = a_meeting(items=[{"id": "i", "title": "I"}], phases=phases)
    assert found(meeting, "duplicate-id") == [("/phases/0/outcomes/0", "/phases/0/outcomes/2")]


# clocks


def spring(**keys: Any) -> Meeting:
    """A sitting in a phase over the spring change of Brussels, 27 March 2022, 02:00 to 03:00."""
    return a_meeting(phases=[in_person(start="2022-03-26", end="2022-03-28", **keys)])


def autumn(**keys: Any) -> Meeting:
    """A sitting in a phase over the autumn change of Brussels, 30 October 2022, 02:00 to 03:00 twice."""
    return a_meeting(phases=[in_person(start="2022-10-29", end="2022-10-31", **keys)])


def test_start_that_clocks_skip_does_not_exist() -> None:
    meeting = spring(sessions=[a_session(start="2022-03-27T02:30", end="2022-03-27T04:00")])
    assert [(finding.code, finding.subjects, finding.message) for finding in errors(meeting)] == [
        (
            "local-time-does-not-exist",
            ("/phases/0/sessions/0/start",),
            "Session “Session s” (s): clocks in Europe/Brussels skip 2022-03-27 02:30; choose another hour",
        )
    ]


def test_end_that_clocks_skip_does_not_exist() -> None:
    meeting = spring(sessions=[a_session(start="2022-03-27T01:30", end="2022-03-27T02:30")])
    assert found(meeting, "local-time-does-not-exist") == [("/phases/0/sessions/0/end",)]


def test_deadline_that_clocks_skip_does_not_exist() -> None:
    meeting = spring(deadlines=[{"id": "d", "title": "D", "due": "2022-03-27T02:00"}])
    assert found(meeting, "local-time-does-not-exist") == [("/phases/0/deadlines/0/due",)]


def test_deadline_on_a_day_that_calendars_skipped_does_not_exist() -> None:
    deadline = {"id": "d", "title": "D", "due": "2011-12-30"}
    phase = in_person(start="2011-12-29", end="2011-12-31", deadlines=[deadline])
    assert found(a_meeting(time_zone="Pacific/Apia", phases=[phase]), "local-time-does-not-exist") == [
        ("/phases/0/deadlines/0/due",)
    ]


def test_skipped_hour_of_another_zone_exists() -> None:
    meeting = spring(time_zone="Asia/Seoul", sessions=[a_session(start="2022-03-27T02:30", end="2022-03-27T04:00")])
    assert errors(meeting) == []


def test_start_in_repeated_hour_is_ambiguous() -> None:
    meeting = autumn(sessions=[a_session(start="2022-10-30T02:30", end="2022-10-30T04:00")])
    assert found(meeting, "local-time-ambiguous") == [("/phases/0/sessions/0/start",)]


@pytest.mark.parametrize("fold", [0, 1])
def test_given_fold_silences_the_ambiguous_hour(fold: int) -> None:
    meeting = autumn(sessions=[a_session(start="2022-10-30T02:30", end="2022-10-30T04:00", fold=fold)])
    assert codes(meeting) == set()


def test_end_in_repeated_hour_is_not_ambiguous() -> None:
    meeting = autumn(sessions=[a_session(start="2022-10-30T01:30", end="2022-10-30T02:30")])
    assert codes(meeting) == set()


def test_deadline_in_repeated_hour_is_ambiguous() -> None:
    meeting = autumn(deadlines=[{"id": "d", "title": "D", "due": "2022-10-30T02:00"}])
    assert found(meeting, "local-time-ambiguous") == [("/phases/0/deadlines/0/due",)]


@pytest.mark.parametrize("end", ["2022-11-16T09:59", "2022-11-16T10:00"])
def test_end_that_is_not_after_start_is_an_error(end: str) -> None:
    meeting = a_meeting(phases=[in_person(sessions=[a_session(end=end)])])
    assert [(finding.code, finding.subjects) for finding in errors(meeting)] == [
        ("session-ends-before-start", ("/phases/0/sessions/0/end",))
    ]


def test_no_minutes_is_an_error() -> None:
    meeting = a_meeting(phases=[in_person(sessions=[a_session(minutes=0)])])
    assert found(meeting, "session-ends-before-start") == [("/phases/0/sessions/0/minutes",)]


def test_equal_wall_times_an_hour_apart_are_a_sitting() -> None:
    meeting = autumn(sessions=[a_session(start="2022-10-30T02:30", end="2022-10-30T02:30", fold=0)])
    assert errors(meeting) == []


@pytest.mark.parametrize(("start", "outside"), [("15T23:59", 1), ("16T00:00", 0), ("17T23:00", 0), ("18T00:00", 1)])
def test_session_is_outside_its_phase_by_its_start(start: str, outside: int) -> None:
    meeting = a_meeting(phases=[in_person(sessions=[a_session(start=f"2022-11-{start}", minutes=120)])])
    assert found(meeting, "session-outside-phase") == [("/phases/0/sessions/0/start",)] * outside


@pytest.mark.parametrize(
    "session",
    [
        {"id": "s", "title": "S"},
        {"id": "s", "title": "S", "start": "2022-11-16T10:00"},
        {"id": "s", "title": "S", "end": "2022-11-16T10:00"},
        {"id": "s", "title": "S", "minutes": 60},
    ],
)
def test_session_without_start_or_length_is_without_time(session: dict[str, Any]) -> None:
    meeting = a_meeting(phases=[in_person(sessions=[session])])
    assert [(finding.code, finding.subjects) for finding in errors(meeting)] == [
        ("session-without-time", ("/phases/0/sessions/0",))
    ]


def test_phase_of_one_day_is_fine() -> None:
    assert codes(a_meeting(phases=[in_person(start="2022-11-17")])) == set()


@pytest.mark.parametrize(
    ("due", "outside"), [("2022-11-15T23:59", 1), ("2022-11-16T00:00", 0), ("2022-11-17", 0), ("2022-11-18", 1)]
)
def test_deadline_is_outside_its_phase_by_its_day(due: str, outside: int) -> None:
    meeting = a_meeting(phases=[in_person(deadlines=[{"id": "d", "title": "D", "due": due}])])
    assert found(meeting, "deadline-outside-phase") == [("/phases/0/deadlines/0/due",)] * outside


# one sitting


def test_slots_that_take_longer_than_the_sitting_exceed_it() -> None:
    slots = [{"title": "A", "minutes": 100}, {"title": "B"}, {"title": "C", "minutes": 81}]
    meeting = a_meeting(phases=[in_person(sessions=[a_session(slots=slots)])])
    assert found(meeting, "slots-exceed-session") == [("/phases/0/sessions/0/slots",)]


def test_slots_count_elapsed_minutes_over_a_change_of_clocks() -> None:
    slots = [{"title": "A", "minutes": 120}]
    meeting = autumn(sessions=[a_session(start="2022-10-30T01:30", end="2022-10-30T02:30", fold=0, slots=slots)])
    late = autumn(sessions=[a_session(start="2022-10-30T01:30", end="2022-10-30T03:30", slots=[{"minutes": 180}])])
    assert found(meeting, "slots-exceed-session") == [("/phases/0/sessions/0/slots",)]
    assert found(late, "slots-exceed-session") == []


def test_hybrid_sitting_without_room_is_found() -> None:
    meeting = a_meeting(phases=[a_phase(sessions=[a_session(join=JOIN)])])
    assert codes(meeting) == {"hybrid-session-without-room"}


@pytest.mark.parametrize(("kind", "lacks"), [("online", 1), ("hybrid", 1), ("in_person", 0), ("closing", 0)])
def test_sitting_without_join_link_is_found_where_people_are_online(kind: str, lacks: int) -> None:
    meeting = a_meeting(**ROOM, phases=[a_phase(kind=kind, sessions=[a_session(room="r")])])
    assert found(meeting, "session-without-join-link") == [("/phases/0/sessions/0",)] * lacks


@pytest.mark.parametrize(("expected", "over"), [(100, 0), (101, 1)])
def test_more_people_than_the_room_holds_are_found(expected: int, over: int) -> None:
    meeting = a_meeting(**ROOM, phases=[in_person(sessions=[a_session(room="r", expected=expected)])])
    assert found(meeting, "room-over-capacity") == [("/phases/0/sessions/0/expected",)] * over


@pytest.mark.parametrize(
    ("start", "minutes", "unsocial"),
    [
        ("15T23:00", 60, 0),  # 07:00 in Seoul
        ("15T22:59", 60, 1),
        ("16T13:00", 60, 0),  # until 22:00 in Seoul
        ("16T13:00", 61, 1),
        ("16T18:00", 60, 1),  # 02:00 to 03:00 in Seoul
        ("16T12:00", 240, 1),  # past midnight in Seoul
    ],
)
def test_hour_is_unsocial_where_the_speaker_is(start: str, minutes: int, unsocial: int) -> None:
    people = [{"id": "kim", "name": "Kim", "time_zone": "Asia/Seoul"}, {"id": "x", "name": "X"}]
    slots = [{"title": "T", "speakers": [{"person": "x"}, {"person": "kim"}]}]
    session = a_session(start=f"2022-11-{start}", minutes=minutes, slots=slots, chair="x")
    meeting = a_meeting(people=people, phases=[in_person(start="2022-11-15", sessions=[session])])
    assert found(meeting, "unsocial-hour") == [("/phases/0/sessions/0/slots/0/speakers/1/person",)] * unsocial


def test_unsocial_hour_says_the_hours_there() -> None:
    people = [{"id": "kim", "name": "Kim", "time_zone": "Asia/Seoul"}]
    meeting = a_meeting(
        people=people, phases=[in_person(sessions=[a_session(title="Opening", chair="kim", minutes=600)])]
    )
    assert [finding.message for finding in check(meeting, today=TODAY)] == [
        "Session “Opening” (s) is from 18:00 to 04:00 in Asia/Seoul for person “Kim” (kim); consider another hour"
    ]


@pytest.mark.parametrize(("minutes", "over"), [(180, 0), (181, 1)])
def test_interpretation_lasts_three_hours(minutes: int, over: int) -> None:
    meeting = a_meeting(phases=[in_person(sessions=[a_session(minutes=minutes, interpretation=["fr"])])])
    assert found(meeting, "interpretation-over-three-hours") == [("/phases/0/sessions/0/interpretation",)] * over


def test_cancelled_sitting_needs_no_arrangements() -> None:
    session = a_session(status="cancelled", expected=500, interpretation=["fr"], minutes=600, slots=[{"minutes": 900}])
    assert codes(a_meeting(phases=[a_phase(sessions=[session])])) == set()


# business


def test_item_in_no_slot_and_no_phase_is_not_scheduled() -> None:
    items = [
        {"id": "a", "title": "A", "items": [{"id": "b", "title": "B", "items": [{"id": "c", "title": "C"}]}]},
        {"id": "d", "title": "D", "items": [{"id": "e", "title": "E"}]},
        {"id": "f", "title": "F"},
        {"id": "g", "title": "G"},
    ]
    phase = in_person(items=["d", "f"], sessions=[a_session(slots=[{"item": "c"}])])
    meeting = a_meeting(items=items, phases=[phase])
    assert found(meeting, "item-not-scheduled") == [("/items/1/items/0",), ("/items/3",)]


@pytest.mark.parametrize(
    ("result", "barred"), [("adopted", 1), ("not_agreed", 1), ("noted", 0), ("continued", 0), ("referred", 0)]
)
def test_decision_is_barred_in_a_phase_without_decisions(result: str, barred: int) -> None:
    phase = in_person(decisions=False, items=["i"], outcomes=[{"item": "i", "result": result}])
    meeting = a_meeting(items=[{"id": "i", "title": "I"}], phases=[phase])
    assert found(meeting, "decision-in-phase-without-decisions") == [("/phases/0/outcomes/0/result",)] * barred


def asking(*actions: str, **phase: Any) -> Meeting:
    return a_meeting(items=[{"id": "i", "title": "I", "action": actions}], phases=[in_person(items=["i"], **phase)])


@pytest.mark.parametrize(("today", "missing"), [(date(2022, 11, 17), 0), (date(2022, 11, 18), 1)])
def test_outcome_is_missing_once_the_last_phase_is_over(today: date, missing: int) -> None:
    assert found(asking("discussion", "decision"), "outcome-missing", today=today) == [("/items/0",)] * missing


def test_outcome_is_not_missing_while_a_later_phase_takes_the_item_up() -> None:
    later = a_phase("q", start="2022-12-01", end="2022-12-02", sessions=[a_session(slots=[{"item": "i"}])])
    meeting = a_meeting(
        items=[{"id": "i", "title": "I", "action": ["decision"]}], phases=[in_person(items=["i"]), later]
    )
    assert found(meeting, "outcome-missing", today=date(2022, 12, 2)) == []
    assert found(meeting, "outcome-missing", today=date(2022, 12, 3)) == [("/items/0",)]


@pytest.mark.parametrize("actions", [(), ("information",), ("information", "discussion")])
def test_item_that_asks_for_no_more_than_discussion_needs_no_outcome(actions: tuple[str, ...]) -> None:
    assert found(asking(*actions), "outcome-missing", today=date(2023, 1, 1)) == []


def test_recorded_outcome_is_not_missing() -> None:
    meeting = asking("decision", outcomes=[{"item": "i", "result": "deferred"}])
    assert codes(meeting, today=date(2023, 1, 1)) == set()


# languages


def test_text_in_one_of_two_languages_is_not_translated() -> None:
    slots = [{"title": {"en": "T", "fr": "T"}, "speakers": [{"person": "p", "role": "chair"}]}]
    meeting = a_meeting(
        languages=["en", "fr"],
        title={"en": "M"},
        people=[{"id": "p", "name": "P", "title": "Dr"}],
        phases=[
            in_person(title={"en": "P", "fr": "P"}, sessions=[a_session(title={"en": "S", "fr": "S"}, slots=slots)])
        ],
    )
    assert [(finding.subjects, finding.message) for finding in check(meeting, today=TODAY)] == [
        (("/people/0/title",), "The title of person “P” (p) is not written in fr; translate it"),
        (
            ("/phases/0/sessions/0/slots/0/speakers/0/role",),
            "The role of speaker 1 of slot 1 of session “S” (s) is not written in fr; translate it",
        ),
        (("/title",), "The title of meeting “M” is not written in fr; translate it"),
    ]


def test_names_and_symbols_may_be_in_one_language() -> None:
    both = {"en": "X", "fr": "X"}
    meeting = a_meeting(
        languages=["en", "fr"],
        title=both,
        symbol="M/1",
        people=[{"id": "p", "name": "P", "affiliation": "Norway"}],
        documents=[{"id": "d", "title": both, "symbol": "PC0602E1"}],
        phases=[in_person(title=both, platform={"name": "CLiKC!"})],
    )
    assert check(meeting, today=TODAY) == ()


def test_name_in_two_of_three_languages_is_not_translated() -> None:
    text = {"en": "X", "fr": "X", "es": "X"}
    meeting = a_meeting(
        languages=["en", "fr", "es"],
        title=text,
        people=[{"id": "p", "name": {"en": "P", "fr": "P"}}],
        phases=[in_person(title=text)],
    )
    assert found(meeting, "text-not-translated") == [("/people/0/name",)]


def test_meeting_in_one_language_needs_no_translation() -> None:
    assert codes(a_meeting(languages=["fr"], title={"en": "M"})) == set()


@pytest.mark.parametrize("status", ["postponed", "cancelled"])
def test_outcome_is_not_missing_where_the_phase_is_off(status: str) -> None:
    assert found(asking("decision", status=status), "outcome-missing", today=date(2023, 1, 1)) == []


@pytest.mark.parametrize(("status", "missing"), [("postponed", 0), ("cancelled", 1)])
def test_item_of_a_phase_that_was_held_still_awaits_a_postponed_one_only(status: str, missing: int) -> None:
    later = a_phase("q", start="2022-12-01", end="2022-12-02", status=status, items=["i"])
    items = [{"id": "i", "title": "I", "action": ["decision"]}]
    meeting = a_meeting(items=items, phases=[in_person(items=["i"]), later])
    assert found(meeting, "outcome-missing", today=date(2023, 1, 1)) == [("/items/0",)] * missing
