"""A feed of 10,000 stored components against a plain join of the same bytes: at most 3 times.

Run as `PYTHONPATH=tests python tests/bench/bench_feed.py`.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

from bench.meetings import big_meeting

from agenda.audiences import PUBLIC
from agenda.publishing import publish
from calendars.feed import FeedHead, build_feed
from web.feed_form import zones_named
from web.publisher import CalendarPublisher

if TYPE_CHECKING:
    from collections.abc import Callable

ENTRIES = 10_000
RUNS = 51
MOST = 3.0


def seconds(work: Callable[[], object]) -> float:
    """The median of many runs."""
    times = []
    for _ in range(RUNS):
        begin = perf_counter()
        work()
        times.append(perf_counter() - begin)
    return median(times)


def main() -> None:
    """Print the ratio."""
    revision = publish(big_meeting(1_000), None, now=datetime(2023, 1, 1, tzinfo=UTC), message="")
    publisher = CalendarPublisher("http://127.0.0.1:8000")
    some = [
        publisher.render(record.entry, record.stamp, slug="big", language="en") for record in revision.records[PUBLIC]
    ]
    components = [bytes(bytearray(some[position % len(some)])) for position in range(ENTRIES)]
    head = FeedHead(name="Big", source="http://x/big.ics", page="http://x/big", colour="steelblue", zone="UTC")
    clocks = [f"{name} 2024 2024" for name in ("Europe/Brussels", "America/Toronto")] * (ENTRIES // 2)
    size = sum(map(len, components))
    floor = seconds(lambda: b"".join(components))
    ours = seconds(lambda: build_feed(head, components, zones_named(frozenset(clocks))))
    ratio = ours / floor
    verdict = "within" if ratio <= MOST else "OVER"
    sys.stdout.write(f"{ENTRIES:,} entries, {size / 1e6:.1f} MB: join {floor * 1e3:.2f} ms, feed {ours * 1e3:.2f} ms, ")
    sys.stdout.write(f"ratio {ratio:.2f} ({verdict} {MOST})\n")


if __name__ == "__main__":
    main()
