"""The clock set back under a running service: what calendars go by never goes back, and nobody is shut out."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http.client import HTTPConnection
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest
from served import Service, a_service

from agenda.service import accounts, log_ins
from web.accounts.identity import COOKIE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agenda.store import Store

BEN, WORD = "ben@example.org", "correct horse"


class Clock:
    """The wall clock of a service, so many days off."""

    def __init__(self, file: Path) -> None:
        libraries = sorted(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))
        assert libraries, "these tests need libfaketime: run scripts/test-tools"
        self.file = file
        self.variables = {
            "LD_PRELOAD": str(libraries[0]),
            "FAKETIME_TIMESTAMP_FILE": str(file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }
        self.set(days=0)

    def set(self, *, days: int) -> None:
        """Sets it, from now on."""
        self.file.write_text(f"{days:+d}d\n", "utf-8")


@pytest.fixture(scope="module")
def clock(tmp_path_factory: pytest.TempPathFactory) -> Clock:
    return Clock(tmp_path_factory.mktemp("clock") / "offset")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, clock: Clock) -> Iterator[tuple[Service, Store]]:
    with a_service(tmp_path_factory.mktemp("service"), **clock.variables) as (service, store):
        accounts.add_user(store, BEN, role="editor", password=WORD, now=datetime.now(UTC))
        yield service, store


def publish_title(service: Service, title: str) -> dict[str, list[str]]:
    """Publishes another title of a sitting; what its entry says of itself then."""
    edited = service.edit({"edit": "set_session", "session": "s1", "title": {"en": title}}, on=service.version())
    assert (edited.status, service.publish(title).status) == (200, 200)
    feed = service.get("/m/cap-19/sessions/s1.ics").body.decode().replace("\r\n ", "")
    assert f"SUMMARY:{title}" in feed
    return {
        name: re.findall(rf"^{name}:(.*)\r$", feed, re.MULTILINE) for name in ("SEQUENCE", "DTSTAMP", "LAST-MODIFIED")
    }


def log_in(service: Service, word: str) -> int:
    form = urlencode({"email": BEN, "password": word}).encode()
    connection = HTTPConnection("127.0.0.1", service.port, timeout=15)
    connection.request("POST", "/login", form, {"content-type": "application/x-www-form-urlencoded"})
    status = connection.getresponse().status
    connection.close()
    return status


def test_publications_never_go_back(running: tuple[Service, Store], clock: Clock) -> None:
    service, _ = running
    clock.set(days=2)
    before, feed = publish_title(service, "In two days"), service.get("/m/cap-19.ics")
    clock.set(days=0)
    after, told = publish_title(service, "Now again"), service.get("/m/cap-19.ics")
    assert int(after["SEQUENCE"][0]) >= int(before["SEQUENCE"][0])
    assert after["DTSTAMP"] > before["DTSTAMP"]
    assert after["LAST-MODIFIED"] > before["LAST-MODIFIED"]
    dates = [parsedate_to_datetime(one.headers["last-modified"]) for one in (feed, told)]
    assert dates[1] > dates[0]
    assert service.get("/m/cap-19.ics", if_modified_since=feed.headers["last-modified"]).status == 200
    updated = re.findall(r"<updated>(.*?)</updated>", service.get("/m/cap-19.atom").body.decode())
    assert updated[1:] == sorted(updated[1:], reverse=True)


def test_log_in_outlives_a_clock_set_back(running: tuple[Service, Store], clock: Clock) -> None:
    service, store = running
    user = accounts.find_user(store, BEN)
    assert user is not None
    clock.set(days=2)
    now = datetime.now(UTC) + timedelta(days=2)
    cookie = f"{COOKIE}={log_ins.log_in(store, user, agent='', network='', now=now).secret}"
    assert service.get("/account", cookie=cookie).status == 200
    clock.set(days=0)
    assert service.get("/account", cookie=cookie).status == 200


def test_guesses_of_a_clock_that_ran_ahead_shut_nobody_out(running: tuple[Service, Store], clock: Clock) -> None:
    service, _ = running
    clock.set(days=2)
    assert [log_in(service, "wrong") for _ in range(6)][-1] == 429
    clock.set(days=0)
    assert log_in(service, WORD) == 303
