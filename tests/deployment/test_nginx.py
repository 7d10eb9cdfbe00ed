"""Two hosts and PostgreSQL behind a real nginx under the file that is shipped for it."""

from __future__ import annotations

import gzip
import json
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest
from builders import a_meeting, a_phase, a_session, meeting_file
from fronted import READER, Front, a_front
from icalendar import Calendar
from listening import listening
from postgres import shared_server, template
from served import Service, a_database, free_port

from agenda.service import accounts, log_ins

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from served import Answer

    from agenda.meeting import Meeting
    from agenda.store import Store

pytestmark = pytest.mark.postgresql
KEPT_SECONDS = 2.4
"""Nginx keeps an answer until the second after the next begins, and a host looks for publications every 0.25 s."""
EDITOR = "ben@example.org"
WORDS = "an agenda in the drawer"
FORM = {"content_type": "application/x-www-form-urlencoded", "sec_fetch_site": "same-origin"}
FORGED = {"x_forwarded_for": "198.51.100.7, 127.0.0.1", "forwarded": "for=198.51.100.7"}
CLOSED_TITLE = "Election of the director"


@dataclass
class Site:
    """A front, the two hosts behind it, and their database."""

    front: Front
    hosts: tuple[Service, Service]
    store: Store

    def log_in(self) -> str:
        """Logs the organiser in through nginx; the cookie."""
        answer = self.front.ask("POST", "/login", urlencode({"email": EDITOR, "password": WORDS}), **FORM, **FORGED)
        assert answer.status == 303, answer
        return answer.headers["set-cookie"].partition(";")[0]

    def publish(self, host: int, *edits: dict[str, object], slug: str = "cap-19") -> None:
        """Edits and publishes by the API of one host."""
        service = self.hosts[host]
        assert service.edit(*edits, on=service.version(slug), slug=slug).status == 200
        assert service.publish(slug=slug).status == 200


def closable() -> Meeting:
    item = {"id": "i1", "title": CLOSED_TITLE}
    slot = {"item": "i1", "minutes": 30}
    phase = a_phase(sessions=[a_session(slots=[slot])])
    return a_meeting(audiences=[{"id": "members", "name": "Members"}], items=[item], phases=[phase])


def start_all(stack: ExitStack, hosts: Sequence[Service]) -> None:
    with ThreadPoolExecutor() as threads:
        for starting in [threads.submit(host.start) for host in hosts]:
            starting.result()
    for host in hosts:
        stack.callback(host.kill)


@contextmanager
def running(folder: Path) -> Iterator[Site]:
    server, name = shared_server(), "behind_nginx"
    server.create(name, template=template())
    port = free_port()
    address = f"https://localhost:{port}"
    with ExitStack() as stack:
        stack.callback(server.drop, name)
        store, token = a_database(server.address(name), address, meeting_file("cap-19"), closable())
        stack.callback(store.close)
        accounts.add_user(store, EDITOR, role="editor", password=WORDS, now=datetime.now(UTC))
        variables = {"PLENARY_URL": address, "PLENARY_TRUSTED_PROXIES": "127.0.0.1"}
        hosts = tuple(Service(folder, server.address(name), free_port(), token, variables=variables) for _ in range(2))
        start_all(stack, hosts)
        front = stack.enter_context(a_front(folder, [host.port for host in hosts], port))
        yield Site(front, (hosts[0], hosts[1]), store)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running(tmp_path_factory.mktemp("behind-nginx")) as made:
        yield made


def summaries(answer: Answer) -> set[str]:
    assert answer.status == 200
    return {str(one["SUMMARY"]) for one in Calendar.from_ical(answer.body).events}


def eventually(is_so: Callable[[], bool], *, within: float) -> float:
    since = time.monotonic()
    while not is_so():
        assert time.monotonic() - since < within, f"not within {within} seconds"
        time.sleep(0.05)
    return time.monotonic() - since


def test_speaks_http_2_and_leads_from_http_to_https(site: Site) -> None:
    site.front.tls.set_alpn_protocols(["h2"])
    plain = socket.create_connection(("localhost", site.front.port))
    with site.front.tls.wrap_socket(plain, server_hostname="localhost") as connection:
        assert connection.selected_alpn_protocol() == "h2"
    site.front.tls.set_alpn_protocols(["http/1.1"])
    with socket.create_connection(("127.0.0.1", site.front.plain_port)) as plain:
        plain.sendall(b"GET /m/cap-19?lang=fr HTTP/1.1\r\nHost: localhost\r\n\r\n")
        said = plain.recv(2_000).decode()
    assert "308 Permanent Redirect" in said
    assert "Location: https://localhost/m/cap-19?lang=fr\r\n" in said


def test_serves_pages_and_feeds_and_304s_from_its_cache(site: Site) -> None:
    for path in ("/", "/calendar.ics", "/m/cap-19", "/m/cap-19.ics", "/m/cap-19/phases/hybrid.ics", "/m/cap-19.json"):
        first = site.front.get(path)
        assert first.status == 200, path
        again = site.front.get(path)
        assert (again.status, again.body) == (200, first.body)
        assert again.headers["x-cache"] in {"HIT", "REVALIDATED"}
        known = site.front.get(path, if_none_match=first.headers["etag"])
        assert (known.status, known.body) == (304, b"")
    eventually(lambda: site.front.get("/m/cap-19.ics").headers["x-cache"] == "REVALIDATED", within=KEPT_SECONDS)
    assert site.front.get("/m/cap-19.ics").headers["x-cache"] == "HIT"


def test_keeps_forms_and_languages_apart(site: Site) -> None:
    plain, zipped = site.front.get("/m/cap-19"), site.front.get("/m/cap-19", accept_encoding="gzip")
    french = site.front.get("/m/cap-19", accept_language="fr")
    assert gzip.decompress(zipped.body) == plain.body
    assert b'<html lang="en"' in plain.body
    assert b'<html lang="fr"' in french.body
    assert site.front.get("/m/cap-19").body == plain.body
    assert site.front.get("/m/cap-19", accept_language="fr").body == french.body


def test_keeps_nothing_private(site: Site) -> None:
    cookie = site.log_in()
    for _ in range(2):
        assert site.front.get("/organise", cookie=cookie).status == 200
        assert CLOSED_TITLE not in site.front.get("/organise").body.decode()
        assert site.front.get("/organise").status != 200
        assert "x-cache" not in site.front.get("/organise", cookie=cookie).headers
    body = json.dumps({"meetings": [{"meeting": "cap-19"}]})
    made = site.front.ask("POST", "/api/v1/feeds", body, content_type="application/json")
    assert made.status == 201
    path = "/" + json.loads(made.body)["address"].partition("://")[2].partition("/")[2]
    feed = site.front.get(path)
    assert (feed.status, feed.headers["cache-control"]) == (200, "private, no-cache")
    assert "x-cache" not in feed.headers
    known = [site.front.get("/m/cap-19", cookie=cookie).headers["x-cache"] for _ in range(2)]
    assert known == ["BYPASS", "BYPASS"]


def test_publication_by_one_host_is_seen_at_the_other_and_through_nginx(site: Site) -> None:
    title = "Opening, in the large hall"
    site.front.get("/m/cap-19.ics")
    site.publish(0, {"edit": "set_session", "session": "s3", "title": {"en": title}})
    eventually(lambda: title in summaries(site.hosts[1].get("/m/cap-19.ics")), within=1)
    eventually(lambda: title in summaries(site.front.get("/m/cap-19.ics")), within=KEPT_SECONDS)


def test_tells_open_pages_at_once(site: Site) -> None:
    address = f"{site.front.address}/m/cap-19/live"
    with listening(address, {}, tls=site.front.tls) as one, listening(address, {}, tls=site.front.tls) as other:
        former = one.next("revision", patience=2).data["revision"]
        assert other.next("revision", patience=2).data["revision"] == former
        site.publish(1, {"edit": "set_session", "session": "s3", "notice": {"en": "starts 30 minutes late"}})
        since = time.monotonic()
        for stream in (one, other):
            event = stream.next("revision", patience=2)
            assert event.data == {"revision": former + 1}
            assert event.at - since < 1


def test_what_is_closed_is_gone_although_it_was_kept(site: Site) -> None:
    assert CLOSED_TITLE in site.front.get("/m/m/items/i1").body.decode()
    assert CLOSED_TITLE in site.front.get("/m/m.json").body.decode()
    site.publish(0, {"edit": "set_item", "item": "i1", "audience": "members"}, slug="m")
    time.sleep(KEPT_SECONDS)
    assert site.front.get("/m/m/items/i1").status == 404
    assert CLOSED_TITLE not in site.front.get("/m/m.json").body.decode()


def test_reader_is_known_by_an_address_that_nobody_can_forge(site: Site) -> None:
    site.log_in()
    user = accounts.find_user(site.store, EDITOR)
    assert user is not None
    networks = {one.network for one in log_ins.log_ins_of(site.store, user, now=datetime.now(UTC))}
    assert networks == {READER}


def test_refuses_what_is_too_large_and_slows_who_sends_much(site: Site) -> None:
    assert site.front.ask("POST", "/login", b"x" * 100, content_length=str(17 << 20)).status == 413
    foreign = {"sec_fetch_site": "cross-site"}
    answers = [site.front.ask("POST", "/login", "email=x", **foreign) for _ in range(25)]
    assert [one.status for one in answers[:5]] == [403] * 5
    assert b"<center>nginx</center>" in answers[-1].body
    assert answers[-1].status == 429
    assert site.front.get("/login").status == 200
    assert site.front.get("/m/cap-19.ics").status == 200


def test_goes_on_without_a_host_and_from_the_cache_without_any(site: Site) -> None:
    kept = site.front.get("/m/cap-19.ics")
    site.hosts[0].kill()
    assert {site.front.get(f"/m/cap-19.ics?n={number}").status for number in range(20)} == {200}
    site.hosts[1].kill()
    time.sleep(KEPT_SECONDS)
    stale = site.front.get("/m/cap-19.ics")
    assert (stale.status, stale.headers["x-cache"], stale.body) == (200, "STALE", kept.body)
    assert site.front.get("/organise").status == 502
