"""Removing twice: two clicks on one button, or two organisers at one object."""

from __future__ import annotations

from typing import TYPE_CHECKING

from builders import meeting_file
from sent_forms import fields_of, post
from sites import a_site, log_in

from agenda import service

if TYPE_CHECKING:
    from pathlib import Path


def test_form_sent_twice_removes_once_and_says_so_twice(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as site:
        log_in(site)
        path = "/organise/cap-19/remove/session/s2"
        fields = fields_of(site.client.get(path).text)
        answers = [post(site.client, path, fields).headers["location"] for _ in range(2)]
        assert answers == ["/organise/cap-19?phase=hybrid&said=removed"] * 2
        assert service.draft(site.store, "cap-19").version == 2
