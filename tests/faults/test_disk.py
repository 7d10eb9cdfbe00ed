"""No room for another byte: feeds go on, edits are refused and keep nothing, and go on once there is room again."""

from __future__ import annotations

import resource
import subprocess
from contextlib import contextmanager
from random import Random
from typing import TYPE_CHECKING

import pytest
from replaying import history_of
from served import a_service

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from served import Service

LONG = "x" * 9_000


def set_most_bytes(service: Service, most: int) -> None:
    """The largest file that the running service may write."""
    assert service.process is not None
    _, hard = resource.prlimit(service.process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(service.process.pid, resource.RLIMIT_FSIZE, (most, hard))


@pytest.mark.sqlite
def test_full_disk_refuses_edits_and_goes_on_serving(tmp_path: Path) -> None:
    with a_service(tmp_path) as (service, store):
        feed = service.get("/m/cap-19.ics")
        set_most_bytes(service, 1_000)
        version, statuses = service.version(), []
        for number in range(5):
            edit = {"edit": "set_meeting", "symbol": f"no room {number}", "description": LONG}
            refused = service.edit(edit, on=version)
            statuses.append((refused.status, refused.headers.get("retry-after")))
            assert service.get("/m/cap-19.ics").body == feed.body
            assert service.get("/m/cap-19.ics", if_none_match=feed.headers["etag"]).status == 304
        assert statuses == [(503, "5")] * 5
        assert history_of(store, "cap-19") == []
        set_most_bytes(service, resource.RLIM_INFINITY)
        assert service.edit({"edit": "set_meeting", "symbol": "room"}, on=version).status == 200
        assert [entry.edits[0]["symbol"] for entry in history_of(store, "cap-19")] == ["room"]
        with store.reading() as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"


@contextmanager
def small_disk(place: Path) -> Iterator[bool]:
    """A disk of 4 MB at that place; False where nothing may be mounted here."""
    place.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "none", place], check=False).returncode == 0
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", "--lazy", place], check=True)


@pytest.mark.sqlite
def test_disk_that_fills_up_refuses_what_has_no_room_and_keeps_what_it_acknowledged(tmp_path: Path) -> None:
    place = tmp_path / "disk"
    with small_disk(place) as is_small, a_service(place) as (service, store):
        if not is_small:
            set_most_bytes(service, 4_000_000)
        kept, refused = [], 0
        for number in range(400):
            edit = {"edit": "set_meeting", "symbol": f"symbol {number}", "description": random_words(number)}
            answer = service.edit(edit, on=service.version())
            assert answer.status in {200, 503}
            if answer.status == 200:
                kept.append(f"symbol {number}")
            refused += answer.status == 503
            if refused == 3:
                break
        assert kept
        assert refused == 3
        assert service.get("/m/cap-19.ics").status == 200
        assert service.publish().status in {200, 503}
        assert [entry.edits[0]["symbol"] for entry in history_of(store, "cap-19")] == kept
        with store.reading() as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"


def random_words(number: int) -> str:
    """Words that do not become shorter when they are packed."""
    return Random(number).randbytes(9_000).hex()  # noqa: S311 - no secret
