"""Personal feeds answered before routing are answered as the application answers them, errors included."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pytest
from builders import meeting_file
from choosers import a_delegate
from sites import ADDRESS, a_site
from starlette.testclient import TestClient

from agenda.service import personal
from web.direct import PersonalFeedsFirst

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from choosers import Delegate
    from httpx2 import Response
    from sites import Organiser
    from starlette.applications import Starlette
    from starlette.types import Receive, Scope, Send

ITS_OWN = {"x-request-id", "date"}
ASKED = [
    ("GET", ".ics", {}),
    ("HEAD", ".ics", {}),
    ("POST", ".ics", {}),
    ("OPTIONS", ".ics", {}),
    ("GET", ".ics?lang=fr&alarm=15&x=1", {}),
    ("GET", ".ics?lang=!", {}),
    ("GET", ".ics?alarm=never", {"accept-language": "fr"}),
    ("GET", ".ics", {"if-none-match": "*"}),
    ("GET", ".ics", {"accept-encoding": "gzip"}),
    ("GET", "x.ics", {}),
    ("GET", "x.ics", {"accept": "text/html", "accept-language": "ar"}),
    ("GET", "/.ics", {}),
    ("GET", ".ics/", {}),
]


@pytest.fixture(scope="module")
def organiser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Organiser]:
    with a_site(tmp_path_factory.mktemp("site"), meeting_file("cap-19")) as found:
        yield found


@pytest.fixture(scope="module")
def delegate(organiser: Organiser) -> Delegate:
    return a_delegate(organiser, "cap-19/session/s1", "cap-19/session/s3")


def seen(answer: Response) -> tuple[int, dict[str, str], bytes]:
    headers = {name: value for name, value in answer.headers.items() if name not in ITS_OWN}
    return answer.status_code, headers, answer.content


@pytest.mark.parametrize(("method", "rest", "headers"), ASKED)
def test_both_ways_answer_alike(
    organiser: Organiser, delegate: Delegate, method: str, rest: str, headers: dict[str, str]
) -> None:
    routed = TestClient(organiser.service.app, base_url=ADDRESS, raise_server_exceptions=False)
    address = delegate.path + rest
    assert seen(organiser.client.request(method, address, headers=headers)) == seen(
        routed.request(method, address, headers=headers)
    )


def test_revoked_feed_is_gone_both_ways(organiser: Organiser) -> None:
    delegate = a_delegate(organiser, "cap-19/session/s2")
    personal.revoke_feed(organiser.store, delegate.token, now=organiser.now)
    routed = TestClient(organiser.service.app, base_url=ADDRESS)
    answers = [client.get(f"{delegate.path}.ics") for client in (organiser.client, routed)]
    assert [answer.status_code for answer in answers] == [410, 410]
    assert seen(answers[0]) == seen(answers[1])


def test_fault_of_the_service_is_said_as_everywhere(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        organiser.service.app.state.personal = None
        answer = organiser.client.get("/my/abc.ics")
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", ["/my/.ics", "/my/a/b.ics", "/my/a", "/my.ics", "/m/a.ics", "/my/a.ics/"])
def test_other_paths_are_left_to_the_routes(organiser: Organiser, path: str) -> None:
    left: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        left.append(scope["path"])
        await organiser.service.app(scope, receive, send)

    first = PersonalFeedsFirst(cast("Starlette", app), organiser.site, organiser.service.app.state.personal)
    TestClient(first, base_url=ADDRESS).get(path)
    assert left == [path]
