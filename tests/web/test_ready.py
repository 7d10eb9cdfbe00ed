"""What is sent as soon as a head is read is what the application sends, in order, and never more than is taken."""

from __future__ import annotations

import gzip
import socket
import time
from contextlib import ExitStack, closing
from typing import TYPE_CHECKING, Any

import pytest
from builders import meeting_file
from choosers import a_delegate
from lines import Line, listening, request
from sites import a_site

from agenda.service import personal
from agenda.store import open_store
from web import connections
from web.ready import ReadyProtocol
from web.representation import Messages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sites import Organiser
    from starlette.types import Receive, Scope, Send

FEED, PAGE = "/m/cap-19.ics", "/m/cap-19"
GZIP = "Accept-Encoding: gzip"
READY = [
    ("GET", FEED, ""),
    ("HEAD", FEED, ""),
    ("GET", FEED, GZIP),
    ("GET", FEED, "If-None-Match: *"),
    ("GET", FEED, "If-Modified-Since: Fri, 01 Jan 2100 00:00:00 GMT"),
    ("GET", f"{FEED}?lang=fr&utm_source=x", GZIP),
    ("GET", PAGE, "Accept-Language: fr"),
    ("HEAD", PAGE, GZIP),
]
LEFT = [
    ("POST", FEED, "Content-Length: 0"),
    ("GET", FEED, "Content-Length: 0"),
    ("GET", FEED, "Upgrade: websocket\r\nConnection: upgrade"),
    ("GET", FEED, "Connection: close"),
    ("GET", "/m/cap%2d19.ics", ""),
    ("GET", "/m/cap-19.ics#there", ""),
    ("GET", "/m/cap-19.ics?x#&lang=fr", ""),
    ("GET", "http://evil.example/m/cap-19.ics", ""),
    ("GET", "/m/cap-20.ics", ""),
    ("GET", "/healthz", ""),
]
PIECE = b"x" * 7_000_000
MOST_BUFFERED = 12_000_000
"""Bytes that systems hold of what is sent and not yet read."""


@pytest.fixture(scope="module")
def organisers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Organiser]]:
    """Of two services alike, the second of which logs each request, and so sends nothing at once."""
    with ExitStack() as open_sites:
        yield [
            open_sites.enter_context(a_site(tmp_path_factory.mktemp(which), meeting_file("cap-19"), log_requests=which))
            for which in ("none", "all")
        ]


@pytest.fixture(scope="module")
def ports(organisers: list[Organiser]) -> Iterator[list[int]]:
    with ExitStack() as stack:
        yield [stack.enter_context(listening(organiser.service, timeout_keep_alive=2)) for organiser in organisers]


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The statuses of what was sent at once."""
    statuses: list[int] = []
    send = ReadyProtocol._send

    def noted(self: ReadyProtocol, found: Messages) -> None:
        statuses.append(found.start["status"])
        send(self, found)

    monkeypatch.setattr(ReadyProtocol, "_send", noted)
    return statuses


def asked(port: int, method: str, target: str, headers: str) -> tuple[bytes, bytes]:
    with closing(Line(port)) as line:
        line.socket.sendall(request(method, target, headers))
        return line.answer(has_body=method != "HEAD")


@pytest.mark.parametrize(("method", "target", "headers"), READY)
def test_what_is_kept_is_sent_at_once_as_the_application_sends_it(
    ports: list[int], sent: list[int], method: str, target: str, headers: str
) -> None:
    first = [asked(port, method, target, headers) for port in ports]
    assert sent in ([], [200], [304])
    sent.clear()
    again = [asked(port, method, target, headers) for port in ports]
    assert len(sent) == 1
    assert first[0] == first[1] == again[0] == again[1]


@pytest.mark.parametrize(("method", "target", "headers"), LEFT)
def test_all_else_is_left_to_the_application(
    ports: list[int], sent: list[int], method: str, target: str, headers: str
) -> None:
    for kept in (FEED, f"{FEED}?lang=fr"):
        asked(ports[0], "GET", kept, "")
    sent.clear()
    for _ in range(2):
        answers = [asked(port, method, target, headers) for port in ports]
        assert answers[0] == answers[1]
    assert sent == []


def test_old_clients_get_a_closed_connection(ports: list[int], sent: list[int]) -> None:
    asked(ports[0], "GET", FEED, "")
    sent.clear()
    with closing(Line(ports[0])) as line:
        line.socket.sendall(f"GET {FEED} HTTP/1.0\r\n\r\n".encode())
        assert line.answer()[1].startswith(b"BEGIN:VCALENDAR")
        assert line.socket.recv(1) == b""
    assert sent == []


def test_personal_feed_is_sent_at_once_but_for_the_fetch_that_is_written_down(
    organisers: list[Organiser], ports: list[int], sent: list[int]
) -> None:
    delegate = a_delegate(organisers[0], "cap-19/session/s1")
    answers = [asked(ports[0], "GET", f"{delegate.path}.ics", GZIP) for _ in range(3)]
    assert answers[0] == answers[1] == answers[2]
    assert b"SUMMARY" in gzip.decompress(answers[0][1])
    assert sent == [200, 200]
    assert asked(ports[0], "GET", "/my/made-up.ics", "")[0].startswith(b"HTTP/1.1 404 ")


def test_personal_feed_is_counted_either_way(organisers: list[Organiser], ports: list[int], sent: list[int]) -> None:
    delegate, tally = a_delegate(organisers[0], "cap-19/session/s3"), organisers[0].site.tally.routed
    counted = ("/my/{token}.ics", 200, "other")
    before = tally[counted]
    for _ in range(3):
        asked(ports[0], "GET", f"{delegate.path}.ics", "")
    assert tally[counted] == before + 3
    assert sent


def test_personal_feed_revoked_elsewhere_is_gone_at_the_next_request_of_a_connection(
    organisers: list[Organiser], ports: list[int], sent: list[int]
) -> None:
    delegate = a_delegate(organisers[0], "cap-19/session/s2")
    elsewhere = open_store(organisers[0].store.url.render_as_string(hide_password=False))
    with closing(Line(ports[0])) as line:
        for _ in range(2):
            line.socket.sendall(request("GET", f"{delegate.path}.ics"))
            line.answer()
        assert sent[-1:] == [200]
        personal.revoke_feed(elsewhere, delegate.token, now=organisers[0].now)
        line.socket.sendall(request("GET", f"{delegate.path}.ics"))
        assert line.answer()[0].startswith(b"HTTP/1.1 410 ")
    elsewhere.close()


def test_many_requests_in_one_piece_do_not_keep_others_waiting(
    organisers: list[Organiser], ports: list[int], sent: list[int]
) -> None:
    """As many are answered at once as take a moment; the others take turns with those of other clients."""
    delegate, many = a_delegate(organisers[0], "cap-19/session/s1"), 300
    asked(ports[0], "GET", f"{delegate.path}.ics", "")
    sent.clear()
    with closing(Line(ports[0])) as line:
        line.socket.sendall(request("HEAD", f"{delegate.path}.ics") * many)
        assert {line.answer(has_body=False)[0][:12] for _ in range(many)} == {b"HTTP/1.1 200"}
    assert 1 <= len(sent) <= many // 10


def test_many_requests_at_once_are_answered_in_order(ports: list[int], sent: list[int]) -> None:
    for target in (FEED, PAGE):
        asked(ports[0], "GET", target, "")
    targets = [FEED, "/m/cap-20.ics", PAGE, FEED, "/healthz", FEED, "/m/cap%2d19.ics", PAGE, FEED]
    alone = [asked(ports[0], "GET", target, "") for target in targets]
    sent.clear()
    with closing(Line(ports[0])) as line:
        line.socket.sendall(b"".join(request("GET", target) for target in targets))
        together = [line.answer() for _ in targets]
    assert [head[:12] for head, _ in together] == [head[:12] for head, _ in alone]
    assert [body[:100] for _, body in together] == [body[:100] for _, body in alone]
    assert sent[:1] == [200]


def test_no_more_is_sent_than_a_client_takes(ports: list[int], sent: list[int]) -> None:
    """The rest waits as requests, not as answers."""
    _, body = asked(ports[0], "GET", PAGE, "")
    sent.clear()
    many = 3 * MOST_BUFFERED // len(body) + 1
    with closing(Line(ports[0])) as line:
        line.socket.sendall(request("GET", PAGE) * many)
        time.sleep(1)
        assert sent
        assert len(sent) * len(body) < MOST_BUFFERED
        assert {line.answer()[1] for _ in range(many)} == {body}


def test_idle_connection_is_closed(ports: list[int]) -> None:
    with closing(Line(ports[0])) as line:
        for _ in range(2):
            line.socket.sendall(request("GET", FEED))
            line.answer()
        since = time.monotonic()
        assert line.socket.recv(1) == b""
        assert 1 < time.monotonic() - since < 8


def test_publication_is_seen_by_the_next_request_of_a_connection(
    organisers: list[Organiser], ports: list[int], sent: list[int]
) -> None:
    with closing(Line(ports[0])) as line:
        for _ in range(2):
            line.socket.sendall(request("GET", FEED))
            line.answer()
        assert sent[-1:] == [200]
        organisers[0].publish("cap-19", {"edit": "set_session", "session": "s1", "title": {"en": "Quite another"}})
        line.socket.sendall(request("GET", FEED))
        assert b"Quite another" in line.answer()[1]


class Large:
    """An application that has one answer in pieces, ready, and whose long way is another."""

    def at_once(self, _: Any) -> Messages:
        length = b"%d" % (3 * len(PIECE) + 3)
        start = {"type": "http.response.start", "status": 200, "headers": [(b"content-length", length)]}
        piece = {"type": "http.response.body", "body": PIECE, "more_body": True}
        last = {"type": "http.response.body", "body": b"end"}
        return Messages(start, (piece,) * 3, last, b"content-length: %b\r\n\r\n" % length)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body"})


def test_answer_in_pieces_is_sent_whole(sent: list[int]) -> None:
    with listening(Large()) as port:
        assert asked(port, "GET", "/", "")[1] == PIECE * 3 + b"end"
    assert sent == [200]


def test_who_takes_an_answer_slowly_may_ask_again() -> None:
    """The connection counts as idle from when the answer was taken, not from when it was handed to the system."""
    with listening(Large(), timeout_keep_alive=1) as port, closing(Line(port)) as line:
        line.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)
        line.socket.sendall(request("GET", "/"))
        time.sleep(2.5)
        for _ in range(2):
            assert len(line.answer()[1]) == 3 * len(PIECE) + 3
            line.socket.sendall(request("GET", "/"))


def test_fault_on_the_way_leaves_the_request_to_the_application(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: Any) -> Messages:
        raise ZeroDivisionError

    monkeypatch.setattr(Large, "at_once", fails)
    with listening(Large()) as port:
        assert asked(port, "GET", "/", "")[0].startswith(b"HTTP/1.1 204 ")


@pytest.fixture
def hasty(organisers: list[Organiser], monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """The port of a server that waits for a head for half a second."""
    monkeypatch.setattr(connections, "HEAD_SECONDS", 0.5)
    with listening(organisers[0].service) as port:
        asked(port, "GET", FEED, "")
        yield port


def test_head_that_takes_for_ever_closes_the_connection_after_such_answers_too(hasty: int) -> None:
    with closing(Line(hasty)) as line:
        line.socket.sendall(request("GET", FEED))
        line.answer()
        line.socket.sendall(b"GET /m/cap")
        since = time.monotonic()
        assert line.socket.recv(1) == b""
        assert time.monotonic() - since < 2


def test_each_head_has_its_own_time(hasty: int, sent: list[int]) -> None:
    """One is always half there when the connection is looked at, and none is late."""
    half, rest = request("GET", FEED)[:20], request("GET", FEED)[20:]
    with closing(Line(hasty)) as line:
        for _ in range(8):
            line.socket.sendall(half)
            time.sleep(0.2)
            line.socket.sendall(rest)
            line.answer()
    assert len(sent) == 8
