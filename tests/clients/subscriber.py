"""Somebody who follows a feed with vdirsyncer and reads it with khal, with settings of their own."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from clients.components import components, value
from clients.held import SyncFailed

ENVIRONMENT = Path(__file__).parents[2] / ".venv-clients" / "bin"

VDIRSYNCER = """\
[general]
status_path = "{home}/status"
[pair meeting]
a = "feed"
b = "copy"
collections = null
[storage feed]
type = "http"
url = "{feed}"
[storage copy]
type = "filesystem"
path = "{home}/calendar"
fileext = ".ics"
"""

KHAL = """\
[calendars]
[[meeting]]
path = {home}/calendar
readonly = True
[sqlite]
path = {home}/khal.db
[locale]
local_timezone = {zone}
default_timezone = {zone}
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
"""


class Line(NamedTuple):
    """What khal shows of one event: times on its own clock, an all-day event's last day inclusive."""

    start: str
    end: str
    status: str
    title: str
    location: str
    description: str
    uid: str


@dataclass(frozen=True)
class Subscriber:
    """A subscriber to the feed at an address, at home in a folder, whose clocks show `zone`."""

    home: Path
    feed: str
    zone: str

    def settle(self) -> None:
        """Write the settings of both programs."""
        (self.home / "calendar").mkdir(parents=True)
        (self.home / "vdirsyncer.conf").write_text(VDIRSYNCER.format(home=self.home, feed=self.feed), "utf-8")
        (self.home / "khal.conf").write_text(KHAL.format(home=self.home, zone=self.zone), "utf-8")
        self._run("vdirsyncer", "--config", self.home / "vdirsyncer.conf", "discover")

    def sync(self) -> None:
        """Bring the copy up to date with the feed."""
        self._run("vdirsyncer", "--config", self.home / "vdirsyncer.conf", "sync")

    def held(self) -> dict[str, bytes]:
        """The component of each file in the copy, by its UID there: vdirsyncer puts a hash in place of each."""
        files = [file.read_bytes() for file in (self.home / "calendar").iterdir()]
        found = {value(component, "UID"): component for file in files for component in components(file)}
        assert len(found) == len(files)
        return found

    def listed(self) -> list[Line]:
        """What khal lists from the first day of CAP-19 to its last, in khal's order."""
        fields = [name.replace("start", "start-long").replace("end", "end-long") for name in Line._fields]
        options = ["--once", "--day-format", ""]
        options += [option for field in fields for option in ("--json", field)]
        printed = self._run("khal", "-c", self.home / "khal.conf", "list", *options, "2022-10-22", "2022-12-16")
        # One JSON list for each day that has an event
        events = [event for day in printed.splitlines() for event in json.loads(day)]
        return [Line(*(event[field].strip() for field in fields)) for event in events]

    def _run(self, program: str, *arguments: str | Path) -> str:
        settings = {"HOME": str(self.home), "XDG_CONFIG_HOME": str(self.home), "LC_ALL": "C.UTF-8"}
        done = subprocess.run(
            [ENVIRONMENT / program, *arguments],
            env=os.environ | settings,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        if done.returncode:
            raise SyncFailed(f"{program} exits {done.returncode}: {done.stdout}{done.stderr}")
        return done.stdout
