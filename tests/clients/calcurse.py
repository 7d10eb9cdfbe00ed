"""Somebody who keeps a feed in calcurse: imports it anew at every sync, and exports what is then there."""

from __future__ import annotations

import os
import re
import subprocess
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from clients.components import components, text_value, value
from clients.held import Held, SyncFailed

if TYPE_CHECKING:
    from pathlib import Path

LENGTH = re.compile(r"P(\d+)DT(\d+)H(\d+)M(\d+)S\Z")


def synced(home: Path, feed: Path, *, zone: str) -> list[Held]:
    """What calcurse holds after a sync on a machine whose clock shows `zone`; it keeps neither UID nor status."""
    _run(home, zone, "--quiet", "--purge", "--filter-type", "cal")
    _run(home, zone, "--quiet", "--gc")
    _run(home, zone, "--quiet", "--import", str(feed))
    return [_held(component, ZoneInfo(zone)) for component in components(_run(home, zone, "--export"))]


def _run(home: Path, zone: str, *arguments: str) -> bytes:
    done = subprocess.run(
        ["calcurse", "--datadir", home, "--confdir", home, *arguments],
        env=os.environ | {"TZ": zone, "HOME": str(home), "LC_ALL": "C.UTF-8"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=60,
        check=False,
    )
    if done.returncode or done.stderr:
        raise SyncFailed(f"calcurse {' '.join(arguments)}: {done.stdout + done.stderr!r}")
    return done.stdout


def _held(component: bytes, zone: ZoneInfo) -> Held:
    start, end = _days(component) if b"VALUE=DATE" in component else _instants(component, zone)
    return Held(
        title=text_value(component, "SUMMARY"),
        start=start,
        end=end,
        location=text_value(component, "LOCATION"),
        description=text_value(component, "DESCRIPTION"),
        text=component.decode().replace("\n ", ""),
    )


def _days(component: bytes) -> tuple[str, str]:
    """The first day and the one after the last: calcurse repeats what takes several days daily until the last."""
    first = last = date.fromisoformat(value(component, "DTSTART"))
    if b"\nRRULE:" in component:
        last = date.fromisoformat(value(component, "RRULE").removeprefix("FREQ=DAILY;UNTIL="))
    return first.isoformat(), (last + timedelta(days=1)).isoformat()


def _instants(component: bytes, zone: ZoneInfo) -> tuple[str, str]:
    start = datetime.fromisoformat(value(component, "DTSTART")).replace(tzinfo=zone).astimezone(UTC)
    length = LENGTH.match(value(component, "DURATION"))
    assert length is not None
    days, hours, minutes, seconds = map(int, length.groups())
    end = start + timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    return f"{start:%Y-%m-%dT%H:%M:%SZ}", f"{end:%Y-%m-%dT%H:%M:%SZ}"
