"""Every IANA zone over 1970 to 2037 as ical.js (Thunderbird) and libical (Evolution, GNOME) read our blocks."""

from __future__ import annotations

import json
import subprocess
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest
from zone_probes import different_zones, probes

from agenda.timespan import is_ambiguous
from calendars.timezone import timezone_block

HERE = Path(__file__).parent
READERS = {"ical.js": ["node", "zones_icaljs.mjs"], "libical": ["/usr/bin/python3", "zones_libical.py"]}
SPANS = [(1970, 2037), (2022, 2022), (2026, 2028)]


@cache
def probed(span: tuple[int, int]) -> dict[str, list[tuple[str, int]]]:
    """Local times and offsets that our components would name by TZID: shown once, at whole minutes from UTC."""
    return {
        name: [
            (wall.isoformat(), seconds)
            for wall, seconds in probes(name, *span)
            if seconds % 60 == 0 and not is_ambiguous(wall, name)
        ]
        for name in different_zones()
    }


def read_offsets(reader: str, zones: list[dict[str, object]], folder: Path) -> list[list[int]]:
    """What a client makes of the blocks; the test fails where it is not installed (scripts/test-tools does it)."""
    program, script = READERS[reader]
    question = folder / "zones.json"
    question.write_text(json.dumps(zones), "utf-8")
    answer = subprocess.run(
        [program, HERE / script, question], capture_output=True, text=True, timeout=120, check=False
    )
    assert (answer.returncode, answer.stderr) == (0, "")
    return json.loads(answer.stdout)


@pytest.mark.parametrize("span", SPANS, ids=str)
@pytest.mark.parametrize("reader", READERS)
def test_every_zone_agrees_with_zoneinfo(reader: str, span: tuple[int, int], tmp_path: Path) -> None:
    expected = probed(span)
    zones = [
        {"name": name, "block": timezone_block(name, *span).decode(), "walls": [wall for wall, _ in pairs]}
        for name, pairs in expected.items()
    ]
    answers = read_offsets(reader, zones, tmp_path)
    wrong = [
        f"{name} {wall}: {timedelta(seconds=seconds)}, not {timedelta(seconds=right)}"
        for (name, pairs), offsets in zip(expected.items(), answers, strict=True)
        for (wall, right), seconds in zip(pairs, offsets, strict=True)
        if seconds != right
    ]
    assert wrong == []


@pytest.mark.parametrize("reader", READERS)
def test_a_wrong_block_is_noticed(reader: str, tmp_path: Path) -> None:
    block = timezone_block("Europe/Brussels", 2022, 2022).decode().replace("TZOFFSETTO:+0200", "TZOFFSETTO:+0300")
    zones = [{"name": "Europe/Brussels", "block": block, "walls": ["2022-07-01T12:00:00"]}]
    assert read_offsets(reader, zones, tmp_path) == [[3 * 3600]]


@pytest.mark.parametrize("reader", READERS)
def test_an_hour_shown_twice_is_read_as_the_second(reader: str, tmp_path: Path) -> None:
    """Against RFC 5545 §3.3.5; why `calendars.times` writes such hours in UTC."""
    block = timezone_block("Europe/Brussels", 2022, 2022).decode()
    zones = [{"name": "Europe/Brussels", "block": block, "walls": ["2022-10-30T02:30:00"]}]
    assert read_offsets(reader, zones, tmp_path) == [[3600]]
