"""PostgreSQL stopped, crashed and started again under work: one clear refusal, and nothing acknowledged is lost."""

from __future__ import annotations

import os
import signal
import threading
import time
from typing import TYPE_CHECKING

import pytest
from icalendar import Calendar
from postgres import Server, make_folder
from replaying import history_of, publishings_of
from served import PATIENCE, Service, a_service

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from served import Answer

pytestmark = pytest.mark.postgresql
FEED = "/m/cap-19.ics"
GRACE = 5.0
CANNOT = "a worker cannot start: database "


@pytest.fixture
def server() -> Iterator[Server]:
    """A server of the test's own, with a database `kept`."""
    server = Server(make_folder())
    server.create("kept")
    yield server
    server.remove()


class Work:
    """An organiser who edits and publishes, and a reader of the feed, each again and again until it is over."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.edits: dict[str, int] = {}
        self.publications: dict[str, int] = {}
        self.refused: list[Answer] = []
        self.feeds: dict[bytes, None] = {}
        self.unread: list[Answer] = []
        self.is_over = threading.Event()
        self.threads = [threading.Thread(target=act, daemon=True) for act in (self._organise, self._read)]

    def __enter__(self) -> Work:
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.is_over.set()
        for thread in self.threads:
            thread.join(PATIENCE)

    def _organise(self) -> None:
        number = 0
        while not self.is_over.is_set():
            number += 1
            asked = self.service.ask("GET", "/api/v1/meetings/cap-19/draft")
            if asked.status != 200:
                self.refused.append(asked)
                continue
            edit = {"edit": "set_meeting", "symbol": f"act {number}"}
            self._keep(self.service.edit(edit, on=asked.version), number, "version", self.edits)
            if number % 3 == 0:
                self._keep(self.service.publish(f"act {number}"), number, "revision", self.publications)

    def _keep(self, answer: Answer, number: int, what: str, kept: dict[str, int]) -> None:
        if answer.status == 200:
            kept[f"act {number}"] = int(answer.json[what])
        else:
            self.refused.append(answer)

    def _read(self) -> None:
        while not self.is_over.wait(0.01):
            answer = self.service.get(FEED)
            if answer.status == 200:
                self.feeds[answer.body] = None
            else:
                self.unread.append(answer)


def eventually(is_so: Callable[[], object], otherwise: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline, otherwise
        time.sleep(0.02)


def test_restarts_under_work_lose_nothing_and_feeds_go_on(tmp_path: Path, server: Server) -> None:
    with a_service(tmp_path, database=server.url("kept")) as (service, store):
        assert service.get(FEED).status == 200
        with Work(service) as work:
            for how in ("fast", "immediate", "fast", "immediate"):
                before, refusals = len(work.edits), len(work.refused)
                eventually(lambda before=before: len(work.edits) > before + 2, "no edit is acknowledged")
                server.stop(how)
                eventually(lambda before=refusals: len(work.refused) > before, "nothing is refused")
                server.start()
            before = len(work.edits)
            eventually(lambda: len(work.edits) > before + 2, "no edit is acknowledged after the last start")
        assert work.unread == [], "the feed is kept in memory"
        assert {(one.status, one.headers["content-type"], one.headers["retry-after"]) for one in work.refused} == {
            (503, "application/problem+json", "5")
        }
        assert all("database" in one.json["detail"] and "\n" not in one.json["detail"] for one in work.refused)
        history = {entry.edits[0]["symbol"]: entry.version for entry in history_of(store, "cap-19")}
        assert len(history) == len(history_of(store, "cap-19")), "an act was kept twice"
        assert work.edits.items() <= history.items()
        told = {one.message: one.number for one in publishings_of(store, "cap-19")}
        assert work.publications.items() <= told.items()
        for body in work.feeds:
            assert Calendar.from_ical(body).walk("VEVENT")
        assert "Traceback" not in service.log


def test_worker_that_starts_while_the_database_is_away_is_tried_again_and_the_others_answer(
    tmp_path: Path, server: Server
) -> None:
    with a_service(tmp_path, database=server.url("kept"), workers=2) as (service, _):
        first, second = service.worker_pids()
        os.kill(first, signal.SIGSTOP)
        feed = service.get(FEED)  # from the second, which keeps it
        os.kill(first, signal.SIGCONT)
        server.stop("immediate")
        os.kill(first, signal.SIGKILL)
        eventually(lambda: CANNOT in service.log, "no worker tries to start")
        assert [service.get(FEED).body for _ in range(20)] == [feed.body] * 20
        assert second in service.worker_pids()
        server.start()
        edit = {"edit": "set_meeting", "symbol": "back"}
        assert service.edit(edit, on=service.version()).status == 200
        eventually(lambda: len(service.worker_pids()) == 2, "the killed worker is not replaced")
        server.stop("immediate")
        tries = service.log.count(CANNOT)
        os.kill(second, signal.SIGKILL)
        eventually(lambda: service.log.count(CANNOT) > tries, "no worker tries to start")
        assert service.end() < GRACE
        assert "Traceback" not in service.log
