"""CAP-19 in khal, synced by vdirsyncer before and after s1 moves, s2 is cancelled and s3 is removed."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from clients.components import value
from clients.meeting import changed, published
from clients.service import running
from clients.subscriber import Line, Subscriber

FEED = "/m/cap-19.ics"


@dataclass(frozen=True)
class Copy:
    """What the subscriber has after a sync: by the path of an entry's page, and the lines in order."""

    held: dict[str, bytes]
    listed: dict[str, Line]
    lines: list[Line]


def copy_of(subscriber: Subscriber, address: str) -> Copy:
    subscriber.sync()
    lines = subscriber.listed()
    page = f"{address}/m/cap-19/"
    held = {url.removeprefix(page): component for url, component in subscriber.held().items()}
    return Copy(held, {line.url.removeprefix(page): line for line in lines}, lines)


@pytest.fixture(scope="module")
def copies(tmp_path_factory) -> tuple[Copy, Copy]:
    """The copy after the first publication and after the second."""
    home = tmp_path_factory.mktemp("subscriber")
    file = home / "cap-19.yaml"
    with running(home) as service:
        file.write_text(published(), "utf-8")
        service.import_and_publish(file)
        feed = service.fetch_changed(FEED)
        subscriber = Subscriber(home, service.address + FEED)
        subscriber.settle()
        before = copy_of(subscriber, service.address)
        file.write_text(changed(), "utf-8")
        service.import_and_publish(file)
        service.fetch_changed(FEED, since=feed)
        return before, copy_of(subscriber, service.address)


def test_every_phase_sitting_and_deadline_is_an_item_of_its_own(copies):
    before, _ = copies
    assert len(before.held) == len(before.lines) == 9
    assert {value(component, "SEQUENCE") for component in before.held.values()} == {"0"}


def test_first_sync_shows_sittings_on_the_clock_of_brussels(copies):
    before, _ = copies
    assert [line[1:] for path, line in before.listed.items() if path.startswith("sessions/")] == [
        ("2022-11-16 10:00", "2022-11-16 13:00", "CONFIRMED", "Opening session"),
        ("2022-11-16 14:30", "2022-11-16 17:30", "CONFIRMED", "Tools for Members"),
        ("2022-11-17 10:00", "2022-11-17 13:00", "CONFIRMED", "Activities and operations"),
    ]


def test_phase_is_shown_from_its_first_day_to_its_last(copies):
    before, _ = copies
    assert before.listed["phases/online"][1:3] == ("2022-10-22", "2022-11-14")


def test_second_sync_shows_the_move_the_cancellation_and_the_removal(copies):
    _, after = copies
    assert [line[1:] for path, line in after.listed.items() if path.startswith("sessions/")] == [
        ("2022-11-16 11:00", "2022-11-16 14:00", "CONFIRMED", "Opening session"),
        ("2022-11-16 14:30", "2022-11-16 17:30", "CANCELLED", "Cancelled: Tools for Members"),
        ("2022-11-17 10:00", "2022-11-17 13:00", "CANCELLED", "Cancelled: Activities and operations"),
    ]


def test_moved_sitting_is_held_once_with_newer_stamps(copies):
    before, after = copies
    assert after.held.keys() == before.held.keys()
    old, new = before.held["sessions/s1"], after.held["sessions/s1"]
    assert value(new, "SEQUENCE") == "1"
    assert value(new, "LAST-MODIFIED") > value(old, "LAST-MODIFIED")
    assert value(new, "CREATED") == value(old, "CREATED")


def test_untouched_entries_keep_their_bytes_in_the_copy(copies):
    before, after = copies
    changed_paths = {path for path in before.held if after.held[path] != before.held[path]}
    assert changed_paths == {"sessions/s1", "sessions/s2", "sessions/s3"}


def test_untouched_entries_are_listed_as_before(copies):
    before, after = copies
    assert [line for line in after.lines if "/sessions/" not in line.url] == [
        line for line in before.lines if "/sessions/" not in line.url
    ]
