"""The readings of an agenda and what is looked for in it: what is shown, where its links lead, and what it costs."""

from __future__ import annotations

import gzip
import re
from typing import TYPE_CHECKING, Any

import pytest
from bench.meetings import big_meeting
from builders import a_meeting, a_phase, a_session, meeting_file
from canaries import canary_meeting, dated_canary_meeting
from page_builders import EDITION, a_page, a_reader, seen_in, text_of
from sites import ADDRESS, a_site

from agenda.audiences import seen_by
from agenda.selection import Selection
from web.pages.agenda import agenda_page
from web.pages.reading import HELD

if TYPE_CHECKING:
    from pathlib import Path

    from agenda.meeting import Meeting

CAP = "/m/cap-19"


def reading(meeting: Meeting, at: str = "", language: str = "en", **wanted: object) -> str:
    """The agenda page of the public in that reading, as far as it is selected."""
    view, reader = seen_by(meeting), a_reader(language, slug=meeting.slug)
    return agenda_page(view, EDITION, reader, at=at, selection=Selection(**wanted))  # type: ignore[arg-type]


def sittings_on(html: str) -> list[str]:
    return [values["id"] for tag, values in seen_in(html).elements if tag == "article" and "session-" in values["id"]]


def items_on(html: str) -> list[str]:
    return [values["id"] for tag, values in seen_in(html).elements if tag == "article" and "item-" in values["id"]]


def part_of(html: str, name: str) -> str:
    """An element of the page with that class, up to the next that closes such an element."""
    tag = re.search(rf'<(\w+) class="{name}"', html)
    assert tag, f"the page has no {name}"
    return html[tag.start() :].partition(f"</{tag[1]}>")[0]


# Readings.


def test_each_reading_holds_its_part_and_leads_to_the_others_with_all_that_was_chosen(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        pages = {at: organiser.client.get(CAP, params={"view": at, "item": "tor", "tz": "Asia/Seoul"}) for at in HELD}
        held = {at: (bool(sittings_on(page.text)), bool(items_on(page.text))) for at, page in pages.items()}
        assert held == {
            "": (True, True),
            "timetable": (True, False),
            "items": (False, True),
            "timeline": (False, False),
        }
        query = "lang=en&amp;tz=Asia/Seoul{}&amp;item=tor"
        ways = [query.format(f"&amp;view={at}" if at else "") for at in HELD]
        assert re.findall(r'href="/m/cap-19\?([^"]*)"', part_of(pages["items"].text, "readings")) == ways


@pytest.mark.parametrize("slug", ["cap-19", "sbstta-24", "ptc-227"])
@pytest.mark.parametrize("at", HELD)
def test_every_fragment_of_a_reading_is_on_it_and_its_markup_is_right(slug: str, at: str) -> None:
    for wanted in ({}, {"words": "a"}, {"words": "none such"}):
        seen = seen_in(reading(meeting_file(slug), at, **wanted))
        ids = seen.attributes("id")
        assert [link for link in seen.attributes("href") if link.startswith("#") and link[1:] not in ids] == []
        assert (seen.faults, len(ids)) == ([], len(set(ids)))


def test_agenda_by_item_tells_the_whole_story_of_what_was_looked_for() -> None:
    html = reading(meeting_file("cap-19"), "items", words="terms of reference")
    assert items_on(html) == ["item-tor"]
    assert text_of(part_of(html, "story")) == (
        "Phase 1: document-based discussion on CLiKC! Open, Sat 22 Oct – Mon 14 Nov "
        "Comments on category A items, Fri 4 Nov, 23:59 CET Continued Discussion to continue in phase 2 "
        "Taken up again in: Phase 2: hybrid meeting Phase 2: hybrid meeting Opening session, Wed 16 Nov, 10:40 CET "
        "Approved; referred to PTC and Council For final approval Opening session"
    )


def test_old_revision_is_read_and_searched_as_the_present_one(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        organiser.publish("cap-19", {"edit": "cancel_session", "session": "s2"})
        page = organiser.client.get(f"{CAP}/revisions/1?view=timetable&day=2022-11-16")
        assert sittings_on(page.text) == ["session-s1", "session-s2"]
        assert "/m/cap-19/revisions/1?lang=en&amp;view=items&amp;day=2022-11-16" in page.text
        assert "data-live" not in page.text
        assert organiser.client.get(CAP).text.startswith('<!doctype html>\n<html lang="en"')
        assert 'data-revision="2" data-live="/m/cap-19/live"' in organiser.client.get(CAP).text


# Finding.


def test_selection_shows_what_meets_it_says_how_much_and_leads_back() -> None:
    html = reading(meeting_file("cap-19"), items=("tor",), words="agenda")
    assert sittings_on(html) == ["session-s1"]
    assert text_of(part_of(html, "counts")) == "Shown: 1 of 3 sittings and 0 of 3 deadlines"
    chips = seen_in(part_of(html, "chips")).attributes("href")
    assert chips == ["/m/cap-19?lang=en&q=agenda", "/m/cap-19?lang=en&item=tor", "/m/cap-19?lang=en"]


def test_form_shows_what_is_chosen_and_keeps_what_else_is() -> None:
    html = reading(meeting_file("cap-19"), "items", "fr", items=("report", "tor"), people=("gone",), words="a b")
    form = seen_in(part_of(html, "fields")).elements
    assert [values["value"] for tag, values in form if tag == "option" and "selected" in values] == ["report"]
    assert [(values["name"], values["value"]) for tag, values in form if tag == "input"] == [
        ("lang", "fr"),
        ("view", "items"),
        ("q", "a b"),
        ("item", "tor"),
        ("person", "gone"),
    ]


def test_what_the_agenda_does_not_hold_is_said_and_not_an_error(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        page = organiser.client.get(f"{CAP}?item=nope")
        assert (page.status_code, page.headers["x-robots-tag"]) == (200, "noindex")
        assert text_of(part_of(page.text, "found")) == (
            "Nothing in this agenda meets all that you chose. Shown: 0 of 3 sittings and 0 of 3 deadlines "
            "Item nope (not in this agenda) × Show everything"
        )


@pytest.mark.parametrize(
    "query",
    [
        "day=soon",
        "day=2022-13-01",
        "view=grid",
        f"q={'a' * 201}",
        f"room={'a' * 201}",
        "q=%00",
        "&".join(["item=a"] * 51),
    ],
)
def test_selection_that_cannot_be_read_is_refused(tmp_path: Path, query: str) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        assert organiser.client.get(f"{CAP}?{query}").status_code == 400


def test_every_value_of_a_repeated_option_counts(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        get = organiser.client.get
        assert sittings_on(get(f"{CAP}?item=tor").text) == ["session-s1"]
        assert sittings_on(get(f"{CAP}?item=tor&item=rilo").text) == ["session-s1", "session-s3"]
        assert (
            get(f"{CAP}?item=rilo&item=tor&item=tor").headers["etag"]
            == (get(f"{CAP}?item=tor&item=rilo").headers["etag"])
        )


def test_forms_to_take_along_are_of_what_is_shown() -> None:
    html = agenda_page(
        seen_by(meeting_file("cap-19")),
        EDITION,
        a_reader("fr", "Asia/Seoul", "cap-19"),
        at="items",
        selection=Selection(items=("tor",), words="x y"),
    )
    assert seen_in(part_of(html, "take")).attributes("href") == [
        f"http://127.0.0.1:8000/m/cap-19.{extension}?lang=fr&tz=Asia/Seoul&item=tor&q=x+y"
        for extension in ("pdf", "docx", "txt", "csv")
    ]


@pytest.mark.parametrize(
    ("query", "held"),
    [
        ("item=tor", ["session/s1", "deadline/comments-a", "phase/online"]),
        ("item=tor&person=pale", ["session/s1"]),
        ("day=2022-11-17", ["session/s3"]),
    ],
)
def test_what_is_shown_can_be_subscribed_to(tmp_path: Path, query: str, held: list[str]) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        form = part_of(organiser.client.get(f"{CAP}?{query}").text, "follow")
        picks = {"pick": seen_in(form).attributes("value")}
        made = organiser.client.post("/my", data=picks, headers={"origin": ADDRESS})
        feed = organiser.client.get(f"{made.headers['location']}.ics")
        assert (made.status_code, feed.text.count("BEGIN:VEVENT")) == (201, len(held))


def test_nothing_is_offered_to_subscribe_to_where_nothing_is_shown() -> None:
    assert "Subscribe to this choice" not in reading(meeting_file("cap-19"), words="none such")
    assert "Subscribe to this choice" not in reading(meeting_file("cap-19"))


def test_closed_sitting_is_shown_by_its_room_and_never_by_its_words() -> None:
    meeting = canary_meeting()
    assert "Closed sitting" in text_of(reading(meeting, rooms=("annex",)))
    for words in ("salaries", "figures", "islands"):
        assert text_of(part_of(reading(meeting, words=words), "found")).startswith("Nothing in this agenda")


def test_closed_things_are_found_by_nobody_outside_whatever_is_asked(tmp_path: Path) -> None:
    with a_site(tmp_path, dated_canary_meeting()) as organiser:
        for query in ("item=canary-budget", "person=canary-chair", "audience=canary-members", "q=canary+staff"):
            page = organiser.client.get(f"/m/m?{query}")
            assert (page.status_code, sittings_on(page.text), items_on(page.text)) == (200, [], [])


# What it costs.


def test_whatever_is_looked_for_evicts_nothing_and_stays_on_a_shelf_of_its_own(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19"), cache_mb=2) as organiser:
        site, get = organiser.site, organiser.client.get
        get(CAP)
        get(f"{CAP}.ics")
        kept = dict(site.shelf.asked)
        for number in range(40):
            assert get(f"{CAP}?q=agenda{number}&view=items").status_code == 200
        assert dict(site.shelf.asked) == kept
        assert 0 < site.selections.weight <= site.selections.most


def test_page_of_two_hundred_sittings_weighs_less_than_60_kb() -> None:
    meeting = big_meeting(200)
    weights = {at: len(gzip.compress(reading(meeting, at).encode(), 6)) for at in HELD}
    assert [at for at, weight in weights.items() if weight >= 60_000] == []


def test_script_of_a_page_is_sent_in_less_than_20_kb(tmp_path: Path) -> None:
    with a_site(tmp_path, a_meeting()) as at:
        answer = at.client.get("/static/agenda.js", headers={"accept-encoding": "gzip"})
        plain = at.client.get("/static/agenda.js", headers={"accept-encoding": "identity"})
    assert (answer.headers["content-encoding"], int(answer.headers["content-length"]) < 20_000) == ("gzip", True)
    assert ("content-encoding" in plain.headers, answer.content == plain.content) == (False, True)
    assert answer.headers["vary"] == "Accept-Encoding"


# Days of several rooms.


def a_day(*last: dict[str, Any]) -> Meeting:
    """One day in two rooms, the last sittings as given, and a day in one."""
    rooms = [{"id": "hall", "name": "Hall"}, {"id": "annex", "name": "Annex"}, {"id": "attic", "name": "Attic"}]
    sessions = [
        a_session("two", room="annex"),
        a_session("one", room="hall"),
        *last,
        a_session("next", start="2022-11-17T10:00", end="2022-11-17T13:00", room="hall"),
    ]
    return a_meeting(venues=[{"id": "v", "name": "V", "rooms": rooms}], phases=[a_phase(venue="v", sessions=sessions)])


LATE = {"start": "2022-11-16T15:00", "end": "2022-11-16T18:00"}


def test_day_of_sittings_side_by_side_begins_with_its_rooms_by_hours() -> None:
    html = a_page(a_day(a_session("late", room="annex", status="cancelled", **LATE)))
    (board,) = re.findall(r'<table class="board grid".*?</table>', html, re.DOTALL)
    assert [
        [text_of(cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)] for row in board.split("<tr>")[1:]
    ] == [
        ["Time", "Hall", "Annex"],
        ["10:00–13:00 CET 09:00–12:00 UTC", "Hall Session one", "Annex Session two"],
        ["15:00–18:00 CET 14:00–17:00 UTC", "", "Annex Session late Cancelled"],
    ]


def test_day_with_a_sitting_in_no_room_begins_with_a_list() -> None:
    boards = re.findall(r'<ol class="board".*?</ol>', a_page(a_day(a_session("late", **LATE))), re.DOTALL)
    assert [text_of(board) for board in boards] == [
        "10:00–13:00 CET 09:00–12:00 UTC Annex Session two Hall Session one "
        "15:00–18:00 CET 14:00–17:00 UTC Session late"
    ]


def test_story_of_an_item_goes_by_time_whatever_the_order_of_the_file() -> None:
    slots = [{"item": "work", "minutes": 10}]
    sessions = [
        a_session("later", start="2022-11-17T10:00", end="2022-11-17T11:00", slots=slots),
        a_session("open-ended", start=None, end=None, slots=slots),
        a_session("earlier", slots=slots),
    ]
    due = {"id": "d", "title": "Papers", "due": "2022-11-16T12:00", "items": ["work"]}
    phase = a_phase(items=["work"], deadlines=[due], sessions=sessions)
    html = reading(a_meeting(items=[{"id": "work", "title": "Work"}], phases=[phase]), "items")
    assert re.findall(r"Open|Papers|Session [a-z-]+", text_of(part_of(html, "story"))) == [
        "Open", "Session earlier", "Papers", "Session later", "Session open-ended",
    ]  # fmt: skip
