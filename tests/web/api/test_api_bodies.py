"""What the API makes of bodies, methods and media types that are not as they should be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders import a_meeting
from callers import a_caller
from sites import a_site

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("kind", ["application/json", "application/json; charset=utf-8", "Application/JSON"])
def test_json_is_read(tmp_path: Path, kind: str) -> None:
    with a_site(tmp_path, a_meeting()) as organiser:
        body = b'{"edit": "set_meeting", "title": "T"}'
        done = a_caller(organiser).call("POST", "edits", match=1, content=body, headers={"content-type": kind})
        assert done.status_code == 200


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "", "json"])
def test_other_media_types_are_415(tmp_path: Path, kind: str) -> None:
    with a_site(tmp_path, a_meeting()) as organiser:
        caller = a_caller(organiser)
        refused = caller.call("POST", "edits", match=1, content=b"{}", headers={"content-type": kind})
        assert (refused.status_code, refused.headers["content-type"]) == (415, "application/problem+json")
        assert caller.version == 1


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b'{"edit": NaN}',
        b'{"edit": "set_meeting", "edit": "set_meeting"}',
        b'{"edit": "set_meeting", "title": "\\ud800"}',
        b'{"\\udfff": 1}',
        '{"edit": "\\ud800"}'.encode("utf-16"),
        '{"edit": "set_meeting", "title": "T"}'.encode("utf-32"),
        b"[" * 30 + b"]" * 30 + b",",
        b"[" * 41 + b"]" * 41,
        b'{"a":' * 5_000 + b"1" + b"}" * 5_000,
        b"1" * 5_000,
        b'"' + b"x" * 300_000 + b'"',
    ],
)
def test_what_is_no_sound_json_is_422(tmp_path: Path, body: bytes) -> None:
    with a_site(tmp_path, a_meeting()) as organiser:
        refused = a_caller(organiser).call("POST", "edits", match=1, content=body)
        assert (refused.status_code, len(refused.json()["errors"])) == (422, 1)
        assert refused.headers["content-type"] == "application/problem+json"


def test_more_bytes_than_a_meeting_file_may_have_are_413(tmp_path: Path) -> None:
    with a_site(tmp_path, a_meeting()) as organiser:
        caller = a_caller(organiser)
        refused = caller.call("POST", "edits", match=1, content=b'"' + b"x" * 11_000_000 + b'"')
        assert (refused.status_code, refused.headers["content-type"]) == (413, "application/problem+json")
        in_pieces = (b"x" * 1_000_000 for _ in range(12))
        assert caller.call("POST", "edits", match=1, content=in_pieces).status_code == 413


def test_body_of_a_stranger_is_not_even_read(tmp_path: Path) -> None:
    with a_site(tmp_path, a_meeting()) as organiser:
        body = b"x" * 11_000_000
        assert organiser.client.post("/api/v1/meetings/m/edits", content=body).status_code == 401


@pytest.mark.parametrize("body", [b"[" + b"[]," * 100_000 + b"[]]", b'{"edit": "' + b"x" * 100_000 + b'"}'])
def test_refusal_is_short_however_much_is_wrong(tmp_path: Path, body: bytes) -> None:
    with a_site(tmp_path, a_meeting()) as organiser:
        refused = a_caller(organiser).call("POST", "edits", match=1, content=body)
        assert (refused.status_code, len(refused.content) < 5_000) == (422, True)


def test_ten_megabytes_of_text_are_refused_by_the_field(tmp_path: Path) -> None:
    with a_site(tmp_path, a_meeting()) as organiser:
        caller = a_caller(organiser)
        refused = caller.edit({"edit": "set_meeting", "title": "x" * 10_000_000})
        assert (refused.status_code, [one["pointer"] for one in refused.json()["errors"]]) == (422, ["/title"])
        assert len(refused.content) < 1_000


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("DELETE", "/meetings/m/draft", "GET, HEAD, OPTIONS"),
        ("GET", "/meetings/m/edits", "OPTIONS, POST"),
        ("PATCH", "/meetings", "GET, HEAD, OPTIONS, POST"),
        ("POST", "/meetings/m/schedule", "DELETE, GET, HEAD, OPTIONS, PUT"),
        ("BREW", "/feeds", "OPTIONS, POST"),
    ],
)
def test_unknown_method_is_405_and_says_which_are_known(tmp_path: Path, method: str, path: str, allow: str) -> None:
    with a_site(tmp_path, a_meeting()) as organiser:
        refused = organiser.client.request(method, f"/api/v1{path}")
        assert (refused.status_code, refused.headers["allow"]) == (405, allow)
        assert (refused.headers["content-type"], refused.json()["status"]) == ("application/problem+json", 405)
        options = organiser.client.options(f"/api/v1{path}")
        assert (options.status_code, options.headers["allow"], options.content) == (204, allow, b"")


def test_head_has_the_headers_of_get(tmp_path: Path) -> None:
    with a_site(tmp_path, a_meeting()) as organiser:
        caller = a_caller(organiser)
        got, head = caller.get("draft"), caller.call("HEAD", "draft")
        assert (head.status_code, head.content) == (200, b"")
        assert (head.headers["etag"], head.headers["content-length"]) == (got.headers["etag"], str(len(got.content)))


def test_path_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    with a_site(tmp_path, a_meeting()) as organiser:
        caller = a_caller(organiser)
        for path in ("/nothing", "/meetings/none/draft", "/meetings/M%00/draft", "/meetings/m/history/0"):
            missing = caller.get(path)
            assert (missing.status_code, missing.headers["content-type"]) == (404, "application/problem+json")
