"""The HTML itself: sound, escaped, in order, and free of inline code."""

from __future__ import annotations

import gzip
import itertools
import re

import pytest
from builders import a_meeting, a_phase, a_session, meeting_file
from page_builders import EDITION, a_page, a_reader, seen_in, text_of

from agenda.audiences import seen_by
from web.pages.agenda import agenda_page, phase_page, session_page

HOSTILE = "</title><script>alert(1)</script> \"'><b>&amp;"
ARABIC = "الاجتماع الرابع"


def pages_of(slug: str, language: str) -> list[str]:
    view, reader = seen_by(meeting_file(slug)), a_reader(language, slug=slug)
    return [
        agenda_page(view, EDITION, reader),
        *(phase_page(view, EDITION, reader, phase.id) for phase in view.meeting.phases),
        *(session_page(view, EDITION, reader, s.id) for phase in view.meeting.phases for s in phase.sessions),
    ]


@pytest.mark.parametrize("slug", ["cap-19", "ptc-227", "sbstta-24"])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_elements_nest_ids_are_unique_and_headings_skip_no_level(slug, language):
    for html in pages_of(slug, language):
        seen = seen_in(html)
        ids = seen.attributes("id")
        levels = [int(tag[1]) for tag, _ in seen.elements if re.fullmatch("h[1-6]", tag)]
        assert seen.faults == []
        assert len(ids) == len(set(ids))
        assert levels[0] == 1
        assert all(below <= above + 1 for above, below in itertools.pairwise(levels))


def test_pages_hold_no_inline_code_or_style():
    for html in pages_of("cap-19", "en"):
        elements = seen_in(html).elements
        assert [tag for tag, _ in elements if tag == "style"] == []
        inline = [values for tag, values in elements if tag == "script" and not values.get("src")]
        assert [values for values in inline if values != {"type": "application/ld+json"}] == []
        assert [name for _, values in elements for name in values if name == "style" or name.startswith("on")] == []


def test_labels_refer_to_what_is_there():
    for html in pages_of("cap-19", "en"):
        seen = seen_in(html)
        labels = {*seen.attributes("aria-labelledby"), *seen.attributes("aria-describedby"), *seen.attributes("for")}
        assert labels - set(seen.attributes("id")) == set()


def test_hostile_texts_stay_text():
    item = {"id": "i", "title": HOSTILE, "number": HOSTILE, "description": HOSTILE, "category": HOSTILE}
    session = a_session(title=HOSTILE, notice=HOSTILE, slots=[{"title": HOSTILE, "item": "i", "minutes": 1}])
    phase = a_phase(title=HOSTILE, sessions=[session], platform={"name": HOSTILE, "url": "https://e.org/?a=1&b='2"})
    body = {"name": HOSTILE, "acronym": HOSTILE}
    html = a_page(a_meeting(title=HOSTILE, symbol=HOSTILE, body=body, items=[item], phases=[phase]))
    seen = seen_in(html)
    assert seen.faults == []
    assert [tag for tag, _ in seen.elements if tag == "b"] == []
    assert [values.get("type") for tag, values in seen.elements if tag == "script"] == [None, "application/ld+json"]
    assert HOSTILE in seen.text


def test_text_of_another_language_says_so():
    html = a_page(a_meeting(title={"ar": ARABIC}, languages=["en", "ar"]))
    assert f'<h1><bdi lang="ar" dir="rtl">{ARABIC}</bdi></h1>' in html


def test_direction_override_is_isolated_in_text_and_taken_out_of_the_title():
    html = a_page(a_meeting(title="Budget \u202etegdub"))
    assert "<title>Budget tegdub</title>" in html
    assert "<bdi>Budget \u202etegdub</bdi>" in html


def test_page_speaks_english_where_there_is_no_catalogue():
    html = a_page(a_meeting(title={"he": "ישיבה"}, languages=["he"]), "he")
    page = seen_in(html).elements[0][1]
    assert (page["lang"], page["dir"]) == ("en", "ltr")
    assert '<h1><bdi lang="he" dir="rtl">ישיבה</bdi></h1>' in html


def test_page_in_arabic_is_right_to_left_and_marks_what_is_not_translated():
    html = a_page(meeting_file("sbstta-24"), "ar")
    page = seen_in(html).elements[0][1]
    assert (page["lang"], page["dir"]) == ("ar", "rtl")
    assert '<bdi lang="en" dir="ltr">Synthetic biology</bdi>' in html
    assert "<bdi>افتتاح الاجتماع</bdi>" in html


def test_title_of_a_thousand_characters_is_whole():
    title = "long " * 200
    meeting = a_meeting(items=[{"id": "i", "title": title}])
    assert title.strip() in text_of(a_page(meeting))


def a_big_meeting(sessions: int):
    rooms = [{"id": f"r{n}", "name": f"Room {n}"} for n in range(8)]
    items = [{"id": f"i{n}", "title": f"Item about matter {n}", "action": ["discussion"]} for n in range(40)]
    held = [
        a_session(
            f"s{n}",
            start=f"2022-11-{1 + n // 24:02}T{9 + n // 8 % 3 * 3:02}:00",
            end=f"2022-11-{1 + n // 24:02}T{11 + n // 8 % 3 * 3:02}:30",
            room=f"r{n % 8}",
            slots=[{"item": f"i{(n + step) % 40}", "minutes": 30} for step in range(5)],
        )
        for n in range(sessions)
    ]
    phase = a_phase(start="2022-11-01", end="2022-11-20", venue="v", sessions=held)
    return a_meeting(venues=[{"id": "v", "name": "Venue", "rooms": rooms}], items=items, phases=[phase])


def test_two_hundred_sittings_weigh_less_than_60_kb_compressed():
    html = a_page(a_big_meeting(200))
    assert len(gzip.compress(html.encode())) < 60_000


def test_three_hundred_sittings_in_eight_rooms_are_all_there_by_day_and_time():
    html = a_page(a_big_meeting(300))
    ids = [identity for identity in seen_in(html).attributes("id", of="article") if identity.startswith("session-")]
    assert ids == [f"session-s{n}" for n in range(300)]
