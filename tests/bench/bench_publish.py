"""Publishing one moved sitting in meetings of 200, 1,000 and 5,000: what is serialised, and how long all of it takes.

Run as `PYTHONPATH=tests python tests/bench/bench_publish.py`.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

from bench.meetings import big_meeting

from agenda import service
from agenda.files import read_meeting, write_yaml
from agenda.store import open_store
from agenda.store.migrations import migrate
from web.publisher import CalendarPublisher

if TYPE_CHECKING:
    from agenda.entries import Entry, Stamp
    from agenda.store import Store

SIZES = (200, 1_000, 5_000)
RUNS = 5
START = datetime(2023, 1, 1, tzinfo=UTC)


@dataclass
class MeasuredPublisher:
    """Renders as the service does, and counts components and the seconds they took."""

    inner: CalendarPublisher
    made: int = 0
    seconds: float = 0.0

    @property
    def address(self) -> str:
        return self.inner.address

    def render(self, entry: Entry, stamp: Stamp, *, slug: str, language: str) -> bytes:
        begin = perf_counter()
        component = self.inner.render(entry, stamp, slug=slug, language=language)
        self.seconds += perf_counter() - begin
        self.made += 1
        return component


def publish_moved(store: Store, slug: str, run: int) -> tuple[float, MeasuredPublisher]:
    """Moves one sitting and publishes; the seconds of the publication alone."""
    now = START + timedelta(minutes=run)
    draft = service.draft(store, slug)
    session = draft.meeting.phases[0].sessions[run]
    edit = {"edit": "move_session", "session": session.id, "start": f"{session.start:%Y-%m-%dT}19:{run:02}"}
    service.edit(store, slug, edit, expected=draft.version, author="bench", now=now)
    publisher = MeasuredPublisher(CalendarPublisher("http://127.0.0.1:8000"))
    begin = perf_counter()
    service.publish(store, slug, message="", author="bench", now=now, publisher=publisher)
    return perf_counter() - begin, publisher


def main() -> None:
    """Print the table."""
    sys.stdout.write("sittings   first publication (ms)   one moved (ms)   components made   share serialising\n")
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            store = open_store(f"sqlite:///{Path(folder) / 'bench.db'}")
            migrate(store)
            meeting = big_meeting(size)
            file = read_meeting(write_yaml(meeting), source="bench")
            begin = perf_counter()
            publisher = CalendarPublisher("http://127.0.0.1:8000")
            service.import_meetings(store, [file], author="bench", now=START, publisher=publisher)
            first = perf_counter() - begin
            runs = [publish_moved(store, meeting.slug, run) for run in range(1, RUNS + 1)]
            seconds = median(one for one, _ in runs)
            share = median(publisher.seconds / one for one, publisher in runs)
            made = {publisher.made for _, publisher in runs}
            store.close()
        counts = ", ".join(str(count) for count in sorted(made))
        sys.stdout.write(f"{size:8,}   {first * 1e3:22,.0f}   {seconds * 1e3:14,.0f}   {counts:>15}   {share:17.1%}\n")
    sys.stdout.write("(two components each: one for each language of the meeting)\n")


if __name__ == "__main__":
    main()
