"""The first request for a feed after a publication against the next one, which is cached.

In one process, through the whole service, up to the last byte handed to the server. Goals: with 1,000 entries at most
5 ms more; with 10,000 at most 3 times as much more as a plain join of the same components takes. Then the same with
gzip asked for, beside what it takes to compress the whole.

Run as `PYTHONPATH=tests python tests/bench/bench_first.py`.
"""

from __future__ import annotations

import asyncio
import gzip
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

from asking import ask, ask_in_parts
from bench.meetings import big_meeting

from agenda import service
from agenda.files import read_meeting, write_yaml
from agenda.store import open_store
from agenda.store.migrations import migrate
from web.app import create_service
from web.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from web.hotpath import HotPath

NOW = datetime(2023, 1, 1, tzinfo=UTC)
ROUNDS = 5
MOST_MILLISECONDS = 5.0
MOST_JOINS = 3.0


class Measured(NamedTuple):
    """Seconds; medians of some publications."""

    first: float
    cached: float
    joined: float
    first_zipped: float
    zipped: float


async def seconds(app: HotPath, path: str, **headers: str) -> float:
    """How long one request takes."""
    begin = perf_counter()
    await ask_in_parts(app, path, **headers)
    return perf_counter() - begin


async def measure(sittings: int, folder: Path) -> Measured:
    """What a first request takes, a cached one, a join of the feed's components, and the same with gzip."""
    store = open_store(f"sqlite:///{folder / f'{sittings}.db'}")
    migrate(store)
    app = create_service(store, Settings())
    publisher, slug = app.site.publisher, f"big-{sittings}"
    file = read_meeting(write_yaml(big_meeting(sittings)), source="big")
    service.import_meetings(store, [file], author="o", now=NOW, publisher=publisher)
    path = f"/m/{slug}.ics"
    rounds: list[Measured] = []
    await ask(app, path)
    await seconds(app, path, accept_encoding="gzip")
    for number in range(ROUNDS):
        hour = 8 + number % 2
        move = {"edit": "move_session", "session": "s-0", "start": f"2024-01-08T{hour:02}:15"}
        version = service.draft(store, slug).version
        now = NOW + timedelta(hours=number + 1)
        service.edit(store, slug, move, expected=version, author="o", now=now)
        service.publish(store, slug, message="", author="o", now=now, publisher=publisher)
        app.site.news.look()
        first = await seconds(app, path)
        cached = median([await seconds(app, path) for _ in range(9)])
        first_zipped = await seconds(app, path, accept_encoding="gzip")
        feed = await ask(app, path)
        components = _components(feed)
        joined = median([_seconds_of(partial(b"".join, components)) for _ in range(9)])
        rounds.append(
            Measured(first, cached, joined, first_zipped, _seconds_of(lambda feed=feed: gzip.compress(feed, 6)))
        )
    store.close()
    return Measured(*map(median, zip(*rounds, strict=True)))


def _seconds_of(work: Callable[[], object]) -> float:
    begin = perf_counter()
    work()
    return perf_counter() - begin


def _components(feed: bytes) -> list[bytes]:
    return [bytes(bytearray(one)) for one in feed.split(b"END:VEVENT\r\n")]


def main() -> None:
    """Print the lines."""
    with tempfile.TemporaryDirectory() as name:
        one = asyncio.run(measure(1_000, Path(name)))
        more = (one.first - one.cached) * 1e3
        verdict = "" if more <= MOST_MILLISECONDS else "  OVER"
        sys.stdout.write(f"1,000 sittings: the first request takes {more:.1f} ms more than a cached one{verdict}\n")
        ten = asyncio.run(measure(10_000, Path(name)))
        ratio = (ten.first - ten.cached) / ten.joined
        verdict = "" if ratio <= MOST_JOINS else "  OVER"
        more = (ten.first - ten.cached) * 1e3
        sys.stdout.write(
            f"10,000 sittings: {more:.1f} ms more, a join {ten.joined * 1e3:.1f} ms: {ratio:.1f}{verdict}\n"
        )
        for sittings, found in (("1,000", one), ("10,000", ten)):
            ours, whole = found.first_zipped * 1e3, found.zipped * 1e3
            sys.stdout.write(
                f"{sittings} sittings: the first gzip {ours:.1f} ms; compressing the whole {whole:.1f} ms\n"
            )


if __name__ == "__main__":
    main()
