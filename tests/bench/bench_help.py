"""`plenary --help` against `python -c "import click"`: at most 3 times.

Run as `python tests/bench/bench_help.py`.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from statistics import median
from time import perf_counter

RUNS = 11
MOST = 3.0


def seconds(*command: str) -> float:
    """The median of many runs of a command."""
    times = []
    for _ in range(RUNS):
        begin = perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        times.append(perf_counter() - begin)
    return median(times)


def main() -> None:
    """Print the ratio."""
    floor = seconds(sys.executable, "-c", "import click")
    ours = seconds(str(Path(sys.executable).with_name("plenary")), "--help")
    verdict = "within" if ours <= MOST * floor else "OVER"
    sys.stdout.write(f"import click {floor * 1e3:.0f} ms, plenary --help {ours * 1e3:.0f} ms, ")
    sys.stdout.write(f"ratio {ours / floor:.2f} ({verdict} {MOST})\n")


if __name__ == "__main__":
    main()
