"""A meeting's other forms: JSON, Atom, frab's schedules and JSON-LD."""

from __future__ import annotations

import json
import re
import uuid
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import pytest
from builders import a_meeting, a_phase, a_session, meeting_file
from canaries import canary_meeting
from frab_rules import json_faults, xml_faults
from page_builders import a_page, a_reader, seen_in
from sites import ADDRESS, a_site

from agenda import service
from agenda.audiences import seen_by
from agenda.errors import NotAllowed
from agenda.files import read_meeting
from web.forms.jsonld import block_of, meeting_block
from web.pages.reading import Reading

if TYPE_CHECKING:
    from pathlib import Path

    from agenda.meeting import Meeting

ATOM = "{http://www.w3.org/2005/Atom}"
MOVE = {"edit": "move_session", "session": "s1", "start": "2022-11-16T11:00"}
REMOVE = {"edit": "remove_session", "session": "s2"}


class TestJson:
    def test_file_is_the_public_view_with_its_stamps(self, tmp_path: Path) -> None:
        with a_site(tmp_path, meeting_file("cap-19")) as organiser:
            organiser.publish("cap-19", MOVE, REMOVE)
            answer = organiser.client.get("/m/cap-19.json")
            written = answer.json()
            assert answer.headers["content-type"] == "application/json"
            assert answer.headers["content-disposition"] == 'inline; filename="cap-19.json"'
            assert next(iter(written)) == "plenary"
            assert written["view"] == []
            meeting = read_meeting(answer.content, source="cap-19.json").meeting
            assert meeting == seen_by(service.published_meeting(organiser.store, "cap-19")).meeting
            by_id = {(stamp["kind"], stamp["id"]): stamp for stamp in written["stamps"].values()}
            assert len(by_id) == 9
            assert by_id["session", "s1"] == {
                "kind": "session",
                "id": "s1",
                "status": "confirmed",
                "sequence": 1,
                "created": "2022-10-01T12:00:00Z",
                "last_modified": "2022-10-01T13:00:00Z",
            }
            assert by_id["session", "s2"]["status"] == "cancelled"

    def test_stamps_are_those_of_the_calendar(self, tmp_path: Path) -> None:
        with a_site(tmp_path, meeting_file("cap-19")) as organiser:
            organiser.publish("cap-19", MOVE, REMOVE)
            feed = organiser.client.get("/m/cap-19.ics").text
            uids = {re.search(r"UID:([0-9a-f-]{36})", block)[1] for block in feed.split("BEGIN:VEVENT")[1:]}
            assert organiser.client.get("/m/cap-19.json").json()["stamps"].keys() == uids

    def test_import_makes_a_new_meeting_of_it_and_refuses_it_for_that_one(self, tmp_path: Path) -> None:
        (tmp_path / "one").mkdir()
        (tmp_path / "two").mkdir()
        with a_site(tmp_path / "one", canary_published()) as organiser:
            data = organiser.client.get("/m/m.json").content
            file = read_meeting(data, source="m.json")
            with pytest.raises(NotAllowed, match="reader's view"):
                service.import_meetings(organiser.store, [file], author="o", now=organiser.now)
        with a_site(tmp_path / "two") as elsewhere:
            [imported] = service.import_meetings(elsewhere.store, [file], author="o", now=elsewhere.now)
            assert imported.outcome == "created"
            assert service.draft(elsewhere.store, "m").meeting == file.meeting

    def test_language_of_the_reader_changes_nothing(self, tmp_path: Path) -> None:
        with a_site(tmp_path, meeting_file("cap-19")) as organiser:
            first = organiser.client.get("/m/cap-19.json")
            french = organiser.client.get("/m/cap-19.json?lang=fr", headers={"accept-language": "fr"})
            assert (french.content, french.headers["etag"]) == (first.content, first.headers["etag"])

    def test_tag_is_answered_with_304(self, tmp_path: Path) -> None:
        with a_site(tmp_path, meeting_file("cap-19")) as organiser:
            for path in (".json", ".atom", ".frab.xml", ".frab.json", "/revisions/1.json", "/changes", "/items/tor"):
                tag = organiser.client.get(f"/m/cap-19{path}").headers["etag"]
                again = organiser.client.get(f"/m/cap-19{path}", headers={"if-none-match": tag})
                assert again.status_code == 304

    def test_old_revision_is_the_meeting_as_published_then(self, tmp_path: Path) -> None:
        with a_site(tmp_path, meeting_file("cap-19")) as organiser:
            first = organiser.client.get("/m/cap-19.json").json()
            organiser.publish("cap-19", MOVE, REMOVE)
            old = organiser.client.get("/m/cap-19/revisions/1.json")
            assert old.json() == first
            assert old.headers["x-robots-tag"] == "noindex"


def canary_published() -> Meeting:
    """The meeting of canaries, without the sitting that has no time."""
    meeting = canary_meeting()
    last = meeting.phases[1]
    sessions = tuple(session for session in last.sessions if session.start)
    return meeting.model_copy(update={"phases": (meeting.phases[0], last.model_copy(update={"sessions": sessions}))})


class TestAtom:
    def entries(self, answer: Any) -> list[dict[str, str]]:
        feed = ElementTree.fromstring(answer.content)  # noqa: S314
        return [
            {one.tag.removeprefix(ATOM): one.text or one.get("href", "") for one in entry}
            for entry in feed.findall(f"{ATOM}entry")
        ]

    def test_each_revision_is_an_entry_that_keeps_its_id(self, tmp_path: Path) -> None:
        with a_site(tmp_path, meeting_file("cap-19")) as organiser:
            [first] = self.entries(organiser.client.get("/m/cap-19.atom"))
            organiser.publish("cap-19", MOVE)
            second, again = self.entries(organiser.client.get("/m/cap-19.atom"))
            assert again == first
            meeting = service.published_meeting(organiser.store, "cap-19")
            assert second == {
                "id": f"urn:uuid:{uuid.uuid5(meeting.uid, 'revision/2')}",
                "title": "Revision 2",
                "updated": "2022-10-01T13:00:00Z",
                "published": "2022-10-01T13:00:00Z",
                "link": f"{ADDRESS}/m/cap-19/changes?before=3#revision-2",
                "content": "<ul><li><bdi>Opening session</bdi> moved from Wed 16 Nov 10:00 to 11:00 CET</li></ul>",
            }

    def test_feed_has_what_rfc_4287_asks_for(self, tmp_path: Path) -> None:
        with a_site(tmp_path, meeting_file("cap-19")) as organiser:
            answer = organiser.client.get("/m/cap-19.atom?lang=fr")
            feed = ElementTree.fromstring(answer.content)  # noqa: S314
            assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
            assert [len(feed.findall(ATOM + name)) for name in ("id", "title", "updated", "author", "entry")] == [1] * 5
            assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "fr"
            links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
            assert links == {"self": f"{ADDRESS}/m/cap-19.atom?lang=fr", "alternate": f"{ADDRESS}/m/cap-19/changes"}
            assert (
                feed.findtext(f"{ATOM}title")
                == "Modifications\u00a0: 19ème réunion du Groupe Contrefaçon et Piratage (CAP)"
            )

    @pytest.mark.parametrize("controls", ["\x01\x0b", pytest.param("\x00\x0b", marks=pytest.mark.sqlite)])
    def test_message_with_markup_and_control_characters_stays_text(self, tmp_path: Path, controls: str) -> None:
        with a_site(tmp_path, a_meeting()) as organiser:
            edit = {"edit": "set_meeting", "title": {"en": "Other"}}
            service.edit(organiser.store, "m", edit, expected=1, author="o", now=organiser.now)
            service.publish(
                organiser.store,
                "m",
                message=f"<b>a</b> & {controls}b",
                author="o",
                now=organiser.now,
                publisher=organiser.site.publisher,
            )
            organiser.site.news.look()
            assert self.entries(organiser.client.get("/m/m.atom"))[0]["title"] == "Revision 2: <b>a</b> & b"


class TestFrab:
    def test_schedules_are_valid_in_each_language_and_revision(self, tmp_path: Path) -> None:
        with a_site(tmp_path, meeting_file("cap-19")) as organiser:
            organiser.publish("cap-19", MOVE)
            for path in ("", "/revisions/1", "/revisions/2"):
                xml = organiser.client.get(f"/m/cap-19{path}.frab.xml?lang=fr")
                assert xml.headers["content-type"] == "application/xml; charset=utf-8"
                assert xml_faults(xml.content) == []
                assert json_faults(organiser.client.get(f"/m/cap-19{path}.frab.json").json()) == []

    def test_old_schedule_has_the_old_hours(self, tmp_path: Path) -> None:
        with a_site(tmp_path, meeting_file("cap-19")) as organiser:
            organiser.publish("cap-19", MOVE)
            starts = [
                re.findall(r"<start>(\d\d:\d\d)</start>", organiser.client.get(f"/m/cap-19{path}.frab.xml").text)[0]
                for path in ("", "/revisions/1")
            ]
            assert starts == ["11:00", "10:00"]


class TestJsonLd:
    def data(self, meeting: Meeting, language: str = "en") -> dict[str, Any]:
        found = re.search(r'<script type="application/ld\+json">(.*?)</script>', a_page(meeting, language), re.DOTALL)
        data: dict[str, Any] = json.loads(found[1])
        return data

    def test_meeting_is_an_event_with_its_timed_sittings(self) -> None:
        data = self.data(meeting_file("cap-19"), "fr")
        assert data["name"] == "19ème réunion du Groupe Contrefaçon et Piratage (CAP)"
        assert (data["startDate"], data["endDate"]) == ("2022-10-22", "2022-12-15")
        assert data["eventAttendanceMode"] == "https://schema.org/MixedEventAttendanceMode"
        first = data["subEvent"][0]
        assert (first["startDate"], first["endDate"]) == ("2022-11-16T10:00:00+01:00", "2022-11-16T13:00:00+01:00")
        assert [one["eventStatus"] for one in data["subEvent"]] == ["https://schema.org/EventScheduled"] * 3
        assert first["url"] == "http://127.0.0.1:8000/m/cap-19/sessions/s1"

    @pytest.mark.parametrize(
        ("phase", "session", "status", "mode"),
        [
            ({}, {"status": "cancelled"}, "EventCancelled", "Mixed"),
            ({"status": "postponed"}, {}, "EventPostponed", "Mixed"),
            ({"status": "cancelled"}, {}, "EventCancelled", "Mixed"),
            ({"kind": "online"}, {"status": "tentative"}, "EventScheduled", "Online"),
            ({"kind": "in_person"}, {}, "EventScheduled", "Offline"),
        ],
    )
    def test_status_and_mode(self, phase: dict[str, Any], session: dict[str, Any], status: str, mode: str) -> None:
        [event] = self.data(a_meeting(phases=[a_phase(sessions=[a_session(**session)], **phase)]))["subEvent"]
        assert event["eventStatus"] == f"https://schema.org/{status}"
        assert event["eventAttendanceMode"] == f"https://schema.org/{mode}EventAttendanceMode"

    def test_addresses_for_some_alone_and_closed_sittings_are_left_out(self) -> None:
        meeting = canary_published()
        for view in (seen_by(meeting), seen_by(meeting, ["canary-members", "canary-bureau"])):
            block = str(meeting_block(Reading(view, a_reader())))
            assert "https://video.example.org/open" in block
            assert "canary" not in block.lower()

    def test_large_meeting_leaves_its_sittings_to_their_pages(self) -> None:
        sessions = [a_session(f"s{number}") for number in range(201)]
        assert "subEvent" not in self.data(a_meeting(phases=[a_phase(sessions=sessions)]))

    def test_sitting_tells_of_the_meeting_it_is_part_of(self, tmp_path: Path) -> None:
        with a_site(tmp_path, meeting_file("cap-19")) as organiser:
            html = organiser.client.get("/m/cap-19/sessions/s1").text
            data = json.loads(re.search(r'ld\+json">(.*?)</script>', html)[1])
            assert (data["name"], data["superEvent"]["@id"]) == ("Opening session", f"{ADDRESS}/m/cap-19")

    def test_no_text_can_end_the_block(self) -> None:
        hostile = "</script><script>alert(1)</script><!-- & \u2028\u2029"
        block = str(block_of({"name": hostile}))
        assert json.loads(block) == {"name": hostile}
        assert re.findall("[<>&\u2028\u2029]", block) == []


def test_page_announces_every_form(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        for path, forms in (
            ("/m/cap-19", ["ics", "json", "frab.xml", "frab.json", "pdf", "docx", "txt", "csv", "atom"]),
            ("/m/cap-19/revisions/1", ["ics", "json", "frab.xml", "frab.json", "pdf", "docx", "txt", "csv"]),
        ):
            seen = seen_in(organiser.client.get(path).text)
            found = [
                v["href"] for tag, v in seen.elements if tag == "link" and v.get("rel") == "alternate" and "type" in v
            ]
            assert found == [f"{ADDRESS}{path}.{form}" for form in forms]
            for address in found:
                if "revisions" not in address or not address.endswith(".ics"):
                    assert organiser.client.get(address).status_code == 200
