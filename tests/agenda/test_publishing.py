"""Revisions: stamps, tombstones and views through a row of publications."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from builders import a_meeting, a_phase, a_session
from canaries import CANARY, canary_meeting

from agenda.audiences import PUBLIC
from agenda.edits import read_edit
from agenda.ids import entry_uid
from agenda.publishing import RETENTION, TICK, Record, Revision, publish
from agenda.text import Text

if TYPE_CHECKING:
    from agenda.meeting import Meeting

NOW = datetime(2022, 9, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
MEMBERS, BUREAU = "canary-members", "canary-bureau"


class Press:
    """A meeting and its publications, one a day."""

    def __init__(self, meeting: Meeting) -> None:
        self.draft, self.now = meeting, NOW
        self.revision: Revision = publish(meeting, None, now=NOW, message="first")

    def edit(self, edit: str, **keys: Any) -> None:
        self.draft = read_edit({"edit": edit, **keys}).apply(self.draft)

    def publish(self, *, after: timedelta = DAY) -> Revision:
        self.now += after
        self.revision = publish(self.draft, self.revision, now=self.now, message="next")
        return self.revision

    def published(self, edit: str, **keys: Any) -> None:
        self.edit(edit, **keys)
        self.publish()

    def record(self, identity: str = "s", *, kind: str = "session", view: frozenset[str] = PUBLIC) -> Record:
        assert self.draft.uid is not None
        uid = entry_uid(self.draft.uid, kind, identity)
        return next(record for record in self.revision.records[view] if record.uid == uid)

    def said(self, view: frozenset[str] = PUBLIC) -> str:
        return "\n".join(record.written for record in self.revision.records[view])


HALL = {"id": "hq", "name": "HQ", "rooms": [{"id": "hall", "name": "Hall"}, {"id": "annex", "name": "Annex"}]}


def a_press(**keys: Any) -> Press:
    """A phase with the sittings s and t and the deadline d, published."""
    deadline = {"id": "d", "title": "D", "due": "2022-11-14"}
    phase = a_phase(sessions=[a_session(**keys), a_session("t")], deadlines=[deadline])
    items = [{"id": "one", "title": "One"}, {"id": "two", "title": "Two"}]
    people = [{"id": "ann", "name": "Ann"}]
    return Press(a_meeting(venues=[HALL], items=items, people=people, phases=[phase, a_phase("q")]))


def test_first_publication_stamps_everything_at_its_time() -> None:
    press = a_press()
    assert (press.revision.number, press.revision.published_at, press.revision.changes) == (1, NOW, ())
    assert {record.stamp.sequence for record in press.revision.records[PUBLIC]} == {0}
    assert {record.stamp.created for record in press.revision.records[PUBLIC]} == {NOW}
    assert {record.stamp.last_modified for record in press.revision.records[PUBLIC]} == {NOW}


def test_unchanged_draft_gives_the_same_revision() -> None:
    press = a_press()
    before = press.revision
    assert press.publish() is before


def test_change_and_change_back_give_the_same_revision() -> None:
    press = a_press()
    before = press.revision
    press.edit("set_session", session="s", title="Other")
    press.edit("set_session", session="s", title="Session s")
    assert press.publish() is before


@pytest.mark.parametrize(
    "edit",
    [
        {"edit": "move_session", "session": "s", "start": "2022-11-16T11:00"},
        {"edit": "move_session", "session": "s", "start": "2022-11-16T10:00", "end": "2022-11-16T12:00"},
        {"edit": "set_session", "session": "s", "status": "tentative"},
        {"edit": "set_session", "session": "s", "room": "hall"},
        {"edit": "set_session", "session": "s", "join": [{"label": "J", "url": "https://v.example.org"}]},
    ],
)
def test_sequence_rises_with_times_status_room_and_join_link(edit: dict[str, Any]) -> None:
    press = a_press()
    untouched = press.record("t")
    press.published(**edit)
    stamp = press.record().stamp
    assert (stamp.sequence, stamp.created, stamp.last_modified) == (1, NOW, NOW + DAY)
    assert press.record("t") is untouched


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "Other"},
        {"notice": "starts 30 minutes late"},
        {"description": "All of it"},
        {"chair": "ann"},
        {"slots": [{"item": "one"}]},
        {"interpretation": ["fr"]},
        {"recording": "https://v.example.org/r"},
        {"kind": "plenary"},
    ],
)
def test_other_visible_change_moves_last_modified_alone(fields: dict[str, Any]) -> None:
    press = a_press()
    press.published("set_session", session="s", **fields)
    stamp = press.record().stamp
    assert (stamp.sequence, stamp.last_modified) == (0, NOW + DAY)


@pytest.mark.parametrize(
    "edit",
    [
        {"edit": "set_session", "session": "s", "expected": 40},
        {"edit": "set_session", "session": "s", "source": {"uid": "x"}},
        {"edit": "set_session", "session": "s", "end": None, "minutes": 180},
        {"edit": "set_session", "session": "s", "fold": 0},
        {"edit": "set_meeting", "title": "Other"},
        {"edit": "set_person", "person": "ann", "name": "Anna"},
        {"edit": "reorder_session", "session": "t", "before": "s"},
        {"edit": "record_outcome", "phase": "p", "outcome": {"item": "one", "result": "noted"}},
    ],
)
def test_change_that_no_calendar_shows_keeps_every_record(edit: dict[str, Any]) -> None:
    press = a_press()
    before = {record.uid: record for record in press.revision.records[PUBLIC]}
    press.published(**edit)
    assert press.revision.number == 2
    after = {record.uid: record for record in press.revision.records[PUBLIC]}
    assert all(after[uid] is record for uid, record in before.items())


def test_item_moved_below_another_changes_what_feeds_select_by_and_no_stamp() -> None:
    press = a_press(slots=[{"item": "two"}])
    press.edit("set_item", item="two", number="2")
    press.publish()
    before = press.record()
    press.published("reorder_item", item="two", parent="one")
    assert press.record().stamp == before.stamp
    assert press.record().entry.item_ids == ("two", "one")
    assert press.record().since == 3


def test_renamed_room_is_no_move() -> None:
    press = a_press(room="hall")
    press.published("set_room", room="hall", name="Great hall")
    assert (press.record().stamp.sequence, press.record().stamp.last_modified) == (0, NOW + DAY)


def test_cancelled_sitting_keeps_the_times_it_was_published_with() -> None:
    press = a_press(room="hall")
    before = press.record().entry
    press.edit("move_session", session="s", start="2022-11-17T15:00", room="annex")
    press.edit("set_session", session="s", title="Renamed", slots=[{"item": "one"}])
    press.published("cancel_session", session="s")
    record = press.record()
    assert (record.entry.start, record.entry.end, record.entry.place) == (before.start, before.end, before.place)
    assert (record.entry.status, record.entry.title, record.stamp.sequence) == ("cancelled", Text(en="Renamed"), 1)
    assert (record.off_since, record.shown) == (NOW + DAY, True)


def test_removed_sitting_is_cancelled_with_its_last_words() -> None:
    press = a_press()
    before = press.record().entry
    press.published("remove_session", session="s")
    record = press.record()
    assert record.entry == before.model_copy(update={"status": "cancelled"})
    assert (record.stamp.sequence, record.stamp.last_modified) == (1, NOW + DAY)


def test_cancelled_sitting_that_is_then_removed_keeps_its_record() -> None:
    press = a_press(slots=[{"item": "one", "speakers": [{"person": "ann"}]}])
    press.published("cancel_session", session="s")
    before = press.record()
    assert (before.entry.item_ids, before.entry.person_ids) == (("one",), ("ann",))
    press.published("remove_session", session="s")
    assert press.record() is before
    press.published("set_session", session="t", title="Other")
    assert press.record() is before


def test_edits_of_a_cancelled_sitting_s_times_touch_nothing() -> None:
    press = a_press()
    press.published("cancel_session", session="s")
    before = press.record()
    press.published("move_session", session="s", start="2022-11-17T15:00")
    assert press.record() is before


def test_sitting_removed_and_added_again_lives_on() -> None:
    press = a_press()
    press.published("remove_session", session="s")
    press.published("add_session", phase="q", session=a_session("s", title="Back"))
    record = press.record()
    assert (record.stamp.sequence, record.stamp.created, record.stamp.last_modified) == (2, NOW, NOW + 2 * DAY)
    assert (record.entry.status, record.entry.phase, record.off_since) == ("confirmed", "q", None)


def test_sitting_removed_and_added_as_it_was_between_two_publications_keeps_its_record() -> None:
    press = a_press()
    before = press.record()
    press.edit("remove_session", session="s")
    press.edit("add_session", phase="p", session=a_session(), before="t")
    press.publish()
    assert press.record() is before


def test_sitting_cancelled_and_held_after_all_lives_on() -> None:
    press = a_press()
    press.published("cancel_session", session="s")
    press.published("set_session", session="s", status="confirmed")
    assert (press.record().stamp.sequence, press.record().off_since) == (2, None)


def published_at(press: Press, at: datetime) -> None:
    """A publication of something else at that time."""
    press.edit("set_session", session="t", title=at.isoformat())
    press.publish(after=at - press.now)


def test_tombstone_stays_until_a_publication_90_days_after_its_end() -> None:
    press = a_press()
    press.published("remove_session", session="s")
    end = press.record().entry.end
    assert isinstance(end, datetime)
    published_at(press, end + RETENTION)
    assert press.record().shown
    published_at(press, end + RETENTION + TICK)
    assert (press.record().shown, press.record().since) == (False, press.revision.number)


def test_tombstone_of_what_was_long_over_stays_90_days_after_its_cancellation() -> None:
    press = a_press(start="2020-01-01T10:00", end="2020-01-01T13:00")
    press.published("remove_session", session="s")
    published_at(press, NOW + DAY + RETENTION)
    assert press.record().shown
    published_at(press, NOW + DAY + RETENTION + TICK)
    assert not press.record().shown


def test_retention_is_decided_by_publications_alone() -> None:
    press = a_press()
    press.published("remove_session", session="s")
    before = press.revision
    assert press.publish(after=1_000 * DAY) is before


def test_tombstone_past_its_retention_lives_on_when_added_again() -> None:
    press = a_press()
    press.published("remove_session", session="s")
    published_at(press, NOW + 400 * DAY)
    press.published("add_session", phase="p", session=a_session())
    assert (press.record().stamp.sequence, press.record().stamp.created, press.record().shown) == (2, NOW, True)


def test_cancelled_sitting_past_its_retention_stays_away_when_renamed() -> None:
    press = a_press()
    press.published("cancel_session", session="s")
    published_at(press, NOW + 400 * DAY)
    assert not press.record().shown
    press.published("set_session", session="s", title="Renamed")
    assert not press.record().shown


def test_cancelled_phase_stays_for_ever_and_a_removed_one_goes() -> None:
    press = a_press()
    press.edit("cancel_phase", phase="p")
    press.published("remove_phase", phase="q")
    published_at(press, NOW + 400 * DAY)
    assert (press.record("p", kind="phase").shown, press.record("q", kind="phase").shown) == (True, False)


def test_removed_phase_past_its_retention_is_shown_again_when_it_comes_back_cancelled() -> None:
    press = a_press()
    press.published("remove_phase", phase="q")
    published_at(press, NOW + 400 * DAY)
    press.published("add_phase", phase=a_phase("q", status="cancelled"))
    assert press.record("q", kind="phase").shown


def test_postponed_phase_and_all_in_it_is_cancelled_until_it_is_dated_anew() -> None:
    press = a_press()
    entries = [("p", "phase"), ("s", "session"), ("d", "deadline")]
    times = [
        (press.record(one, kind=kind).entry.start, press.record(one, kind=kind).entry.end) for one, kind in entries
    ]
    press.published("set_phase", phase="p", status="postponed")
    press.published("move_phase", phase="p", start="2023-02-01")
    for (one, kind), (start, end) in zip(entries, times, strict=True):
        record = press.record(one, kind=kind)
        assert (record.entry.status, record.entry.start, record.entry.end) == ("cancelled", start, end)
        assert record.stamp.sequence == 1
    press.published("set_phase", phase="p", status="confirmed")
    for one, kind in entries:
        record = press.record(one, kind=kind)
        assert (record.entry.status, record.stamp.sequence, record.off_since) == ("confirmed", 2, None)
    assert press.record("p", kind="phase").entry.start.isoformat() == "2023-02-01"


@pytest.mark.parametrize("back", [timedelta(0), timedelta(seconds=-1), -DAY, -1_000 * DAY])
def test_clock_that_stands_or_goes_back_still_rises_by_a_second(back: timedelta) -> None:
    press = a_press()
    press.edit("set_session", session="s", title="Other")
    press.publish(after=back)
    assert press.revision.published_at == NOW + TICK
    assert press.record().stamp.last_modified == NOW + TICK


def test_time_of_a_revision_is_in_whole_seconds() -> None:
    now = NOW.replace(microsecond=999_999)
    assert publish(a_meeting(), None, now=now, message="").published_at == NOW


def test_time_of_a_revision_is_in_utc() -> None:
    korean = NOW.astimezone(tz=None)
    assert publish(a_meeting(), None, now=korean, message="").published_at.isoformat() == "2022-09-01T12:00:00+00:00"


# Views


def test_what_the_public_cannot_read_never_touches_it() -> None:
    press = Press(canary_meeting())
    before = press.revision.records[PUBLIC]
    stream, link = (link.written() for link in press.draft.phases[1].sessions[0].join)
    changed = [stream, link | {"url": "https://video.example.org/canary/2"}]
    due = {"id": "x", "title": "X", "due": "2022-11-17", "audience": MEMBERS}
    for edit in (
        {"edit": "set_session", "session": "first", "join": changed},
        {"edit": "set_session", "session": "canary-sitting", "title": "Canary words", "chair": "canary-voice"},
        {"edit": "set_item", "item": "canary-salaries", "title": "Canary pay"},
        {"edit": "set_deadline", "deadline": "canary-due", "due": "2022-10-27"},
        {"edit": "set_person", "person": "canary-voice", "name": "Canary Speaker"},
        {"edit": "set_audience", "audience": "canary-members", "name": "Canary people"},
        {"edit": "add_deadline", "phase": "room", "deadline": due},
        {"edit": "set_session", "session": "canary-unscheduled", "description": "Canary"},
    ):
        press.published(**edit)
        assert press.revision.records[PUBLIC] == before
    assert press.revision.number == 9


def test_members_link_moves_the_members_stamp_alone() -> None:
    press = Press(canary_meeting())
    stream, link = (link.written() for link in press.draft.phases[1].sessions[0].join)
    changed = [stream, link | {"url": "https://video.example.org/canary/2"}]
    press.published("set_session", session="first", join=changed)
    assert press.record("first", view=frozenset([MEMBERS])).stamp.sequence == 1
    assert press.record("first").stamp.sequence == 0


def test_closed_sitting_that_moves_is_moved_for_the_public_too() -> None:
    press = Press(canary_meeting())
    press.published("move_session", session="canary-sitting", start="2022-11-17T15:00", room="hall")
    record = press.record("canary-sitting")
    assert (record.stamp.sequence, record.entry.start) == (1, datetime(2022, 11, 17, 14, tzinfo=UTC))


def test_closed_deadline_is_a_tombstone_without_words() -> None:
    press = Press(canary_meeting())
    press.edit("set_deadline", deadline="shared", title="Canary date", audience=MEMBERS)
    press.edit("set_session", session="second", title="Canary session", audience=BUREAU)
    press.published("set_item", item="work", title="Canary work", audience=MEMBERS)
    record = press.record("shared", kind="deadline")
    assert record.entry.title == Text(en="Closed deadline", fr="Échéance non publique")
    assert (record.entry.status, record.stamp.sequence) == ("cancelled", 1)
    assert CANARY not in press.said()
    assert press.record("second").entry.title["en"] == "Closed sitting"
    assert press.record("shared", kind="deadline", view=frozenset([MEMBERS])).entry.title["en"] == "Canary date"


def test_closed_item_is_gone_from_what_cancelled_entries_are_selected_by() -> None:
    press = a_press(slots=[{"item": "one", "speakers": [{"person": "ann"}]}])
    press.edit("add_audience", audience={"id": "m", "name": "M"})
    press.published("cancel_session", session="s")
    before = press.record()
    press.published("set_item", item="one", audience="m")
    assert (press.record().entry.item_ids, press.record().entry.person_ids) == ((), ())
    assert press.record().stamp == before.stamp


def test_cancelled_sitting_that_is_closed_keeps_nothing_of_what_it_was() -> None:
    press = a_press(slots=[{"item": "one", "speakers": [{"person": "ann"}]}], title="Secret")
    press.edit("add_audience", audience={"id": "m", "name": "M"})
    press.published("cancel_session", session="s")
    press.published("set_session", session="s", audience="m")
    entry = press.record().entry
    assert (entry.title, entry.item_ids, entry.person_ids) == (Text(en="Closed sitting"), (), ())


def test_open_sitting_that_loses_its_time_keeps_its_own_words() -> None:
    press = a_press()
    press.published("set_session", session="s", start=None, end=None)
    assert (press.record().entry.title, press.record().entry.status) == (Text(en="Session s"), "cancelled")


def test_sitting_closed_and_undated_at_once_is_a_closed_sitting() -> None:
    press = a_press()
    press.edit("add_audience", audience={"id": "m", "name": "M"})
    press.published("set_session", session="s", start=None, end=None, audience="m")
    entry = press.record().entry
    assert (entry.title, entry.status, entry.id[:7]) == (Text(en="Closed sitting"), "cancelled", "closed-")


def test_what_is_closed_removed_and_opened_again_lives_on() -> None:
    press = Press(canary_meeting())
    press.published("set_deadline", deadline="comments", title="Canary", audience=MEMBERS)
    press.published("move_phase", phase="online", start="2022-10-18")
    assert CANARY not in press.said()
    press.published("remove_deadline", deadline="comments")
    closed = press.record("comments", kind="deadline")
    assert (closed.entry.title["en"], closed.stamp.sequence) == ("Closed deadline", 1)
    reopened = {"id": "comments", "title": "Comments", "due": "2022-11-01"}
    press.published("add_deadline", phase="online", deadline=reopened)
    record = press.record("comments", kind="deadline")
    assert (record.entry.title, record.entry.status, record.stamp.sequence) == (Text(en="Comments"), "confirmed", 2)
    assert record.stamp.created == NOW


def test_sitting_opened_tells_its_own_and_rises() -> None:
    press = Press(canary_meeting())
    closed = press.record("canary-sitting")
    press.published("set_session", session="canary-sitting", audience=None)
    opened = press.record("canary-sitting")
    assert (opened.uid, opened.entry.id, opened.stamp.created) == (closed.uid, "canary-sitting", NOW)
    assert opened.stamp.last_modified == NOW + DAY


def test_views_of_a_new_audience_continue_the_stamps() -> None:
    press = a_press()
    press.published("move_session", session="s", start="2022-11-16T11:00")
    press.published("remove_session", session="t")
    press.edit("add_audience", audience={"id": "m", "name": "M"})
    press.published("add_session", phase="p", session=a_session("closed", audience="m"))
    view = frozenset(["m"])
    public = {record.uid: record for record in press.revision.records[PUBLIC]}
    old = [record for record in press.revision.records[view] if record.entry.id != "closed"]
    for record in old:
        assert (record.stamp, record.entry) == (public[record.uid].stamp, public[record.uid].entry)
        assert record.since == press.revision.number
    assert press.record("s", view=view).stamp.sequence == 1


def test_new_audience_that_reads_more_moves_on_from_the_public_stamp() -> None:
    press = a_press()
    press.published("move_session", session="s", start="2022-11-16T11:00")
    press.edit("add_audience", audience={"id": "m", "name": "M"})
    press.published("set_session", session="s", join=[{"label": "J", "url": "https://v.example.org", "audience": "m"}])
    assert press.record("s").stamp.sequence == 1
    assert press.record("s", view=frozenset(["m"])).stamp.sequence == 2


def test_person_withheld_once_stays_withheld_through_publications() -> None:
    press = Press(canary_meeting())
    press.published("remove_session", session="canary-sitting")
    press.published("set_meeting", title="Other")
    assert "person/canary-chair" in press.revision.withheld[PUBLIC]


def test_changes_of_a_revision_are_those_since_the_last() -> None:
    press = a_press()
    press.published("set_session", session="s", room="hall")
    assert [change.path for change in press.revision.changes] == [("session", "s", "room")]


def test_only_audiences_that_mark_something_make_views() -> None:
    audiences = [{"id": f"a{number}", "name": "A"} for number in range(6)]
    sessions = [a_session(f"s{number}", audience=f"a{number}") for number in range(6)]
    for marking in range(7):
        phase = a_phase(sessions=sessions[:marking])
        revision = publish(a_meeting(audiences=audiences, phases=[phase]), None, now=NOW, message="")
        assert len(revision.records) == 2**marking


def test_stamps_of_an_audience_that_comes_back_go_on() -> None:
    press = a_press()
    link = {"label": "J", "url": "https://v.example.org", "audience": "m"}
    view = frozenset(["m"])
    press.edit("add_audience", audience={"id": "m", "name": "M"})
    press.published("set_session", session="s", join=[link])
    press.published("move_session", session="s", start="2022-11-16T11:00")
    before = press.record("s", view=view).stamp
    press.published("remove_audience", audience="m")
    press.edit("add_audience", audience={"id": "m", "name": "M"})
    press.published("set_session", session="s", join=[link])
    after = press.record("s", view=view).stamp
    assert (after.sequence >= before.sequence, after.last_modified >= before.last_modified) == (True, True)
