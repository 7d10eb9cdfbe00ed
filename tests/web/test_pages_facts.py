"""Every public fact of the real meetings stands on their agenda pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from builders import a_meeting, a_phase, a_session, meeting_file
from page_builders import EDITION, a_page, a_reader, seen_in, text_of
from pydantic import BaseModel

from agenda.audiences import seen_by
from agenda.text import Text
from web.pages.agenda import phase_page, session_page

if TYPE_CHECKING:
    from collections.abc import Iterator


def strings_of(value: Any, language: str) -> Iterator[str]:
    """Every text of a meeting in a language or the one that stands in for it."""
    if isinstance(value, Text):
        yield value.best((language, "en"))
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from strings_of(getattr(value, name), language)
    elif isinstance(value, tuple):
        for one in value:
            yield from strings_of(one, language)


def addresses_of(value: Any) -> Iterator[str]:
    """Every address that a meeting gives."""
    if isinstance(value, str) and value.startswith("https://"):
        yield value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from addresses_of(getattr(value, name))
    elif isinstance(value, tuple | dict):
        for one in value.values() if isinstance(value, dict) else value:
            yield from addresses_of(one)


def missing_from(text: str, *facts: str) -> list[str]:
    return [fact for fact in facts if fact not in text]


@pytest.mark.parametrize("slug", ["cap-19", "ptc-227", "sbstta-24"])
@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_every_text_of_the_public_view_stands_on_the_page(slug, language):
    meeting = meeting_file(slug)
    facts = set(strings_of(seen_by(meeting).meeting, language))
    assert facts
    assert missing_from(text_of(a_page(meeting, language)), *facts) == []


@pytest.mark.parametrize("slug", ["cap-19", "ptc-227", "sbstta-24"])
def test_every_address_of_the_public_view_is_a_link(slug):
    meeting = meeting_file(slug)
    links = seen_in(a_page(meeting)).attributes("href", of="a")
    assert set(addresses_of(seen_by(meeting).meeting)) - set(links) == set()


def test_join_links_for_members_are_on_their_page_only():
    meeting = meeting_file("cap-19")
    assert "video.example.org" not in a_page(meeting)
    assert "https://video.example.org/j/19001" in a_page(meeting, "en", None, "members")


def test_cap_19_in_english():
    facts = [
        "Counterfeiting and Piracy Group (CAP) reports to Permanent Technical Committee (PTC), Council",
        "22 October – 15 December 2022",
        "Revision 3, published 1 November 2022, 10:12 UTC",
        "Room confirmed",
        "Online, document-based",
        "Saturday 22 October – Monday 14 November 2022 (24 days)",
        "Europe/Brussels (CEST/CET)",
        "Clocks go back on 30 October 2022: CEST until then, CET after.",
        "Friday 4 November 2022 23:59 CET 22:59 UTC Comments on category A items For comments day 14 of 24",
        "Monday 14 November 2022 18:00 CET 17:00 UTC Comments on category B items",
        "1.1 Election of the Chairperson Elected Olo Sib Pale (Côte d'Ivoire), with support",
        "Hybrid, in the room and online",
        "WCO Headquarters Rue du Marché 30, 1210 Brussels, Belgium Room A (180 seats)",
        "Decisions may be taken",
        "Wednesday 16 November 2022 Opening session 10:00–13:00 CET 09:00–12:00 UTC",
        "Room A, WCO Headquarters",
        "Chair: Olo Sib Pale, Côte d'Ivoire",
        "Interpretation: English and French",
        "10:15 09:15 1 Welcoming remarks Opening of the meeting and adoption of the agenda for decision",
        "Pranab Kumar Das, WCO Secretariat (welcome)",
        "10:40 09:40 2 Revised Terms of Reference for discussion and for approval EP0002E1 Rev. 2 en",
        "11:45 10:45 Coffee break 15 12:00 11:00 3 Compendium of case studies",
        "EP0003E1 living document",
        "2 Revised Terms of Reference Approved; referred to PTC and Council For final approval Opening session",
        "Closing, in writing",
        "Thursday 15 December 2022 17:00 CET 16:00 UTC Comments on the draft report Silence procedure",
        "Category A",
        "Activities and operations, Thu 17 Nov, 10:45 CET",
        "RILO AP Regional Intelligence Liaison Office for Asia and the Pacific, South Korea Asia/Seoul",
    ]
    assert missing_from(text_of(a_page(meeting_file("cap-19"))), *facts) == []


def test_cap_19_in_french():
    facts = [
        "Groupe Contrefaçon et Piratage (CAP) rend compte à : Comité technique permanent (PTC), Conseil",
        "22 octobre – 15 décembre 2022",
        "Révision 3, publiée le 1er novembre 2022, 10:12 UTC",
        "En ligne, sur documents",
        "samedi 22 octobre – lundi 14 novembre 2022 (24 jours)",
        "Passage à l’heure d’hiver le 30 octobre 2022 : CEST jusque-là, CET ensuite.",
        "vendredi 4 novembre 2022 23:59 CET 07:59 KST, +1 jour Commentaires sur les points de catégorie A",
        "Salle A (180 places)",
        "mercredi 16 novembre 2022 Séance d'ouverture 10:00–13:00 CET 18:00–21:00 KST",
        "Interprétation : anglais et français",
        "10:40 18:40 2 Mandat révisé pour discussion et pour approbation EP0002E1 Rév. 2",
        "11:45 19:45 Pause café 15",
        "Approuvé ; renvoyé : PTC et Conseil",
        "EP0003E1 document évolutif",
    ]
    assert missing_from(text_of(a_page(meeting_file("cap-19"), "fr", "Asia/Seoul")), *facts) == []


def test_each_phase_names_its_own_zone_where_there_are_two():
    facts = [
        "America/Toronto Virtual sessions (no decisions) Europe/Zurich Resumed session, Geneva",
        "America/Toronto (EDT)",
        "Online, virtual sittings",
        "none are taken in this phase",
        "Europe/Zurich (CET/CEST) Clocks go forward on 27 March 2022: CET until then, CEST after.",
        "07:00–10:00 EDT 11:00–14:00 UTC",
        "Closing plenary 10:00–13:00 CEST 08:00–11:00 UTC",
        "Referred to COP",
    ]
    assert missing_from(text_of(a_page(meeting_file("sbstta-24"))), *facts) == []


def test_postponed_phase_strikes_its_dates_and_says_so():
    phase = a_phase(status="postponed", sessions=[a_session()], deadlines=[a_deadline()])
    html = a_page(a_meeting(phases=[phase]))
    assert "<s>Wednesday 16 November – Thursday 17 November 2022</s>" in html
    assert "Postponed: these dates no longer stand" in text_of(html)
    assert html.count('class="sitting off"') == 1
    assert html.count('class="due off"') == 1


def a_deadline() -> dict[str, str]:
    return {"id": "d", "title": "Registration", "due": "2022-11-16", "kind": "registration"}


def test_cancelled_sitting_is_struck_here_and_in_the_story_of_its_items():
    session = a_session(status="cancelled", slots=[{"item": "i", "minutes": 5}])
    html = a_page(a_meeting(items=[{"id": "i", "title": "Item"}], phases=[a_phase(sessions=[session])]))
    assert html.count('class="sitting off"') == 1
    assert "Session s Cancelled 10:00–13:00 CET" in text_of(html)
    assert "Session s, Wed 16 Nov, 10:00 CET Cancelled" in text_of(html)


def test_sitting_without_start_stands_under_not_yet_scheduled():
    session = {"id": "u", "title": "Later", "minutes": 90}
    text = text_of(a_page(a_meeting(phases=[a_phase(sessions=[session])])))
    assert "Not yet scheduled Later Not yet scheduled 90 minutes" in text


def test_hours_stop_after_a_slot_that_does_not_say_its_minutes():
    slots = [{"title": "First"}, {"title": "Second", "minutes": 5}]
    text = text_of(a_page(a_meeting(phases=[a_phase(sessions=[a_session(slots=slots)])])))
    assert "10:00 09:00 First Second 5" in text


def test_everything_a_sitting_may_say():
    session = a_session(
        kind="working_group",
        status="tentative",
        notice="Starts late",
        description="About.",
        expected=1,
        recording="https://e.org/r",
        source={"uid": "x", "url": "https://e.org/s"},
        join=[{"label": "Watch", "url": "https://e.org/w", "features": ["audio", "feed"]}],
    )
    html = a_page(a_meeting(phases=[a_phase(sessions=[session])]))
    facts = ["Working group", "Tentative", "Starts late", "About.", "1 person expected", "Watch audio, live stream"]
    assert missing_from(text_of(html), *facts) == []
    links = seen_in(html).attributes("href", of="a")
    assert {"https://e.org/r", "https://e.org/s", "https://e.org/w"} <= set(links)


def test_closed_sitting_shows_its_time_and_that_it_is_closed():
    session = a_session(title="Secret business", audience="members")
    meeting = a_meeting(audiences=[{"id": "members", "name": "Members"}], phases=[a_phase(sessions=[session])])
    public = a_page(meeting)
    assert "Closed sitting Closed 10:00–13:00 CET" in text_of(public)
    assert "Secret" not in public
    assert "For Members only" in text_of(a_page(meeting, "en", None, "members"))


def test_meeting_without_items_has_no_agenda_by_item():
    assert "Agenda by item" not in text_of(a_page(a_meeting()))


def test_phase_page_holds_its_own_sittings_and_no_other_phase():
    meeting = meeting_file("cap-19")
    text = text_of(phase_page(seen_by(meeting), EDITION, a_reader(slug="cap-19"), "hybrid"))
    assert missing_from(text, "Opening session", "Tools for Members", "Activities and operations") == []
    assert "Phase 3: closing" not in text


def test_session_page_holds_its_running_order_and_outcomes():
    meeting = meeting_file("cap-19")
    text = text_of(session_page(seen_by(meeting), EDITION, a_reader(slug="cap-19"), "s2"))
    assert missing_from(text, "Tools for Members", "Guidelines on environmentally safe", "Endorsed") == []
    assert "Opening remarks" not in text


@pytest.mark.parametrize(
    ("phase", "session"),
    [({}, "cancelled"), ({"status": "cancelled"}, "confirmed"), ({"status": "postponed"}, "confirmed")],
)
def test_sitting_that_is_off_offers_no_way_to_join(phase: dict[str, str], session: str) -> None:
    link = {"label": "Join online", "url": "https://e.org/j"}
    meeting = a_meeting(phases=[a_phase(sessions=[a_session(status=session, join=[link])], **phase)])
    assert missing_from(a_page(meeting), "https://e.org/j", "Join online") == ["https://e.org/j", "Join online"]
    alone = session_page(seen_by(meeting), EDITION, a_reader(), "s")
    assert missing_from(alone, "https://e.org/j") == ["https://e.org/j"]


@pytest.mark.parametrize(("language", "day"), [("en", "+1 day"), ("fr", "+1\xa0jour")])
def test_step_after_midnight_says_so_on_both_clocks(language: str, day: str) -> None:
    slots = [{"title": "Late", "minutes": 60}, {"title": "Later", "minutes": 30}]
    session = a_session(start="2022-11-16T23:30", minutes=90, slots=slots)
    html = a_page(a_meeting(phases=[a_phase(sessions=[session])]), language, "Europe/Paris")
    row = html[html.index('<td class="hour">') :].split("<tr")[1]
    assert row.count(day) == 2
