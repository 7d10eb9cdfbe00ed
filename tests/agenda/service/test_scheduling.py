"""Publications at a set time, over a real database."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from builders import a_meeting, a_phase, a_session
from databases import database_url
from offices import Office, PlainPublisher, an_office

from agenda import service
from agenda.errors import InvalidInput, NotAllowed
from agenda.store import open_store

if TYPE_CHECKING:
    from agenda.entries import Entry, Stamp

HOUR = timedelta(hours=1)
ROOT = Path(__file__).parents[3]
LOOKING = """
import sys
from datetime import datetime
from offices import PlainPublisher
from agenda import service
from agenda.store import open_store
store = open_store(sys.argv[1])
due = service.publish_due(store, now=datetime.fromisoformat(sys.argv[2]), publisher=PlainPublisher())
print(*(slug for slug, _ in due))
"""
DYING = (
    """
import os
from offices import PlainPublisher
PlainPublisher.render = lambda *_, **__: os._exit(9)
"""
    + LOOKING
)


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


@pytest.mark.parametrize("at", ["9999-12-31T23:59:59+00:00", "9999-12-31T23:59:59-12:00"])
def test_time_that_no_zone_can_show_is_refused(tmp_path: Path, at: str) -> None:
    desk = the_office(tmp_path)
    with pytest.raises(InvalidInput, match="ten years ahead"):
        service.schedule(desk.store, "m", at=datetime.fromisoformat(at), message="", author="ann", now=desk.now)


def test_processes_that_look_at_once_publish_it_once(tmp_path: Path) -> None:
    desk = the_office(tmp_path)
    plan(desk)
    desk.edit({"edit": "cancel_session", "session": "s"})
    stores = [open_store(database_url(tmp_path)) for _ in range(4)]
    with ThreadPoolExecutor(4) as threads:
        done = threads.map(
            lambda store: service.publish_due(store, now=desk.now + HOUR, publisher=desk.publisher), stores
        )
        assert sum(map(len, done)) == 1
    assert service.latest(desk.store, "m").number == 2
    for store in stores:
        store.close()


class Faulty(PlainPublisher):
    """A publisher with a fault."""

    def render(self, entry: Entry, stamp: Stamp, *, slug: str, language: str) -> bytes:
        raise ZeroDivisionError


def test_fault_in_one_publication_leaves_nothing_half_done_and_keeps_no_other_waiting(tmp_path: Path) -> None:
    desk = an_office(tmp_path, *(a_meeting(slug=slug, uid=None) for slug in ("a", "b")))
    for slug in ("a", "b"):
        service.schedule(desk.store, slug, at=desk.now + HOUR, message="", author="ann", now=desk.now)
    done = service.publish_due(desk.store, now=desk.now + HOUR, publisher=Faulty())
    assert [(slug, type(outcome)) for slug, outcome in done] == [("a", ZeroDivisionError), ("b", ZeroDivisionError)]
    plans = [service.scheduled(desk.store, slug) for slug in ("a", "b")]
    problem = "a fault of the service stopped it (ZeroDivisionError); publish now"
    assert [plan.problem for plan in plans if plan] == [problem, problem]
    assert service.listing(desk.store) == []
    assert come(desk, after=2 * HOUR) == []


def test_process_that_dies_while_publishing_leaves_it_to_the_next_one(tmp_path: Path) -> None:
    desk = the_office(tmp_path)
    plan(desk)
    desk.edit({"edit": "cancel_session", "session": "s"})
    dying = subprocess.run(
        [sys.executable, "-c", DYING, database_url(tmp_path), (desk.now + HOUR).isoformat()],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"},
        check=False,
    )
    assert dying.returncode == 9
    assert service.latest(desk.store, "m").number == 1
    assert come(desk, after=HOUR) == [("m", "Publication")]
    assert service.latest(desk.store, "m").number == 2


def test_two_processes_that_look_at_once_publish_each_meeting_once(tmp_path: Path) -> None:
    slugs = [f"m{number}" for number in range(12)]
    desk = an_office(tmp_path, *(a_meeting(slug=slug, uid=None) for slug in slugs))
    for slug in slugs:
        service.schedule(desk.store, slug, at=desk.now + HOUR, message="", author="ann", now=desk.now)
    command = [sys.executable, "-c", LOOKING, database_url(tmp_path), (desk.now + HOUR).isoformat()]
    env = {**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"}
    processes = [subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    told = [process.communicate(timeout=60)[0].split() for process in processes]
    assert sorted(told[0] + told[1]) == sorted(slugs)
    assert {service.latest(desk.store, slug).number for slug in slugs} == {1}


def test_publishing_meanwhile_leaves_the_plan_and_then_nothing_new(tmp_path: Path) -> None:
    desk = the_office(tmp_path)
    plan(desk)
    desk.edit({"edit": "cancel_session", "session": "s"})
    desk.publish()
    assert come(desk, after=HOUR) == [("m", "Publication")]
    assert (service.latest(desk.store, "m").number, service.scheduled(desk.store, "m")) == (2, None)
