"""Old revisions and changes, as the service answers them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from builders import a_meeting, a_phase, a_session, meeting_file
from page_builders import seen_in, text_of
from sites import a_site

from agenda import service

if TYPE_CHECKING:
    from pathlib import Path

    from sites import Organiser

MOVE = {"edit": "move_session", "session": "s1", "start": "2022-11-16T11:00"}
CANCEL = {"edit": "cancel_session", "session": "s2"}
REMOVE = {"edit": "remove_session", "session": "s3"}


def text_at(organiser: Organiser, path: str) -> str:
    return text_of(organiser.client.get(path).text)


class TestOldRevision:
    def test_page_shows_the_agenda_as_it_was_under_a_banner(self, tmp_path: Path) -> None:
        with a_site(tmp_path, meeting_file("cap-19")) as organiser:
            organiser.publish("cap-19", MOVE)
            answer = organiser.client.get("/m/cap-19/revisions/1")
            said = text_of(answer.text)
            assert answer.headers["x-robots-tag"] == "noindex"
            assert "Revision 1, as published 1 October 2022, 12:00 UTC This is not the agenda as it stands now." in said
            assert "10:00–13:00 CET" in said
            assert "11:00–14:00 CET" not in said
            assert "/m/cap-19?lang=en" in seen_in(answer.text).attributes("href", of="a")

    def test_page_links_to_no_part_that_has_no_page_of_its_own(self, tmp_path: Path) -> None:
        with a_site(tmp_path, meeting_file("cap-19")) as organiser:
            organiser.publish("cap-19", MOVE)
            seen = seen_in(organiser.client.get("/m/cap-19/revisions/1").text)
            links = [link.partition("#") for link in seen.attributes("href", of="a")]
            inside = {fragment for path, _, fragment in links if not path}
            assert inside - set(seen.attributes("id")) == set()
            assert [path for path, _, _ in links if path.startswith(("/m/cap-19/sessions", "webcal:"))] == []
            for path in {path for path, _, _ in links if path.startswith("/m/")}:
                assert organiser.client.get(path).status_code == 200

    def test_present_revision_says_that_it_is(self, tmp_path: Path) -> None:
        with a_site(tmp_path, meeting_file("cap-19")) as organiser:
            assert "This is still the present one." in text_at(organiser, "/m/cap-19/revisions/1")

    @pytest.mark.parametrize("number", ["0", "2", "01", "-1", "x", "9" * 5000, "99999999999999999999"])
    def test_number_that_is_none_is_404(self, tmp_path: Path, number: str) -> None:
        with a_site(tmp_path, meeting_file("cap-19")) as organiser:
            for path in (f"/m/cap-19/revisions/{number}", f"/m/cap-19/revisions/{number}.json"):
                assert organiser.client.get(path).status_code == 404

    def test_sitting_closed_since_is_closed_in_a_page_kept_from_before(self, tmp_path: Path) -> None:
        meeting = a_meeting(
            audiences=[{"id": "members", "name": "Members"}],
            phases=[a_phase(sessions=[a_session(title="Budget talks")])],
        )
        with a_site(tmp_path, meeting) as organiser:
            before = organiser.client.get("/m/m/revisions/1")
            assert "Budget talks" in before.text
            organiser.publish("m", {"edit": "set_session", "session": "s", "audience": "members"})
            for header in (
                {"if-none-match": before.headers["etag"]},
                {"if-modified-since": before.headers["last-modified"]},
            ):
                after = organiser.client.get("/m/m/revisions/1", headers=header)
                assert (after.status_code, "Budget talks" in after.text) == (200, False)
            assert "Closed sitting" in after.text

    def test_records_left_alone_by_rereading_are_as_they_were_published(self, tmp_path: Path) -> None:
        with a_site(tmp_path, meeting_file("cap-19")) as organiser:
            first = service.reread_records(organiser.store, organiser.site.news.latest("cap-19"), 1)
            organiser.publish("cap-19", MOVE, CANCEL, REMOVE)
            of = organiser.site.news.latest("cap-19")
            assert service.reread_records(organiser.store, of, 1) == first
            statuses = [record.entry.status for record in service.reread_records(organiser.store, of, 2)]
            assert statuses.count("cancelled") == 2

    def test_records_of_what_is_closed_now_say_so_under_the_same_uid_and_stamp(self, tmp_path: Path) -> None:
        meeting = a_meeting(
            audiences=[{"id": "members", "name": "Members"}],
            phases=[
                a_phase(
                    sessions=[a_session(title="Budget", status="cancelled"), a_session("t", title="Staff")],
                    deadlines=[{"id": "d", "title": "Budget figures", "due": "2022-11-16"}],
                )
            ],
        )
        closing: list[dict[str, Any]] = [
            {"edit": "set_session", "session": "s", "audience": "members"},
            {"edit": "set_session", "session": "t", "audience": "members"},
            {"edit": "set_deadline", "deadline": "d", "audience": "members"},
        ]
        with a_site(tmp_path, meeting) as organiser:
            before = service.reread_records(organiser.store, organiser.site.news.latest("m"), 1)
            organiser.publish("m", *closing)
            after = service.reread_records(organiser.store, organiser.site.news.latest("m"), 1)
            sittings = [record.uid for record in before if record.entry.kind == "session"]
            assert [record.entry.title["en"] for record in after if record.entry.kind == "session"] == [
                "Closed sitting"
            ] * 2
            assert [record.uid for record in after if record.entry.kind == "session"] == sittings
            assert [record.stamp for record in after] == [r.stamp for r in before if r.entry.kind != "deadline"]
            assert "Budget" not in "".join(record.written for record in after)


class TestChanges:
    def test_page_tells_each_revision_newest_first(self, tmp_path: Path) -> None:
        with a_site(tmp_path, meeting_file("cap-19")) as organiser:
            organiser.publish("cap-19", MOVE)
            organiser.publish("cap-19", CANCEL)
            said = text_at(organiser, "/m/cap-19/changes")
            told = (
                "1 October 2022, 14:00 UTC Tools for Members cancelled The present agenda "
                "Revision 2 1 October 2022, 13:00 UTC Opening session moved from Wed 16 Nov 10:00 to 11:00 CET "
                "The agenda as it was in revision 2 All that changed since then "
                "Revision 1 1 October 2022, 12:00 UTC The agenda was published for the first time."
            )
            assert told in said

    def test_change_to_what_is_closed_is_none_for_the_public(self, tmp_path: Path) -> None:
        phase = a_phase(sessions=[a_session(title="Budget", audience="members")])
        with a_site(tmp_path, a_meeting(audiences=[{"id": "members", "name": "M"}], phases=[phase])) as organiser:
            organiser.publish("m", {"edit": "set_session", "session": "s", "title": {"en": "Budget, second"}})
            assert "Nothing changed that is shown here." in text_at(organiser, "/m/m/changes")

    def test_long_history_goes_on_below(self, tmp_path: Path) -> None:
        with a_site(tmp_path, a_meeting(phases=[a_phase(sessions=[a_session()])])) as organiser:
            for number in range(2, 23):
                organiser.publish("m", {"edit": "set_meeting", "title": {"en": f"Title {number}"}})
            seen = seen_in(organiser.client.get("/m/m/changes").text)
            assert [one for one in seen.attributes("id") if one.startswith("revision-")][-1] == "revision-3"
            assert "/m/m/changes?before=3" in seen.attributes("href", of="a")
            older = seen_in(organiser.client.get("/m/m/changes?before=3").text)
            assert [one for one in older.attributes("id") if one.startswith("revision-")] == [
                "revision-2",
                "revision-1",
            ]
            assert "/m/m/changes" in older.attributes("href", of="a")

    def test_unreadable_number_is_400_and_one_below_the_first_404(self, tmp_path: Path) -> None:
        with a_site(tmp_path, a_meeting()) as organiser:
            statuses = [organiser.client.get(f"/m/m/changes?before={one}").status_code for one in ("x", "1", "99")]
            assert statuses == [400, 404, 200]

    def test_pages_answer_from_memory_when_the_database_is_away(self, tmp_path: Path) -> None:
        with a_site(tmp_path, meeting_file("cap-19")) as organiser:
            paths = ("/m/cap-19/changes", "/m/cap-19/revisions/1", "/m/cap-19/items/tor", "/m/cap-19.json")
            kept = [organiser.client.get(path).content for path in paths]
            organiser.lose_database(tmp_path)
            assert [organiser.client.get(path).content for path in paths] == kept


def test_former_slug_leads_on_to_the_same_place(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        organiser.publish("cap-19", {"edit": "set_meeting", "slug": "cap-2022"})
        for path in ("/changes", "/revisions/1", "/items/tor", ".json", ".atom"):
            answer = organiser.client.get(f"/m/cap-19{path}", follow_redirects=False)
            assert (answer.status_code, answer.headers["location"]) == (308, f"/m/cap-2022{path}")


def test_pages_of_people_are_left_out_of_indexes(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        tags = [
            organiser.client.get(f"/m/cap-19/{path}").headers.get("x-robots-tag")
            for path in ("people/pale", "items/tor", "rooms/room-a")
        ]
        assert tags == ["noindex", None, None]
