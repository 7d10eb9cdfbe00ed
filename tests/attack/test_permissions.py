"""Every caller at every door: what the table says is what the service does, and who is turned away changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from attack.callers_of_all_kinds import Knocking, everybody
from attack.doors import METHODS, address_of, doors
from attack.permissions import OPEN, PERMISSIONS, Denied, denied
from builders import a_meeting, a_phase, a_session
from sites import a_site
from sqlalchemy import inspect, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sites import Organiser

STREAMS = ("/m/{slug}/live", "/organise/{slug}/live")
LAST = ("/withdraw", "/logout")
"""What ends the meeting or a log-in where it is let in: asked last, in this order."""
NAMES_NOTHING = {("POST", "/organise/_accounts/change")}
"""Where an empty form is let in and then finds nothing that it names."""
MOVING = ("log_ins", "failed_log_ins")
TURNED_AWAY = {401, 403}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Organiser]:
    session = a_session(room="r", chair="a", slots=[{"item": "i"}])
    meeting = a_meeting(
        venues=[{"id": "hq", "name": "HQ", "rooms": [{"id": "r", "name": "R"}]}],
        people=[{"id": "a", "name": "A"}],
        items=[{"id": "i", "title": "I"}],
        phases=[a_phase(venue="hq", items=["i"], sessions=[session])],
    )
    other = a_meeting(slug="n", uid="5f0c1f5e-8a51-4d0e-9f6b-3a2b1c0d9e80")
    with a_site(tmp_path_factory.mktemp("site"), meeting, other) as organiser:
        yield organiser


@pytest.fixture(scope="module")
def callers(site: Organiser) -> list[Knocking]:
    return everybody(site.store, cookie="__Host-plenary")


def ask(site: Organiser, caller: Knocking, method: str, path: str) -> int:
    site.client.cookies.clear()
    headers = dict(caller.headers)
    if path.startswith("/api/"):
        headers |= {"if-match": '"999"', "content-type": "application/json"}
    body = b'{"x":' if method != "GET" and path.startswith("/api/") else b""
    answer: Any = site.client.request(method, address_of(path), content=body, headers=headers, follow_redirects=False)
    is_asked = answer.status_code == 303 and answer.headers["location"].startswith("/login?next=")
    return answer.status_code if answer.status_code != 303 or is_asked else 200


def kept(site: Organiser) -> dict[str, list[Any]]:
    """All that the database holds, but when log-ins were seen and what failed."""
    with site.store.reading() as connection:
        tables = [name for name in inspect(connection).get_table_names() if name not in MOVING]
        return {name: sorted(map(repr, connection.execute(text(f"SELECT * FROM {name}")))) for name in tables}  # noqa: S608


def walk(callers: list[Knocking], *, lets_in: bool) -> Iterator[tuple[Knocking, str, str, Denied]]:
    rules = sorted(PERMISSIONS.items(), key=lambda one: [one[0][1].endswith(end) for end in reversed(LAST)])
    for (method, path), rule in rules:
        for caller in callers:
            refusal = denied(caller, rule, method, path)
            if bool(refusal) != lets_in and not (lets_in and path in STREAMS):
                yield caller, method, path, refusal


def test_every_route_is_in_the_table_and_nothing_else(site: Organiser) -> None:
    assert sorted(doors(site.service.app)) == sorted(PERMISSIONS)


def test_who_may_not_is_turned_away_and_changes_nothing(site: Organiser, callers: list[Knocking]) -> None:
    before, wrong, asked = kept(site), [], 0
    for caller, method, path, refusal in walk(callers, lets_in=False):
        asked += 1
        if (status := ask(site, caller, method, path)) not in refusal.statuses:
            wrong.append((method, path, caller.name, status, set(refusal.statuses)))
    assert wrong == []
    assert asked > 1_000
    assert kept(site) == before


def test_methods_that_no_route_has_are_refused_to_everybody(site: Organiser, callers: list[Knocking]) -> None:
    before, wrong = kept(site), []
    some = [caller for caller in callers if caller.name in {"admin, by cookie", "nobody", "admin token"}]
    for path in dict.fromkeys(path for _, path in PERMISSIONS):
        for method in METHODS:
            is_head = method == "HEAD" and ("GET", path) in PERMISSIONS
            if (method, path) in PERMISSIONS or is_head or (method == "OPTIONS" and path.startswith("/api/v1")):
                continue
            statuses = {ask(site, caller, method, path) for caller in some}
            if statuses != {405}:
                wrong.append((method, path, statuses))
    assert wrong == []
    assert kept(site) == before


def test_who_may_is_let_in(site: Organiser, callers: list[Knocking]) -> None:
    wrong, asked = [], 0
    for caller, method, path, _ in walk(callers, lets_in=True):
        asked += 1
        status = ask(site, caller, method, path)
        may_be_absent = PERMISSIONS[method, path] == OPEN or method == "DELETE" or (method, path) in NAMES_NOTHING
        is_there = status != 404 or may_be_absent
        if status in TURNED_AWAY or status >= 500 or not is_there:
            wrong.append((method, path, caller.name, status))
    assert wrong == []
    assert asked > 1_000
