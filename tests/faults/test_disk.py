"""No room for another byte: feeds go on, edits are refused and keep nothing, and go on once there is room again."""

from __future__ import annotations

import resource
from typing import TYPE_CHECKING

import pytest
from replaying import history_of
from served import a_service

if TYPE_CHECKING:
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
