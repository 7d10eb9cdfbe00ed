"""Edits by many organisers at once, and what the history says of them afterwards."""

from __future__ import annotations

import threading
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import monotonic
from typing import TYPE_CHECKING

from bench.servers import processor_seconds
from load.meetings import numbered_meeting
from postgres import Server, make_folder
from replaying import history_of
from served import a_service

if TYPE_CHECKING:
    from collections.abc import Iterator

    from load.table import Rows
    from served import Service

    from agenda.store import Store

ORGANISERS, WORKERS = 8, 2
DURABLE = {"fsync": "on", "full_page_writes": "on", "autovacuum": "on"}
"""What tests turn off: here what is acknowledged is on the disk, as with SQLite."""


@dataclass
class Work:
    """What one organiser sent, in order, and how long each took to be acknowledged."""

    slug: str
    sitting: str
    acknowledged: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def go_on_until(self, end: float, service: Service) -> None:
        """Renames its sitting again and again, on the version that it last heard of: others' edits are in between."""
        version = service.version(self.slug)
        while (since := monotonic()) < end:
            title = f"{self.sitting}, {len(self.acknowledged)}"
            edit = {"edit": "set_session", "session": self.sitting, "title": {"en": title}}
            answer = service.edit(edit, on=version, slug=self.slug)
            if answer.status != 200:
                self.refused.append(f"{answer.status} {answer.body[:200]!r}")
                return
            version = answer.json["version"]
            self.acknowledged.append(title)
            self.seconds.append(monotonic() - since)


def work_for(seconds: float, service: Service, works: list[Work]) -> None:
    """All organisers at once."""
    end = monotonic() + seconds
    threads = [threading.Thread(target=work.go_on_until, args=(end, service)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def lost_and_doubled(store: Store, works: list[Work]) -> tuple[int, int]:
    """How many acknowledged edits the history has not, and how many times too often it has one."""
    written = Counter(
        (slug, edit["title"]["en"])
        for slug in {work.slug for work in works}
        for entry in history_of(store, slug)
        for edit in entry.edits
        if "title" in edit
    )
    sent = {(work.slug, title) for work in works for title in work.acknowledged}
    return len(sent - set(written)), sum(written.values()) - len(written) + len(set(written) - sent)


def measure(rows: Rows, *, seconds: float) -> None:
    """Eight organisers, each with a meeting of their own, and all in one; on either database."""
    for kind, database in (("SQLite", None), ("PostgreSQL", _postgresql)):
        for is_shared in (False, True):
            with (database or _sqlite)() as url, TemporaryDirectory() as folder:
                meetings = [numbered_meeting(number) for number in range(1 if is_shared else ORGANISERS)]
                with a_service(Path(folder), *meetings, database=url, workers=WORKERS) as (service, store):
                    works = [Work(meetings[-1 if is_shared else at].slug, f"s-{at}") for at in range(ORGANISERS)]
                    used = sum(map(processor_seconds, service.worker_pids()))
                    work_for(seconds, service, works)
                    used = sum(map(processor_seconds, service.worker_pids())) - used
                    name = f"{kind}, {'one meeting' if is_shared else 'eight meetings'}"
                    _tell(rows, name, seconds, store, works, used)


def _tell(rows: Rows, name: str, seconds: float, store: Store, works: list[Work], used: float) -> None:
    took = sorted(one for work in works for one in work.seconds)
    slowest = took[-len(took) // 100]
    rate = f"{len(took) / seconds:.0f} a second, p50 {1_000 * median(took):.0f} ms, p99 {1_000 * slowest:.0f} ms"
    rows.add(f"edits acknowledged on {name}", rate)
    rows.add("  processor for one", f"{1_000 * used / len(took):.1f} ms")
    lost, doubled = lost_and_doubled(store, works)
    refused = [one for work in works for one in work.refused]
    told = f"{len(took)}: {lost} lost, {doubled} doubled, {len(refused)} refused"
    rows.add("  in the history afterwards", f"{told} {refused[:1] or ''}", is_met=not (lost or doubled or refused))


@contextmanager
def _sqlite() -> Iterator[str]:
    with TemporaryDirectory() as folder:
        yield f"sqlite:///{folder}/plenary.db"


@contextmanager
def _postgresql() -> Iterator[str]:
    server = Server(make_folder(), **DURABLE)
    try:
        server.create("load")
        yield server.url("load")
    finally:
        server.remove()
