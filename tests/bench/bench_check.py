"""Time of check() per sitting at 200, 2,000 and 20,000: it may grow by at most 1.5 times from first to last.

Run as `PYTHONPATH=.:tests python -m bench.bench_check`.
"""

from __future__ import annotations

import gc
import sys
from datetime import date
from time import process_time
from typing import TYPE_CHECKING

from bench.meetings import big_meeting

from agenda.findings import check

if TYPE_CHECKING:
    from agenda.meeting import Meeting

SIZES = {200: 20, 2_000: 5, 20_000: 2}
MOST_GROWTH = 1.5
TODAY = date(2023, 1, 1)


def seconds_to_check(meeting: Meeting, *, runs: int) -> float:
    """The least processor time of so many runs, in seconds, the collector's pauses included."""
    best = float("inf")
    for _ in range(runs):
        gc.collect()
        begin = process_time()
        check(meeting, today=TODAY)
        best = min(best, process_time() - begin)
    return best


def main() -> None:
    """Print the table."""
    per_sitting: list[float] = []
    sys.stdout.write("sittings   check (ms)   per sitting (µs)\n")
    for size, runs in SIZES.items():
        seconds = seconds_to_check(big_meeting(size), runs=runs)
        per_sitting.append(seconds / size * 1e6)
        sys.stdout.write(f"{size:8,}   {seconds * 1e3:10.1f}   {per_sitting[-1]:16.1f}\n")
    growth = per_sitting[-1] / per_sitting[0]
    verdict = "within" if growth <= MOST_GROWTH else "OVER"
    sys.stdout.write(f"grows {growth:.2f} times from first to last ({verdict} {MOST_GROWTH})\n")


if __name__ == "__main__":
    main()
