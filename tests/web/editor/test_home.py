"""An organiser's meetings, and making one: anew, from a file, from last year's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from builders import a_meeting, a_phase, a_session, meeting_file
from page_builders import seen_in, text_of
from sites import a_site, log_in

from agenda import service
from agenda.errors import NotFound
from agenda.files import write_yaml
from web.editor.copying import next_slug
from web.editor.home import slug_of

if TYPE_CHECKING:
    from pathlib import Path

    from sites import Organiser

SAME_SITE = {"sec-fetch-site": "same-origin"}
NEW = {
    "title": "20th Meeting",
    "slug": "cap-20",
    "time_zone": "Europe/Brussels",
    "languages": "en, fr",
    "phase_title": "Online phase",
    "phase_kind": "online",
    "phase_start": "2023-10-02",
    "phase_end": "2023-10-13",
}


def post(organiser: Organiser, path: str, fields: dict[str, Any] | None = None, **options: Any) -> Any:
    return organiser.client.post(path, data=fields, headers=SAME_SITE, follow_redirects=False, **options)


def send_file(organiser: Organiser, content: bytes, name: str = "m.yaml", **fields: str) -> Any:
    return post(organiser, "/organise/_import", fields, files={"file": (name, content)})


def is_there(organiser: Organiser, slug: str) -> bool:
    try:
        service.draft(organiser.store, slug)
    except NotFound:
        return False
    return True


class TestMeetings:
    def test_each_meeting_says_its_dates_state_and_role(self, tmp_path: Path) -> None:
        with a_site(tmp_path, meeting_file("cap-19"), meeting_file("sbstta-24")) as organiser:
            log_in(organiser)
            version = service.draft(organiser.store, "cap-19").version
            edit = {"edit": "cancel_session", "session": "s2"}
            service.edit(organiser.store, "cap-19", edit, expected=version, author="o", now=organiser.now)
            answer = organiser.client.get("/organise")
            said = text_of(answer.text)
            assert (
                "19th Meeting of the Counterfeiting and Piracy (CAP) Group 22 October – 15 December 2022 "
                "Revision 1 unpublished edits"
            ) in said
            assert said.count("unpublished edits") == 1
            links = seen_in(answer.text).attributes("href", of="a")
            wanted = ["/organise/cap-19", "/organise/cap-19/history", "/organise/cap-19/publish", "/m/cap-19"]
            assert [link for link in wanted if link not in links] == []
            assert answer.headers["cache-control"] == "no-store"

    def test_member_without_a_meeting_is_told_whom_to_ask(self, tmp_path: Path) -> None:
        with a_site(tmp_path, meeting_file("cap-19")) as organiser:
            log_in(organiser, role="member")
            said = text_of(organiser.client.get("/organise").text)
            assert "The owner of a meeting can give you a role in it." in said
            assert "New meeting" not in said


class TestNewMeeting:
    def test_made_meeting_is_a_draft_that_nobody_can_read_yet(self, tmp_path: Path) -> None:
        with a_site(tmp_path) as organiser:
            log_in(organiser)
            answer = post(organiser, "/organise/_new", NEW)
            assert (answer.status_code, answer.headers["location"]) == (303, "/organise/cap-20?said=added")
            meeting = service.draft(organiser.store, "cap-20").meeting
            assert (meeting.title["en"], meeting.languages, meeting.phases[0].kind) == (
                "20th Meeting",
                ("en", "fr"),
                "online",
            )
            assert organiser.client.get("/m/cap-20").status_code == 404

    def test_form_sent_twice_makes_one_meeting(self, tmp_path: Path) -> None:
        with a_site(tmp_path) as organiser:
            log_in(organiser)
            first, second = (post(organiser, "/organise/_new", NEW) for _ in range(2))
            assert (first.status_code, second.status_code) == (303, 303)
            assert first.headers["location"] == second.headers["location"]

    def test_slug_left_empty_is_made_of_the_title(self, tmp_path: Path) -> None:
        with a_site(tmp_path) as organiser:
            log_in(organiser)
            answer = post(organiser, "/organise/_new", NEW | {"slug": "", "title": "Réunion n° 20"})
            assert answer.headers["location"] == "/organise/reunion-n-20?said=added"

    @pytest.mark.parametrize(
        ("changed", "field", "complaint"),
        [
            ({"title": " "}, "title", "Fill this in."),
            ({"time_zone": ""}, "time_zone", "Fill this in."),
            ({"time_zone": "Mars/Olympus"}, "time_zone", "“Mars/Olympus” is not an IANA time zone"),
            ({"slug": "CAP 20"}, "slug", "“CAP 20” is not an id"),
            ({"languages": "english!"}, "languages", "“english!” is not a language tag"),
            ({"phase_start": "soon"}, "phase_start", "“soon” is not a date"),
            ({"phase_kind": "party"}, "phase_kind", ""),
            ({"phase_end": "2023-09-01"}, "phase_end", "It ends before it starts"),
            ({"title": "x" * 1001}, "title", "1001 characters"),
        ],
    )
    def test_wrong_field_is_told_beside_it_with_all_that_was_typed(
        self, tmp_path: Path, changed: dict[str, str], field: str, complaint: str
    ) -> None:
        with a_site(tmp_path) as organiser:
            log_in(organiser)
            answer = post(organiser, "/organise/_new", NEW | changed)
            seen = seen_in(answer.text)
            assert answer.status_code == 422
            wrong = [values["name"] for _, values in seen.elements if values.get("aria-invalid") == "true"]
            assert wrong == [field]
            assert f"{field}-wrong" in seen.attributes("id")
            assert complaint in seen.text
            typed = {values["name"]: values["value"] for tag, values in seen.elements if tag == "input"}
            assert typed["phase_title"] == "Online phase"

    def test_slug_of_another_meeting_is_refused_by_the_field(self, tmp_path: Path) -> None:
        with a_site(tmp_path, meeting_file("cap-19")) as organiser:
            log_in(organiser)
            answer = post(organiser, "/organise/_new", NEW | {"slug": "cap-19"})
            assert answer.status_code == 422
            assert "slug-wrong" in seen_in(answer.text).attributes("id")

    def test_script_in_a_title_is_shown_as_text(self, tmp_path: Path) -> None:
        with a_site(tmp_path) as organiser:
            log_in(organiser)
            answer = post(organiser, "/organise/_new", NEW | {"title": '"><script>x</script>', "phase_start": ""})
            assert "<script>x" not in answer.text
            assert '"><script>x</script>' in seen_in(answer.text).attributes("value", of="input")

    def test_viewer_may_not_make_meetings(self, tmp_path: Path) -> None:
        with a_site(tmp_path) as organiser:
            log_in(organiser, role="viewer")
            assert organiser.client.get("/organise/_new").status_code == 403
            assert post(organiser, "/organise/_new", NEW).status_code == 403

    def test_form_of_another_site_makes_nothing(self, tmp_path: Path) -> None:
        with a_site(tmp_path) as organiser:
            log_in(organiser)
            answer = organiser.client.post("/organise/_new", data=NEW, headers={"sec-fetch-site": "cross-site"})
            assert (answer.status_code, is_there(organiser, "cap-20")) == (403, False)

    @pytest.mark.parametrize(
        ("title", "slug"),
        [("CAP 20!", "cap-20"), ("  ", ""), ("会议", ""), ("Ééé", "eee"), ("-a-", "a"), ("x" * 90, "x" * 60)],
    )
    def test_slug_of_a_title(self, title: str, slug: str) -> None:
        assert slug_of(title) == slug


class TestImport:
    def test_new_meeting_is_shown_and_then_imported(self, tmp_path: Path) -> None:
        content = write_yaml(meeting_file("cap-19"))
        with a_site(tmp_path) as organiser:
            log_in(organiser)
            shown = send_file(organiser, content)
            assert shown.status_code == 200
            assert "A new meeting, “cap-19”." in text_of(shown.text)
            assert not is_there(organiser, "cap-19")
            done = post(organiser, "/organise/_import", {"text": content.decode(), "import": "yes"})
            assert done.headers["location"] == "/organise/cap-19?said=imported"
            assert service.draft(organiser.store, "cap-19").meeting == meeting_file("cap-19")

    def test_known_meeting_says_what_changes_and_what_is_found(self, tmp_path: Path) -> None:
        meeting = a_meeting(phases=[a_phase(sessions=[a_session(title="Opening")])])
        later = a_meeting(phases=[a_phase(sessions=[a_session(title="Opening", start="2022-12-01T10:00", minutes=5)])])
        with a_site(tmp_path, meeting) as organiser:
            log_in(organiser)
            said = text_of(send_file(organiser, write_yaml(later)).text)
            assert "It takes the place of the draft of “m”" in said
            assert "Opening moved from Wed 16 Nov 10:00–13:00 CET to Thu 1 Dec 10:00–10:05 CET" in said
            assert "Error" in said

    def test_same_meeting_is_nothing_to_import(self, tmp_path: Path) -> None:
        with a_site(tmp_path, meeting_file("cap-19")) as organiser:
            log_in(organiser)
            said = text_of(send_file(organiser, write_yaml(meeting_file("cap-19"))).text)
            assert "says the same already; there is nothing to import" in said

    def test_unpublished_edits_are_replaced_only_where_that_was_agreed_to(self, tmp_path: Path) -> None:
        content = write_yaml(a_meeting(title="From the file")).decode()
        with a_site(tmp_path, a_meeting()) as organiser:
            log_in(organiser)
            organiser.publish("m")
            edit = {"edit": "set_meeting", "title": "By hand"}
            service.edit(organiser.store, "m", edit, expected=1, author="o", now=organiser.now)
            refused = post(organiser, "/organise/_import", {"text": content, "import": "yes"})
            assert refused.status_code == 422
            assert service.draft(organiser.store, "m").meeting.title["en"] == "By hand"
            post(organiser, "/organise/_import", {"text": content, "import": "yes", "replaces": "yes"})
            assert service.draft(organiser.store, "m").meeting.title["en"] == "From the file"

    def test_edit_made_since_the_preview_is_not_replaced_unseen(self, tmp_path: Path) -> None:
        content = write_yaml(a_meeting(title="From the file")).decode()
        with a_site(tmp_path, a_meeting()) as organiser:
            log_in(organiser)
            organiser.publish("m")
            for version, title in ((1, "Seen"), (2, "Unseen")):
                edit = {"edit": "set_meeting", "title": title}
                service.edit(organiser.store, "m", edit, expected=version, author="o", now=organiser.now)
            agreed = {"text": content, "import": "yes", "replaces": "yes"}
            refused = post(organiser, "/organise/_import", agreed | {"version": "2"})
            assert refused.status_code == 422
            assert "Unseen" in text_of(refused.text)
            assert service.draft(organiser.store, "m").meeting.title["en"] == "Unseen"
            assert post(organiser, "/organise/_import", agreed | {"version": "3"}).status_code == 303

    @pytest.mark.parametrize(
        ("content", "complaint"),
        [
            (b"", "no file was chosen and nothing was pasted"),
            (b"plenary: 1\nslug: m\ntitle: T\n", "Line 1"),
            (b"plenary: 1\nslugg: m\n", "Line 2"),
            (b"\xff\xfe", "is not UTF-8"),
            (b"[" * 5000, "Line"),
        ],
    )
    def test_unreadable_file_says_where_and_why(self, tmp_path: Path, content: bytes, complaint: str) -> None:
        with a_site(tmp_path) as organiser:
            log_in(organiser)
            answer = send_file(organiser, content)
            assert answer.status_code == 422
            assert complaint in text_of(answer.text)

    def test_eleven_megabytes_are_refused(self, tmp_path: Path) -> None:
        with a_site(tmp_path) as organiser:
            log_in(organiser)
            answer = send_file(organiser, b"x" * 11_000_000)
            assert (answer.status_code, "MB; send less" in text_of(answer.text)) == (422, True)

    def test_broken_multipart_is_refused(self, tmp_path: Path) -> None:
        with a_site(tmp_path) as organiser:
            log_in(organiser)
            headers = SAME_SITE | {"content-type": "multipart/form-data; boundary=x"}
            answer = organiser.client.post("/organise/_import", content=b"nonsense", headers=headers)
            assert answer.status_code == 422

    def test_meeting_of_others_is_not_imported_over(self, tmp_path: Path) -> None:
        with a_site(tmp_path, a_meeting()) as organiser:
            log_in(organiser, role="viewer")
            answer = send_file(organiser, write_yaml(a_meeting(title="Mine now")), **{"import": "yes"})
            assert answer.status_code == 422
            assert service.draft(organiser.store, "m").meeting.title["en"] == "A meeting"


class TestCopy:
    def test_form_proposes_the_same_weekdays_and_the_next_number(self, tmp_path: Path) -> None:
        with a_site(tmp_path, meeting_file("cap-19")) as organiser:
            log_in(organiser)
            seen = seen_in(organiser.client.get("/organise/cap-19/copy").text)
            typed = {values["name"]: values["value"] for tag, values in seen.elements if tag == "input"}
            assert (typed["slug"], typed["start"]) == ("cap-20", "2023-10-21")
            assert "Phase 2: hybrid meeting 16–17 November 2022 15–16 November 2023" in seen.text

    def test_unfinished_items_say_so(self, tmp_path: Path) -> None:
        items = [{"id": "a", "title": "Budget"}, {"id": "b", "title": "Report"}]
        outcomes = [{"item": "a", "result": "deferred"}, {"item": "b", "result": "adopted"}]
        with a_site(tmp_path, a_meeting(items=items, phases=[a_phase(outcomes=outcomes)])) as organiser:
            log_in(organiser)
            said = text_of(organiser.client.get("/organise/m/copy").text)
            assert "1 Budget Deferred 2 Report" in said

    def test_copy_has_the_chosen_items_and_the_new_dates(self, tmp_path: Path) -> None:
        items = [{"id": "a", "title": "Budget"}, {"id": "b", "title": "Report"}]
        outcomes = [{"item": "a", "result": "deferred"}]
        with a_site(tmp_path, a_meeting(items=items, phases=[a_phase(outcomes=outcomes)])) as organiser:
            log_in(organiser)
            fields = {"slug": "m2", "title": "Next", "start": "2023-11-15", "item": "a"}
            answer = post(organiser, "/organise/m/copy", fields)
            assert answer.headers["location"] == "/organise/m2?said=added"
            copied = service.draft(organiser.store, "m2").meeting
            assert [item.id for item in copied.items] == ["a"]
            assert copied.items[0].follows.meeting == "m"
            assert (copied.title["en"], copied.phases[0].start.isoformat()) == ("Next", "2023-11-15")

    def test_other_day_is_shown_before_anything_is_made(self, tmp_path: Path) -> None:
        with a_site(tmp_path, a_meeting()) as organiser:
            log_in(organiser)
            fields = {"slug": "m2", "title": "Next", "start": "2024-01-08", "show": "dates"}
            answer = post(organiser, "/organise/m/copy", fields)
            assert "8–9 January 2024" in text_of(answer.text)
            assert not is_there(organiser, "m2")

    @pytest.mark.parametrize(
        ("changed", "field"),
        [
            ({"slug": "m"}, "slug"),
            ({"slug": "M 2"}, "slug"),
            ({"start": "soon"}, "start"),
            ({"start": "2199-12-31"}, "start"),
            ({"title": ""}, "title"),
        ],
    )
    def test_wrong_field_is_told_beside_it(self, tmp_path: Path, changed: dict[str, str], field: str) -> None:
        phases = [a_phase(), a_phase("q", start="2023-11-16", end="2023-11-17")]
        with a_site(tmp_path, a_meeting(phases=phases)) as organiser:
            log_in(organiser)
            fields = {"slug": "m2", "title": "Next", "start": "2023-11-15"} | changed
            answer = post(organiser, "/organise/m/copy", fields)
            assert (answer.status_code, f"{field}-wrong" in seen_in(answer.text).attributes("id")) == (422, True)

    @pytest.mark.parametrize(("slug", "following"), [("cap-19", "cap-20"), ("x-2099-b", "x-2100-b"), ("m", "m")])
    def test_next_slug(self, slug: str, following: str) -> None:
        assert next_slug(slug) == following
