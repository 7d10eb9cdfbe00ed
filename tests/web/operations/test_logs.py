from __future__ import annotations

import json
import logging
import re
from time import process_time
from typing import TYPE_CHECKING, Any

import pytest
from builders import a_meeting
from served import a_service
from sites import a_site
from sqlalchemy import text

from web.operations.logs import FORMATS, loggable

if TYPE_CHECKING:
    from pathlib import Path

TOKEN = "AbCdEfGhIjKlMnOpQrStUvWxYz012345"  # noqa: S105
MADE = re.compile(r"[0-9a-f]{16}")


def lines(log: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.splitlines()]


def test_each_request_that_is_not_ready_is_one_line_of_json_without_secrets(tmp_path: Path) -> None:
    with a_service(tmp_path, a_meeting(), PLENARY_LOG_FORMAT="json") as (running, store):
        for _ in range(3):
            running.get("/m/m.ics?lang=en&secret=in-a-query", user_agent="Evolution/3.46.4")
        running.get(f"/my/{TOKEN}.ics", cookie="plenary=in-a-cookie")
        running.get(f"/elsewhere/{TOKEN}")
        running.get("/healthz")
        named = running.get("/m/other", x_request_id="proxy-0001")
        forged = running.get("/m/other", x_request_id='x" forged="1')
        with store.writing() as connection:
            connection.execute(text("UPDATE revisions SET meeting = '{}'"))
        broken = running.get("/m/m", accept="text/html", x_request_id="broken-0001")
        running.end()
        log = running.log
    said = lines(log)
    asked = [
        (one["path"], one["route"], one["status"]) for one in said if "path" in one and "static" not in one["path"]
    ]
    assert asked == [
        ("/m/m.ics", "/m/{slug}.ics", 200),
        ("/my/…", "/my/{token}.ics", 404),
        ("/elsewhere/…", "none", 404),
        ("/m/other", "/m/{slug}", 404),
        ("/m/other", "/m/{slug}", 404),
        ("/m/m", "/m/{slug}", 500),
    ]
    assert [one["client"] for one in said if one.get("path") == "/m/m.ics"] == ["evolution"]
    for secret in (TOKEN, "in-a-query", "in-a-cookie", running.token, "forged"):
        assert secret not in log
    assert named.headers["x-request-id"] == "proxy-0001"
    assert MADE.fullmatch(forged.headers["x-request-id"])
    faults = [one for one in said if "traceback" in one]
    assert [(one["request"], one["level"]) for one in faults] == [("broken-0001", "error")]
    assert "ValidationError" in faults[0]["traceback"]
    assert (broken.status, broken.headers["x-request-id"]) == (500, "broken-0001")
    assert "broken-0001" in broken.body.decode()


def test_every_request_is_logged_and_named_where_that_is_wanted(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "plenary.requests")
    with a_site(tmp_path, a_meeting(), log_requests="all") as organiser:
        answers = [organiser.client.get("/m/m.ics", headers={"x-request-id": f"request-{n}"}) for n in range(3)]
    assert [one.headers.get("x-request-id") for one in answers] == [None] * 3
    known = [record.known for record in caplog.records]  # type: ignore[attr-defined]
    assert [one.get("ready", False) for one in known] == [False, True, True]
    assert {one["bytes"] for one in known} == {int(answers[0].headers["content-length"])}


def test_public_answers_have_no_id_and_ready_ones_no_line(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "plenary.requests")
    with a_site(tmp_path, a_meeting()) as organiser:
        answers = [organiser.client.get("/m/m.ics", headers={"x-request-id": "request-0"}) for _ in range(2)]
    assert [one.headers.get("x-request-id") for one in answers] == [None, None]
    assert len(caplog.records) == 1


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        (f"/my/{TOKEN}", "/my/…"),
        (f"//my/{TOKEN}.ics", "//my/….ics"),
        (f"/m/x/{TOKEN}/live", "/m/x/…/live"),
        ("/login/once/short", "/login/once/…"),
        ("/m/a-long-slug-in-small-letters-stays-as-it-is-2026", "/m/a-long-slug-in-small-letters-stays-as-it-is-2026"),
    ],
)
def test_what_may_open_something_is_not_shown(path: str, shown: str) -> None:
    assert loggable(path) == shown


def test_the_longest_address_that_a_client_may_send_costs_next_to_nothing() -> None:
    since = process_time()
    assert loggable("/m/" + "a" * 60_000) == "/m/" + "a" * 60_000
    assert loggable("/m/" + "a" * 60_000 + "A") == "/m/…"
    assert process_time() - since < 2


def test_a_line_for_people_is_one_line_whatever_is_asked(tmp_path: Path) -> None:
    with a_service(tmp_path, a_meeting(), PLENARY_LOG_FORMAT="text") as (running, _):
        running.get("/m/x%0A2026-01-01T00:00:00.000Z%20error%20forged")
        running.end()
        said = [line for line in running.log.splitlines() if "forged" in line]
    assert len(said) == 1
    assert re.fullmatch(r"\S+Z info \[[0-9a-f]{16}\] GET /m/x\\n\S+ error forged 404, [0-9.]+ ms, \d+ bytes", said[0])


@pytest.mark.parametrize("form", FORMATS)
def test_what_steers_a_viewer_is_escaped(form: str) -> None:
    steering = "\x1b[2J\x9b2J\x7f\u202etxt\x85x\u2028y\U000e0041"
    record = logging.LogRecord("x", logging.INFO, "", 0, f"GET /m/É{steering}", (), None)
    line = FORMATS[form]().format(record)
    assert line.isprintable()
    assert "GET /m/É\\u001b[2J\\u009b2J\\u007f\\u202etxt\\u0085x\\u2028y\\udb40\\udc41" in line
