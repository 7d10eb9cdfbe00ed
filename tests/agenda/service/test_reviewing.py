"""What publishing would change, beside what it then does, over a real database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from builders import a_meeting, a_phase, a_session
from canaries import dated_canary_meeting
from offices import Office, an_office

from agenda import service

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from agenda.service import ReviewedView

MEMBERS = "canary-members"
EDITS: tuple[dict[str, Any], ...] = (
    {"edit": "set_meeting", "title": "First"},
    {"edit": "cancel_session", "session": "second"},
    {"edit": "remove_deadline", "deadline": "comments"},
    {"edit": "set_item", "item": "plan", "audience": MEMBERS},
    {"edit": "remove_session", "session": "canary-sitting"},
)


def entries_of(desk: Office, audiences: Iterable[str]) -> dict[str, tuple[str, bytes]]:
    of = service.latest(desk.store, desk.slug)
    feed = service.feed(desk.store, of, language="en", publisher=desk.publisher, audiences=audiences)
    return {one.uid: (one.status, one.component) for one in feed.entries}


def counts(before: dict[str, tuple[str, bytes]], after: dict[str, tuple[str, bytes]]) -> tuple[int, int, int]:
    """Entries added, changed otherwise than by cancelling, and cancelled."""
    both = [(before[uid], entry) for uid, entry in after.items() if uid in before and before[uid] != entry]
    cancelled = sum(old[0] != "cancelled" and new[0] == "cancelled" for old, new in both)
    return len(after.keys() - before.keys()), len(both) - cancelled, cancelled


def told(view: ReviewedView) -> tuple[int, int, int]:
    return view.added, view.changed, view.cancelled


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit["edit"])
def test_counts_are_those_of_what_publishing_then_does(tmp_path: Path, edit: dict[str, Any]) -> None:
    desk = an_office(tmp_path, dated_canary_meeting(), publish=True)
    desk.edit(edit)
    review = service.review(desk.store, desk.slug, now=desk.now)
    before = {view.audiences: entries_of(desk, view.audiences) for view in review.views}
    desk.publish()
    after = {view.audiences: entries_of(desk, view.audiences) for view in review.views}
    assert {view.audiences: told(view) for view in review.views} == {
        audiences: counts(before[audiences], after[audiences]) for audiences in before
    }


def test_first_publication_adds_everything_for_all(tmp_path: Path) -> None:
    desk = an_office(tmp_path, dated_canary_meeting())
    review = service.review(desk.store, desk.slug, now=desk.now)
    desk.publish()
    added = {view.audiences: view.added for view in review.views}
    assert added == {audiences: len(entries_of(desk, audiences)) for audiences in added}
    assert {(view.before, view.changed, view.cancelled) for view in review.views} == {(None, 0, 0)}


def test_feeds_that_move_are_those_that_name_what_moves(tmp_path: Path) -> None:
    sessions = [
        a_session(room="hall", slots=[{"item": "one"}]),
        a_session("t", start="2022-11-17T10:00", end="2022-11-17T11:00"),
    ]
    venues = [{"id": "v", "name": "V", "rooms": [{"id": "hall", "name": "Hall"}, {"id": "other", "name": "Other"}]}]
    items = [{"id": "one", "title": "One"}, {"id": "two", "title": "Two"}]
    desk = an_office(
        tmp_path, a_meeting(items=items, venues=venues, phases=[a_phase(venue="v", sessions=sessions)]), publish=True
    )
    desk.edit({"edit": "cancel_session", "session": "s"})
    [public] = service.review(desk.store, "m", now=desk.now).views
    named = [("phase", "p"), ("session", "s"), ("item", "one"), ("room", "hall")]
    assert list(public.feeds) == [("meeting", ""), *named]
    assert [change.path for change in public.changes] == [("session", "s", "status")]


def test_nothing_moves_where_nothing_was_edited(tmp_path: Path) -> None:
    desk = an_office(tmp_path, dated_canary_meeting(), publish=True)
    review = service.review(desk.store, desk.slug, now=desk.now)
    assert review.changes == ()
    assert {(told(view), view.feeds, view.changes) for view in review.views} == {((0, 0, 0), (), ())}


def test_errors_stop_the_publication_and_leave_nothing_to_foresee(tmp_path: Path) -> None:
    desk = an_office(tmp_path, a_meeting(phases=[a_phase(sessions=[a_session()])]), publish=True)
    desk.edit({"edit": "move_session", "session": "s", "start": "2023-05-01T10:00"})
    review = service.review(desk.store, "m", now=desk.now)
    assert (review.views, review.findings[0].severity) == ((), "error")
    assert len(review.changes) == 2
