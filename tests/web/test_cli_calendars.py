from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import yaml
from builders import DATA
from databases import settings_of

PLENARY = str(Path(sys.executable).with_name("plenary"))
CALENDAR = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Other//EN
BEGIN:VEVENT
UID:one@other
DTSTAMP:20221001T000000Z
DTSTART;TZID=Romance Standard Time:20221116T180000
DTEND;TZID=Romance Standard Time:20221116T193000
SUMMARY:Reception
LOCATION:Room A
END:VEVENT
BEGIN:VEVENT
UID:two@other
DTSTAMP:20221001T000000Z
DTSTART:20221117T130000Z
DTEND:20221117T140000Z
SUMMARY:Debriefing
END:VEVENT
END:VCALENDAR
""".replace("\n", "\r\n")


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"]} | settings_of(folder)
    return subprocess.run([PLENARY, *words], cwd=folder, capture_output=True, text=True, check=False, env=environment)


def take(folder: Path, calendar: str, *words: str) -> subprocess.CompletedProcess[str]:
    (folder / "other.ics").write_bytes(calendar.encode())
    return run(folder, "import", "other.ics", "--into", "cap-19", "--phase", "hybrid", *words)


def sittings(folder: Path) -> list[dict[str, object]]:
    draft = yaml.safe_load(run(folder, "export", "cap-19", "--draft", "--format", "json").stdout)
    found: list[dict[str, object]] = draft["phases"][1]["sessions"]
    return found


def prepared(folder: Path) -> None:
    assert run(folder, "import", str(DATA / "cap-19.yaml"), "--publish").returncode == 0


def test_sittings_are_added_then_left_alone_then_changed_by_uid(tmp_path: Path) -> None:
    prepared(tmp_path)
    before = sittings(tmp_path)
    assert (
        "cap-19: 2 would be added, 0 would be changed, 0 would be left alone"
        in take(tmp_path, CALENDAR, "--preview").stdout
    )
    assert sittings(tmp_path) == before
    assert "cap-19: 2 added, 0 changed, 0 left alone" in take(tmp_path, CALENDAR).stdout
    reception = sittings(tmp_path)[3]
    assert (reception["title"], reception["start"], reception["end"], reception["room"]) == (
        "Reception",
        "2022-11-16T18:00",
        "2022-11-16T19:30",
        "room-a",
    )
    assert "cap-19: 0 added, 0 changed, 2 left alone" in take(tmp_path, CALENDAR).stdout
    moved = CALENDAR.replace("20221117T13", "20221117T14").replace(
        "20221117T140000Z\r\nDTEND:20221117T14", "20221117T140000Z\r\nDTEND:20221117T15"
    )
    done = take(tmp_path, moved).stdout
    assert "cap-19: 0 added, 1 changed, 1 left alone" in done
    assert sittings(tmp_path)[4]["start"] == "2022-11-17T15:00"
    assert sittings(tmp_path)[:3] == before


def test_floating_times_are_asked_about(tmp_path: Path) -> None:
    prepared(tmp_path)
    floating = CALENDAR.replace("20221117T130000Z", "20221117T130000").replace("20221117T140000Z", "20221117T140000")
    asked = take(tmp_path, floating)
    assert (asked.returncode, "--floating" in asked.stderr) == (2, True)
    assert len(sittings(tmp_path)) == 3
    assert take(tmp_path, floating, "--floating", "Asia/Seoul").returncode == 0
    assert sittings(tmp_path)[4]["start"] == "2022-11-17T05:00"


def test_calendar_file_needs_a_meeting_and_a_phase_that_exist(tmp_path: Path) -> None:
    prepared(tmp_path)
    (tmp_path / "other.ics").write_bytes(CALENDAR.encode())
    for words in (
        ("import", "other.ics"),
        ("import", "other.ics", "--into", "cap-19"),
        ("import", "other.ics", "--into", "none", "--phase", "hybrid"),
        ("import", "other.ics", "--into", "cap-19", "--phase", "none"),
    ):
        done = run(tmp_path, *words)
        assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
