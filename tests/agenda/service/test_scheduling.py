"""Publications at a set time, over a real database."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from builders import a_meeting, a_phase, a_session
from offices import Office, an_office

from agenda import service
from agenda.errors import InvalidInput, NotAllowed
from agenda.store import open_store

if TYPE_CHECKING:
    from pathlib import Path

HOUR = timedelta(hours=1)


def the_office(tmp_path: Path) -> Office:
    return an_office(tmp_path, a_meeting(phases=[a_phase(sessions=[a_session()])]), publish=True)


def plan(desk: Office, *, after: timedelta = HOUR) -> None:
    service.schedule(desk.store, "m", at=desk.now + after, message="as planned", author="ann", now=desk.now)


def come(desk: Office, *, after: timedelta) -> list[tuple[str, str]]:
    done = service.publish_due(desk.store, now=desk.now + after, publisher=desk.publisher)
    return [(slug, type(outcome).__name__) for slug, outcome in done]


def test_draft_as_it_is_then_is_published_once_at_the_set_time(tmp_path: Path) -> None:
    desk = the_office(tmp_path)
    plan(desk)
    desk.edit({"edit": "cancel_session", "session": "s"})
    assert come(desk, after=HOUR / 2) == []
    assert come(desk, after=HOUR) == [("m", "Publication")]
    assert come(desk, after=2 * HOUR) == []
    assert (service.latest(desk.store, "m").number, service.scheduled(desk.store, "m")) == (2, None)


def test_findings_stop_it_and_the_plan_says_why(tmp_path: Path) -> None:
    desk = the_office(tmp_path)
    plan(desk)
    desk.edit({"edit": "set_session", "session": "s", "start": "2022-12-25T10:00", "end": "2022-12-25T11:00"})
    assert come(desk, after=HOUR) == [("m", "RuleViolation")]
    found = service.scheduled(desk.store, "m")
    assert found is not None
    assert found.problem.startswith("session-outside-phase")
    assert come(desk, after=2 * HOUR) == []
    desk.undo()
    plan(desk, after=3 * HOUR)
    desk.edit({"edit": "cancel_session", "session": "s"})
    assert come(desk, after=4 * HOUR) == [("m", "Publication")]


def test_plan_that_is_given_up_does_nothing(tmp_path: Path) -> None:
    desk = the_office(tmp_path)
    plan(desk)
    service.unschedule(desk.store, "m")
    service.unschedule(desk.store, "m")
    assert (come(desk, after=HOUR), service.scheduled(desk.store, "m")) == ([], None)


def test_time_that_is_over_or_without_a_zone_is_refused(tmp_path: Path) -> None:
    desk = the_office(tmp_path)
    with pytest.raises(NotAllowed, match="is over"):
        plan(desk, after=timedelta())
    at = (desk.now + HOUR).replace(tzinfo=None)
    with pytest.raises(InvalidInput, match="offset from UTC"):
        service.schedule(desk.store, "m", at=at, message="", author="ann", now=desk.now)


def test_processes_that_look_at_once_publish_it_once(tmp_path: Path) -> None:
    desk = the_office(tmp_path)
    plan(desk)
    desk.edit({"edit": "cancel_session", "session": "s"})
    stores = [open_store(f"sqlite:///{tmp_path / 'plenary.db'}") for _ in range(4)]
    with ThreadPoolExecutor(4) as threads:
        done = threads.map(
            lambda store: service.publish_due(store, now=desk.now + HOUR, publisher=desk.publisher), stores
        )
        assert sum(map(len, done)) == 1
    assert service.latest(desk.store, "m").number == 2
    for store in stores:
        store.close()
