"""Two thousand pages that stay open: what each costs, and how soon all are told of a publication."""

from __future__ import annotations

import asyncio
import re
import resource
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import monotonic
from typing import TYPE_CHECKING

import uvloop
from bench.servers import memory_of
from load.meetings import marked, numbered_meeting
from served import a_service

if TYPE_CHECKING:
    from load.table import Rows
    from served import Service

PAGES, WORKERS, PUBLICATIONS = 2_000, 2, 5
MOST_SECONDS, MOST_KILOBYTES = 1.0, 50.0
NUMBER = re.compile(rb'"revision": (\d+)')


class Page(asyncio.Protocol):
    """An open page: the last revision that it was told of, and when."""

    def __init__(self) -> None:
        self.revision, self.told = 0, 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """asyncio."""
        request = b"GET /m/meeting-0/live HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n\r\n"
        transport.write(request)  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        """asyncio."""
        for found in NUMBER.finditer(data):
            self.revision, self.told = int(found[1]), monotonic()


async def _open(service: Service) -> list[Page]:
    loop, pages = asyncio.get_running_loop(), [Page() for _ in range(PAGES)]
    for page in pages:
        await loop.create_connection(lambda page=page: page, "127.0.0.1", service.port)  # type: ignore[misc]
    await _all_told(pages, 1)
    return pages


async def _all_told(pages: list[Page], revision: int) -> None:
    patience = monotonic() + 30
    while any(page.revision < revision for page in pages) and monotonic() < patience:
        await asyncio.sleep(0.01)


def _publish(service: Service, number: int) -> float:
    assert service.edit(marked(number), on=service.version("meeting-0"), slug="meeting-0").status == 200
    assert service.publish(slug="meeting-0").json["revision"] == number + 1
    return monotonic()


async def _drive(service: Service, rows: Rows) -> None:
    for _ in range(20):
        service.get("/m/meeting-0")
    before = sum(map(memory_of, service.worker_pids()))
    pages = await _open(service)
    opened = sum(1 for page in pages if page.revision)
    rows.add("open pages", f"{opened:,}", is_met=opened == PAGES)
    each = (sum(map(memory_of, service.worker_pids())) - before) * 1_000 / PAGES
    rows.add("memory a page", f"{each:.1f} kB", is_met=each <= MOST_KILOBYTES)
    waits, missing = [], 0
    for number in range(1, PUBLICATIONS + 1):
        acknowledged = await asyncio.to_thread(_publish, service, number)
        await _all_told(pages, number + 1)
        waits.append(max(page.told for page in pages) - acknowledged)
        missing += sum(page.revision < number + 1 for page in pages)
    rows.add(
        "all told after a publication: median, most", f"{median(waits):.2f}, {max(waits):.2f} s", is_met=max(waits) <= 1
    )
    rows.add("  not told", f"{missing}", is_met=missing == 0)


def measure(rows: Rows) -> None:
    """2,000 open pages of one meeting at two processes."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    with TemporaryDirectory() as folder, a_service(Path(folder), numbered_meeting(0), workers=WORKERS) as (service, _):
        uvloop.run(_drive(service, rows))
