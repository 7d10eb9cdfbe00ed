"""Laws that hold for any meeting and any run of valid edits and publications."""

from __future__ import annotations

import itertools
import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from builders import meeting_file
from canaries import CANARY, canary_meeting
from edit_strategies import NAMES, Made, runs
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import meetings

from agenda.audiences import PUBLIC, seen_by
from agenda.carrying import carry
from agenda.changes import compare, inverted
from agenda.edits import EDITS, read_edit
from agenda.ids import entry_uid
from agenda.meeting import Meeting
from agenda.publishing import Record, Revision, publish
from agenda.store.written import written_draft

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID


REAL = [canary_meeting(), meeting_file("cap-19"), meeting_file("sbstta-24"), meeting_file("ptc-227")]
START = datetime(2022, 9, 1, tzinfo=UTC)

runs_of_edits = st.one_of(st.sampled_from(REAL), meetings()).flatmap(runs)
lapses = st.lists(st.sampled_from([-1, 1, 45, 100]).map(lambda days: timedelta(days=days)), min_size=6, max_size=6)
few = settings(max_examples=30, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


def as_bytes(meeting: Meeting) -> str:
    """All that a meeting says, order of keys included."""
    return json.dumps(meeting.written(), ensure_ascii=False)


def publications(run: list[Made], lapses: list[timedelta]) -> Iterator[Revision]:
    """The publications of a run, one before it and one after each edit, at times that may go backwards."""
    revision = publish(run[0].before, None, now=START, message="")
    yield revision
    now = START
    for made, lapse in zip(run, lapses, strict=False):
        now += lapse
        revision = publish(made.after, revision, now=now, message="")
        yield revision


def by_uid(revision: Revision, view: frozenset[str]) -> dict[UUID, Record]:
    return {record.uid: record for record in revision.records[view]}


@few
@given(runs_of_edits)
def test_edit_then_undo_is_identity(run: list[Made]) -> None:
    for made in run:
        changes = compare(made.before, made.after)
        assert carry(made.after, inverted(changes)) == made.before


@few
@given(runs_of_edits)
def test_undo_of_a_whole_run_at_once_is_identity(run: list[Made]) -> None:
    before, after = run[0].before, run[-1].after
    changes = compare(before, after)
    assert carry(before, changes) == after
    assert carry(after, inverted(changes)) == before


@few
@given(runs_of_edits)
def test_changes_lead_from_one_meeting_to_the_other(run: list[Made]) -> None:
    for made in run:
        changes = compare(made.before, made.after)
        assert carry(made.before, changes) == made.after
        assert (changes == ()) == (made.before == made.after)


@settings(few, max_examples=8)
@given(meetings(), st.sampled_from(REAL))
def test_changes_lead_between_meetings_that_have_little_in_common(before: Meeting, after: Meeting) -> None:
    after = after.model_copy(update={"uid": before.uid})
    changes = compare(before, after)
    assert carry(before, changes) == after
    assert carry(after, inverted(changes)) == before


@few
@given(runs_of_edits)
def test_edit_reads_back_from_its_json(run: list[Made]) -> None:
    for made in run:
        kept = json.loads(json.dumps(made.edit.as_json()))
        assert read_edit(kept) == made.edit
        assert read_edit(kept).apply(made.before) == made.after


@few
@given(runs_of_edits)
def test_edited_meeting_reads_back_from_its_draft(run: list[Made]) -> None:
    for made in run:
        read = Meeting.model_validate(json.loads(written_draft(made.after)))
        assert read == made.after
        assert as_bytes(read) == as_bytes(made.after)


@few
@given(runs_of_edits)
def test_edit_writes_no_path_but_those_it_names(run: list[Made]) -> None:
    """What `writes` promises covers what `apply` does, whole objects that come new apart."""
    for made in run:
        written = made.edit.writes(made.before)
        for change in compare(made.before, made.after):
            came_new = change.is_whole and change.before is None
            named = change.is_whole and change.path in made.edit.names()
            assert came_new or named or any(change.path[: len(path)] == path for path in written), change.path


def test_every_edit_is_drawn() -> None:
    assert set(NAMES) == EDITS.keys() - {"revert", "replace_meeting"}


@few
@given(runs_of_edits, lapses)
def test_unchanged_draft_is_published_once(run: list[Made], lapses: list[timedelta]) -> None:
    last = list(publications(run, lapses))[-1]
    assert publish(last.meeting, last, now=START + timedelta(days=900), message="again") is last


@few
@given(runs_of_edits, lapses)
def test_stamps_never_fall(run: list[Made], lapses: list[timedelta]) -> None:
    revisions = list(publications(run, lapses))
    for earlier, later in itertools.pairwise(revisions):
        assert later is earlier or later.published_at > earlier.published_at
        for view in later.records.keys() & earlier.records.keys():
            old, new = by_uid(earlier, view), by_uid(later, view)
            assert old.keys() <= new.keys()
            for uid, before in old.items():
                after = new[uid]
                assert after.stamp.created == before.stamp.created
                assert after.stamp.sequence >= before.stamp.sequence
                assert after.stamp.last_modified >= before.stamp.last_modified
                assert after.stamp == before.stamp or after.stamp.last_modified == later.published_at


@few
@given(runs_of_edits, lapses)
def test_entry_that_stays_as_it_is_keeps_its_record(run: list[Made], lapses: list[timedelta]) -> None:
    revisions = list(publications(run, lapses))
    for earlier, later in itertools.pairwise(revisions):
        for view in later.records.keys() & earlier.records.keys():
            old, new = by_uid(earlier, view), by_uid(later, view)
            for uid, before in old.items():
                after = new[uid]
                if after.entry == before.entry and after.shown == before.shown:
                    assert after == before
                if after.entry != before.entry:
                    assert after.written != before.written
                    assert after.since == later.number


@few
@given(runs_of_edits, lapses)
def test_uid_is_that_of_kind_and_id_for_ever(run: list[Made], lapses: list[timedelta]) -> None:
    for revision in publications(run, lapses):
        for view, records in revision.records.items():
            assert len({record.uid for record in records}) == len(records)
            for record in records:
                entry = record.entry
                assert entry.uid == record.uid
                if not entry.id.startswith("closed-"):
                    assert entry.uid == entry_uid(revision.meeting.uid, entry.kind, entry.id), view


@few
@given(runs(canary_meeting(), most=4), lapses)
def test_what_a_view_cannot_read_never_touches_it(run: list[Made], lapses: list[timedelta]) -> None:
    revisions = list(publications(run, lapses))
    for earlier, later in itertools.pairwise(revisions):
        for view in later.records.keys() & earlier.records.keys():
            if earlier.meeting.languages != later.meeting.languages:
                continue
            old, new = (seen_by(one.meeting, view, formerly_withheld=one.withheld[view]) for one in (earlier, later))
            if old == new:
                assert [record.stamp for record in later.records[view]] == [
                    record.stamp for record in earlier.records[view]
                ]


SPEAKING = {"add_item", "add_session", "add_deadline", "add_person", "add_document", "add_audience"}
OPENING = {"set_session", "set_item", "set_deadline", "record_outcome", "reorder_item", "set_phase"}
KEEPS_CLOSED = sorted(set(NAMES) - SPEAKING - OPENING)


@few
@given(runs(canary_meeting(), most=5, names=KEEPS_CLOSED), lapses)
def test_nothing_closed_is_ever_public(run: list[Made], lapses: list[timedelta]) -> None:
    for revision in publications(run, lapses):
        withheld = revision.withheld[PUBLIC]
        view = seen_by(revision.meeting, PUBLIC, formerly_withheld=withheld)
        assert CANARY not in as_bytes(view.meeting).lower()
        for record in revision.records[PUBLIC]:
            assert CANARY not in record.written.lower()
