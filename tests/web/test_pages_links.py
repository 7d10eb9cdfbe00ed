"""Where the pages lead: calendars, other languages, other zones, parts of themselves."""

from __future__ import annotations

from datetime import date

import pytest
from builders import a_meeting, meeting_file
from page_builders import EDITION, a_page, a_reader, seen_in, text_of

from agenda.audiences import seen_by
from agenda.errors import NotFound
from web.pages.agenda import agenda_page, phase_page, session_page
from web.pages.context import ListedMeeting, Reader
from web.pages.listing import listing_page
from web.pages.problem import problem_page
from web.translations import translations_for

ADDRESS = "http://127.0.0.1:8000/m/cap-19"


def links_of(html: str) -> list[str]:
    return seen_in(html).attributes("href", of="a")


def test_meeting_and_each_phase_can_be_subscribed_to_and_downloaded():
    links = links_of(a_page(meeting_file("cap-19")))
    feeds = [
        f"127.0.0.1:8000/m/cap-19{path}.ics" for path in ["", "/phases/online", "/phases/hybrid", "/phases/closing"]
    ]
    subscribed = [link for link in links if link.startswith("webcal:") and "deadlines" not in link]
    assert subscribed == [f"webcal://{feed}" for feed in feeds]
    assert [link for link in links if link.startswith("http://127") and link.endswith(".ics")] == [
        f"http://{feed}" for feed in feeds
    ]


def test_feed_carries_the_language_where_it_is_not_the_meetings_first():
    assert "webcal://127.0.0.1:8000/m/cap-19.ics?lang=fr" in links_of(a_page(meeting_file("cap-19"), "fr"))


def test_feed_is_announced_to_calendar_clients():
    elements = seen_in(a_page(meeting_file("cap-19"))).elements
    found = [values["href"] for tag, values in elements if tag == "link" and values.get("type") == "text/calendar"]
    assert found == [f"{ADDRESS}.ics"]


def test_https_address_is_subscribed_to_by_webcal():
    reader = Reader("en", None, "https://e.org/m/m", translations_for("en"))
    assert "webcal://e.org/m/m.ics" in links_of(agenda_page(seen_by(a_meeting()), EDITION, reader))


def test_links_between_pages_keep_language_and_zone():
    links = links_of(a_page(meeting_file("cap-19"), "fr", "Asia/Seoul"))
    assert "/m/cap-19/sessions/s1?lang=fr&tz=Asia/Seoul" in links
    assert "/m/cap-19?lang=en&tz=Asia/Seoul" in links


def test_language_switch_names_each_language_in_itself_and_marks_the_present_one():
    elements = seen_in(a_page(meeting_file("sbstta-24"), "ar")).elements
    switch = [values for tag, values in elements if tag == "a" and "hreflang" in values and "lang" in values]
    assert [values["lang"] for values in switch] == ["en", "fr", "es", "ar", "ru", "zh"]
    assert [values["dir"] for values in switch] == ["ltr", "ltr", "ltr", "rtl", "ltr", "ltr"]
    assert [values["lang"] for values in switch if values.get("aria-current")] == ["ar"]


def test_zone_form_sends_the_language_along_and_selects_the_readers_zone():
    html = a_page(meeting_file("cap-19"), "fr", "Asia/Seoul")
    elements = seen_in(html.partition('<section class="clocks"')[2].partition("</section>")[0]).elements
    hidden = [values for tag, values in elements if tag == "input" and values["type"] == "hidden"]
    selected = [values["value"] for tag, values in elements if tag == "option" and "selected" in values]
    assert [(values["name"], values["value"]) for values in hidden] == [("lang", "fr")]
    assert selected == ["Asia/Seoul"]
    assert [values["href"] for tag, values in elements if tag == "a"] == ["/m/cap-19?lang=fr"]


def test_zone_outside_the_list_is_offered_too():
    elements = seen_in(a_page(a_meeting(), "en", "Asia/Calcutta")).elements
    selected = [values["value"] for tag, values in elements if tag == "option" and "selected" in values]
    assert selected == ["Asia/Calcutta"]


@pytest.mark.parametrize("slug", ["cap-19", "ptc-227", "sbstta-24"])
def test_every_fragment_of_the_agenda_page_leads_to_a_part_of_it(slug):
    seen = seen_in(a_page(meeting_file(slug)))
    fragments = {link[1:] for link in seen.attributes("href", of="a") if link.startswith("#")}
    assert fragments - set(seen.attributes("id")) == set()


def test_phase_page_leads_to_the_pages_of_its_items():
    html = phase_page(seen_by(meeting_file("cap-19")), EDITION, a_reader(slug="cap-19"), "online")
    assert "/m/cap-19/items/tor?lang=en" in links_of(html)


def test_deadlines_can_be_subscribed_to_where_they_stand():
    links = links_of(a_page(meeting_file("cap-19")))
    assert links.count("webcal://127.0.0.1:8000/m/cap-19/deadlines.ics") == 2


@pytest.mark.parametrize("page", [phase_page, session_page])
def test_page_of_what_is_not_there_raises_not_found(page):
    with pytest.raises(NotFound):
        page(seen_by(a_meeting()), EDITION, a_reader(), "none")


def test_listing_is_by_year_and_latest_ending_first():
    listed = [a_listed("a", date(2021, 5, 3), date(2022, 3, 29)), a_listed("b", date(2022, 10, 22), date(2022, 12, 15))]
    html = listing_page(listed, a_reader())
    assert [link for link in links_of(html) if link.startswith("/m/")] == ["/m/b", "/m/a"]
    assert "2022 22 October – 15 December 2022 Meeting b 3 May 2021 – 29 March 2022 Meeting a" in text_of(html)


def a_listed(slug: str, start: date, end: date) -> ListedMeeting:
    return ListedMeeting(slug, a_meeting(title=f"Meeting {slug}").title, start, end)


def test_listing_without_meetings_says_so():
    assert "Aucune réunion n’est encore publiée." in text_of(listing_page([], a_reader("fr")))


def test_problem_page_says_status_and_remedy_and_escapes_them():
    html = problem_page(404, "Nothing <here>", "Try & see", a_reader())
    assert "404 Nothing <here> Try & see" in text_of(html)
    assert seen_in(html).faults == []
