"""Offsets that libical reads out of time zone blocks: `/usr/bin/python3 zones_libical.py FILE` prints JSON.

FILE is a list of {name, block, walls}; the answer is a list of lists of seconds east of UTC. It runs with
Debian's Python, which has the binding (python3-gi, gir1.2-ical-3.0), and imports nothing of ours.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import gi

gi.require_version("ICalGLib", "3.0")
from gi.repository import ICalGLib  # noqa: E402 - the version is to be required first


def main() -> None:
    """Print the offsets for every wall clock of every zone."""
    zones = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    sys.stdout.write(json.dumps([offsets_of(zone) for zone in zones]))


def offsets_of(zone):
    """Seconds east of UTC for each wall clock, the first of two where it is shown twice."""
    read = ICalGLib.Timezone.new()
    if not read.set_component(ICalGLib.Component.new_from_string(zone["block"])):
        return []
    return [read.get_utc_offset(ICalGLib.Time.new_from_string(basic(wall)))[0] for wall in zone["walls"]]


def basic(wall):
    """20221116T100000 from 2022-11-16T10:00:00."""
    return wall.replace("-", "").replace(":", "")


if __name__ == "__main__":
    main()
