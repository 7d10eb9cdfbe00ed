"""What is closed now is heard at no public address, whatever was open once: revisions and changes included."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from canaries import CANARY, canary_meeting
from canary_walk import addresses_of, answers, canaries_heard
from sites import a_site

from agenda.meeting import Meeting

if TYPE_CHECKING:
    from pathlib import Path

    from sites import Organiser

SLUG = "m"
MOVES = [
    {"edit": "move_session", "session": "canary-sitting", "start": "2022-11-17T15:00", "room": "hall"},
    {"edit": "set_session", "session": "canary-sitting", "title": {"en": "Canary sitting, moved"}},
    {"edit": "set_session", "session": "canary-sitting", "chair": "canary-voice"},
    {"edit": "set_item", "item": "canary-budget", "title": {"en": "Canary budget, second draft"}},
    {"edit": "set_deadline", "deadline": "canary-due", "due": "2022-10-29T18:00"},
]
REMOVALS = [
    {"edit": "remove_session", "session": "canary-sitting"},
    {"edit": "remove_session", "session": "canary-unscheduled"},
    {"edit": "remove_item", "item": "canary-budget"},
    {"edit": "remove_item", "item": "canary-staff"},
    {"edit": "remove_deadline", "deadline": "canary-due"},
]
VANISHING = [
    {"edit": "remove_person", "person": "canary-chair"},
    {"edit": "remove_person", "person": "canary-voice"},
    {"edit": "remove_document", "document": "canary-paper"},
    {"edit": "remove_audience", "audience": "canary-bureau"},
]


def opened(written: Any) -> Any:
    """The same objects, open to all."""
    if isinstance(written, dict):
        return {key: opened(value) for key, value in written.items() if key != "audience"}
    return [opened(one) for one in written] if isinstance(written, list) else written


def publishable() -> Meeting:
    """The meeting of canaries, with a time for the sitting that has none."""
    written = canary_meeting().written()
    for session in written["phases"][1]["sessions"]:
        session.setdefault("start", "2022-11-17T18:00")
        if "end" not in session:
            session.setdefault("minutes", 60)
    return Meeting.model_validate(written)


def all_open(meeting: Meeting) -> Meeting:
    return Meeting.model_validate(opened(meeting.written()))


def publish_whole(organiser: Organiser, meeting: Meeting) -> None:
    organiser.publish(SLUG, {"edit": "replace_meeting", "meeting": meeting.written()})


class TestClosing:
    def test_canaries_sing_while_all_is_open(self, tmp_path: Path) -> None:
        meeting = all_open(publishable())
        with a_site(tmp_path, meeting) as organiser:
            heard = canaries_heard(organiser.client, addresses_of([meeting], revisions=1))
            assert len(heard) > 500

    def test_what_was_open_once_is_silent_everywhere_after_each_publication(self, tmp_path: Path) -> None:
        meeting = publishable()
        with a_site(tmp_path, all_open(meeting)) as organiser:
            list(answers(organiser.client, addresses_of([meeting], revisions=1)))
            publish_whole(organiser, meeting)
            assert canaries_heard(organiser.client, addresses_of([meeting], revisions=2)) == []
            for number, edits in enumerate((MOVES, REMOVALS, VANISHING), 3):
                organiser.publish(SLUG, *edits)
                assert canaries_heard(organiser.client, addresses_of([meeting], revisions=number)) == []

    def test_what_was_closed_from_the_first_is_silent_everywhere(self, tmp_path: Path) -> None:
        meeting = publishable()
        with a_site(tmp_path, meeting) as organiser:
            organiser.publish(SLUG, *REMOVALS)
            assert canaries_heard(organiser.client, addresses_of([meeting], revisions=2)) == []

    def test_refusal_of_what_is_closed_is_that_of_what_never_was(self, tmp_path: Path) -> None:
        meeting = publishable()
        with a_site(tmp_path, meeting) as organiser:
            for path in ("items/{}", "people/{}", "sessions/{}", "items/{}.ics", "people/{}.ics"):
                closed, unknown = (
                    organiser.client.get(f"/m/m/{path.format(identity)}")
                    for identity in (f"{CANARY}-budget", "nothing-at-all")
                )
                assert closed.status_code == 404
                assert closed.text.replace(f"{CANARY}-budget", "nothing-at-all") == unknown.text
