"""All measurements of load, as one table; exits 1 where a goal was missed.

Run as `make load`, or `PYTHONPATH=tests .venv/bin/python tests/load/measure.py [SECONDS [PART]...]`: the seconds that
subscribers poll (60) and a sixth of which organisers edit; the parts are those of PARTS.
"""

from __future__ import annotations

import os
import sys
from functools import partial

from load import edits, growth, pages, polling
from load.table import Rows

SECONDS = 60.0


def main() -> None:
    """Print the table."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS
    parts = {
        "polling": (
            "5,000 subscribers, a publication every 2 s, 2 processes",
            partial(polling.measure, seconds=seconds),
        ),
        "edits": ("8 organisers, 2 processes", partial(edits.measure, seconds=seconds / 6)),
        "pages": ("2,000 open pages, 2 processes", pages.measure),
        "growth": (f"{', '.join(f'{size:,}' for size in growth.SIZES)} meetings, 1 process", growth.measure),
    }
    rows = Rows()
    busy = os.getloadavg()[0]
    rows.head(f"{os.cpu_count()} cores, {busy:.1f} of them busy with other work before it")
    for name, (title, measure) in parts.items():
        if name in (sys.argv[2:] or parts):
            rows.head(title)
            measure(rows)
    if rows.missed:
        sys.exit(f"missed: {'; '.join(rows.missed)}")


if __name__ == "__main__":
    main()
