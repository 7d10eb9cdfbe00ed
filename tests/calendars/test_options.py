"""Feed options: alarms, and what becomes of cancelled entries, as changes to ready bytes."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from entry_builders import a_deadline_entry, a_phase_entry, a_session_entry, lines_of, rendered, utc, value_of
from feed_lint import lint
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Alarm, Calendar

from agenda.text import Prose, Text
from calendars.feed import FeedHead, build_feed, zones_of
from calendars.lines import one_line
from calendars.options import is_cancelled, marked, read_alarm, read_cancelled, with_alarm, with_options

if TYPE_CHECKING:
    from agenda.entries import Entry

CANCELLED = a_session_entry(status="cancelled")
ENTRIES = [a_phase_entry(), a_session_entry(), a_deadline_entry()]


def alarm_of(component: bytes) -> Alarm:
    """The one alarm of a component, as the icalendar package reads it."""
    [alarm] = Calendar.from_ical(b"BEGIN:VCALENDAR\r\n" + component + b"END:VCALENDAR\r\n").walk("VALARM")
    return alarm


class TestAlarm:
    def test_of_a_sitting_runs_from_its_start(self) -> None:
        component = rendered(a_session_entry())
        assert with_alarm(component, 15) == component.removesuffix(b"END:VEVENT\r\n") + (
            b"BEGIN:VALARM\r\n"
            b"ACTION:DISPLAY\r\n"
            b"DESCRIPTION:Opening session\r\n"
            b"TRIGGER:-PT15M\r\n"
            b"END:VALARM\r\n"
            b"END:VEVENT\r\n"
        )

    def test_of_a_deadline_runs_from_its_end(self) -> None:
        component = with_alarm(rendered(a_deadline_entry()), 60)
        assert lines_of(component)[-6:] == [
            "BEGIN:VALARM",
            "ACTION:DISPLAY",
            "DESCRIPTION:Comments on category A items (due 4 Nov 2022 23:59 CET)",
            "TRIGGER;RELATED=END:-PT60M",
            "END:VALARM",
            "END:VEVENT",
        ]

    @pytest.mark.parametrize("language", ["en", "fr"])
    @pytest.mark.parametrize(
        ("entry", "trigger"),
        [
            (a_session_entry(), ":-PT15M"),
            (a_session_entry(status="tentative"), ":-PT15M"),
            (a_session_entry(start=utc(2022, 10, 30, 0, 30), end=utc(2022, 10, 30, 1, 30)), ":-PT15M"),
            (a_session_entry(category="plenary", is_restricted=True), ":-PT15M"),
            (a_session_entry(end=utc(2022, 11, 16, 9)), ":-PT15M"),
            (a_deadline_entry(), ";RELATED=END:-PT15M"),
            (a_deadline_entry(category="silence", is_restricted=True), ";RELATED=END:-PT15M"),
        ],
    )
    def test_kind_is_told_by_bytes_in_any_language(self, entry: Entry, trigger: str, language: str) -> None:
        assert value_of(with_alarm(rendered(entry, language=language), 15), "TRIGGER") == trigger

    @pytest.mark.parametrize(
        "entry", [a_phase_entry(), a_phase_entry(status="tentative"), CANCELLED, a_deadline_entry(status="cancelled")]
    )
    def test_is_added_to_no_phase_and_nothing_cancelled(self, entry: Entry) -> None:
        assert with_alarm(rendered(entry), 15) == rendered(entry)

    def test_words_of_a_meeting_that_look_like_properties_are_not_taken_for_them(self) -> None:
        trap = "\r\nSTATUS:CANCELLED\r\nTRANSP:TRANSPARENT\r\nDTSTART;VALUE=DATE:1\r\nSUMMARY:no\r\nEND:VEVENT\r\n"
        component = with_alarm(rendered(a_session_entry(title=Text(en=trap), description=Prose(en=trap))), 15)
        assert value_of(component, "TRIGGER") == ":-PT15M"
        assert str(alarm_of(component)["DESCRIPTION"]) == one_line(trap)

    def test_long_title_is_folded_anew(self) -> None:
        title = "Séance d'ouverture, " * 20
        component = with_alarm(rendered(a_session_entry(title=Text(fr=title))), 15)
        assert str(alarm_of(component)["DESCRIPTION"]) == title.strip()
        assert [line for line in component.split(b"\r\n") if len(line) > 75] == []

    @pytest.mark.parametrize("length", [61, 62, 63, 64, 65, 66, 67, 68, 137, 138])
    def test_title_about_the_longest_unfolded_length(self, length: int) -> None:
        component = with_alarm(rendered(a_session_entry(title=Text(en="é" + "x" * (length - 2)))), 15)
        assert str(alarm_of(component)["DESCRIPTION"]) == "é" + "x" * (length - 2)
        assert [line for line in component.split(b"\r\n") if len(line) > 75] == []

    def test_is_read_as_a_length_of_time(self) -> None:
        alarm = alarm_of(with_alarm(rendered(a_session_entry()), 28 * 24 * 60))
        assert alarm["TRIGGER"].dt == timedelta(days=-28)

    @given(st.builds(lambda string: Text(en=string), st.text(max_size=200)))
    def test_says_the_title_of_its_entry(self, title: Text) -> None:
        component = with_alarm(rendered(a_session_entry(title=title)), 15)
        assert str(alarm_of(component)["DESCRIPTION"]) == one_line(title["en"])
        assert [line for line in component.split(b"\r\n") if len(line) > 75] == []


class TestCancelled:
    def test_marked_is_confirmed_and_keeps_its_prefix(self) -> None:
        component = rendered(CANCELLED)
        assert marked(component) == component.replace(b"STATUS:CANCELLED", b"STATUS:CONFIRMED")
        assert value_of(marked(component), "SUMMARY") == ":Cancelled: Opening session"

    @pytest.mark.parametrize("entry", [*ENTRIES, a_session_entry(status="tentative")])
    def test_what_is_not_cancelled_stays_as_it_is(self, entry: Entry) -> None:
        assert marked(rendered(entry)) == rendered(entry)
        assert is_cancelled(rendered(entry)) is False

    def test_title_that_reads_like_a_status_is_none(self) -> None:
        component = rendered(a_session_entry(title=Text(en="x" * 66 + "STATUS:CANCELLED")))
        assert (marked(component), is_cancelled(component)) == (component, False)


class TestOptions:
    def test_none_leave_every_component_as_it_is(self) -> None:
        components = [rendered(entry) for entry in [*ENTRIES, CANCELLED]]
        assert list(with_options(components)) == components

    def test_hide_drops_what_is_cancelled(self) -> None:
        components = [rendered(a_session_entry()), rendered(CANCELLED)]
        assert list(with_options(components, cancelled="hide")) == components[:1]

    def test_marked_gets_no_alarm(self) -> None:
        component = rendered(CANCELLED)
        assert list(with_options([component], alarm=15, cancelled="mark")) == [marked(component)]

    @pytest.mark.parametrize("cancelled", ["keep", "hide", "mark"])
    def test_feed_passes_the_rules_of_the_clients(self, cancelled: str) -> None:
        entries = [
            a_phase_entry(start=date(2022, 11, 1)),
            a_session_entry(),
            a_session_entry(uid=uuid.UUID(int=0x32), status="cancelled"),
            a_deadline_entry(),
        ]
        page = "https://agenda.example.org/m/cap-19"
        head = FeedHead(name="CAP-19", source=f"{page}.ics", page=page, colour="steelblue", zone="Europe/Brussels")
        components = with_options(
            [rendered(entry, language="fr") for entry in entries], alarm=15, cancelled=read_cancelled(cancelled)
        )
        feed = build_feed(head, list(components), zones_of(entries))
        assert lint(feed) == []
        assert feed.count(b"BEGIN:VALARM") == 2


class TestReading:
    @pytest.mark.parametrize(
        ("written", "minutes"), [("1m", 1), ("15m", 15), ("2h", 120), ("1d", 1440), ("28d", 40320), ("40320m", 40320)]
    )
    def test_alarm_in_minutes_hours_or_days(self, written: str, minutes: int) -> None:
        assert read_alarm(written) == minutes

    @pytest.mark.parametrize(
        "written",
        ["", "15", "0m", "29d", "40321m", "673h", "-5m", "1.5h", "15M", "15m ", "15m\n", "٥m", "1w", "9" * 9],
    )
    def test_any_other_alarm_is_refused_with_what_to_write(self, written: str) -> None:
        with pytest.raises(ValueError, match="write a time between 1m and 28d, such as 15m, 2h or 1d"):
            read_alarm(written)

    @pytest.mark.parametrize("written", ["keep", "hide", "mark"])
    def test_choice_about_cancelled_ones(self, written: str) -> None:
        assert read_cancelled(written) == written

    @pytest.mark.parametrize("written", ["", "Keep", "drop"])
    def test_any_other_choice_is_refused_with_what_to_write(self, written: str) -> None:
        with pytest.raises(ValueError, match="write keep, hide or mark"):
            read_cancelled(written)
