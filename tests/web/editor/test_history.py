"""The history of a draft as organisers read it, going back, undo and redo."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from builders import a_meeting, a_phase, a_session, meeting_file
from page_builders import seen_in, text_of
from sites import a_site, log_in

from agenda import service

if TYPE_CHECKING:
    from pathlib import Path

    from sites import Organiser

ME = "ana@example.org"
HISTORY = "/organise/cap-19/history"
MOVE = {"edit": "move_session", "session": "s1", "start": "2022-11-16T11:00"}
LATER = {"edit": "move_session", "session": "s1", "start": "2022-11-16T14:00"}
CANCEL = {"edit": "cancel_session", "session": "s2"}
SAME_SITE = {"sec-fetch-site": "same-origin"}


def edit(organiser: Organiser, written: Any, *, author: str = "ann@example.org", slug: str = "cap-19") -> int:
    organiser.now += timedelta(minutes=1)
    version = service.draft(organiser.store, slug).version
    done = service.edit(organiser.store, slug, written, expected=version, author=author, now=organiser.now)
    return done.version


def text_at(organiser: Organiser, path: str) -> str:
    return text_of(organiser.client.get(path).text)


def post(organiser: Organiser, path: str, **fields: str) -> Any:
    headers = SAME_SITE | ({"referer": fields.pop("referer")} if "referer" in fields else {})
    return organiser.client.post(path, data=fields, headers=headers, follow_redirects=False)


class TestHistory:
    def test_each_edit_says_who_when_and_what_newest_first(self, tmp_path: Path) -> None:
        with a_site(tmp_path, meeting_file("cap-19")) as organiser:
            log_in(organiser)
            edit(organiser, MOVE)
            edit(organiser, CANCEL, author="ben@example.org")
            assert (
                "ben@example.org 1 October 2022, 12:02 UTC Tools for Members cancelled Version 3 "
                "ann@example.org 1 October 2022, 12:01 UTC Opening session moved from Wed 16 Nov 10:00 to 11:00 CET "
                "Version 2"
            ) in text_at(organiser, HISTORY)

    def test_edit_that_delegates_see_nothing_of_is_told_all_the_same(self, tmp_path: Path) -> None:
        meeting = meeting_file("cap-19")
        first, last = meeting.people[0].id, meeting.people[-1].id
        with a_site(tmp_path, meeting) as organiser:
            log_in(organiser)
            edit(organiser, {"edit": "reorder_person", "person": last, "before": first})
            assert "Another order: people Version 2" in text_at(organiser, HISTORY)

    def test_thing_that_is_gone_today_is_named_as_it_was_then(self, tmp_path: Path) -> None:
        with a_site(tmp_path, meeting_file("cap-19")) as organiser:
            log_in(organiser)
            edit(organiser, MOVE)
            edit(organiser, {"edit": "remove_session", "session": "s1"})
            said = text_at(organiser, HISTORY)
            assert "Opening session moved from Wed 16 Nov 10:00 to 11:00 CET" in said
            assert "Opening session removed: Wed 16 Nov 11:00–14:00 CET" in said

    def test_sitting_that_is_closed_to_all_is_told_to_organisers(self, tmp_path: Path) -> None:
        closed = a_session(title="Budget", audience=["members"])
        meeting = a_meeting(audiences=[{"id": "members", "name": "M"}], phases=[a_phase(sessions=[closed])])
        with a_site(tmp_path, meeting) as organiser:
            log_in(organiser)
            edit(organiser, {"edit": "cancel_session", "session": "s"}, slug="m")
            assert "Budget cancelled" in text_at(organiser, "/organise/m/history")

    def test_import_folds_what_would_fill_the_page(self, tmp_path: Path) -> None:
        meeting = a_meeting(phases=[a_phase(sessions=[a_session(f"s{n}") for n in range(20)])])
        with a_site(tmp_path, meeting) as organiser:
            log_in(organiser)
            edits = [{"edit": "cancel_session", "session": f"s{n}"} for n in range(20)]
            edit(organiser, edits, slug="m")
            seen = seen_in(organiser.client.get("/organise/m/history").text)
            assert "14 changes more" in seen.text
            assert seen.text.count("cancelled") == 20
            assert seen.faults == []

    def test_undone_edits_are_marked_until_they_are_done_again(self, tmp_path: Path) -> None:
        with a_site(tmp_path, meeting_file("cap-19")) as organiser:
            log_in(organiser)
            edit(organiser, MOVE)
            for number, turn in enumerate((service.undo, service.redo, service.undo)):
                turn(organiser.store, "cap-19", author="ann@example.org", now=organiser.now)
                marked = organiser.client.get(HISTORY).text.count('class="undone"')
                assert marked == (1, 1, 2)[number]

    def test_page_holds_fifty_and_leads_on(self, tmp_path: Path) -> None:
        with a_site(tmp_path, a_meeting(phases=[a_phase(sessions=[a_session()])])) as organiser:
            log_in(organiser)
            for number in range(120):
                edit(organiser, {"edit": "set_meeting", "title": f"Title {number}"}, slug="m")
            seen = seen_in(organiser.client.get("/organise/m/history").text)
            versions = [one for one in seen.attributes("id") if one.startswith("version-")]
            assert (len(versions), versions[0], versions[-1]) == (50, "version-121", "version-72")
            assert "/organise/m/history?before=72" in seen.attributes("href", of="a")
            older = text_at(organiser, "/organise/m/history?before=72")
            assert "“Title 68” is called “Title 69” now Version 71" in older.replace("The meeting: ", "")
            last = seen_in(organiser.client.get("/organise/m/history?before=22").text)
            assert "/organise/m/history/1" in last.attributes("href", of="a")

    def test_bad_number_of_a_page_is_400(self, tmp_path: Path) -> None:
        with a_site(tmp_path, a_meeting()) as organiser:
            log_in(organiser)
            assert organiser.client.get("/organise/m/history?before=x").status_code == 400


class TestVersions:
    def test_version_shows_the_agenda_as_it_was_under_a_banner(self, tmp_path: Path) -> None:
        with a_site(tmp_path, meeting_file("cap-19")) as organiser:
            log_in(organiser)
            edit(organiser, MOVE)
            edit(organiser, LATER)
            said = text_at(organiser, f"{HISTORY}/2")
            assert "Version 2 of the draft This is not the draft as it stands now. Restore this version" in said
            assert "11:00–14:00 CET" in said
            assert "14:00–17:00 CET" not in said

    @pytest.mark.parametrize("number", ["0", "3", "x", "01", "99999999999999"])
    def test_version_that_is_none_is_404(self, tmp_path: Path, number: str) -> None:
        with a_site(tmp_path, meeting_file("cap-19")) as organiser:
            log_in(organiser)
            edit(organiser, MOVE)
            assert organiser.client.get(f"{HISTORY}/{number}").status_code == 404

    def test_restoring_says_what_it_will_change_and_does_it_as_an_edit(self, tmp_path: Path) -> None:
        with a_site(tmp_path, meeting_file("cap-19")) as organiser:
            log_in(organiser)
            edit(organiser, MOVE)
            edit(organiser, CANCEL)
            said = text_at(organiser, f"{HISTORY}/1/restore")
            assert "Opening session moved from Wed 16 Nov 11:00 to 10:00 CET" in said
            assert "Tools for Members takes place after all" in said
            answer = post(organiser, f"{HISTORY}/1/restore", version="3")
            assert (answer.status_code, answer.headers["location"]) == (303, f"{HISTORY}?said=restored")
            now = service.draft(organiser.store, "cap-19")
            assert (now.version, now.meeting) == (4, service.version(organiser.store, "cap-19", 1))

    def test_restoring_over_an_edit_that_was_not_seen_asks_again(self, tmp_path: Path) -> None:
        with a_site(tmp_path, meeting_file("cap-19")) as organiser:
            log_in(organiser)
            edit(organiser, MOVE)
            edit(organiser, LATER)
            answer = post(organiser, f"{HISTORY}/1/restore", version="2")
            assert answer.status_code == 409
            assert "The draft has been edited since you looked." in text_of(answer.text)
            assert service.draft(organiser.store, "cap-19").version == 3

    def test_viewer_reads_and_may_not_restore(self, tmp_path: Path) -> None:
        with a_site(tmp_path, meeting_file("cap-19")) as organiser:
            log_in(organiser, role="viewer")
            edit(organiser, MOVE)
            answers = [organiser.client.get(path).status_code for path in (HISTORY, f"{HISTORY}/1")]
            assert answers == [200, 200]
            assert "Restore" not in text_at(organiser, f"{HISTORY}/1")
            assert post(organiser, f"{HISTORY}/1/restore", version="2").status_code == 403


class TestTurning:
    def test_undo_goes_back_to_the_page_it_was_sent_from(self, tmp_path: Path) -> None:
        with a_site(tmp_path, meeting_file("cap-19")) as organiser:
            log_in(organiser)
            edit(organiser, MOVE, author=ME)
            page = "https://agenda.example.org/organise/cap-19/items?said=saved&tz=Asia/Seoul"
            answer = post(organiser, "/organise/cap-19/undo", referer=page)
            assert (answer.status_code, answer.headers["location"]) == (
                303,
                "/organise/cap-19/items?tz=Asia%2FSeoul&said=undone",
            )
            answer = post(organiser, "/organise/cap-19/redo", referer=page)
            assert answer.headers["location"].endswith("said=redone")

    @pytest.mark.parametrize(
        "page",
        [
            "",
            "https://evil.example.com/organise/cap-19/items",
            "https://agenda.example.org/organise/cap-19x/items",
            "https://agenda.example.org/organise/other/items",
            "https://agenda.example.org/organise/cap-19/undo",
            "https://agenda.example.org/organise/cap-19/edit/session/gone",
            "nonsense\\",
            "http://[::1",
        ],
    )
    def test_undo_from_elsewhere_goes_to_the_schedule(self, tmp_path: Path, page: str) -> None:
        with a_site(tmp_path, meeting_file("cap-19")) as organiser:
            log_in(organiser)
            edit(organiser, MOVE, author=ME)
            answer = post(organiser, "/organise/cap-19/undo", referer=page)
            assert answer.headers["location"] == "/organise/cap-19?said=undone"

    def test_undo_of_another_s_edit_there_is_none(self, tmp_path: Path) -> None:
        with a_site(tmp_path, meeting_file("cap-19")) as organiser:
            log_in(organiser)
            edit(organiser, MOVE, author="somebody@example.org")
            answer = post(organiser, "/organise/cap-19/undo")
            assert answer.headers["location"] == "/organise/cap-19?said=nothing-to-undo"

    def test_undo_of_what_another_changed_since_says_what(self, tmp_path: Path) -> None:
        with a_site(tmp_path, meeting_file("cap-19")) as organiser:
            log_in(organiser)
            edit(organiser, MOVE, author=ME)
            edit(organiser, LATER, author="ben@example.org")
            answer = post(organiser, "/organise/cap-19/undo")
            said = text_of(answer.text)
            assert answer.status_code == 409
            assert "Opening session moved from Wed 16 Nov 10:00 to 11:00 CET" in said
            assert (
                "ben@example.org 1 October 2022, 12:02 UTC Opening session moved from Wed 16 Nov 11:00 to 14:00 CET"
            ) in said
            assert (
                "Opening session start As your edit left it Wed 16 Nov 11:00 As it is now Wed 16 Nov 14:00 "
                "As it would have become Wed 16 Nov 10:00"
            ) in said
            assert "/organise/cap-19/edit/session/s1" in seen_in(answer.text).attributes("href", of="a")

    def test_form_of_another_site_undoes_nothing(self, tmp_path: Path) -> None:
        with a_site(tmp_path, meeting_file("cap-19")) as organiser:
            log_in(organiser)
            edit(organiser, MOVE, author=ME)
            answer = organiser.client.post("/organise/cap-19/undo", headers={"sec-fetch-site": "cross-site"})
            assert (answer.status_code, service.draft(organiser.store, "cap-19").version) == (403, 2)

    def test_viewer_may_not_undo(self, tmp_path: Path) -> None:
        with a_site(tmp_path, meeting_file("cap-19")) as organiser:
            log_in(organiser, role="viewer")
            assert post(organiser, "/organise/cap-19/undo").status_code == 403


def test_long_history_answers_quickly(tmp_path: Path) -> None:
    sessions = [a_session(f"s{n}") for n in range(200)]
    with a_site(tmp_path, a_meeting(phases=[a_phase(sessions=sessions)])) as organiser:
        log_in(organiser)
        for number in range(300):
            edit(organiser, {"edit": "set_session", "session": f"s{number % 200}", "expected": number}, slug="m")
        started = time.process_time()
        answers = [organiser.client.get(f"/organise/m/history{query}").status_code for query in ("", "?before=60")]
        assert answers == [200, 200]
        assert time.process_time() - started < 2


def test_every_version_is_what_the_draft_was_then(tmp_path: Path) -> None:
    meeting = meeting_file("cap-19")
    people, items = [one.id for one in meeting.people], [one.id for one in meeting.items]
    written = [
        MOVE,
        {"edit": "set_session", "session": "s1", "expected": 5},
        {"edit": "set_session", "session": "s1", "expected": 6, "title": {"fr": "Ouverture"}},
        {"edit": "reorder_person", "person": people[-1], "before": people[0]},
        {"edit": "remove_item", "item": items[2]},
        LATER,
        {"edit": "add_item", "item": {"id": items[2], "title": "Once more"}, "before": items[0]},
        {"edit": "move_phase", "phase": "closing", "start": "2022-11-21"},
        {"edit": "set_session", "session": "s1", "expected": None},
        {"edit": "remove_session", "session": "s2"},
        {"edit": "set_meeting", "title": {"en": "Another"}},
    ]
    with a_site(tmp_path, meeting) as organiser:
        known = [service.draft(organiser.store, "cap-19").meeting]
        for one in written:
            edit(organiser, one)
            known.append(service.draft(organiser.store, "cap-19").meeting)
        again = [service.version(organiser.store, "cap-19", number) for number in range(1, len(known) + 1)]
        assert again == known
