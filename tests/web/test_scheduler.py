"""The running service makes the publications whose time has come."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from time import monotonic, sleep
from typing import TYPE_CHECKING

from builders import meeting_file
from sites import Organiser, a_site
from sqlalchemy import select, text, update

from agenda import service
from agenda.store.schema import meetings, scheduled_publications

if TYPE_CHECKING:
    from pathlib import Path

CANCELLED = {"edit": "cancel_session", "session": "s1"}
PATIENCE = 10.0


def plan(organiser: Organiser) -> None:
    """Edits the draft, to be published in a second."""
    now, version = datetime.now(UTC), service.draft(organiser.store, "cap-19").version
    service.edit(organiser.store, "cap-19", CANCELLED, expected=version, author="o", now=now)
    service.schedule(
        organiser.store, "cap-19", at=now + timedelta(seconds=1), message="As planned", author="o", now=now
    )


def number(organiser: Organiser) -> int:
    return service.latest(organiser.store, "cap-19").number


def wait_for_publication(organiser: Organiser) -> None:
    until = monotonic() + PATIENCE
    while number(organiser) < 2 and monotonic() < until:
        sleep(0.1)


def test_service_publishes_at_the_set_time_and_serves_it(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        assert "As planned" not in organiser.client.get("/m/cap-19/changes").text
        plan(organiser)
        assert number(organiser) == 1
        wait_for_publication(organiser)
        assert number(organiser) == 2
        sleep(0.5)
        assert "As planned" in organiser.client.get("/m/cap-19/changes").text


def test_fault_in_one_meeting_keeps_no_other_waiting(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("ptc-227"), meeting_file("cap-19")) as organiser:
        now = datetime.now(UTC)
        service.schedule(organiser.store, "ptc-227", at=now + timedelta(seconds=1), message="", author="o", now=now)
        with organiser.store.writing() as connection:
            connection.execute(update(meetings).where(meetings.c.slug == "ptc-227").values(draft="{}"))
        plan(organiser)
        wait_for_publication(organiser)
        assert number(organiser) == 2
        with organiser.store.reading() as connection:
            problems = connection.execute(select(scheduled_publications.c.problem)).scalars().all()
        assert problems == ["a fault of the service stopped it (ValidationError); publish now"]


def test_service_goes_on_once_the_database_is_back(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        plan(organiser)
        with organiser.store.writing() as connection:
            connection.execute(text("ALTER TABLE scheduled_publications RENAME TO elsewhere"))
        sleep(2.5)
        assert number(organiser) == 1
        with organiser.store.writing() as connection:
            connection.execute(text("ALTER TABLE elsewhere RENAME TO scheduled_publications"))
        wait_for_publication(organiser)
        assert number(organiser) == 2
