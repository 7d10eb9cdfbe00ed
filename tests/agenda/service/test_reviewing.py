"""What publishing would change, beside what it then does, over a real database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from builders import a_meeting, a_phase, a_session
from canaries import dated_canary_meeting
from offices import Office, an_office

from agenda import service
from agenda.tree import walk
from calendars.selection import entries_of as entries_named
from calendars.selection import entries_of_deadlines, entries_of_meeting

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from pathlib import Path

    from agenda.audiences import View
    from agenda.service import ReviewedView

MEMBERS = "canary-members"
EDITS: tuple[dict[str, Any], ...] = (
    {"edit": "set_meeting", "title": "First"},
    {"edit": "cancel_session", "session": "second"},
    {"edit": "remove_deadline", "deadline": "comments"},
    {"edit": "set_item", "item": "plan", "audience": MEMBERS},
    {"edit": "remove_session", "session": "canary-sitting"},
    {"edit": "set_meeting", "languages": ["en", "fr"]},
    {"edit": "remove_item", "item": "plan"},
)
KINDS = ("phase", "session", "item", "person", "room")


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


def feeds_of(desk: Office, view: ReviewedView) -> dict[tuple[str, str], set[tuple[str, int, datetime]]]:
    """Every feed that a view has, by what it is of, as `web.feeds` selects it; one of what is gone is not there."""
    of = service.latest(desk.store, desk.slug)
    found = service.feed(desk.store, of, language="en", publisher=desk.publisher, audiences=view.audiences)
    seen = service.edition(desk.store, of, audiences=view.audiences).view.meeting
    objects = {place.key for place in walk(seen)}
    named = {(name.partition("/")[0], name.partition("/")[2]) for entry in found.entries for name in entry.names}
    lasting = {key for key in objects if key[0] in {"item", "person", "room"}}
    keys = lasting | {key for key in named if key[0] in {"phase", "session"}}
    feeds = {key: entries_named(found.entries, *key) for key in keys if key[0] in KINDS}
    feeds["meeting", ""] = entries_of_meeting(found.entries)
    feeds["deadlines", ""] = entries_of_deadlines(found.entries)
    return {key: {(one.uid, one.sequence, one.last_modified) for one in held} for key, held in feeds.items()}


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit["edit"])
def test_feeds_said_to_move_are_those_that_then_do(tmp_path: Path, edit: dict[str, Any]) -> None:
    desk = an_office(tmp_path, dated_canary_meeting(), publish=True)
    desk.edit(edit)
    views = service.review(desk.store, desk.slug, now=desk.now).views
    before = {view.audiences: feeds_of(desk, view) for view in views}
    desk.publish()
    for view in views:
        old, new = before[view.audiences], feeds_of(desk, view)
        assert set(view.feeds) == {key for key in old | new if old.get(key) != new.get(key)}


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit["edit"])
def test_views_are_those_that_readers_have_before_and_after(tmp_path: Path, edit: dict[str, Any]) -> None:
    desk = an_office(tmp_path, dated_canary_meeting(), publish=True)
    desk.edit(edit)
    views = service.review(desk.store, desk.slug, now=desk.now).views

    def seen(view: ReviewedView) -> View:
        return service.edition(desk.store, service.latest(desk.store, desk.slug), audiences=view.audiences).view

    assert [view.before for view in views] == [seen(view) for view in views]
    desk.publish()
    assert [view.after for view in views] == [seen(view) for view in views]


def test_deadlines_feed_without_a_deadline_moves_with_the_phases_that_it_holds(tmp_path: Path) -> None:
    desk = an_office(tmp_path, a_meeting(phases=[a_phase()]), publish=True)
    desk.edit({"edit": "set_phase", "phase": "p", "title": "Another"})
    [public] = service.review(desk.store, "m", now=desk.now).views
    assert list(public.feeds) == [("meeting", ""), ("deadlines", ""), ("phase", "p")]


def test_withdrawn_meeting_is_reviewed_as_coming_back(tmp_path: Path) -> None:
    desk = an_office(tmp_path, a_meeting(phases=[a_phase(sessions=[a_session()])]), publish=True)
    service.withdraw(desk.store, "m", author="ann", now=desk._tick(), publisher=desk.publisher, message="")
    review = service.review(desk.store, "m", now=desk.now)
    assert review.is_withdrawn
    assert [told(view) for view in review.views] == [(0, 2, 0)]
