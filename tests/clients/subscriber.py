"""Somebody who follows a feed with vdirsyncer and reads it with khal, with settings of their own."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pytest
from clients.components import components, value

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
local_timezone = Europe/Brussels
default_timezone = Europe/Brussels
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
"""


class Line(NamedTuple):
    """What khal shows of one event: times on the clock of Brussels, an all-day event's last day inclusive."""

    url: str
    start: str
    end: str
    status: str
    title: str


@dataclass(frozen=True)
class Subscriber:
    """A subscriber to the feed at an address, at home in a folder."""

    home: Path
    feed: str

    def settle(self) -> None:
        """Write the settings of both programs; skips the test where they are not installed."""
        (self.home / "calendar").mkdir(parents=True)
        (self.home / "vdirsyncer.conf").write_text(VDIRSYNCER.format(home=self.home, feed=self.feed), "utf-8")
        (self.home / "khal.conf").write_text(KHAL.format(home=self.home), "utf-8")
        self._run("vdirsyncer", "--config", self.home / "vdirsyncer.conf", "discover")

    def sync(self) -> None:
        """Bring the copy up to date with the feed."""
        self._run("vdirsyncer", "--config", self.home / "vdirsyncer.conf", "sync")

    def held(self) -> dict[str, bytes]:
        """The component of each file in the copy, by its URL: vdirsyncer puts a hash in place of each UID."""
        files = [file.read_bytes() for file in (self.home / "calendar").iterdir()]
        found = {value(component, "URL"): component for file in files for component in components(file)}
        assert len(found) == len(files)
        return found

    def listed(self) -> list[Line]:
        """What khal lists from the first day of CAP-19 to its last, in khal's order."""
        fields = ("url", "start-long", "end-long", "status", "title")
        options = ["--once", "--day-format", ""]
        options += [option for field in fields for option in ("--json", field)]
        printed = self._run("khal", "-c", self.home / "khal.conf", "list", *options, "2022-10-22", "2022-12-16")
        # One JSON list for each day that has an event
        events = [event for day in printed.splitlines() for event in json.loads(day)]
        return [Line(*(event[field].strip() for field in fields)) for event in events]

    def _run(self, program: str, *arguments: str | Path) -> str:
        if not (ENVIRONMENT / program).exists():
            pytest.skip(f"no {program}: run scripts/test-tools")
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
        assert done.returncode == 0, f"{program} exits {done.returncode}: {done.stdout}{done.stderr}"
        return done.stdout
