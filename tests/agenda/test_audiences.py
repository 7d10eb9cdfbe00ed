"""What a set of audiences may read; the canary meeting says of everything closed that it is."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from builders import a_meeting, a_phase, a_session
from canaries import CANARY, canary_meeting

from agenda.audiences import PUBLIC, may_read, seen_by, sets_of
from agenda.edits import read_edit
from agenda.ids import entry_uid
from agenda.meeting import Meeting
from agenda.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable

MEMBERS, BUREAU = "canary-members", "canary-bureau"


def seen(meeting: Meeting | None = None, audiences: Iterable[str] = ()) -> Meeting:
    return seen_by(meeting or canary_meeting(), audiences).meeting


def said(meeting: Meeting) -> str:
    return json.dumps(meeting.written(), ensure_ascii=False).lower()


def test_public_sees_nothing_closed() -> None:
    assert CANARY not in said(seen())


def test_public_view_is_a_meeting_file_that_reads_back() -> None:
    view = seen()
    assert Meeting.model_validate(view.written(), context={"language": "en"}) == view


def test_public_sees_all_that_is_open() -> None:
    view = seen()
    assert [item.id for item in view.items] == ["opening", "work"]
    assert [person.id for person in view.people] == ["chair", "speaker"]
    assert [document.id for document in view.documents] == ["paper"]
    (online, room) = view.phases
    assert [(deadline.id, deadline.items) for deadline in online.deadlines] == [
        ("comments", ("work",)),
        ("shared", ("opening",)),
    ]
    assert online.items == ("opening", "work")
    assert [(outcome.item, outcome.session) for outcome in room.outcomes] == [("opening", "first")]


def test_closed_sitting_shows_its_times_and_room_alone() -> None:
    meeting = canary_meeting()
    view = seen_by(meeting)
    sitting = view.meeting.phases[1].sessions[1]
    uid = entry_uid(meeting.uid, "session", "canary-sitting")  # type: ignore[arg-type]
    assert sitting.written() == {
        "id": f"closed-{uid.hex[:12]}",
        "title": {"en": "Closed sitting", "fr": "Séance privée"},
        "start": "2022-11-16T15:00",
        "minutes": 120,
        "room": "annex",
    }
    assert view.uid_of("session", sitting.id) == uid


def test_closed_sitting_without_a_time_is_not_shown() -> None:
    assert len(seen().phases[1].sessions) == 3


def test_closed_sitting_that_is_cancelled_says_so() -> None:
    cancelled = read_edit({"edit": "cancel_session", "session": "canary-sitting"}).apply(canary_meeting())
    assert seen(cancelled).phases[1].sessions[1].status == "cancelled"


def test_slot_of_a_closed_item_shows_only_its_minutes() -> None:
    slots = seen().phases[1].sessions[0].slots
    assert [slot.written() for slot in slots][1] == {"minutes": 60}
    assert [slot.item for slot in slots] == ["opening", None, None, "plan"]


def test_join_link_of_others_is_left_out() -> None:
    assert [link.url for link in seen().phases[1].sessions[0].join] == ["https://video.example.org/open"]
    assert len(seen(audiences=[MEMBERS]).phases[1].sessions[0].join) == 2


def test_closed_item_renumbers_none() -> None:
    view = seen()
    assert [(item.id, item.number) for item in view.items] == [("opening", "1"), ("work", "3")]
    assert [item.number for item in view.items[1].items] == ["3.1"]


def test_meeting_with_nothing_closed_is_its_own_view() -> None:
    meeting = a_meeting(items=[{"id": "a", "title": "A"}], phases=[a_phase(sessions=[a_session()])])
    assert seen(meeting) == meeting


def test_audience_sees_its_own_and_no_more() -> None:
    view = seen(audiences=[MEMBERS])
    assert [audience.id for audience in view.audiences] == [MEMBERS]
    assert BUREAU not in said(view)
    assert [item.id for item in view.items] == ["opening", "canary-budget", "work"]
    assert [item.id for item in view.items[1].items] == ["canary-salaries"]
    assert [item.id for item in view.items[2].items] == ["plan"]
    assert view.phases[1].sessions[1].audience == (MEMBERS,)
    assert [deadline.id for deadline in view.phases[0].deadlines] == [
        "comments",
        "canary-due",
        "canary-due-items",
        "shared",
    ]


def test_all_audiences_together_see_all() -> None:
    meeting = canary_meeting()
    assert seen(meeting, [MEMBERS, BUREAU]) == meeting


def test_what_is_closed_to_a_removed_audience_is_closed_to_all() -> None:
    meeting = read_edit({"edit": "remove_audience", "audience": MEMBERS}).apply(canary_meeting())
    meeting = read_edit({"edit": "remove_audience", "audience": BUREAU}).apply(meeting)
    assert CANARY not in said(seen(meeting))
    assert CANARY not in said(seen(meeting, [MEMBERS, BUREAU]))


def test_unknown_audience_reads_as_the_public() -> None:
    assert seen_by(canary_meeting(), ["strangers"]) == seen_by(canary_meeting())


@pytest.mark.parametrize(
    ("audience", "reader", "may"),
    [
        (None, [], True),
        ((), ["a"], False),
        (("a",), [], False),
        (("a", "b"), ["b"], True),
        (("a",), ["b"], False),
    ],
)
def test_any_of_the_audiences_may_read(audience: tuple[str, ...] | None, reader: list[str], may: bool) -> None:  # noqa: FBT001
    assert may_read(audience, frozenset(reader)) == may


def test_views_are_all_sets_of_audiences_public_first() -> None:
    views = sets_of(sorted(audience.id for audience in canary_meeting().audiences))
    assert views[0] == PUBLIC
    assert set(views) == {frozenset(), frozenset([MEMBERS]), frozenset([BUREAU]), frozenset([MEMBERS, BUREAU])}


def test_paper_of_an_open_item_too_is_open() -> None:
    assert [document.id for document in seen().documents] == ["paper"]


def test_person_and_paper_named_nowhere_are_open() -> None:
    meeting = a_meeting(people=[{"id": "ann", "name": "Ann"}], documents=[{"id": "d", "title": "D"}])
    assert seen(meeting) == meeting


def test_person_withheld_and_now_named_nowhere_stays_withheld() -> None:
    before = seen_by(canary_meeting())
    assert before.withheld == {
        "person/canary-chair",
        "person/canary-presenter",
        "person/canary-voice",
        "document/canary-annex",
        "document/canary-paper",
    }
    meeting = canary_meeting()
    for written in (
        {"edit": "remove_session", "session": "canary-sitting"},
        {"edit": "remove_item", "item": "canary-budget"},
    ):
        meeting = read_edit(written).apply(meeting)
    after = seen_by(meeting, formerly_withheld=before.withheld)
    assert "canary-chair" not in said(after.meeting)
    assert after.withheld == before.withheld


def test_person_withheld_and_now_named_in_the_open_is_shown() -> None:
    before = seen_by(canary_meeting())
    chaired = read_edit({"edit": "set_session", "session": "second", "chair": "canary-chair"}).apply(canary_meeting())
    after = seen_by(chaired, formerly_withheld=before.withheld)
    assert [person.id for person in after.meeting.people] == ["chair", "speaker", "canary-chair"]


def test_outcome_of_an_open_sitting_in_another_phase_keeps_its_sitting() -> None:
    outcome = {"item": "one", "result": "noted", "session": "s"}
    phases = [a_phase(sessions=[a_session()]), a_phase("q", outcomes=[outcome])]
    meeting = a_meeting(items=[{"id": "one", "title": "One"}], phases=phases)
    assert seen(meeting).phases[1].outcomes[0].session == "s"


def test_outcome_of_a_closed_sitting_is_closed() -> None:
    outcome = {"item": "one", "result": "noted", "note": "Canary", "session": "s"}
    phases = [a_phase(sessions=[a_session(audience="m")]), a_phase("q", outcomes=[outcome])]
    meeting = a_meeting(audiences=[{"id": "m", "name": "M"}], items=[{"id": "one", "title": "One"}], phases=phases)
    assert seen(meeting).phases[1].outcomes == ()
    assert seen(meeting, ["m"]).phases[1].outcomes == meeting.phases[1].outcomes


@pytest.mark.parametrize(
    ("languages", "title"),
    [
        (["fr", "en"], {"fr": "Séance privée", "en": "Closed sitting"}),
        (["pt-BR"], {"en": "Closed sitting"}),
        (["zh-Hant"], {"zh-Hant": "非公开会议"}),
    ],
)
def test_closed_sitting_is_named_in_the_meeting_s_languages(languages: list[str], title: dict[str, Any]) -> None:
    phases = [a_phase(sessions=[a_session(audience="m")])]
    meeting = a_meeting(languages=languages, audiences=[{"id": "m", "name": "M"}], phases=phases)
    assert seen(meeting).phases[0].sessions[0].title == Text(title)
