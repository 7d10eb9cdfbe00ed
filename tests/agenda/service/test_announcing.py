"""A sitting's notice to readers at once, over a real database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders import a_meeting, a_phase, a_session
from offices import Office, an_office

from agenda import service
from agenda.errors import NotAllowed, NotFound
from agenda.text import Text

if TYPE_CHECKING:
    from pathlib import Path

    from agenda.service import Announced

LATE = Text(en="Starts 30 minutes late")
RENAME = {"edit": "set_session", "session": "s", "title": {"en": "Not yet told"}}


def the_office(tmp_path: Path, *, publish: bool = True) -> Office:
    meeting = a_meeting(languages=["en", "fr"], phases=[a_phase(sessions=[a_session(), a_session("t", minutes=60)])])
    return an_office(tmp_path, meeting, publish=publish)


def announce(desk: Office, notice: Text | None = LATE, session: str = "s") -> Announced:
    return service.announce(
        desk.store, "m", session, notice, author="ann", now=desk._tick(), publisher=desk.publisher, message="told"
    )


def said(desk: Office) -> list[tuple[str, str]]:
    """What readers have: the title and notice of each sitting."""
    meeting = service.published_meeting(desk.store, "m")
    return [(one.title["en"], (one.notice or {}).get("en", "")) for phase in meeting.phases for one in phase.sessions]


def has_changes(desk: Office) -> bool:
    return desk.draft.version != desk.draft.published_version


def take_back(desk: Office) -> int:
    done = service.take_back(
        desk.store, "m", author="ann", now=desk._tick(), publisher=desk.publisher, message="taken back"
    )
    return done.revision.number


def test_notice_goes_out_and_unfinished_edits_do_not(tmp_path: Path) -> None:
    desk = the_office(tmp_path)
    desk.edit(RENAME)
    done = announce(desk)
    assert (done.publication.revision.number, done.publication.is_new, done.is_in_draft) == (2, True, True)
    assert said(desk) == [("Session s", "Starts 30 minutes late"), ("Session t", "")]
    assert [one.path for one in done.publication.changes] == [("session", "s", "notice", "en")]
    session = desk.draft.meeting.phases[0].sessions[0]
    assert (session.title["en"], session.notice) == ("Not yet told", LATE)
    assert has_changes(desk)
    desk.publish()
    assert said(desk)[0] == ("Not yet told", "Starts 30 minutes late")


def test_notice_is_one_edit_of_the_draft_that_undo_takes_back(tmp_path: Path) -> None:
    desk = the_office(tmp_path)
    before = desk.draft.meeting
    announce(desk)
    assert desk.history()[-1].edits == (
        {"edit": "set_session", "session": "s", "notice": {"en": "Starts 30 minutes late"}},
    )
    desk.undo()
    assert desk.draft.meeting == before
    assert said(desk)[0][1] == "Starts 30 minutes late"
    assert has_changes(desk)


def test_draft_without_other_edits_is_published_with_it(tmp_path: Path) -> None:
    desk = the_office(tmp_path)
    announce(desk)
    assert not has_changes(desk)
    assert service.version(desk.store, "m", 2) == desk.draft.meeting


def test_second_sending_does_nothing(tmp_path: Path) -> None:
    desk = the_office(tmp_path)
    desk.edit(RENAME)
    first = announce(desk)
    again = announce(desk)
    assert (again.publication.revision.number, again.publication.is_new, again.publication.changes) == (2, False, ())
    assert again.version == first.version
    assert has_changes(desk)


def test_other_notice_takes_the_place_of_the_whole_former_one(tmp_path: Path) -> None:
    desk = the_office(tmp_path)
    announce(desk, Text(en="Late", fr="En retard"))
    announce(desk, Text(fr="Salle B"))
    [session, _] = desk.draft.meeting.phases[0].sessions
    assert session.notice == Text(fr="Salle B")
    assert service.published_meeting(desk.store, "m") == desk.draft.meeting


def test_notice_is_cleared_at_once_too(tmp_path: Path) -> None:
    desk = the_office(tmp_path)
    announce(desk)
    desk.edit(RENAME)
    assert announce(desk, None).publication.is_new
    assert said(desk)[0] == ("Session s", "")
    assert not announce(desk, None).publication.is_new


def test_entry_says_that_it_was_modified_and_keeps_its_sequence(tmp_path: Path) -> None:
    desk = the_office(tmp_path)
    before = {line.split()[3] for line in desk.lines()}
    announce(desk)
    changed = [line.split() for line in desk.lines() if line.split()[3] not in before]
    assert [(slug, language, sequence) for slug, language, sequence, *_ in changed] == [("m", "en", "0")]


def test_sitting_that_the_draft_removed_is_told_of_and_stays_removed(tmp_path: Path) -> None:
    desk = the_office(tmp_path)
    desk.edit({"edit": "remove_session", "session": "s"})
    version = desk.draft.version
    assert not announce(desk).is_in_draft
    assert said(desk)[0] == ("Session s", "Starts 30 minutes late")
    assert (desk.draft.version, [one.id for one in desk.draft.meeting.phases[0].sessions]) == (version, ["t"])


def test_what_is_not_published_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    desk = the_office(tmp_path)
    desk.edit({"edit": "add_session", "phase": "p", "session": a_session("new")})
    with pytest.raises(NotAllowed, match="sitting “new” is not published; publish the draft first"):
        announce(desk, session="new")
    with pytest.raises(NotFound, match="no session “none”"):
        announce(desk, session="none")
    service.withdraw(desk.store, "m", author="ann", now=desk._tick(), publisher=desk.publisher, message="")
    with pytest.raises(NotAllowed, match="withdrawn"):
        announce(desk)
    assert (desk.draft.version, desk.draft.revision) == (2, 2)


def test_meeting_that_was_never_published_is_refused(tmp_path: Path) -> None:
    desk = the_office(tmp_path, publish=False)
    with pytest.raises(NotAllowed, match="“m” is not published; publish it first"):
        announce(desk)
    assert desk.draft.version == 1


def test_taking_back_goes_notice_by_notice_and_never_to_what_was_taken_back(tmp_path: Path) -> None:
    desk = the_office(tmp_path)
    desk.edit({"edit": "set_meeting", "title": {"en": "Told"}})
    desk.publish()
    desk.edit(RENAME)
    announce(desk, Text(en="One"))
    announce(desk, Text(en="Two"))
    told = []
    for _ in range(3):
        take_back(desk)
        told.append((service.published_meeting(desk.store, "m").title["en"], said(desk)[0][1]))
    assert told == [("Told", "One"), ("Told", ""), ("A meeting", "")]
    with pytest.raises(NotAllowed, match="no revision before"):
        take_back(desk)


def test_notice_upon_what_was_taken_back_is_taken_back_alone(tmp_path: Path) -> None:
    desk = the_office(tmp_path)
    desk.edit({"edit": "set_meeting", "title": {"en": "Mistaken"}})
    desk.publish()
    take_back(desk)
    announce(desk)
    assert service.published_meeting(desk.store, "m").title["en"] == "A meeting"
    take_back(desk)
    assert (service.published_meeting(desk.store, "m").title["en"], said(desk)[0][1]) == ("A meeting", "")
