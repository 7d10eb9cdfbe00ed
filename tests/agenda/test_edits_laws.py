"""Laws of any run of edits, those of days, phases and running orders first: files, undo, history and replay."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from builders import meeting_file
from canaries import canary_meeting
from edit_strategies import NAMES, Made, runs
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import meetings

from agenda.carrying import carry
from agenda.changes import compare, inverted
from agenda.edits import conflicts_of, read_edit, settled
from agenda.files import read_meeting, write_json, write_yaml

if TYPE_CHECKING:
    from agenda.meeting import Meeting

REAL = [canary_meeting(), meeting_file("cap-19"), meeting_file("ptc-227")]
OF_TIMES = ["copy_day", "fit_slots", "move_session", "redate_phase", "set_session", "shift_sessions", "stretch_phase"]
OF_TIMES += ["move_phase", "postpone_phase", "unschedule_session"]

any_meeting = st.one_of(st.sampled_from(REAL), meetings())
any_runs = any_meeting.flatmap(lambda meeting: runs(meeting, most=6, names=NAMES))
runs_of_times = any_meeting.flatmap(lambda meeting: runs(meeting, most=6, names=OF_TIMES))
few = settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


def as_bytes(meeting: Meeting) -> str:
    """All that a meeting says, order of keys included."""
    return json.dumps(meeting.written(), ensure_ascii=False)


@few
@given(runs_of_times | any_runs)
def test_edited_meeting_exported_and_imported_is_the_same(run: list[Made]) -> None:
    after = run[-1].after
    for write, source in ((write_yaml, "m.yaml"), (write_json, "m.json")):
        read = read_meeting(write(after), source=source).meeting
        assert (read, as_bytes(read)) == (after, as_bytes(after))


@few
@given(runs_of_times | any_runs)
def test_edits_taken_back_one_by_one_leave_the_meeting_as_it_was(run: list[Made]) -> None:
    meeting = run[-1].after
    for made in reversed(run):
        meeting = carry(meeting, inverted(compare(made.before, made.after)))
    assert as_bytes(meeting) == as_bytes(run[0].before)


@few
@given(runs_of_times)
def test_history_replayed_gives_the_same_meeting(run: list[Made]) -> None:
    edits = [made.edit for made in run]
    kept = [json.loads(json.dumps(edit.as_json())) for edit in settled(run[0].before, edits)]
    meeting = run[0].before
    for written, made in zip(kept, run, strict=True):
        meeting = read_edit(written).apply(meeting)
        assert meeting == made.after


@few
@given(runs_of_times)
def test_edit_made_twice_on_one_draft_clashes_with_itself(run: list[Made]) -> None:
    """Nothing is shifted, copied or fitted twice by a form that was sent twice; where nothing differs none clashes."""
    for made in run:
        clashes = conflicts_of([made.edit], base=made.before, current=made.after)
        assert bool(clashes) == (made.before != made.after)


@few
@given(runs_of_times)
def test_edit_made_on_the_present_draft_never_clashes(run: list[Made]) -> None:
    for made in run:
        assert conflicts_of([made.edit], base=made.before, current=made.before) == ()
