"""Telling readers of a sitting at once: the form of the room, and what the public then has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from builders import a_meeting, a_phase, a_session
from page_builders import text_of
from sites import a_site, log_in

from agenda import service

if TYPE_CHECKING:
    from pathlib import Path

    from sites import Organiser

SAME_SITE = {"sec-fetch-site": "same-origin"}
MEETING = a_meeting(languages=["en", "fr"], phases=[a_phase(sessions=[a_session()])])
LATE = {"notice.en": "Starts 30 minutes late", "notice.fr": "Commence 30 minutes plus tard"}
RENAME = {"edit": "set_session", "session": "s", "title": {"en": "Not yet told"}}


def tell(organiser: Organiser, identity: str = "s", **fields: str) -> Any:
    path = f"/organise/m/notice/{identity}"
    return organiser.client.post(path, data=fields, headers=SAME_SITE, follow_redirects=False)


def agenda(organiser: Organiser, query: str = "") -> str:
    return text_of(organiser.client.get(f"/m/m{query}").text)


def edit(organiser: Organiser, written: dict[str, Any]) -> None:
    version = service.draft(organiser.store, "m").version
    service.edit(organiser.store, "m", written, expected=version, author="o", now=organiser.now)


def test_notice_is_told_in_each_language_and_other_edits_are_not(tmp_path: Path) -> None:
    with a_site(tmp_path, MEETING) as organiser:
        log_in(organiser)
        edit(organiser, RENAME)
        done = tell(organiser, **LATE, message="Told at once")
        assert (done.status_code, done.headers["location"]) == (303, "/organise/m/notice/s?said=told")
        assert ("Starts 30 minutes late" in agenda(organiser), "Not yet told" in agenda(organiser)) == (True, False)
        assert "Commence 30 minutes plus tard" in agenda(organiser, "?lang=fr")
        assert "Told at once" in text_of(organiser.client.get("/m/m/changes").text)
        form = text_of(organiser.client.get(done.headers["location"]).text)
        assert ("Readers have the notice now." in form, "Readers see now: Starts 30 minutes late" in form) == (
            True,
            True,
        )


def test_second_sending_publishes_nothing(tmp_path: Path) -> None:
    with a_site(tmp_path, MEETING) as organiser:
        log_in(organiser)
        tell(organiser, **LATE)
        assert tell(organiser, **LATE).headers["location"].endswith("?said=unchanged")
        assert service.latest(organiser.store, "m").number == 2


def test_notice_is_taken_away_at_once(tmp_path: Path) -> None:
    with a_site(tmp_path, MEETING) as organiser:
        log_in(organiser)
        tell(organiser, **LATE)
        assert tell(organiser, **LATE, do="clear").headers["location"].endswith("?said=silent")
        assert "30 minutes" not in agenda(organiser)


def test_empty_and_unfit_notices_come_back_with_what_was_typed(tmp_path: Path) -> None:
    with a_site(tmp_path, MEETING) as organiser:
        log_in(organiser)
        empty = tell(organiser, **{"notice.en": " "})
        assert (empty.status_code, "Write what readers are to be told" in text_of(empty.text)) == (422, True)
        long = tell(organiser, **{"notice.en": "x" * 1_001, "notice.fr": "Salle B"})
        assert (long.status_code, "at most 1000 are allowed" in text_of(long.text)) == (422, True)
        assert "Salle B" in long.text
        assert service.latest(organiser.store, "m").number == 1


def test_sitting_that_is_not_published_is_refused(tmp_path: Path) -> None:
    with a_site(tmp_path, MEETING) as organiser:
        log_in(organiser)
        edit(organiser, {"edit": "add_session", "phase": "p", "session": a_session("new")})
        assert tell(organiser, "new", **LATE).status_code == 409
        assert tell(organiser, "none", **LATE).status_code == 404


def test_viewer_may_not_tell(tmp_path: Path) -> None:
    with a_site(tmp_path, MEETING) as organiser:
        log_in(organiser, role="viewer")
        assert (organiser.client.get("/organise/m/notice/s").status_code, tell(organiser, **LATE).status_code) == (
            403,
            403,
        )
