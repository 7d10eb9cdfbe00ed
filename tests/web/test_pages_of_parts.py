"""The pages of an item, a person and a room."""

from __future__ import annotations

import pytest
from builders import a_meeting, meeting_file
from canaries import canary_meeting
from page_builders import EDITION, a_reader, seen_in, text_of

from agenda.audiences import seen_by
from agenda.errors import NotFound
from web.pages.items import item_page
from web.pages.people import person_page
from web.pages.rooms import room_page

PAGES = {"items": (item_page, "opening"), "people": (person_page, "pale"), "rooms": (room_page, "room-a")}


def page_of(part: str, language: str = "en", zone: str | None = None) -> str:
    write, identity = PAGES[part]
    return write(seen_by(meeting_file("cap-19")), EDITION, a_reader(language, zone, "cap-19"), identity)


class TestEveryPart:
    @pytest.mark.parametrize("language", ["en", "fr"])
    @pytest.mark.parametrize("part", PAGES)
    def test_page_is_well_formed_and_its_fragments_lead_somewhere(self, part: str, language: str) -> None:
        seen = seen_in(page_of(part, language))
        fragments = {link[1:] for link in seen.attributes("href", of="a") if link.startswith("#")}
        assert (seen.faults, fragments - set(seen.attributes("id"))) == ([], set())

    @pytest.mark.parametrize("part", PAGES)
    def test_its_feed_can_be_subscribed_to_downloaded_and_found(self, part: str) -> None:
        address = f"127.0.0.1:8000/m/cap-19/{part}/{PAGES[part][1]}.ics"
        seen = seen_in(page_of(part))
        links = seen.attributes("href", of="a")
        assert (links.count(f"webcal://{address}"), links.count(f"http://{address}")) == (1, 1)
        assert f"http://{address}" in seen.attributes("href", of="link")

    @pytest.mark.parametrize("part", PAGES)
    def test_sittings_stand_on_both_clocks(self, part: str) -> None:
        assert "10:00–13:00 CET 18:00–21:00 KST" in text_of(page_of(part, zone="Asia/Seoul"))

    @pytest.mark.parametrize("part", PAGES)
    def test_what_is_not_in_the_view_is_not_found(self, part: str) -> None:
        for identity in ("none", "canary-budget", "canary-salaries", "canary-chair", "canary-presenter"):
            with pytest.raises(NotFound):
                PAGES[part][0](seen_by(canary_meeting()), EDITION, a_reader(), identity)


class TestItem:
    def test_page_tells_its_story_through_the_phases(self) -> None:
        html = item_page(seen_by(meeting_file("cap-19")), EDITION, a_reader(slug="cap-19"), "tor")
        said = text_of(html)
        places = [
            said.index(words)
            for words in (
                "2 Revised Terms of Reference for discussion and for approval Category A",
                "EP0002E1 Revised Terms of Reference Rev. 2 English",
                "Phase 1: document-based discussion on CLiKC!",
                "Open in this phase",
                "Comments on category A items",
                "Continued Discussion to continue in phase 2",
                "Opening session",
                "10:40 09:40 2 Revised Terms of Reference",
                "Approved; referred to PTC and Council",
            )
        ]
        assert places == sorted(places)
        assert "Tools for Members" not in said

    def test_parent_holds_what_is_said_of_its_children_and_child_names_its_parent(self) -> None:
        view, reader = seen_by(meeting_file("cap-19")), a_reader(slug="cap-19")
        parent = text_of(item_page(view, EDITION, reader, "opening"))
        assert "Under this item 1.1 Election of the Chairperson for election" in parent
        assert "1.1 Election of the Chairperson Elected" in parent
        child = seen_in(item_page(view, EDITION, reader, "chair"))
        assert "/m/cap-19/items/opening?lang=en" in child.attributes("href", of="a")

    def test_item_of_no_phase_says_so(self) -> None:
        meeting = a_meeting(items=[{"id": "aob", "title": "Any other business"}])
        said = text_of(item_page(seen_by(meeting), EDITION, a_reader(), "aob"))
        assert "No phase takes this item up yet." in said


class TestPerson:
    def test_page_holds_the_steps_that_they_speak_in_alone(self) -> None:
        said = text_of(page_of("people"))
        assert "11:30" not in said
        assert "10:30 09:30 1.2 Adoption of the agenda" in said
        assert "Opening remarks" not in said


class TestRoom:
    def test_page_holds_its_sittings_by_day_without_their_running_orders(self) -> None:
        said = text_of(page_of("rooms"))
        days = [said.rindex(day) for day in ("Wednesday 16 November 2022", "Thursday 17 November 2022")]
        sittings = [
            said.index(title) for title in ("Opening session", "Tools for Members", "Activities and operations")
        ]
        assert days[0] < sittings[0] < sittings[1] < days[1] < sittings[2]
        assert "Opening remarks" not in said

    def test_closed_sitting_shows_its_hours_and_nothing_else(self) -> None:
        html = room_page(seen_by(canary_meeting()), EDITION, a_reader(), "annex")
        assert "Closed sitting Closed 15:00–17:00 CET 14:00–16:00 UTC Annex, Headquarters" in text_of(html)
        assert "canary" not in html.replace("Atlantic/Canary", "").replace(">Canary<", "").lower()
