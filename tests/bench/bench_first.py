"""The first request for a feed after a publication against the next one, which is cached.

In one process, through the whole service. Goals: with 1,000 entries at most 5 ms more; with 10,000 at most 3 times as
much more as a plain join of the same components takes.

Run as `PYTHONPATH=tests python tests/bench/bench_first.py`.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

from asking import ask
from bench.meetings import big_meeting

from agenda import service
from agenda.files import read_meeting, write_yaml
from agenda.store import open_store
from agenda.store.migrations import migrate
from web.app import create_service
from web.settings import Settings

if TYPE_CHECKING:
    from web.hotpath import HotPath

NOW = datetime(2023, 1, 1, tzinfo=UTC)
ROUNDS = 5
MOST_MILLISECONDS = 5.0
MOST_JOINS = 3.0


async def seconds(app: HotPath, path: str) -> float:
    """How long one request takes."""
    begin = perf_counter()
    await ask(app, path)
    return perf_counter() - begin


async def measure(sittings: int, folder: Path) -> tuple[float, float, float]:
    """Seconds of a first request, of a cached one, and of a join of the feed's components; medians."""
    store = open_store(f"sqlite:///{folder / f'{sittings}.db'}")
    migrate(store)
    app = create_service(store, Settings())
    publisher, slug = app.site.publisher, f"big-{sittings}"
    file = read_meeting(write_yaml(big_meeting(sittings)), source="big")
    service.import_meetings(store, [file], author="o", now=NOW, publisher=publisher)
    path, first, cached, joined = f"/m/{slug}.ics", [], [], []
    await ask(app, path)
    for number in range(ROUNDS):
        hour = 8 + number % 2
        move = {"edit": "move_session", "session": "s-0", "start": f"2024-01-08T{hour:02}:15"}
        version = service.draft(store, slug).version
        now = NOW + timedelta(hours=number + 1)
        service.edit(store, slug, move, expected=version, author="o", now=now)
        service.publish(store, slug, message="", author="o", now=now, publisher=publisher)
        app.site.news.look()
        first.append(await seconds(app, path))
        cached.append(median([await seconds(app, path) for _ in range(9)]))
        components = [bytes(bytearray(one)) for one in _components(await ask(app, path))]
        begin = perf_counter()
        b"".join(components)
        joined.append(perf_counter() - begin)
    store.close()
    return median(first), median(cached), median(joined)


def _components(feed: bytes) -> list[bytes]:
    return feed.split(b"END:VEVENT\r\n")


def main() -> None:
    """Print both lines."""
    with tempfile.TemporaryDirectory() as name:
        first, cached, _ = asyncio.run(measure(1_000, Path(name)))
        more = (first - cached) * 1e3
        verdict = "" if more <= MOST_MILLISECONDS else "  OVER"
        sys.stdout.write(f"1,000 sittings: the first request takes {more:.1f} ms more than a cached one{verdict}\n")
        first, cached, joined = asyncio.run(measure(10_000, Path(name)))
        ratio = (first - cached) / joined
        verdict = "" if ratio <= MOST_JOINS else "  OVER"
        more = (first - cached) * 1e3
        sys.stdout.write(f"10,000 sittings: {more:.1f} ms more, a join {joined * 1e3:.1f} ms: {ratio:.1f}{verdict}\n")


if __name__ == "__main__":
    main()
