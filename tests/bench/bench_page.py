"""Weight and speed of the agenda page in Chromium, each of its readings: the sample, and 200 sittings in 5 rooms.

On a desk with nothing held back, then on a phone as Lighthouse has one: 360 px, a processor four times slower,
1.6 Mbit/s with 150 ms a round trip, nothing cached. The median of five. Goals: HTML of at most 60 kB and a script of
at most 20 kB in gzip, no shift of layout, and a page of 1,000 sittings made in a second.

Run as `PYTHONPATH=tests python tests/bench/bench_page.py`.
"""

from __future__ import annotations

import gzip
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import process_time
from typing import TYPE_CHECKING, NamedTuple
from urllib.request import urlopen

from bench.meetings import big_meeting
from bench.servers import PLENARY, free_port, running
from browsing import chromium
from builders import DATA
from page_builders import EDITION, a_reader

from agenda.audiences import seen_by
from agenda.files import write_yaml
from web.pages.agenda import agenda_page

if TYPE_CHECKING:
    from playwright.sync_api import Browser

RUNS = 5
MOST_HTML, MOST_SCRIPT = 60_000, 20_000  # bytes in gzip
MOST_SHIFT, MOST_SECONDS = 0.0, 1.0
SITTINGS, ROOMS = 200, 5
READINGS = {"whole": "", "timetable": "?view=timetable", "items": "?view=items", "timeline": "?view=timeline"}
SLOW_LINE = {"offline": False, "latency": 150, "downloadThroughput": 1_600_000 / 8, "uploadThroughput": 750_000 / 8}
PHONE = {"viewport": {"width": 360, "height": 740}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True}
DESK = {"viewport": {"width": 1440, "height": 900}}
WATCH = """window.seen = { shift: 0, blocked: 0, largest: 0 };
const watch = (type, add) =>
  new PerformanceObserver((list) => list.getEntries().forEach(add)).observe({ type, buffered: true });
watch("layout-shift", (one) => { if (!one.hadRecentInput) seen.shift += one.value; });
watch("largest-contentful-paint", (one) => { seen.largest = one.startTime; });
watch("longtask", (one) => { seen.blocked += Math.max(0, one.duration - 50); });"""
UNTIL_PAINTED = """new Promise((done) => {
  const isOver = () => seen.largest && performance.getEntriesByType("navigation")[0].loadEventEnd;
  const look = () => isOver() ? done() : setTimeout(look, 50);
  look();
})"""
TELL = """[
  performance.getEntriesByName("first-contentful-paint")[0].startTime, seen.largest,
  performance.getEntriesByType("navigation")[0].loadEventEnd, seen.blocked, seen.shift,
  document.getElementsByTagName("*").length]"""


class Painted(NamedTuple):
    """One load: milliseconds to the first and largest paint and to the load event, and of tasks over 50 ms beyond that.

    `shift` is the cumulative layout shift, `elements` how many the page has.
    """

    first: float
    largest: float
    load: float
    blocked: float
    shift: float
    elements: float


def painted(browser: Browser, address: str, device: dict[str, object], *, slowed: int) -> Painted:
    """The medians of a page loaded anew, five times."""
    return Painted(*map(median, zip(*(_load(browser, address, device, slowed) for _ in range(RUNS)), strict=True)))


def _load(browser: Browser, address: str, device: dict[str, object], slowed: int) -> Painted:
    context = browser.new_context(timezone_id="Asia/Seoul", **device)  # type: ignore[arg-type]
    page = context.new_page()
    page.add_init_script(WATCH)
    if slowed > 1:
        session = context.new_cdp_session(page)
        session.send("Emulation.setCPUThrottlingRate", {"rate": slowed})
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", SLOW_LINE)
    page.goto(address, wait_until="load")
    page.evaluate(UNTIL_PAINTED)
    page.wait_for_timeout(500)  # what shifts late
    found = Painted(*page.evaluate(TELL))
    context.close()
    return found


def weigh(address: str) -> tuple[int, int]:
    """Bytes of an answer as it is, and in gzip."""
    with urlopen(address) as answer:
        body: bytes = answer.read()
    return len(body), len(gzip.compress(body, 6))


def print_files(address: str) -> None:
    """What a page loads beside itself."""
    with urlopen(address) as answer:
        html = answer.read().decode()
    home = address.partition("/m/")[0]
    for kind, path in re.findall(r'(?:rel="(stylesheet)"|script) (?:href|src)="([^"]+)"', html):
        raw, small = weigh(home + path)
        verdict = "  OVER" if not kind and small > MOST_SCRIPT else ""
        sys.stdout.write(f"{path.partition('?')[0]:28} {raw / 1e3:7.1f} kB {small / 1e3:6.1f} kB gzip{verdict}\n")


def print_pages(browser: Browser, home: str, slug: str) -> None:
    """A row for each reading, on the desk and on the phone."""
    for name, query in READINGS.items():
        address = f"{home}/m/{slug}{query}"
        raw, small = weigh(address)
        sys.stdout.write(f"{slug:8} {name:10} {raw / 1e3:7.1f} {small / 1e3:6.1f}")
        for device, slowed in ((DESK, 1), (PHONE, 4)):
            one = painted(browser, address, device, slowed=slowed)
            over = "" if one.shift <= MOST_SHIFT else "!"
            sys.stdout.write(f"  |{one.elements:6.0f} {one.first:6.0f} {one.largest:6.0f} {one.load:6.0f}")
            sys.stdout.write(f" {one.blocked:6.0f}  {one.shift:.3f}{over}")
        sys.stdout.write(f"{'' if small <= MOST_HTML else '  OVER'}\n")
        sys.stdout.flush()


def print_making(sittings: int) -> None:
    """Processor seconds in which the whole page of so many sittings is made; the least of three."""
    view, reader = seen_by(big_meeting(sittings)), a_reader(slug="big")
    least = float("inf")
    for _ in range(3):
        begin = process_time()
        agenda_page(view, EDITION, reader)
        least = min(least, process_time() - begin)
    verdict = "" if least <= MOST_SECONDS else "  OVER"
    sys.stdout.write(f"a page of {sittings:,} sittings is made in {least:.2f} s{verdict}\n")


def main() -> None:
    """Print the tables."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        big = big_meeting(SITTINGS, rooms=ROOMS)
        (folder / "big.yaml").write_bytes(write_yaml(big))
        database, port = f"sqlite:///{folder / 'bench.db'}", free_port()
        files = [str(DATA / "cap-19.yaml"), str(folder / "big.yaml")]
        command = [PLENARY, "import", *files, "--publish", "--database", database]
        subprocess.run(command, check=True, capture_output=True)
        with (
            running(PLENARY, "serve", "--port", str(port), "--database", database, port=port) as server,
            chromium() as browser,
        ):
            print_files(f"{server.address}/m/cap-19")
            painting = f"{'nodes':>6} {'first':>6} {'LCP':>6} {'load':>6} {'block':>6}  {'CLS':5}"
            sys.stdout.write(f"{'':19}{'raw':>7} {'gzip':>7}  | {painting} | {painting}\n")
            for slug in ("cap-19", big.slug):
                print_pages(browser, server.address, slug)
    print_making(1_000)


if __name__ == "__main__":
    main()
