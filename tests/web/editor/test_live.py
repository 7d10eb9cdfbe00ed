"""Two processes on one database: what happens in one is told to the open pages of the other."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from builders import a_meeting, a_phase, a_session
from clients.service import running
from databases import database_url
from listening import listening

from agenda import service
from agenda.errors import InvalidInput
from agenda.files import write_yaml
from agenda.service import access, accounts, log_ins, presence
from agenda.store import Store, open_store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HOME = "/organise/m"


@dataclass(frozen=True)
class TwoProcesses:
    """Two servers on one SQLite file, and that file's store in the process of the test."""

    one: str
    other: str
    store: Store

    def headers(self, email: str, role: str = "editor") -> dict[str, str]:
        """The headers of an organiser's program."""
        now = datetime.now(UTC)
        if accounts.find_user(self.store, email) is None:
            accounts.add_user(self.store, email, role=role, now=now)
        return {"authorization": f"Bearer {accounts.add_token(self.store, email, now=now)}"}

    @property
    def version(self) -> int:
        return service.draft(self.store, "m").version

    def edit(self, at: str, headers: dict[str, str], title: str) -> float:
        """Gives the sitting another title through the API of a process; when that was answered."""
        written = {"edit": "set_session", "session": "s", "title": {"en": title}}
        post(f"{at}/api/v1/meetings/m/edits", written, headers | {"if-match": f'"{self.version}"'})
        return time.monotonic()


def post(address: str, body: Any, headers: dict[str, str]) -> int:
    """The status of the answer to some JSON."""
    given = {"content-type": "application/json"} | headers
    request = Request(address, json.dumps(body).encode(), given, method="POST")
    with urlopen(request, timeout=20) as answer:
        return answer.status


def status_of(address: str, headers: dict[str, str]) -> int:
    """The status of an answer; a stream is left at once."""
    with listening(address, headers) as stream:
        return stream.status


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TwoProcesses]:
    folder: Path = tmp_path_factory.mktemp("live")
    meeting = a_meeting(phases=[a_phase(sessions=[a_session(), a_session("t")])])
    file = folder / "m.yaml"
    file.write_bytes(write_yaml(meeting))
    (folder / "other").mkdir()
    database = database_url(folder)
    with running(folder, data=[file], database=database) as one, running(folder / "other", database=database) as other:
        store = open_store(database)
        yield TwoProcesses(one.address, other.address, store)
        store.close()


def test_edit_in_one_process_is_told_in_the_other_within_two_seconds(two: TwoProcesses) -> None:
    ann, ben = two.headers("ann@example.org"), two.headers("ben@example.org")
    with listening(f"{two.other}{HOME}/live?page=page-of-ben", ben) as stream:
        assert stream.status == 200
        stream.next("here")
        done = two.edit(two.one, ann, "Grand opening")
        heard = stream.next("edit")
        assert heard.at - done < 2
        told = heard.data
        assert (heard.identity, told["version"]) == (str(two.version), two.version)
        assert (told["author"], told["yours"], told["subjects"]) == ("ann@example.org", False, ["/phases/0/sessions/0"])
        assert told["said"] == "ann@example.org changed this meeting just now."
        assert any("Grand opening" in words for words in told["words"])


def test_edit_is_told_in_its_own_process_at_once(two: TwoProcesses) -> None:
    ann = two.headers("ann@example.org")
    with listening(f"{two.one}{HOME}/live?page=page-of-ann", ann) as stream:
        stream.next("here")
        took = []
        for number in range(3):
            done = two.edit(two.one, ann, f"Opening {number}")
            heard = stream.next("edit")
            took.append(heard.at - done)
            assert heard.data["yours"]
        assert min(took) < 0.2


def test_edits_that_were_missed_are_told_in_order(two: TwoProcesses) -> None:
    ann = two.headers("ann@example.org")
    before = two.version
    for number in range(3):
        two.edit(two.one, ann, f"Missed {number}")
    with listening(
        f"{two.other}{HOME}/live?page=page-of-ann&version=1", ann | {"last-event-id": str(before)}
    ) as stream:
        assert [stream.next("edit").data["version"] for _ in range(3)] == [before + 1, before + 2, before + 3]
    with listening(f"{two.other}{HOME}/live?page=page-of-ann&version={before + 2}", ann) as stream:
        assert stream.next("edit").data["version"] == before + 3


def test_who_is_here_is_told_with_the_place_until_they_leave(two: TwoProcesses) -> None:
    ann, ben = two.headers("ann@example.org"), two.headers("ben@example.org")
    two.edit(two.one, ann, "Opening")
    with listening(f"{two.other}{HOME}/live?page=page-of-ben", ben) as stream:
        assert stream.next("here").data == {"people": [], "said": ""}
        assert post(f"{two.one}{HOME}/here", {"page": "page-of-ann", "place": "/session/s"}, ann) == 204
        assert post(f"{two.other}{HOME}/here", {"page": "page-of-ben", "place": "/people"}, ben) == 204
        told = stream.next("here", patience=2).data
        places = [{"place": "/session/s", "name": "Opening"}]
        assert told["people"] == [{"email": "ann@example.org", "name": "", "yours": False, "places": places}]
        assert told["said"] == "Also here: ann@example.org (Opening)"
        post(f"{two.one}{HOME}/here", {"page": "page-of-ann", "gone": True}, ann)
        assert stream.next("here", patience=2).data == {"people": [], "said": ""}


def test_stream_ends_when_the_log_in_does(two: TwoProcesses) -> None:
    now = datetime.now(UTC)
    user = accounts.add_user(two.store, "cy@example.org", role="editor", now=now)
    made = log_ins.log_in(two.store, user, agent="a test", network="192.0.2.1", now=now)
    with listening(f"{two.one}{HOME}/live?page=page-of-cy", {"cookie": f"plenary={made.secret}"}) as stream:
        stream.next("here")
        [held] = log_ins.log_ins_of(two.store, user, now=now)
        log_ins.end_log_in(two.store, user, held.id)
        stream.next("end")
        stream.next("closed")


def test_stream_ends_when_the_role_is_taken(two: TwoProcesses) -> None:
    headers = two.headers("dee@example.org", role="member")
    user = accounts.find_user(two.store, "dee@example.org")
    assert user is not None
    access.give_role(two.store, "m", user.email, role="viewer")
    with listening(f"{two.one}{HOME}/live?page=page-of-dee", headers) as stream:
        stream.next("here")
        access.take_role(two.store, "m", user.email)
        stream.next("end")


def test_streams_of_one_account_are_bounded(two: TwoProcesses) -> None:
    headers = two.headers("eve@example.org")
    open_ones = [listening(f"{two.other}{HOME}/live?page=page-{n}-of-eve", headers) for n in range(20)]
    streams = [one.__enter__() for one in open_ones]
    try:
        assert {stream.status for stream in streams} == {200}
        assert status_of(f"{two.other}{HOME}/live?page=one-too-many", headers) == 429
    finally:
        for one in open_ones:
            one.__exit__(None, None, None)
    deadline = time.monotonic() + 10
    while status_of(f"{two.other}{HOME}/live?page=again", headers) != 200:
        assert time.monotonic() < deadline, "streams that were left still count"
        time.sleep(0.2)


def test_nobody_and_strangers_hear_nothing(two: TwoProcesses) -> None:
    assert status_of(f"{two.one}{HOME}/live", {}) == 303
    assert status_of(f"{two.one}{HOME}/live", two.headers("mem@example.org", role="member")) == 404
    assert status_of(f"{two.one}/organise/none/live", two.headers("ann@example.org")) == 404


@pytest.mark.parametrize(
    "body",
    [{}, [], {"page": "short"}, {"page": "x" * 33}, {"page": "page-of-ann", "place": "x" * 201}, {"page": 7}, {"a": 1}],
)
def test_page_that_says_nothing_of_use_is_refused(two: TwoProcesses, body: Any) -> None:
    with pytest.raises(HTTPError) as refused:
        post(f"{two.one}{HOME}/here", body, two.headers("ann@example.org"))
    refused.value.close()
    assert refused.value.code == 422


def test_server_with_an_open_stream_ends_in_its_grace(tmp_path: Path) -> None:
    file = tmp_path / "m.yaml"
    file.write_bytes(write_yaml(a_meeting()))
    with running(tmp_path, data=[file]) as server:
        store = open_store(server.database)
        headers = TwoProcesses(server.address, "", store).headers("ann@example.org")
        opened = listening(f"{server.address}{HOME}/live?page=page-of-ann", headers)
        stream = opened.__enter__()
        stream.next("here")
        started = time.monotonic()
    assert time.monotonic() - started < 8
    stream.next("closed", patience=1)
    opened.__exit__(None, None, None)
    store.close()
    assert "Traceback" not in (tmp_path / "serve.log").read_text()


class TestPresence:
    """Who is here, in the database alone."""

    def test_page_not_heard_of_for_forty_seconds_is_closed(self, two: TwoProcesses) -> None:
        now = datetime.now(UTC) + timedelta(hours=1)
        of = service.draft(two.store, "m").meeting_id
        presence.be_here(two.store, of, page="a-page-of-ann", place="/", email="ann@example.org", now=now)
        later = [presence.present_in(two.store, [of], now=now + timedelta(seconds=wait))[of] for wait in (39, 41)]
        assert [[one.email for one in people] for people in later] == [["ann@example.org"], []]

    def test_pages_of_one_account_are_bounded(self, two: TwoProcesses) -> None:
        now = datetime.now(UTC) + timedelta(hours=2)
        of = service.draft(two.store, "m").meeting_id
        for number in range(25):
            when = now + timedelta(seconds=number)
            presence.be_here(two.store, of, page=f"a-page-{number}", place="/", email="ann@example.org", now=when)
        people = presence.present_in(two.store, [of], now=now + timedelta(seconds=25))[of]
        assert {one.page for one in people} == {f"a-page-{number}" for number in range(5, 25)}

    def test_page_of_somebody_else_cannot_be_taken(self, two: TwoProcesses) -> None:
        now = datetime.now(UTC) + timedelta(hours=3)
        of = service.draft(two.store, "m").meeting_id
        presence.be_here(two.store, of, page="page-of-ann", place="/", email="ann@example.org", now=now)
        with pytest.raises(InvalidInput):
            presence.be_here(two.store, of, page="page-of-ann", place="/", email="ben@example.org", now=now)
