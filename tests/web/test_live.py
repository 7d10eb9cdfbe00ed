"""Open pages of two processes on one database: what is published is told to all of them, and nothing else is."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from builders import a_meeting, a_phase, a_session
from clients.service import running
from databases import database_url
from listening import listening

from agenda import service
from agenda.files import write_yaml
from agenda.service import choosing, personal
from agenda.store import Store, open_store
from web.publisher import CalendarPublisher

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LIVE = "/m/m/live"
GRACE = 5.0


@dataclass(frozen=True)
class TwoProcesses:
    """Two servers on one SQLite file, and that file's store in the process of the test."""

    one: str
    other: str
    store: Store

    def publish(self, *edits: dict[str, Any], slug: str = "m") -> tuple[int, float]:
        """Publishes in a third process: the number of the revision, and when it was there."""
        now, publisher = datetime.now(UTC), CalendarPublisher(self.one)
        version = service.draft(self.store, slug).version
        service.edit(self.store, slug, list(edits), expected=version, author="o", now=now)
        done = service.publish(self.store, slug, message="", author="o", now=now, publisher=publisher)
        return done.revision.number, time.monotonic()


def renamed(title: str) -> dict[str, Any]:
    return {"edit": "set_session", "session": "s", "title": {"en": title}}


def secret_change(title: str) -> dict[str, Any]:
    return {"edit": "set_session", "session": "closed", "title": {"en": title}}


MEETING = a_meeting(
    audiences=[{"id": "members", "name": "Members"}],
    phases=[a_phase(sessions=[a_session(), a_session("closed", title="Hushed talks", audience="members")])],
)


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TwoProcesses]:
    folder: Path = tmp_path_factory.mktemp("live")
    (folder / "m.yaml").write_bytes(write_yaml(MEETING))
    (folder / "n.yaml").write_bytes(write_yaml(a_meeting(slug="n", uid="0e0c1f5e-8a51-4d0e-9f6b-3a2b1c0d9e8f")))
    (folder / "other").mkdir()
    database = database_url(folder)
    data = [folder / "m.yaml", folder / "n.yaml"]
    with running(folder, data=data, database=database) as one, running(folder / "other", database=database) as other:
        store = open_store(database)
        yield TwoProcesses(one.address, other.address, store)
        store.close()


def refusal(address: str) -> HTTPError:
    """The answer to a stream that is refused."""
    with pytest.raises(HTTPError) as refused:
        urlopen(Request(address), timeout=10)
    refused.value.close()
    return refused.value


def test_page_is_told_the_present_revision_and_then_each_publication_of_any_process(two: TwoProcesses) -> None:
    with listening(two.one + LIVE, {}) as stream, listening(two.other + LIVE, {}) as other:
        present = stream.next("revision").data["revision"]
        assert other.next("revision").data == {"revision": present}
        for title in ("Opening", "Grand opening"):
            number, done = two.publish(renamed(title))
            for heard in (stream.next("revision"), other.next("revision")):
                assert (heard.data, heard.identity) == ({"revision": number}, str(number))
                assert heard.at - done < 1


def test_page_of_one_meeting_hears_nothing_of_another(two: TwoProcesses) -> None:
    with listening(f"{two.one}/m/n/live", {}) as stream:
        assert stream.next("revision").data == {"revision": 1}
        two.publish(renamed("Not for n"))
        with pytest.raises(AssertionError):
            stream.next("revision", patience=1)


def test_stream_says_a_number_and_nothing_of_what_is_closed(two: TwoProcesses) -> None:
    with urlopen(two.one + LIVE, timeout=10) as answer:
        head = answer.headers
        lines = [answer.readline() for _ in range(6)]
        number, _ = two.publish(secret_change("Hush"))
        lines += [answer.readline() for _ in range(4)]
    said = b"".join(lines).decode().split("\n\n")
    assert said[0].startswith("retry: ")
    assert said[2] == f'event: revision\nid: {number}\ndata: {{"revision": {number}}}'
    assert (head["content-type"], head["cache-control"]) == ("text/event-stream; charset=utf-8", "no-store")
    assert head["x-accel-buffering"] == "no"
    assert head["content-security-policy"].startswith("default-src 'self'")


def test_stream_of_a_choice_adds_the_revisions_of_its_meetings_up(two: TwoProcesses) -> None:
    token = a_token(two.store, "m", "n")
    with listening(f"{two.other}/my/{token}/live", {}) as stream:
        before = stream.next("revision").data["revision"]
        two.publish(renamed("Of the choice"))
        assert stream.next("revision").data["revision"] == before + 1


def a_token(store: Store, *slugs: str) -> str:
    """What the feed of somebody who chose these meetings whole is known by."""
    choice = choosing.choose(store, choosing.read_wanted([{"meeting": slug} for slug in slugs]))
    return personal.create_feed(store, choice, now=datetime.now(UTC)).token


def test_nothing_is_told_of_what_is_not_there(two: TwoProcesses) -> None:
    assert refusal(f"{two.one}/m/none/live").code == 404
    assert refusal(f"{two.one}/my/{'x' * 32}/live").code == 404


def test_withdrawal_is_said_and_ends_the_stream(two: TwoProcesses) -> None:
    publisher = CalendarPublisher(two.one)
    with listening(f"{two.one}/m/n/live", {}) as stream:
        stream.next("revision")
        service.withdraw(two.store, "n", message="", author="o", now=datetime.now(UTC), publisher=publisher)
        stream.next("withdrawn")
        stream.next("closed")
    assert refusal(f"{two.one}/m/n/live").code == 410


def test_pages_beyond_the_bound_are_refused_until_one_is_closed(tmp_path: Path) -> None:
    (tmp_path / "m.yaml").write_bytes(write_yaml(a_meeting()))
    with running(tmp_path, data=[tmp_path / "m.yaml"], live_pages=2) as server:
        address = server.address + LIVE
        with listening(address, {}) as one, listening(address, {}) as other:
            assert (one.status, other.status) == (200, 200)
            answer = refusal(address)
            assert (answer.code, answer.headers["retry-after"]) == (503, "300")
        deadline = time.monotonic() + 10
        while status_of(address) != 200:
            assert time.monotonic() < deadline, "pages that were closed still count"
            time.sleep(0.1)


def status_of(address: str) -> int:
    with listening(address, {}) as stream:
        return stream.status


def test_server_that_is_asked_to_end_ends_with_pages_open(tmp_path: Path) -> None:
    (tmp_path / "m.yaml").write_bytes(write_yaml(a_meeting()))
    with running(tmp_path, data=[tmp_path / "m.yaml"]) as server:
        opened = [listening(server.address + LIVE, {}) for _ in range(20)]
        streams = [one.__enter__() for one in opened]
        for stream in streams:
            stream.next("revision")
        started = time.monotonic()
    assert time.monotonic() - started < GRACE
    for one, stream in zip(opened, streams, strict=True):
        stream.next("closed", patience=1)
        one.__exit__(None, None, None)
    said = (tmp_path / "serve.log").read_text().splitlines()
    assert [line for line in said if " info " not in line] == []
