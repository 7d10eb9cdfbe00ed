"""Stretching, postponing and re-dating a phase."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from builders import a_meeting, a_phase, a_session

from agenda.edits import read_edit
from agenda.errors import InvalidEdit, NotFound
from agenda.findings import check

if TYPE_CHECKING:
    from agenda.meeting import Meeting
    from agenda.phase import Phase

clock = datetime.fromisoformat


def before(**keys: Any) -> Meeting:
    sessions = [a_session("s", join=[{"label": "J", "url": "https://video.example.org/1"}])]
    deadline = {"id": "d", "title": "D", "due": "2022-11-14"}
    return a_meeting(phases=[a_phase(sessions=sessions, deadlines=[deadline], **keys), a_phase("q")])


def edited(meeting: Meeting, name: str, **given: Any) -> Phase:
    """The phase p after that edit; the other is left alone."""
    after = read_edit({"edit": name, "phase": "p", **given}).apply(meeting)
    assert after.phases[1] is meeting.phases[1]
    return after.phases[0]


def test_postponed_phase_keeps_its_dates_and_sittings() -> None:
    meeting = before()
    assert edited(meeting, "postpone_phase") == meeting.phases[0].model_copy(update={"status": "postponed"})


def test_redated_phase_is_moved_and_confirmed() -> None:
    meeting = before(status="postponed")
    moved = edited(meeting, "move_phase", start="2023-03-01")
    assert moved.status == "postponed"
    assert edited(meeting, "redate_phase", start="2023-03-01") == moved.model_copy(update={"status": "confirmed"})
    assert moved.sessions[0].start == clock("2023-03-01T10:00")


def test_redating_to_the_same_day_confirms_only() -> None:
    meeting = before(status="postponed")
    assert edited(meeting, "redate_phase", start="2022-11-16") == before().phases[0]


def test_redating_out_of_the_calendar_is_refused() -> None:
    with pytest.raises(InvalidEdit) as caught:
        edited(before(), "redate_phase", start="2200-12-31")
    assert [problem.pointer for problem in caught.value.problems] == ["/start"]


@pytest.mark.parametrize(
    ("given", "window"),
    [
        ({"start": "2022-11-14"}, (date(2022, 11, 14), date(2022, 11, 17))),
        ({"end": "2022-11-20"}, (date(2022, 11, 16), date(2022, 11, 20))),
        ({"start": "2022-11-15", "end": "2022-11-16"}, (date(2022, 11, 15), date(2022, 11, 16))),
        ({"start": None, "end": "2022-11-20"}, (date(2022, 11, 16), date(2022, 11, 20))),
    ],
)
def test_stretched_phase_leaves_what_is_in_it(given: dict[str, Any], window: tuple[date, date]) -> None:
    meeting = before()
    start, end = window
    assert edited(meeting, "stretch_phase", **given) == meeting.phases[0].model_copy(
        update={"start": start, "end": end}
    )


@pytest.mark.parametrize(
    ("given", "codes"),
    [
        ({"start": "2022-11-17"}, ["session-outside-phase"]),
        ({"end": "2022-11-15"}, ["phase-ends-before-start", "session-outside-phase"]),
    ],
)
def test_what_falls_out_of_a_stretched_phase_is_found(given: dict[str, Any], codes: list[str]) -> None:
    after = read_edit({"edit": "stretch_phase", "phase": "p", **given}).apply(before())
    errors = {one.code for one in check(after, today=date(2022, 1, 1)) if one.severity == "error"}
    assert sorted(errors) == codes


@pytest.mark.parametrize(
    ("given", "pointer"),
    [({}, "/end"), ({"start": None}, "/end"), ({"start": "soon"}, "/start"), ({"status": "tentative"}, "/status")],
)
def test_stretch_that_cannot_be_is_refused(given: dict[str, Any], pointer: str) -> None:
    with pytest.raises(InvalidEdit) as caught:
        edited(before(), "stretch_phase", **given)
    assert [problem.pointer for problem in caught.value.problems] == [pointer]


@pytest.mark.parametrize(
    ("name", "given"),
    [("postpone_phase", {}), ("redate_phase", {"start": "2023-01-01"}), ("stretch_phase", {"end": "2023-01-01"})],
)
def test_edit_of_an_unknown_phase_is_not_found(name: str, given: dict[str, Any]) -> None:
    with pytest.raises(NotFound):
        read_edit({"edit": name, "phase": "x", **given}).apply(before())
