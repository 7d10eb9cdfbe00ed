"""What a PDF takes: pages, bytes, processor seconds and memory, of the sample and of large meetings, each whole.

Usage: PYTHONPATH=tests .venv/bin/python tests/bench/bench_pdf.py [SITTINGS]...
"""

from __future__ import annotations

import resource
import sys

from bench.meetings import big_meeting
from builders import meeting_file
from papers import BASE, a_press, a_sheet, opened, squeezed, text_of

SITTINGS = (300, 1_000)


def main(sittings: tuple[int, ...]) -> None:
    """Prints a row for each meeting, the smallest first, since memory is the most that any took so far."""
    sys.stdout.write(f"{'meeting':12}{'pages':>8}{'kB':>8}{'CPU s':>8}{'MB':>8}  titles missing\n")
    press = a_press(seconds=600)
    for meeting in (meeting_file("cap-19"), *map(big_meeting, sittings)):
        sheet, before = a_sheet(meeting, "en", "Asia/Seoul"), _cpu()
        pdf = press.typeset(sheet, base=BASE)
        taken, peak = _cpu() - before, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
        text = text_of(pdf)
        wanted = [squeezed(session.title.best(["en"])) for phase in meeting.phases for session in phase.sessions]
        missing = sum(title not in text for title in wanted)
        pages = len(opened(pdf).pages)
        size = len(pdf) // 1000
        sys.stdout.write(f"{meeting.slug:12}{pages:8}{size:8}{taken:8.1f}{peak:8}  {missing} of {len(wanted)}\n")


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main(tuple(map(int, sys.argv[1:])) or SITTINGS)
