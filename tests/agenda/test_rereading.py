"""Old meetings through today's audiences: what is closed now was never more open."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from builders import a_meeting, a_phase, a_session
from canaries import canary_meeting
from edit_strategies import runs
from hypothesis import given, settings
from hypothesis import strategies as st

from agenda.audiences import seen_by
from agenda.changes import compare
from agenda.meeting import Meeting
from agenda.numbering import with_numbers
from agenda.rereading import Marks, marks_in, reread
from agenda.service import compare_views
from agenda.store.past import read_after
from agenda.store.written import written_draft
from agenda.tree import walk

if TYPE_CHECKING:
    from collections.abc import Iterable

    from agenda.audiences import View

AUDIENCES = [{"id": "members", "name": "Members"}, {"id": "bureau", "name": "Bureau"}]

OPEN = {"label": "Open", "url": "https://v.example.org/open"}
ONE = {"label": "One", "url": "https://v.example.org/one"}
TWO = {"label": "Two", "url": "https://v.example.org/two", "audience": "members"}


def as_published(meetings: Iterable[Meeting], audiences: tuple[str, ...] = ()) -> tuple[Marks, View]:
    """The marks after publishing these meetings one after the other, and the view of the last."""
    marks, view = Marks(), None
    for meeting in meetings:
        marks = marks.followed_by(meeting)
        view = seen_by(meeting, audiences, formerly_withheld=view.withheld if view else frozenset())
    assert view is not None
    return marks, view


def reread_view(old: Meeting, *since: Meeting, audiences: tuple[str, ...] = ()) -> View:
    """The old meeting for those audiences, after it and the meetings published since."""
    return view_of(old, *as_published([old, *since], audiences))


def view_of(old: Meeting, marks: Marks, present: View) -> View:
    again = reread(old, marks, withheld=present.withheld)
    return seen_by(again, present.audiences, formerly_withheld=present.withheld)


def a_plan(*sessions: dict[str, Any], deadlines: tuple[dict[str, Any], ...] = (), **keys: Any) -> Meeting:
    phase = a_phase(sessions=list(sessions), deadlines=list(deadlines))
    return a_meeting(**({"audiences": AUDIENCES, "phases": [phase]} | keys))


def ids(meeting: Meeting, noun: str) -> list[str]:
    return [place.key[1] for place in walk(meeting) if place.key[0] == noun]


def links(meeting: Meeting) -> list[str]:
    return [link.url for phase in meeting.phases for session in phase.sessions for link in session.join]


class TestItems:
    def test_item_closed_since_is_closed_then(self) -> None:
        old = a_meeting(items=[{"id": "a", "title": "A"}, {"id": "b", "title": "B"}], audiences=AUDIENCES)
        now = a_meeting(
            items=[{"id": "a", "title": "A", "audience": "members"}, {"id": "b", "title": "B"}], audiences=AUDIENCES
        )
        assert ids(reread_view(old, now).meeting, "item") == ["b"]
        assert ids(reread_view(old, now, audiences=("members",)).meeting, "item") == ["a", "b"]

    def test_item_that_stands_under_a_closed_one_now_is_closed_then(self) -> None:
        child = {"id": "b", "title": "B"}
        old = a_meeting(items=[{"id": "a", "title": "A"}, child], audiences=AUDIENCES)
        now = a_meeting(items=[{"id": "a", "title": "A", "audience": "members", "items": [child]}], audiences=AUDIENCES)
        assert ids(reread_view(old, now).meeting, "item") == []

    def test_item_that_is_gone_keeps_its_last_mark(self) -> None:
        old = a_meeting(items=[{"id": "a", "title": "A"}, {"id": "b", "title": "B"}], audiences=AUDIENCES)
        closed = a_meeting(
            items=[{"id": "a", "title": "A", "audience": "members"}, {"id": "b", "title": "B"}], audiences=AUDIENCES
        )
        gone = a_meeting(audiences=AUDIENCES)
        assert ids(reread_view(old, closed, gone).meeting, "item") == ["b"]

    def test_numbers_are_those_of_the_whole_agenda_then(self) -> None:
        old = a_meeting(items=[{"id": "a", "title": "A"}, {"id": "b", "title": "B"}], audiences=AUDIENCES)
        now = a_meeting(items=[{"id": "a", "title": "A", "audience": "members"}], audiences=AUDIENCES)
        assert [item.number for item in reread_view(old, now).meeting.items] == ["2"]


class TestSittings:
    def test_sitting_opened_since_stays_closed_then(self) -> None:
        old = a_plan(a_session(title="Secret", audience="members"))
        now = a_plan(a_session(title="Open"))
        titles = [s.title["en"] for phase in reread_view(old, now).meeting.phases for s in phase.sessions]
        assert titles == ["Closed sitting"]

    def test_sitting_closed_and_opened_again_is_open_then(self) -> None:
        old = a_plan(a_session())
        closed = a_plan(a_session(audience="members"))
        assert ids(reread_view(old, closed, old).meeting, "session") == ["s"]

    def test_sitting_closed_then_moved_and_removed_is_closed_in_its_open_past(self) -> None:
        old = a_plan(a_session(title="Secret"))
        moved = a_plan(a_session(audience="members", start="2022-11-17T10:00", end="2022-11-17T13:00"))
        view = reread_view(old, moved, a_plan())
        session = view.meeting.phases[0].sessions[0]
        assert (session.title["en"], session.start) == ("Closed sitting", old.phases[0].sessions[0].start)
        assert session.id in view.closed

    def test_audience_removed_since_leaves_it_closed_to_all(self) -> None:
        old = a_plan(a_session(audience="members"))
        now = a_plan(a_session(audience=[]), audiences=AUDIENCES[1:])
        view = reread_view(old, now, audiences=("members", "bureau"))
        assert ids(view.meeting, "session") == [next(iter(view.closed))]
        assert ids(view.meeting, "audience") == ["bureau"]


class TestDeadlines:
    def test_deadline_of_items_that_are_all_closed_now_is_closed_then(self) -> None:
        due = {"id": "d", "title": "D", "due": "2022-11-16"}
        items = [{"id": "a", "title": "A", "audience": "members"}]
        old = a_plan(deadlines=(due,), items=[{"id": "a", "title": "A"}])
        now = a_plan(deadlines=(due | {"items": ["a"]},), items=items)
        assert ids(reread_view(old, now).meeting, "deadline") == []
        assert ids(reread_view(old, now, audiences=("members",)).meeting, "deadline") == ["d"]


class TestPeopleAndPapers:
    def test_person_named_only_in_what_is_closed_now_chairs_nothing_then(self) -> None:
        people = [{"id": "x", "name": "X"}]
        old = a_plan(
            a_session(chair="x", slots=[{"title": "T", "speakers": [{"person": "x"}]}]),
            a_session("t"),
            people=people,
        )
        now = a_plan(a_session(), a_session("t", chair="x", audience="members"), people=people)
        view = reread_view(old, now)
        session = view.meeting.phases[0].sessions[0]
        assert (session.chair, session.slots[0].speakers, view.meeting.people) == (None, (), ())

    def test_paper_of_closed_items_alone_is_in_no_item_then(self) -> None:
        documents = [{"id": "p", "title": "P"}]
        old = a_meeting(items=[{"id": "a", "title": "A", "documents": ["p"]}], documents=documents, audiences=AUDIENCES)
        now = a_meeting(
            items=[{"id": "a", "title": "A"}, {"id": "b", "title": "B", "documents": ["p"], "audience": "members"}],
            documents=documents,
            audiences=AUDIENCES,
        )
        view = reread_view(old, now)
        assert (view.meeting.documents, view.meeting.items[0].documents) == ((), ())


class TestJoinLinks:
    def test_link_of_an_address_restricted_now_is_restricted_then(self) -> None:
        old = a_plan(a_session(join=[ONE, OPEN]))
        now = a_plan(a_session(join=[ONE | {"audience": "members"}, OPEN]))
        assert links(reread_view(old, now).meeting) == [OPEN["url"]]

    def test_former_address_of_a_link_restricted_now_is_restricted_then(self) -> None:
        old = a_plan(a_session(join=[ONE, OPEN]))
        now = a_plan(a_session(join=[TWO, OPEN]))
        assert links(reread_view(old, now).meeting) == [OPEN["url"]]
        assert links(reread_view(old, now, audiences=("members",)).meeting) == [ONE["url"], OPEN["url"]]

    def test_address_restricted_in_another_sitting_now_is_restricted_then(self) -> None:
        old = a_plan(a_session(join=[ONE]), a_session("t"))
        now = a_plan(a_session(), a_session("t", join=[ONE | {"audience": "members"}]))
        assert links(reread_view(old, now).meeting) == []

    def test_link_of_a_sitting_without_restricted_ones_stays_open(self) -> None:
        old = a_plan(a_session(join=[ONE]))
        now = a_plan(a_session(join=[OPEN]))
        assert links(reread_view(old, now).meeting) == [ONE["url"]]


def hidden_now(whole: Meeting, view: View) -> set[tuple[str, str]]:
    """What the present meeting has and its readers may not see: keys of objects, and addresses of join links."""
    nouns = {"item", "session", "deadline", "person", "document"}
    keys = [{place.key for place in walk(meeting) if place.key[0] in nouns} for meeting in (whole, view.meeting)]
    restricted = set(links(whole)) - set(links(view.meeting))
    return (keys[0] - keys[1]) | {("link", address) for address in restricted}


def said_in(view: View) -> set[tuple[str, str]]:
    sessions = [session for phase in view.meeting.phases for session in phase.sessions]
    chairs = {("person", session.chair) for session in sessions if session.chair}
    speakers = {("person", one.person) for s in sessions for slot in s.slots for one in slot.speakers}
    slots = {("item", slot.item) for session in sessions for slot in session.slots if slot.item}
    return (
        {place.key for place in walk(view.meeting)}
        | chairs
        | speakers
        | slots
        | {("link", address) for address in links(view.meeting)}
    )


@settings(max_examples=60, deadline=None)
@given(data=st.data(), audiences=st.sampled_from([(), ("canary-members",), ("canary-bureau",)]))
def test_whatever_happens_nothing_hidden_now_is_in_the_past(data: st.DataObject, audiences: tuple[str, ...]) -> None:
    first = canary_meeting()
    published = [first, *(made.after for made in data.draw(runs(first, most=4)))]
    marks, present = as_published(published, audiences)
    hidden = hidden_now(published[-1], present)
    assert [said_in(view_of(old, marks, present)) & hidden for old in published] == [set()] * len(published)


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_meetings_read_one_after_the_other_are_what_was_written(data: st.DataObject) -> None:
    first = canary_meeting()
    before, read = None, None
    for meeting in [first, *(made.after for made in data.draw(runs(first, most=4)))]:
        written = json.loads(written_draft(meeting))
        read = read_after(Meeting, written, before, read)
        before = written
        assert read == meeting


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_views_compare_as_their_meetings_do(data: st.DataObject) -> None:
    first = canary_meeting()
    for made in data.draw(runs(first, most=2)):
        views = [seen_by(meeting) for meeting in (made.before, made.after)]
        numbered = [view.meeting.model_copy(update={"items": with_numbers(view.meeting.items)}) for view in views]
        assert compare_views(*views) == compare(*numbered)


def test_rereading_the_present_changes_nothing_that_its_readers_see() -> None:
    meeting = canary_meeting()
    view = seen_by(meeting)
    again = seen_by(reread(meeting, marks_in(meeting), withheld=view.withheld), formerly_withheld=view.withheld)
    assert again == view
