"""CAP-19's feed before and after s1 moves, s2 is cancelled, s3 is removed: its bytes and its readers."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from clients.components import by_uid, value
from clients.meeting import changed, published, uid
from clients.service import running

HERE = Path(__file__).parent
FEED = "/m/cap-19.ics"
NODE_MODULES = HERE / "node_modules"
DEBIAN_PYTHON = "/usr/bin/python3"
READERS = {
    "ical.js": ["node", HERE / "read_with_ical_js.mjs"],
    "node-ical": ["node", HERE / "read_with_node_ical.mjs"],
    "libical": [DEBIAN_PYTHON, HERE / "read_with_libical.py"],
}

UNTOUCHED = {
    "phase/online": ("2022-10-22", "2022-11-15", "CONFIRMED", 0),
    "deadline/comments-a": ("2022-11-04T22:29:00Z", "2022-11-04T22:59:00Z", "CONFIRMED", 0),
    "deadline/comments-b": ("2022-11-14T16:30:00Z", "2022-11-14T17:00:00Z", "CONFIRMED", 0),
    "phase/hybrid": ("2022-11-16", "2022-11-18", "CONFIRMED", 0),
    "phase/closing": ("2022-11-18", "2022-12-16", "CONFIRMED", 0),
    "deadline/report-comments": ("2022-12-15T15:30:00Z", "2022-12-15T16:00:00Z", "CONFIRMED", 0),
}
BEFORE = UNTOUCHED | {
    "session/s1": ("2022-11-16T09:00:00Z", "2022-11-16T12:00:00Z", "CONFIRMED", 0),
    "session/s2": ("2022-11-16T13:30:00Z", "2022-11-16T16:30:00Z", "CONFIRMED", 0),
    "session/s3": ("2022-11-17T09:00:00Z", "2022-11-17T12:00:00Z", "CONFIRMED", 0),
}
AFTER = UNTOUCHED | {
    "session/s1": ("2022-11-16T10:00:00Z", "2022-11-16T13:00:00Z", "CONFIRMED", 1),
    "session/s2": ("2022-11-16T13:30:00Z", "2022-11-16T16:30:00Z", "CANCELLED", 1),
    "session/s3": ("2022-11-17T09:00:00Z", "2022-11-17T12:00:00Z", "CANCELLED", 1),
}


@pytest.fixture(scope="module")
def feeds(tmp_path_factory) -> dict[str, Path]:
    """The feed as a file, "before" the changes and "after" they are published."""
    folder = tmp_path_factory.mktemp("feeds")
    meeting, before, after = folder / "cap-19.yaml", folder / "before.ics", folder / "after.ics"
    with running(folder) as service:
        meeting.write_text(published(), "utf-8")
        service.import_and_publish(meeting)
        before.write_bytes(service.fetch_changed(FEED))
        meeting.write_text(changed(), "utf-8")
        service.import_and_publish(meeting)
        after.write_bytes(service.fetch_changed(FEED, since=before.read_bytes()))
    return {"before": before, "after": after}


def read_by(client: str, feed: Path) -> dict[str, list]:
    """What a client prints of a feed, on a machine whose own zone is neither the meeting's nor UTC."""
    if not shutil.which(READERS[client][0]) or not NODE_MODULES.is_dir():
        pytest.skip(f"no {client}: run scripts/test-tools")
    done = subprocess.run(
        [*READERS[client], feed],
        env=os.environ | {"TZ": "America/New_York"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize(("moment", "expected"), [("before", BEFORE), ("after", AFTER)])
@pytest.mark.parametrize("client", READERS)
def test_client_reads_every_entry_with_its_instants_status_and_sequence(feeds, client, moment, expected):
    read = read_by(client, feeds[moment])
    assert read["errors"] == []
    entries = {
        entry["uid"]: (entry["start"], entry["end"], entry["status"], entry["sequence"]) for entry in read["entries"]
    }
    assert len(read["entries"]) == len(entries)
    assert entries == {uid(entry): facts for entry, facts in expected.items()}


def test_only_the_components_of_touched_sittings_change(feeds):
    before, after = (by_uid(feeds[moment].read_bytes()) for moment in ("before", "after"))
    assert after.keys() == before.keys()
    touched = {uid(f"session/{session}") for session in ("s1", "s2", "s3")}
    assert {entry for entry in before if after[entry] != before[entry]} == touched


@pytest.mark.parametrize("session", ["s1", "s2", "s3"])
def test_touched_sitting_is_newer_by_dtstamp_and_last_modified(feeds, session):
    before, after = (by_uid(feeds[moment].read_bytes())[uid(f"session/{session}")] for moment in feeds)
    assert value(after, "LAST-MODIFIED") == value(after, "DTSTAMP") > value(before, "LAST-MODIFIED")
    assert value(after, "CREATED") == value(before, "CREATED")


def test_what_comes_before_the_first_component_keeps_its_bytes(feeds):
    heads = {feed.read_bytes().partition(b"BEGIN:VEVENT")[0] for feed in feeds.values()}
    assert len(heads) == 1
