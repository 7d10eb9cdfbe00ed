"""Two processes on PostgreSQL: what one writes the other is told, also after its listener was cut off."""

from __future__ import annotations

import sys
import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from deadlines import join
from listening import listening
from postgres import shared_server
from served import ORGANISER, PATIENCE, Service, a_service, free_port

from agenda.service import accounts, log_ins
from agenda.store.engines.listener import NAME
from web.accounts.identity import COOKIE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from agenda.store import Store

pytestmark = pytest.mark.postgresql
NEVER_LOOKS = """
import runpy, sys
import web.editor.watch, web.live, web.news
web.news.INTERVAL = web.news.INTERVAL_WHEN_TOLD = web.live.INTERVAL = web.editor.watch.INTERVAL = 3600
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""
UNTOLD = (sys.executable, "-c", NEVER_LOOKS)
"""Starts a service that looks for nothing by itself for an hour, so that all it knows it was told."""


@contextmanager
def two(folder: Path, before: Sequence[str] = ()) -> Iterator[tuple[Service, Service, Store]]:
    """A service; another on the same database, started in that way; and their store."""
    with a_service(folder) as (one, store):
        other = Service(folder, one.database, free_port(), one.token, before=before)
        try:
            other.start()
            yield one, other, store
        finally:
            other.kill()


def publish(service: Service, hour: int) -> int:
    edit = {"edit": "set_session", "session": "s3", "start": f"2022-11-17T{hour:02}:00"}
    assert service.edit(edit, on=service.version()).status == 200
    return int(service.publish(f"at {hour}").json["revision"])


def wait_for_feed(service: Service, hour: int, *, patience: float = PATIENCE) -> None:
    """Waits until a feed has the sitting at that hour."""
    deadline = time.monotonic() + patience
    while f":20221117T{hour:02}0000\r\n".encode() not in service.get("/m/cap-19.ics").body:
        assert time.monotonic() < deadline, f"the sitting at {hour} never came: {service.log}"
        time.sleep(0.05)


def listeners(store: Store) -> list[int]:
    """The server's processes that serve listeners of this database."""
    sessions = shared_server().execute("SELECT pid, application_name, datname FROM pg_stat_activity")
    return [int(str(pid)) for pid, name, database in sessions if (name, database) == (NAME, store.url.database)]


def wait_for_listeners(store: Store, number: int, *, other_than: Sequence[int] = ()) -> list[int]:
    deadline = time.monotonic() + PATIENCE
    while len(found := [pid for pid in listeners(store) if pid not in other_than]) < number:
        assert time.monotonic() < deadline, f"only {found} listen"
        time.sleep(0.05)
    return found


def test_publication_is_told_to_feeds_and_open_pages_that_never_look(tmp_path: Path) -> None:
    with two(tmp_path, UNTOLD) as (one, other, store):
        with listening(f"{other.address}/m/cap-19/live", {}) as stream:
            stream.next("revision")
            wait_for_feed(other, 10, patience=0)
            number = publish(one, 11)
            assert stream.next("revision", patience=PATIENCE).data == {"revision": number}
            wait_for_feed(other, 11)

            cut = wait_for_listeners(store, 2)
            for pid in cut:
                shared_server().execute(f"SELECT pg_terminate_backend({pid}, 5000)")
            number = publish(one, 12)
            assert stream.next("revision", patience=PATIENCE).data == {"revision": number}, "told when it hears again"
            wait_for_listeners(store, 2, other_than=cut)
            number = publish(one, 9)
            assert stream.next("revision", patience=PATIENCE).data == {"revision": number}
            wait_for_feed(other, 9)
        assert other.log.count("does not tell of writes; they are looked for") == 1
        assert other.log.count("tells of writes again") == 1


def test_edit_is_told_to_an_editor_whose_process_never_looks(tmp_path: Path) -> None:
    with two(tmp_path, UNTOLD) as (one, other, store):
        user, now = accounts.find_user(store, ORGANISER), datetime.now(UTC)
        assert user is not None
        secret = log_ins.log_in(store, user, agent="a test", network="192.0.2.1", now=now).secret
        address = f"{other.address}/organise/cap-19/live?page=p"
        with listening(address, {"cookie": f"{COOKIE}={secret}"}) as stream:
            assert stream.status == 200
            stream.next("here")
            for number in range(2):
                answer = one.edit({"edit": "set_meeting", "symbol": f"edit {number}"}, on=one.version())
                assert stream.next("edit", patience=PATIENCE).data["version"] == answer.json["version"]


def test_where_no_listener_stands_publications_are_looked_for(tmp_path: Path) -> None:
    with two(tmp_path) as (one, other, store):
        is_over = threading.Event()

        def cut() -> None:
            while not is_over.wait(0.05):
                for pid in listeners(store):
                    shared_server().execute(f"SELECT pg_terminate_backend({pid})")

        cutting = threading.Thread(target=cut)
        cutting.start()
        try:
            for hour in (11, 12, 9):
                publish(one, hour)
                wait_for_feed(other, hour, patience=2)
        finally:
            is_over.set()
            join(cutting)
