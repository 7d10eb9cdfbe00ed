"""Taking back a publication or a whole meeting, over a real database."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from builders import a_meeting, a_phase, a_session
from offices import Office, an_office

from agenda import service
from agenda.errors import NotAllowed, Withdrawn

if TYPE_CHECKING:
    from pathlib import Path

    from agenda.service import Publication


def the_office(tmp_path: Path, *, publish: bool = True) -> Office:
    phase = a_phase(sessions=[a_session(), a_session("t", start="2022-11-17T10:00", end="2022-11-17T11:00")])
    return an_office(tmp_path, a_meeting(phases=[phase]), publish=publish)


def withdraw(desk: Office) -> Publication:
    return service.withdraw(desk.store, "m", author="ann", now=desk._tick(), publisher=desk.publisher, message="gone")


def take_back(desk: Office) -> Publication:
    return service.take_back(desk.store, "m", author="ann", now=desk._tick(), publisher=desk.publisher, message="oh")


def stamps(desk: Office) -> list[tuple[str, str, int]]:
    of = service.latest(desk.store, "m")
    feed = service.feed(desk.store, of, language="en", publisher=desk.publisher)
    return [(one.kind, one.status, one.sequence) for one in feed.entries]


def test_withdrawn_meeting_has_every_entry_cancelled_and_publishing_brings_it_back(tmp_path: Path) -> None:
    desk = the_office(tmp_path)
    before = stamps(desk)
    assert {(status, sequence) for _, status, sequence in before} == {("confirmed", 0)}
    assert withdraw(desk).revision.number == 2
    assert {(status, sequence) for _, status, sequence in stamps(desk)} == {("cancelled", 1)}
    assert len(stamps(desk)) == len(before)
    assert service.listing(desk.store) == []
    with pytest.raises(Withdrawn, match="withdrawn"):
        service.published_meeting(desk.store, "m")
    assert desk.publish().revision.number == 3
    assert {(status, sequence) for _, status, sequence in stamps(desk)} == {("confirmed", 2)}
    assert [one.slug for one in service.listing(desk.store)] == ["m"]


def test_draft_is_left_alone_by_a_withdrawal(tmp_path: Path) -> None:
    desk = the_office(tmp_path)
    desk.edit({"edit": "cancel_session", "session": "s"})
    draft = desk.draft.meeting
    withdraw(desk)
    assert (desk.draft.meeting, desk.draft.version) == (draft, 2)


def test_what_is_not_published_or_withdrawn_already_cannot_be_withdrawn(tmp_path: Path) -> None:
    desk = the_office(tmp_path, publish=False)
    with pytest.raises(NotAllowed, match="not published"):
        withdraw(desk)
    desk.publish()
    withdraw(desk)
    with pytest.raises(NotAllowed, match="withdrawn already"):
        withdraw(desk)
    with pytest.raises(NotAllowed, match="withdrawn already"):
        take_back(desk)


def test_taken_back_publication_gives_readers_what_they_had_with_higher_stamps(tmp_path: Path) -> None:
    desk = the_office(tmp_path)
    desk.edit({"edit": "cancel_session", "session": "s"})
    desk.publish()
    assert stamps(desk)[1][1:] == ("cancelled", 1)
    done = take_back(desk)
    assert (done.revision.number, stamps(desk)[1][1:]) == (3, ("confirmed", 2))
    assert desk.draft.meeting.phases[0].sessions[0].status == "cancelled"
    assert [change.path for change in service.pending(desk.store, "m")] == [("session", "s", "status")]
    assert desk.publish().revision.number == 4


def test_first_publication_cannot_be_taken_back(tmp_path: Path) -> None:
    with pytest.raises(NotAllowed, match="withdraw the meeting instead"):
        take_back(the_office(tmp_path))


def test_version_of_the_draft_is_found_after_a_publication_was_taken_back(tmp_path: Path) -> None:
    desk = the_office(tmp_path)
    first = desk.draft.meeting
    desk.edit({"edit": "cancel_session", "session": "s"})
    desk.publish()
    take_back(desk)
    second = desk.draft.meeting
    desk.edit({"edit": "set_meeting", "title": "Another"})
    assert [service.version(desk.store, "m", number) for number in (1, 2)] == [first, second]


def titled(desk: Office, *titles: str) -> None:
    for title in titles:
        desk.edit({"edit": "set_meeting", "title": title})
        desk.publish(title)


def title(desk: Office) -> str:
    return service.published_meeting(desk.store, "m").title["en"]


def test_taking_back_again_goes_back_further_and_never_to_what_was_taken_back(tmp_path: Path) -> None:
    desk = the_office(tmp_path)
    titled(desk, "Second", "Third")
    seen = []
    while (former := service.taken_back_to(desk.store, "m")) is not None:
        take_back(desk)
        seen.append((former, title(desk)))
    assert seen == [(2, "Second"), (1, "A meeting")]
    with pytest.raises(NotAllowed, match="withdraw the meeting instead"):
        take_back(desk)
    desk.publish()
    assert (title(desk), service.taken_back_to(desk.store, "m")) == ("Third", 2)


def test_withdrawal_is_passed_over_by_what_is_taken_back_after_it(tmp_path: Path) -> None:
    desk = the_office(tmp_path)
    withdraw(desk)
    assert service.taken_back_to(desk.store, "m") is None
    desk.publish()
    assert service.taken_back_to(desk.store, "m") is None
    titled(desk, "Second")
    take_back(desk)
    assert (title(desk), len(service.published_meeting(desk.store, "m").phases)) == ("A meeting", 1)


def test_publication_taken_back_keeps_the_address_that_readers_have(tmp_path: Path) -> None:
    desk = the_office(tmp_path)
    desk.edit({"edit": "set_meeting", "slug": "renamed", "title": "Renamed"})
    desk.publish()
    take_back(desk)
    found = service.published_meeting(desk.store, "m")
    assert (found.slug, found.title["en"]) == ("renamed", "A meeting")
    assert service.latest(desk.store, "m").slug == "renamed"


def test_slug_alone_is_no_publication_to_take_back(tmp_path: Path) -> None:
    desk = the_office(tmp_path)
    desk.edit({"edit": "set_meeting", "slug": "renamed"})
    desk.publish()
    assert service.taken_back_to(desk.store, "m") is None


def test_withdrawal_gives_up_what_is_scheduled(tmp_path: Path) -> None:
    desk = the_office(tmp_path)
    at = desk.now + timedelta(hours=1)
    service.schedule(desk.store, "m", at=at, message="", author="ann", now=desk.now)
    withdraw(desk)
    assert service.scheduled(desk.store, "m") is None
    assert service.publish_due(desk.store, now=at, publisher=desk.publisher) == []
    service.schedule(desk.store, "m", at=at, message="", author="ann", now=desk.now)
    assert len(service.publish_due(desk.store, now=at, publisher=desk.publisher)) == 1
    assert title(desk) == "A meeting"


def test_draft_of_a_withdrawn_meeting_has_something_to_publish_and_nothing_that_an_import_would_lose(
    tmp_path: Path,
) -> None:
    desk = the_office(tmp_path)
    withdraw(desk)
    assert desk.draft.version != desk.draft.published_version
    [imported] = desk.bring(desk.draft.meeting.model_copy(update={"slug": "m", "time_zone": "Asia/Seoul"}))
    assert imported.outcome == "updated"


def test_edits_that_came_to_nothing_are_none_once_published(tmp_path: Path) -> None:
    desk = the_office(tmp_path)
    desk.edit({"edit": "set_meeting", "title": "Second"})
    desk.undo()
    assert desk.draft.version != desk.draft.published_version
    assert desk.publish().is_new is False
    assert desk.draft.version == desk.draft.published_version
