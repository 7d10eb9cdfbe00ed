"""The bytes of CAP-19's feed before and after s1 moves, s2 is cancelled, s3 is removed and s4 is added."""

from __future__ import annotations

import pytest
from clients.components import by_uid, value
from clients.meeting import uid

TOUCHED = ["session/s1", "session/s2", "session/s3"]


@pytest.fixture
def feeds(rehearsal) -> tuple[bytes, bytes]:
    return rehearsal.stages["first", "en"].feed, rehearsal.stages["changes", "en"].feed


def test_only_the_components_of_touched_sittings_change(feeds):
    before, after = map(by_uid, feeds)
    assert after.keys() - before.keys() == {uid("session/s4")}
    assert {entry for entry in before if after[entry] != before[entry]} == {uid(entry) for entry in TOUCHED}


@pytest.mark.parametrize("entry", TOUCHED)
def test_touched_sitting_is_newer_by_dtstamp_and_last_modified(feeds, entry):
    before, after = (by_uid(feed)[uid(entry)] for feed in feeds)
    assert value(after, "LAST-MODIFIED") == value(after, "DTSTAMP") > value(before, "LAST-MODIFIED")
    assert value(after, "CREATED") == value(before, "CREATED")


def test_what_comes_before_the_first_component_keeps_its_bytes(feeds):
    heads = {feed.partition(b"BEGIN:VEVENT")[0] for feed in feeds}
    assert len(heads) == 1
