"""Subscribers who poll at random while organisers publish: what can be answered, how soon, and how old it is."""

from __future__ import annotations

import resource
import threading
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import monotonic, process_time
from typing import TYPE_CHECKING

import uvloop
from bench.servers import processor_seconds
from load.meetings import marked, numbered_meeting
from load.subscribers import Crowd, Published, Tally
from served import a_service

if TYPE_CHECKING:
    from load.table import Rows
    from served import Service

SUBSCRIBERS, MEETINGS, WORKERS = 5_000, 10, 2
PUBLISH_EVERY = 2.0
AT_ONCE = 32
MOST_P99 = 20.0
PARTS = 6
"""Stretches of polling whose p99 are compared: one in which the machine was busy otherwise is no measure of us."""


def publish_for_ever(service: Service, published: list[Published], is_over: threading.Event) -> None:
    """Marks and publishes one meeting after the other."""
    slugs = [f"meeting-{number}" for number in range(MEETINGS)]
    versions = {slug: service.version(slug) for slug in slugs}
    number = 0
    while not is_over.wait(PUBLISH_EVERY):
        number += 1
        slug = slugs[number % MEETINGS]
        edited = service.edit(marked(number), on=versions[slug], slug=slug)
        assert edited.status == 200
        versions[slug] = edited.version
        assert service.publish(f"act {number}", slug).status == 200
        published[number % MEETINGS].acts.append((monotonic(), number))


async def _drive(service: Service, published: list[Published], seconds: float, rows: Rows) -> None:
    pairs = [(f"/m/meeting-{number}.ics", published[number]) for number in range(MEETINGS)]
    pairs += [(f"/m/meeting-{number}/phases/phase-0.ics", published[number]) for number in range(MEETINGS)]
    crowd = Crowd(service.port, pairs, SUBSCRIBERS)
    await crowd.as_fast_as_possible(3, AT_ONCE)
    used, own = _used(service), process_time()
    limit = await crowd.as_fast_as_possible(10, AT_ONCE)
    answered = len(crowd.tally.seconds)
    costs = [1e6 * (_used(service) - used) / answered, 1e6 * (process_time() - own) / answered]
    rows.add("requests a second at the limit", f"{limit:,.0f}")
    rows.add("processor for one answer: service, driver", f"{costs[0]:.0f}, {costs[1]:.0f} µs")
    tallies = [await crowd.at_random(seconds / PARTS, limit / 2) for _ in range(PARTS)]
    p99, most_p99 = (of([one.percentile(0.99) for one in tallies]) for of in (median, max))
    tally = sum(tallies, Tally())
    said = f"{tally.percentile(0.5):.1f}, {p99:.1f} (at worst {most_p99:.1f}), {tally.percentile(1):.1f} ms"
    rows.add(f"at half the limit, median of {PARTS}: p50, p99, most", said, is_met=p99 <= MOST_P99)
    rows.add("answered, of them 304", f"{len(tally.seconds):,}, {tally.known:,}")
    rows.add("errors", f"{len(tally.errors)} {sorted(set(tally.errors))[:3] or ''}", is_met=not tally.errors)
    stale = f"{tally.oldest:.2f} s; {tally.stale} over 1 s"
    rows.add("oldest feed after a publication", stale, is_met=tally.stale == 0)


def _used(service: Service) -> float:
    return sum(map(processor_seconds, service.worker_pids()))


def measure(rows: Rows, *, seconds: float) -> None:
    """5,000 subscribers, two processes, a publication every two seconds."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    meetings = [numbered_meeting(number) for number in range(MEETINGS)]
    published = [Published() for _ in meetings]
    with TemporaryDirectory() as folder, a_service(Path(folder), *meetings, workers=WORKERS) as (service, _):
        is_over = threading.Event()
        organisers = threading.Thread(target=publish_for_ever, args=(service, published, is_over))
        organisers.start()
        try:
            uvloop.run(_drive(service, published, seconds, rows))
        finally:
            is_over.set()
            organisers.join()
