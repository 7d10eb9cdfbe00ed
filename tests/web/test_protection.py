"""Requests that a page of another site makes a browser send, for every route there is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from builders import a_meeting
from page_builders import text_of
from sites import ADDRESS, a_site, log_in
from starlette.routing import BaseRoute, Match, Mount, Route

from agenda.service import accounts, log_ins
from web.accounts.guard import SAFE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sites import Organiser

FOREIGN = (
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site", "origin": ADDRESS},
    {"origin": "https://evil.example"},
    {"origin": "https://agenda.example.org.evil.example"},
    {"origin": "https://agenda.example.org:8443"},
    {"origin": "null"},
)
OWN: tuple[dict[str, str], ...] = (
    {"sec-fetch-site": "same-origin"},
    {"sec-fetch-site": "none"},
    {"sec-fetch-site": "same-origin", "origin": "null"},
    {"origin": ADDRESS},
    {},
)


def unsafe_routes(routes: list[BaseRoute]) -> Iterator[tuple[str, str]]:
    """Each unsafe method and path that the application has a route for, its parameters filled in."""
    for route in routes:
        if isinstance(route, Mount) or not isinstance(route, Route):
            continue
        path = route.path
        for name, convertor in route.param_convertors.items():
            written = f"{{{name}:path}}" if f"{{{name}:path}}" in path else f"{{{name}}}"
            path = path.replace(written, "1" if "int" in type(convertor).__name__.lower() else "m")
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            scope = {"type": "http", "path": path, "method": method, "root_path": ""}
            if route.matches(scope)[0] is Match.FULL:
                yield method, path


def send(organiser: Organiser, method: str, path: str, headers: dict[str, str]) -> Any:
    return organiser.client.request(method, path, headers=headers, follow_redirects=False)


@pytest.mark.parametrize("is_logged_in", [True, False])
def test_no_route_takes_what_another_site_sends(tmp_path: Path, is_logged_in: bool) -> None:  # noqa: FBT001
    with a_site(tmp_path, a_meeting()) as organiser:
        if is_logged_in:
            log_in(organiser, role="admin")
        found = list(unsafe_routes(organiser.service.app.router.routes))
        assert {path for _, path in found} > {"/login", "/logout", "/account/password", "/organise/_accounts", "/my"}
        for method, path in found:
            taken = [
                headers
                for headers in FOREIGN
                if send(organiser, method, path, headers).status_code != 403
                and not (headers == {"origin": "null"} and path.startswith(("/my", "/login/once")))
            ]
            assert (method, path, taken) == (method, path, [])


@pytest.mark.parametrize("headers", OWN)
def test_own_pages_and_programs_without_either_header_are_let_through(tmp_path: Path, headers: dict[str, str]) -> None:
    with a_site(tmp_path, a_meeting()) as organiser:
        log_in(organiser)
        assert send(organiser, "POST", "/logout", headers).headers["location"] == "/login?said=out"


@pytest.mark.parametrize("headers", FOREIGN[:-1])
def test_other_site_logs_nobody_out_and_is_told_so_in_words(tmp_path: Path, headers: dict[str, str]) -> None:
    with a_site(tmp_path, a_meeting()) as organiser:
        log_in(organiser)
        refused = send(organiser, "POST", "/logout", headers)
        assert (refused.status_code, "came from another site" in text_of(refused.text)) == (403, True)
        assert organiser.client.get("/account", follow_redirects=False).status_code == 200


def test_looking_is_let_through_from_anywhere(tmp_path: Path) -> None:
    with a_site(tmp_path, a_meeting()) as organiser:
        log_in(organiser)
        assert sorted(SAFE) == ["GET", "HEAD", "OPTIONS", "TRACE"]
        assert send(organiser, "GET", "/account", {"sec-fetch-site": "cross-site"}).status_code == 200


def test_program_with_a_token_and_no_cookie_is_let_through(tmp_path: Path) -> None:
    with a_site(tmp_path, a_meeting()) as organiser:
        user = accounts.add_user(organiser.store, "p@example.org", role="editor", now=organiser.now)
        token = accounts.add_token(organiser.store, user.email, now=organiser.now)
        headers = {"authorization": f"Bearer {token}", "origin": "https://tool.example"}
        body = {"meetings": [{"meeting": "m"}]}
        assert organiser.client.post("/api/v1/feeds", json=body, headers=headers).status_code == 201
        log_in(organiser)
        assert organiser.client.post("/api/v1/feeds", json=body, headers=headers).status_code == 403


def test_programs_get_the_refusal_as_problem_json(tmp_path: Path) -> None:
    with a_site(tmp_path, a_meeting()) as organiser:
        log_in(organiser)
        refused = organiser.client.post("/api/v1/meetings", json={}, headers={"sec-fetch-site": "cross-site"})
        assert (refused.status_code, refused.headers["content-type"]) == (403, "application/problem+json")


def test_over_http_the_cookie_has_no_prefix(tmp_path: Path) -> None:
    with a_site(tmp_path, a_meeting(), url="http://127.0.0.1:8000") as organiser:
        user = accounts.add_user(organiser.store, "p@example.org", role="editor", now=organiser.now)
        link = log_ins.add_link(organiser.store, user.email, now=organiser.now.replace(year=2100))
        cookie = send(organiser, "POST", f"/login/once/{link}", {}).headers["set-cookie"]
        assert (cookie.startswith("plenary="), "Secure" in cookie) == (True, False)
