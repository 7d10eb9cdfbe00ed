"""The calendar clients: what each needs installed, what it keeps of an entry, and how it syncs with a feed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from clients import calcurse
from clients.components import value
from clients.held import EVERYTHING, Held, SyncFailed
from clients.subscriber import ENVIRONMENT, Line, Subscriber

if TYPE_CHECKING:
    from collections.abc import Callable

HERE = Path(__file__).parent
ELSEWHERE = "America/New_York"  # the clock of the clients' machine: neither the meeting's nor UTC
DEBIAN_PYTHON = Path("/usr/bin/python3")  # has the binding of libical
PYTHON = ENVIRONMENT / "python"


@dataclass(frozen=True)
class Copy:
    """What a client holds after a sync, and what it objects to in the feed."""

    entries: list[Held]
    objections: list[str]


@dataclass(frozen=True)
class Client:
    """A client. `sync` takes a folder of its own, the feed's address, and a file with the bytes served there."""

    name: str
    sync: Callable[[Path, str, Path], Copy]
    needs: tuple[str | Path, ...]
    keeps: frozenset[str] = EVERYTHING

    def missing(self) -> list[str]:
        """What of its needs is not installed: commands by name, files by path."""
        return [str(need) for need in self.needs if not (shutil.which(need) or Path(need).exists())]


def _read(home: Path, address: str, feed: Path, *, command: tuple[str | Path, ...]) -> Copy:
    """The copy of a library, by a program that prints {entries, errors}."""
    done = subprocess.run(
        [*command, feed],
        env=os.environ | {"TZ": ELSEWHERE},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    if done.returncode or done.stderr:
        raise SyncFailed(f"exits {done.returncode}: {done.stderr}")
    read = json.loads(done.stdout)
    return Copy([Held(**entry) for entry in read["entries"]], read["errors"])


def _sync_calcurse(home: Path, address: str, feed: Path) -> Copy:
    return Copy(calcurse.synced(home, feed, zone=ELSEWHERE), [])


def _sync_khal(home: Path, address: str, feed: Path) -> Copy:
    subscriber = Subscriber(home, address, zone=ELSEWHERE)
    if not (home / "status").exists():
        subscriber.settle()
    subscriber.sync()
    files = subscriber.held()
    return Copy([_shown(line, files[line.uid]) for line in subscriber.listed()], [])


def _shown(line: Line, component: bytes) -> Held:
    """What khal lists; SEQUENCE, which it does not show, from the file that vdirsyncer keeps for it."""
    return Held(
        title=line.title,
        start=_instant(line.start),
        end=_instant(line.end) if " " in line.end else (date.fromisoformat(line.end) + timedelta(days=1)).isoformat(),
        status=line.status,
        sequence=int(value(component, "SEQUENCE")),
        location=line.location,
        description=line.description,
        text=component.decode().replace("\r\n ", "") + repr(line),
    )


def _instant(shown: str) -> str:
    """A time that a client's clock shows, in UTC; a day as it is."""
    if " " not in shown:
        return shown
    return f"{datetime.fromisoformat(shown).replace(tzinfo=ZoneInfo(ELSEWHERE)).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _reader(name: str, *command: str | Path, needs: tuple[str | Path, ...]) -> Client:
    """A library that reads a feed by a program beside this module."""
    program = HERE / command[-1]
    return Client(name, partial(_read, command=(*command[:-1], program)), (command[0], *needs))


MODULES = HERE / "node_modules"
EXPANDER = next(ENVIRONMENT.parent.glob("lib/*/site-packages/recurring_ical_events*"), "recurring-ical-events")
CLIENTS = [
    Client("vdirsyncer+khal", _sync_khal, (ENVIRONMENT / "vdirsyncer", ENVIRONMENT / "khal"), EVERYTHING - {"uid"}),
    _reader("ical.js", "node", "read_with_ical_js.mjs", needs=(MODULES / "ical.js",)),
    _reader("node-ical", "node", "read_with_node_ical.mjs", needs=(MODULES / "node-ical",)),
    _reader("libical", DEBIAN_PYTHON, "read_with_libical.py", needs=(Path("/usr/lib/python3/dist-packages/gi"),)),
    _reader("sabre/vobject", "php", "read_with_sabre.php", needs=(Path("/usr/share/php/Sabre/VObject"),)),
    Client("calcurse", _sync_calcurse, ("calcurse",), frozenset({"title", "start", "end", "location", "description"})),
    _reader("recurring-ical-events", PYTHON, "read_with_recurring_ical_events.py", needs=(EXPANDER,)),
]
