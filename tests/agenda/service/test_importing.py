"""Importing meeting files: created, updated or unchanged; all of a call or none."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import pytest
from builders import a_meeting, a_phase, a_session, meeting_file
from offices import an_office

from agenda import service
from agenda.errors import InvalidInput, NotAllowed, NotFound, RuleViolation
from agenda.files import read_meeting

if TYPE_CHECKING:
    from pathlib import Path

    from agenda.meeting import Meeting

RENAMED = {"edit": "set_meeting", "title": "Edited"}
NOBODY = """\
plenary: 1
slug: m
title: M
time_zone: UTC
phases:
  - {id: p, kind: online, title: P, start: 2022-11-16, end: 2022-11-17, sessions: [{id: s, title: S,
     chair: nobody}]}
"""


def another(**keys: object) -> Meeting:
    return a_meeting(slug="other", uid=str(uuid.UUID(int=7)), **keys)


def test_new_file_creates_a_meeting(tmp_path: Path) -> None:
    desk = an_office(tmp_path)
    (imported,) = desk.bring(a_meeting())
    assert (imported.slug, imported.outcome, imported.publication) == ("m", "created", None)
    assert (desk.draft.meeting, desk.draft.version) == (a_meeting(), 1)


def test_meeting_without_a_uid_gets_one_for_good(tmp_path: Path) -> None:
    desk = an_office(tmp_path)
    desk.bring(a_meeting(uid=None))
    minted = desk.draft.meeting.uid
    assert minted is not None
    desk.bring(a_meeting(uid=None, title="Other"))
    assert (desk.draft.meeting.uid, desk.draft.meeting.title["en"]) == (minted, "Other")


def test_same_file_again_changes_nothing(tmp_path: Path) -> None:
    desk = an_office(tmp_path, meeting_file("cap-19"), publish=True)
    (imported,) = desk.bring(meeting_file("cap-19"), publish=True)
    assert imported.outcome == "unchanged"
    assert imported.publication is not None
    assert (imported.publication.is_new, imported.publication.revision.number, desk.draft.version) == (False, 1, 1)


def test_changed_file_is_one_edit(tmp_path: Path) -> None:
    desk = an_office(tmp_path, a_meeting())
    (imported,) = desk.bring(a_meeting(title="Other"))
    assert (imported.outcome, desk.draft.version, len(desk.history())) == ("updated", 2, 1)


def test_import_over_unpublished_edits_is_refused(tmp_path: Path) -> None:
    desk = an_office(tmp_path, a_meeting())
    desk.edit(RENAMED)
    with pytest.raises(NotAllowed, match="--replace-draft"):
        desk.bring(a_meeting(title="Other"))
    assert desk.draft.meeting.title["en"] == "Edited"
    desk.bring(a_meeting(title="Other"), replaces_draft=True)
    assert desk.draft.meeting.title["en"] == "Other"


def test_import_over_published_edits_is_taken(tmp_path: Path) -> None:
    desk = an_office(tmp_path, a_meeting())
    desk.edit(RENAMED)
    desk.publish()
    assert desk.bring(a_meeting(title="Other"))[0].outcome == "updated"


def test_import_over_edits_that_were_all_undone_since_the_publication_is_taken(tmp_path: Path) -> None:
    desk = an_office(tmp_path, a_meeting(), publish=True)
    desk.edit(RENAMED)
    desk.undo()
    assert desk.bring(a_meeting(title="Other"))[0].outcome == "updated"


def test_all_files_of_a_call_or_none(tmp_path: Path) -> None:
    desk = an_office(tmp_path, a_meeting())
    desk.edit(RENAMED)
    with pytest.raises(NotAllowed):
        desk.bring(another(), a_meeting(title="Other"))
    desk.slug = "other"
    with pytest.raises(NotFound):
        _ = desk.draft


def test_publication_with_errors_changes_nothing(tmp_path: Path) -> None:
    desk = an_office(tmp_path, a_meeting(), publish=True)
    with pytest.raises(RuleViolation, match="phase-ends-before-start"):
        desk.bring(another(), a_meeting(phases=[a_phase(end="2022-01-01")]), publish=True)
    assert (desk.draft.version, service.latest(desk.store, "m").number) == (1, 1)
    desk.slug = "other"
    with pytest.raises(NotFound):
        _ = desk.draft


def test_file_with_references_to_nothing_is_refused_with_their_lines(tmp_path: Path) -> None:
    file = read_meeting(NOBODY.encode(), source="m.yaml")
    desk = an_office(tmp_path)
    with pytest.raises(InvalidInput) as caught:
        service.import_meetings(desk.store, [file], author="ann", now=desk.now)
    (problem,) = caught.value.problems
    assert (problem.pointer, problem.line) == ("/phases/0/sessions/0/chair", 7)
    assert str(caught.value).startswith("m.yaml, line 7, /phases/0/sessions/0/chair: unknown-reference")


def test_known_uid_with_a_new_slug_renames(tmp_path: Path) -> None:
    desk = an_office(tmp_path, a_meeting(), publish=True)
    desk.bring(a_meeting(slug="renamed"), publish=True)
    assert service.latest(desk.store, "m").slug == "renamed"
    assert service.latest(desk.store, "renamed").number == 2
    desk.bring(a_meeting(), publish=True)
    assert service.latest(desk.store, "renamed").slug == "m"


def test_address_changes_when_the_rename_is_published(tmp_path: Path) -> None:
    desk = an_office(tmp_path, a_meeting(), publish=True)
    desk.bring(a_meeting(slug="renamed"))
    assert service.latest(desk.store, "m").slug == "m"
    with pytest.raises(NotFound):
        service.latest(desk.store, "elsewhere")


def test_slug_of_another_meeting_is_refused(tmp_path: Path) -> None:
    desk = an_office(tmp_path, a_meeting(), another())
    with pytest.raises(NotAllowed, match="slug “other” is or was that of another meeting"):
        desk.bring(a_meeting(slug="other"))
    with pytest.raises(NotAllowed, match="slug “m” is or was that of another meeting"):
        desk.bring(a_meeting(uid=str(uuid.UUID(int=9))))


def test_former_slug_stays_its_meetings(tmp_path: Path) -> None:
    desk = an_office(tmp_path, a_meeting(), publish=True)
    desk.bring(a_meeting(slug="renamed"), publish=True)
    for uid in (None, str(uuid.UUID(int=9))):
        with pytest.raises(NotAllowed, match="is or was that of another meeting, “renamed”"):
            desk.bring(a_meeting(uid=uid, title="New"), publish=True)
    assert service.published_meeting(desk.store, "m").title["en"] == "A meeting"
    desk.bring(a_meeting(title="Back"), publish=True)
    assert service.published_meeting(desk.store, "renamed").slug == "m"


def test_first_of_two_files_with_one_slug_is_updated_by_the_second(tmp_path: Path) -> None:
    desk = an_office(tmp_path)
    outcomes = desk.bring(a_meeting(), a_meeting(phases=[a_phase(sessions=[a_session()])]))
    assert [one.outcome for one in outcomes] == ["created", "updated"]
