"""What comes over a bare socket: tricks with hosts, paths, headers and lengths, and clients that take their time."""

from __future__ import annotations

import gzip
import socket
import time
from contextlib import ExitStack
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from threading import Thread
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from attack.nasties import MEETING_FILES
from builders import a_meeting, a_phase, a_session
from clients.service import running

from agenda.files import write_yaml
from agenda.service import accounts
from agenda.store import open_store
from web.connections import HEAD_SECONDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from clients.service import Service

EVIL = "evil.example"
PAGES = ("/", "/m/m", "/m/m.ics", "/m/m.json", "/m/m.atom", "/m/m.frab.xml", "/m/m/changes", "/calendar.ics", "/login")
PATHS = (
    "/static/../settings.py", "/static/..%2fsettings.py", "/static/%2e%2e/%2e%2e/web/settings.py",
    "/static//etc/passwd",
    "/static/%00", "/static/plenary.css%00", "/static/..\\..\\web\\settings.py", "/m/%00", "/m/m%00.ics",
    "/m/..%2f..%2f",
    "/m/m/sessions/%2e%2e%2f", "/m/m/sessions/%ff%fe", "/m/%ed%a0%80", "/m/%zz", "/%", "/m/m/revisions/-1",
    "/m/m/revisions/99999999999999999999", "/m/m/revisions/%D9%A1", "/my/%00", "/my/../m/m", "/organise/%00",
    "/login/once/%00", "/api/v1/meetings/%00/draft", "/api/v1/feeds/%00", "//evil.example/", "/\\evil.example/",
    "/m/m?lang=%00", "/m/m?tz=../../etc/passwd", "/m/m?tz=%00", "/m/m?q=%ff", "/m/m?since=" + "9" * 400,
    "/m/m.ics?alarm=" + "9" * 400 + "m", "/calendar.ics?year=%D9%A1%D9%A1%D9%A1%D9%A1", "/m/" + "a" * 30_000,
    "/m/m?" + "a=b&" * 10_000, "/login?next=//evil.example/", "/login?next=/%09/evil.example",
    "/login?next=https://evil.example/", "/login?next=/%5cevil.example",
)  # fmt: skip
HEADERS: dict[str, bytes] = {
    "two lengths": b"POST /my HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nabcde",
    "length and chunks": b"POST /my HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n",
    "chunks twice": b"POST /my HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n"
    b"0\r\n\r\n",
    "chunks by another name": b"POST /my HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "length below nought": b"POST /my HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
    "huge length": b"POST /my HTTP/1.1\r\nHost: x\r\nContent-Length: " + b"9" * 30 + b"\r\n\r\n",
    "huge chunk": b"POST /my HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + b"f" * 20 + b"\r\n",
    "no host": b"GET /m/m HTTP/1.1\r\n\r\n",
    "two hosts": b"GET /m/m HTTP/1.1\r\nHost: a\r\nHost: evil.example\r\n\r\n",
    "bare line feeds": b"GET /m/m HTTP/1.1\nHost: x\n\n",
    "space before colon": b"GET /m/m HTTP/1.1\r\nHost : x\r\n\r\n",
    "folded header": b"GET /m/m HTTP/1.1\r\nHost: x\r\nX: a\r\n b\r\n\r\n",
    "NUL in header": b"GET /m/m HTTP/1.1\r\nHost: x\r\nCookie: a\0b\r\n\r\n",
    "bytes in header": b"GET /m/m HTTP/1.1\r\nHost: x\r\nAccept-Language: \xff\xfe\r\nCookie: \xff=\xfe\r\n\r\n",
    "no method": b" / HTTP/1.1\r\nHost: x\r\n\r\n",
    "bytes in path": b"GET /m/\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n",
    "version 9": b"GET / HTTP/9.9\r\nHost: x\r\n\r\n",
    "no HTTP": b"\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03" + b"\0" * 100 + b"\r\n\r\n",
    "preface of HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "asterisk": b"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n",
    "tunnel": b"CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example\r\n\r\n",
    "trace": b"TRACE / HTTP/1.1\r\nHost: x\r\nCookie: secret=1\r\n\r\n",
    "upgrade": b"GET /m/m/live HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n",
    "ranges": b"GET /static/plenary.css HTTP/1.1\r\nHost: x\r\nRange: bytes=" + b"0-," * 2_000 + b"0-\r\n\r\n",
    "range past the end": b"GET /static/plenary.css HTTP/1.1\r\nHost: x\r\nRange: bytes=999999999999999999999-\r\n\r\n",
    "expectation": b"POST /my HTTP/1.1\r\nHost: x\r\nExpect: nonsense\r\nContent-Length: 0\r\n\r\n",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("wire")


@pytest.fixture(scope="module")
def service(folder: Path) -> Iterator[Service]:
    file = folder / "m.yaml"
    sessions = [a_session(f"s{n}", description="words " * 300, start="2022-11-16T10:00") for n in range(400)]
    file.write_bytes(write_yaml(a_meeting(phases=[a_phase(sessions=sessions)])))
    with running(folder, data=[file]) as service:
        yield service


def connected(service: Service, *, patience: float = 10) -> socket.socket:
    parts = urlsplit(service.address)
    return socket.create_connection((parts.hostname, parts.port), timeout=patience)


def raw(service: Service, sent: bytes, *, patience: float = 1.0) -> bytes:
    """What comes back for these bytes, up to the end or until nothing comes any more."""
    heard = b""
    with connected(service, patience=patience) as line:
        try:
            line.sendall(sent)
            while (more := line.recv(65_536)) and len(heard) < 4_000_000:
                heard += more
        except OSError:
            pass
    return heard


def get(service: Service, path: str, **headers: str) -> bytes:
    lines = [f"GET {path} HTTP/1.1", *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items())]
    if not any(name.lower() == "host" for name in headers):
        lines.append("Host: x")
    return raw(service, "\r\n".join([*lines, "Connection: close", "", ""]).encode())


def seconds_of(service: Service, path: str) -> float:
    start = time.monotonic()
    connection = HTTPConnection(urlsplit(service.address).netloc, timeout=20)
    connection.request("GET", path)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    assert answer.status == 200
    return time.monotonic() - start


def memory_of(service: Service) -> int:
    """Bytes that the process that listens on the port of the service has in memory."""
    port = f"{urlsplit(service.address).port:04X}"
    lines = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    inode = next(one[9] for one in lines if one[1].endswith(f":{port}") and one[3] == "0A")
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if any(str(one.readlink()) == f"socket:[{inode}]" for one in (folder / "fd").iterdir()):
                return int((folder / "statm").read_text().split()[1]) * 4096
        except OSError:
            continue
    raise AssertionError("nobody listens there")


@pytest.mark.parametrize("path", PAGES)
def test_no_answer_says_the_host_that_a_client_made_up(service: Service, path: str) -> None:
    tricks: list[dict[str, str]] = [
        {"Host": EVIL},
        {"X_Forwarded_Host": EVIL},
        {"Forwarded": f"host={EVIL};proto=https"},
        {"X_Original_URL": f"//{EVIL}/", "X_Rewrite_URL": f"//{EVIL}/"},
        {"X_Forwarded_Prefix": f"//{EVIL}", "X_Forwarded_Proto": "https"},
        {"Referer": f"https://{EVIL}/", "Origin": f"https://{EVIL}"},
    ]
    for sent in tricks:
        assert EVIL not in get(service, path, **sent).decode("latin-1")
    absolute = raw(service, f"GET http://{EVIL}{path} HTTP/1.1\r\nHost: {EVIL}\r\nConnection: close\r\n\r\n".encode())
    assert EVIL not in absolute.decode("latin-1")
    assert EVIL not in get(service, path).decode("latin-1")


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path[:40])
def test_no_path_leads_outside_or_breaks_anything(service: Service, path: str) -> None:
    for method in ("GET", "HEAD", "POST"):
        sent = f"{method} {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        answer = raw(service, sent.encode(), patience=10)
        head, _, body = answer.partition(b"\r\n\r\n")
        assert answer.startswith(b"HTTP/1.1 ")
        assert 200 <= int(answer[9:12]) < 500, answer[:200]
        assert b"root:" not in body
        assert b"class Settings" not in body
        location = next((line for line in head.split(b"\r\n") if line.lower().startswith(b"location:")), b"")
        assert EVIL.encode() not in location


@pytest.mark.parametrize("name", HEADERS)
def test_no_request_breaks_the_server_or_hides_another(service: Service, name: str) -> None:
    answer = raw(service, HEADERS[name], patience=0.7)
    assert b"HTTP/1.1 5" not in answer
    assert answer.count(b"HTTP/1.1 ") <= 1, "what was hidden in a body was taken for a request"
    assert b"secret=1" not in answer
    assert seconds_of(service, "/m/m.ics") < 5


@pytest.fixture(scope="module", autouse=True)
def unfinished(service: Service) -> Iterator[list[socket.socket]]:
    """Connections that say nothing, or half a head, from before the first test on, so that the last need not wait."""
    with ExitStack() as stack:
        lines = [stack.enter_context(connected(service)) for _ in range(3)]
        lines[1].sendall(b"GET / HT")
        lines[2].sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX: ")
        yield lines


def test_headers_without_end_are_cut_off(service: Service) -> None:
    answer = raw(service, b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X: y\r\n" * 2_000_000)
    assert not answer or b" 4" in answer[:20]
    assert memory_of(service) < 400_000_000


def test_packed_bodies_are_not_unpacked(service: Service) -> None:
    body = gzip.compress(b"pick=" + b"0" * 50_000_000)
    connection = HTTPConnection(urlsplit(service.address).netloc, timeout=20)
    headers = {"content-encoding": "gzip", "content-type": "application/x-www-form-urlencoded"}
    before = memory_of(service)
    connection.request("POST", "/my", body, headers)
    assert connection.getresponse().status in {413, 415, 422}
    connection.close()
    assert memory_of(service) - before < 20_000_000


def test_others_are_served_beside_clients_that_never_finish_what_they_say(service: Service) -> None:
    with ExitStack() as stack:
        for number in range(300):
            line = stack.enter_context(connected(service))
            begun = b"GET / HTTP/1.1\r\nHost: x\r\nX: " if number % 2 else b"POST /my HTTP/1.1\r\nHost: x\r\n"
            line.sendall(begun if number % 2 else begun + b"Content-Length: 100000\r\n\r\npick=")
        assert median(seconds_of(service, "/m/m.ics") for _ in range(20)) < 1


def test_others_are_served_and_memory_is_bounded_beside_clients_that_never_read(service: Service) -> None:
    size, before = seconds_of(service, "/m/m.ics"), memory_of(service)
    assert size < 5
    with ExitStack() as stack:
        for number in range(200):
            line = stack.enter_context(connected(service))
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2_048)
            line.sendall(f"GET {('/m/m.ics', '/m/m/live')[number % 2]} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        assert median(seconds_of(service, "/m/m.ics") for _ in range(20)) < 1
        assert memory_of(service) - before < 200_000_000


def test_others_are_served_while_somebody_has_a_huge_file_read(service: Service) -> None:
    store = open_store(service.database)
    try:
        accounts.add_user(store, "m@example.org", role="member", now=_now())
        token = accounts.add_token(store, "m@example.org", now=_now())
    finally:
        store.close()
    answered: list[Any] = []
    sender = Thread(target=lambda: answered.append(_send_file(service, token, MEETING_FILES["many keys"])))
    sender.start()
    waits = [seconds_of(service, "/m/m.ics")]
    while sender.is_alive():
        waits.append(seconds_of(service, "/m/m.ics"))
        time.sleep(0.02)
    sender.join()
    assert answered == [422]
    assert len(waits) > 10
    assert max(waits) < 1.5


def _now() -> Any:
    from datetime import UTC, datetime

    return datetime.now(UTC)


def _send_file(service: Service, token: str, data: bytes) -> int:
    edge = b"--edge\r\nContent-Disposition: form-data; name=file; filename=m.yaml\r\n\r\n"
    headers = {"content-type": "multipart/form-data; boundary=edge", "authorization": f"Bearer {token}"}
    connection = HTTPConnection(urlsplit(service.address).netloc, timeout=60)
    connection.request("POST", "/organise/_import", edge + data + b"\r\n--edge--\r\n", headers)
    status = connection.getresponse().status
    connection.close()
    return status


@pytest.mark.parametrize(
    "part",
    [b"Content-Disposition: form-data; name=a\r\n\r\nx", b"X: y\r\n" * 20_000 + b"\r\nx", b"X: " + b"y" * 900_000],
)
def test_form_of_many_or_monstrous_parts_is_refused(service: Service, part: bytes) -> None:
    store = open_store(service.database)
    try:
        email = f"parts-{len(part)}@example.org"
        accounts.add_user(store, email, role="member", now=_now())
        headers = {"authorization": f"Bearer {accounts.add_token(store, email, now=_now())}"}
    finally:
        store.close()
    headers["content-type"] = "multipart/form-data; boundary=edge"
    body = b"".join(b"--edge\r\n" + part + b"\r\n" for _ in range(2_000 if len(part) < 100 else 1)) + b"--edge--\r\n"
    connection = HTTPConnection(urlsplit(service.address).netloc, timeout=20)
    connection.request("POST", "/organise/_import", body, headers)
    assert connection.getresponse().status == 422
    connection.close()


def test_who_leaves_amid_a_body_leaves_no_trace_in_the_log(service: Service, folder: Path) -> None:
    for path in ("/my", "/login", "/api/v1/feeds"):
        with connected(service) as line:
            kind = "application/json" if "api" in path else "application/x-www-form-urlencoded"
            head = f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: {kind}\r\nContent-Length: 1000\r\n\r\n"
            line.sendall(head.encode() + b"pick=")
            time.sleep(0.1)
    assert seconds_of(service, "/m/m.ics") < 5
    assert "Traceback" not in (folder / "serve.log").read_text("utf-8")


def test_connections_without_a_whole_head_are_closed(unfinished: list[socket.socket]) -> None:
    for line in unfinished:
        line.settimeout(HEAD_SECONDS + 5)
        assert line.recv(100) == b""
