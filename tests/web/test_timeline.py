"""The timeline of a meeting's phases: all that is planned is on it, at its place, and nothing is in another's way."""

from __future__ import annotations

import gzip
from datetime import UTC, date, datetime, timedelta
from itertools import chain, combinations, pairwise
from xml.etree import ElementTree as Xml

import pytest
from builders import a_meeting, a_phase, a_session, meeting_file
from hypothesis import given, settings
from hypothesis import strategies as st
from page_builders import a_reader

from agenda.audiences import seen_by
from web.pages.reading import Reading
from web.pages.rendering import environment
from web.pages.timeline import timeline_of, timeline_sheets, timeline_svg
from web.pages.timeline_labels import clipped, width_of
from web.pages.timeline_scale import scale_of

SVG = "{http://www.w3.org/2000/svg}"
DAY = 86_400


def drawn(meeting, language="en"):
    return timeline_of(Reading(seen_by(meeting), a_reader(language, slug=meeting.slug)))


def wide(meeting, language="en"):
    return drawn(meeting, language).pictures[0]


def file_of(meeting, language="en"):
    return Xml.fromstring(timeline_svg(Reading(seen_by(meeting), a_reader(language))))  # noqa: S314 - our own


def words(label) -> str:
    return "".join(piece.text for piece in label.pieces)


def names(picture) -> list[str]:
    return [words(tick) for tick in picture.ticks]


def legend(picture) -> list[str]:
    return [words(sign.label) for sign in picture.legend]


def a_conference(*, days: int, each: int):
    """A meeting of one phase with so many sittings on each of its days."""
    first = date(2026, 11, 2)
    sessions = [
        a_session(f"s{day}x{number}", start=f"{first + timedelta(days=day)}T{8 + number % 4 * 3:02}:00", minutes=120)
        for day in range(days)
        for number in range(each)
    ]
    return a_meeting(phases=[a_phase(start=str(first), end=str(first + timedelta(days=days - 1)), sessions=sessions)])


def test_every_phase_deadline_and_clock_change_is_on_both_pictures():
    found = [
        [(lane.href, [(note.kind, note.href) for note in lane.notes]) for lane in picture.lanes]
        for picture in drawn(meeting_file("cap-19")).pictures
    ]
    due = "#deadline-comments-a", "#deadline-comments-b", "#deadline-report-comments"
    expected = [
        ("#phase-online", [("clock", "#phase-online"), ("deadline", due[0]), ("deadline", due[1])]),
        ("#phase-hybrid", []),
        ("#phase-closing", [("deadline", due[2])]),
    ]
    assert found == [expected, expected]


def test_every_sitting_is_told_and_a_single_one_is_linked():
    marks = [mark for lane in wide(meeting_file("sbstta-24")).lanes for mark in lane.marks]
    assert [(mark.href, mark.title) for mark in marks] == [
        ("#day-virtual-2021-05-03", "3–4 May 2021 · 2 sittings"),
        ("#session-v3", "Virtual plenary 3 · Mon 7 Jun 2021 · \u206607:00–10:00 EDT\u2069"),
        ("#day-resumed-2022-03-14", "14–15 March 2022 · 3 sittings"),
        ("#session-p2", "Closing plenary · Tue 29 Mar 2022 · \u206610:00–13:00 CEST\u2069"),
    ]


def test_clock_change_stands_at_its_instant():
    picture = wide(meeting_file("cap-19"))
    line = picture.lanes[0].notes[0].line
    knots = [tuple(map(float, knot.split(","))) for knot in picture.scale.split()]
    (start, left), (end, right) = knots
    share = (datetime(2022, 10, 30, 1, tzinfo=UTC).timestamp() - start) / (end - start)
    assert line.startswith(f"M{round(left + share * (right - left), 1)} ")


def test_meeting_without_sittings_has_its_windows_and_deadlines():
    picture = wide(meeting_file("ptc-227"))
    assert [(len(lane.marks), len(lane.notes)) for lane in picture.lanes] == [(0, 2), (0, 0)]
    assert legend(picture) == ["Deadline", "Axis on the clock of Europe/Brussels"]


def test_meeting_without_phases_has_no_timeline():
    empty = a_meeting(phases=[])
    assert drawn(empty) is None
    assert timeline_svg(Reading(seen_by(empty), a_reader())) == ""


def test_meeting_of_one_day_is_divided_into_hours_and_sittings_stand_at_theirs():
    later = a_session("b", start="2022-11-16T14:00", end="2022-11-16T18:00")
    sessions = [a_session("a"), later, {"id": "u", "title": "Unscheduled"}]
    picture = wide(a_meeting(phases=[a_phase(end="2022-11-16", sessions=sessions)]))
    assert names(picture) == ["16 Nov 2022", *(f"{hour:02}:00" for hour in range(4, 24, 2))]
    assert [mark.href for mark in picture.lanes[0].marks] == ["#session-a", "#session-b"]
    assert legend(picture)[0] == "Sittings at a time (highest: 1)"
    assert words(picture.lanes[0].labels[-1]).endswith("1 sitting not scheduled yet")


def test_long_empty_time_is_left_out_and_said_to_be():
    picture = wide(meeting_file("sbstta-24"))
    assert len(picture.gaps) == 1
    assert "Time left out, with nothing planned" in legend(picture)
    assert "14 Mar 2022" in names(picture)


def test_axis_over_years_names_years():
    picture = wide(a_meeting(phases=[a_phase(start="2001-01-01", end="2030-12-31")]))
    assert names(picture) == ["2001", "2005", "2010", "2015", "2020", "2025"]


def test_axis_of_several_zones_is_on_the_clock_of_the_meeting():
    phases = [a_phase("a", time_zone="Asia/Seoul"), a_phase("b", time_zone="America/Toronto")]
    assert legend(wide(a_meeting(phases=phases)))[-1] == "Axis on the clock of Europe/Brussels"


@pytest.mark.parametrize("status", ["confirmed", "tentative", "postponed", "cancelled"])
def test_status_of_a_phase_is_said_and_drawn_without_colour(status):
    meeting = a_meeting(phases=[a_phase(status=status)])
    lane, file = wide(meeting).lanes[0], file_of(meeting)
    dashes = next(rect.get("stroke-dasharray") for rect in file.iter(f"{SVG}rect") if rect.get("class") == "bar")
    shown = words(lane.labels[1]).partition(" · ")[0], dashes, lane.cross.count("M")
    assert (
        shown
        == {
            "confirmed": ("Hybrid, in the room and online", None, 0),
            "tentative": ("Tentative", "7 4", 0),
            "postponed": ("Postponed", "2 3", 1),
            "cancelled": ("Cancelled", None, 2),
        }[status]
    )


def test_cancelled_sitting_is_hollow_over_those_that_stand():
    picture = wide(a_meeting(phases=[a_phase(sessions=[a_session("a"), a_session("b", status="cancelled")])]))
    mark = picture.lanes[0].marks[0]
    assert mark.drawn.count("M") == 1
    assert mark.off.count("M") == 1


def test_right_to_left_mirrors_the_axis():
    meeting = meeting_file("sbstta-24")
    ours, theirs = wide(meeting), wide(meeting, "ar")
    left = [(lane.bar.left, lane.bar.right) for lane in ours.lanes]
    assert [(760 - lane.bar.right, 760 - lane.bar.left) for lane in theirs.lanes] == left
    assert theirs.ticks[0].anchor == "end"


def test_three_hundred_sittings_take_six_kilobytes():
    html = environment().get_template("public/_timeline.html").render(timeline=drawn(a_conference(days=12, each=25)))
    assert len(gzip.compress(html.encode())) < 6_000
    assert sum(mark.title.count("sitting") for mark in wide(a_conference(days=12, each=25)).lanes[0].marks) == 12


def test_ids_are_unique_and_there_is_no_style_in_it():
    html = environment().get_template("public/_timeline.html").render(timeline=drawn(meeting_file("cap-19")))
    ids = [part.partition('"')[0] for part in html.split(' id="')[1:]]
    assert len(ids) == len(set(ids)) > 0
    assert "style" not in html


def test_file_is_xml_that_says_it_all():
    root = file_of(meeting_file("cap-19"), "fr")
    text = " ".join("".join(element.itertext()) for element in root.iter(f"{SVG}text"))
    assert "Phase 2 : réunion hybride" in text
    assert "16–17 novembre 2022" in text


def test_text_is_cut_by_the_room_of_its_characters():
    assert clipped("Comments on documents", 200, 12) == "Comments on documents"
    assert clipped("文件意见与建议的截止日期", 60, 12) == "文件意…"
    assert width_of(clipped("W" * 90, 100, 12), 12) <= 100


def test_sheets_of_paper_hold_every_phase_on_one_scale_and_no_more_than_a_page():
    months = [f"2024-{month:02}" for month in range(1, 13)]
    phases = [a_phase(f"p{month}", start=f"{month}-01", end=f"{month}-20") for month in months]
    reading = Reading(seen_by(a_meeting(phases=phases)), a_reader())
    whole, sheets = timeline_of(reading).pictures[0], timeline_sheets(reading, height=600).pictures
    assert [lane.href for sheet in sheets for lane in sheet.lanes] == [lane.href for lane in whole.lanes]
    assert {sheet.scale for sheet in sheets} == {whole.scale}
    assert len(sheets) > 1
    assert all(sheet.height <= 600 for sheet in sheets)


def test_paper_says_its_words_as_text_over_the_drawing():
    sheets = timeline_sheets(Reading(seen_by(meeting_file("cap-19")), a_reader()))
    html = environment().get_template("public/_timeline_paper.html").render(timeline=sheets)
    assert "<text" not in html
    assert "Phase 2: hybrid meeting" in html.partition("</svg>")[2]


DAYS = st.dates(date(1990, 1, 1), date(2060, 1, 1))
TITLES = st.sampled_from(
    ["Plenary", "W" * 80, "A phase of work on documents " * 5, "第一阶段文件讨论" * 6, "مرحلة " * 12]
)


@st.composite
def meetings(draw):
    """Phases of any length, near or years apart, with deadlines and sittings in and out of them."""
    first, phases = draw(DAYS), []
    for number in range(draw(st.integers(1, 4))):
        start = first + timedelta(days=draw(st.integers(0, 900)))
        near = st.integers(-40, 80).map(lambda days, start=start: start + timedelta(days=days))
        phases.append(
            a_phase(
                f"p{number}",
                title=draw(TITLES),
                start=str(start),
                end=str(start + timedelta(days=draw(st.sampled_from([0, 1, 9, 60, 1500])))),
                status=draw(st.sampled_from(["confirmed", "postponed"])),
                deadlines=[
                    {"id": f"d{number}x{each}", "title": draw(TITLES), "due": str(due)}
                    for each, due in enumerate(draw(st.lists(near, max_size=4)))
                ],
                sessions=[
                    a_session(f"s{number}x{each}", start=f"{day}T22:00", minutes=180)
                    for each, day in enumerate(draw(st.lists(near, max_size=6)))
                ],
            )
        )
    return a_meeting(phases=phases)


def rooms_of(picture):
    """What may not overlap: labels of the axis, of phases and the legend, and notes with theirs."""
    for label in chain(picture.ticks, (sign.label for sign in picture.legend)):
        yield label.box
    for lane in picture.lanes:
        yield from (label.box for label in lane.labels)
        yield lane.bar
        yield from (note.room for note in lane.notes)


@settings(max_examples=60, deadline=None)
@given(meetings(), st.sampled_from(["en", "ar", "zh"]))
def test_all_is_inside_the_picture_and_nothing_covers_another(meeting, language):
    for picture in drawn(meeting, language).pictures:
        rooms = list(rooms_of(picture))
        marks = [mark.room for lane in picture.lanes for mark in lane.marks]
        labels = [label.box for lane in picture.lanes for note in lane.notes for label in note.labels]
        for box in (*rooms, *marks, *labels, *picture.gaps):
            assert -0.2 <= box.left <= box.right <= picture.width + 0.2
            assert 0 <= box.top <= box.bottom <= picture.height
        assert [pair for pair in combinations(rooms, 2) if pair[0].overlaps(pair[1])] == []
        for lane in picture.lanes:
            assert [p for p in combinations([mark.room for mark in lane.marks], 2) if p[0].overlaps(p[1])] == []
            assert all(mark.room.width >= 24 for mark in lane.marks)


@given(st.lists(st.tuples(st.integers(0, 20_000), st.integers(1, 900)), min_size=1, max_size=8))
def test_scale_rises_and_keeps_every_span_within_its_width(spans):
    seconds = [(start * DAY, (start + days) * DAY) for start, days in spans]
    scale = scale_of(seconds, 300)
    moments = sorted({moment for span in seconds for moment in span})
    places = [scale.at(moment) for moment in moments]
    assert all(before < after for before, after in pairwise(places))
    assert places[0] >= 0
    assert places[-1] <= 300
