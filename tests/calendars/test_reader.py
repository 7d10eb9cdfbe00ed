"""Reading calendars that others wrote: the samples, times and zones, what repeats, and what is hostile."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agenda.errors import InvalidInput
from calendars.reader import ReadCalendar, ReadSitting, read_calendar

if TYPE_CHECKING:
    from collections.abc import Callable

SAMPLES = Path(__file__).parents[1] / "data" / "ics"
NAMES = ["google", "indico", "outlook", "thunderbird"]
HYBRID = (date(2022, 11, 16), date(2022, 11, 17))
BRUSSELS = "Europe/Brussels"


def read(data: bytes | str, **keys: Any) -> ReadCalendar:
    written = data.encode() if isinstance(data, str) else data
    return read_calendar(written, **{"source": "file.ics", "zone": BRUSSELS, "between": HYBRID} | keys)


def sample(name: str) -> bytes:
    return (SAMPLES / f"{name}.ics").read_bytes()


def an_event(*lines: str, start: str = "DTSTART:20221116T090000Z", uid: str = "a@example.org") -> str:
    """An event of two hours, unless its lines say otherwise."""
    end = [] if any(line.startswith(("DTEND", "DURATION")) for line in lines) else ["DURATION:PT2H"]
    return "\r\n".join(["BEGIN:VEVENT", f"UID:{uid}", start, *end, *lines, "END:VEVENT", ""])


def a_calendar(*parts: str) -> str:
    return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" + "".join(parts) + "END:VCALENDAR\r\n"


def starts(calendar: ReadCalendar) -> list[str]:
    return [f"{sitting.start:%Y-%m-%d %H:%M}" for sitting in calendar.sittings]


def only(calendar: ReadCalendar) -> ReadSitting:
    [sitting] = calendar.sittings
    return sitting


def messages(remarks: tuple[Any, ...]) -> list[str]:
    return [str(remark) for remark in remarks]


def planned(calendar: ReadCalendar) -> list[tuple[str, str, str, str]]:
    return [
        (f"{sitting.start:%d %H:%M}", f"{sitting.end:%d %H:%M}", sitting.title, sitting.status)
        for sitting in calendar.sittings
    ]


class TestSamples:
    def test_outlook(self) -> None:
        calendar = read(sample("outlook"))
        assert planned(calendar) == [
            ("16 00:00", "18 00:00", "19th Meeting of the CAP Group", "confirmed"),
            ("16 09:00", "16 09:30", "Delegates' briefing", "confirmed"),
            ("16 10:00", "16 13:00", "Opening session", "confirmed"),
            ("16 14:30", "16 17:30", "Working group: enforcement, data and e-commerce", "tentative"),
            ("17 08:30", "17 09:00", "Delegates' briefing (earlier)", "confirmed"),
            ("17 09:00", "17 09:45", "Remote presentation from Kathmandu", "confirmed"),
        ]
        assert [sitting.all_day for sitting in calendar.sittings] == [True, False, False, False, False, False]
        assert calendar.problems == ()
        assert messages(calendar.notes) == [
            "line 113, “19th Meeting of the CAP Group”: it is marked PRIVATE; check what of it is to be published"
        ]

    def test_outlook_html_and_tabbed_folds_are_no_matter(self) -> None:
        opening = read(sample("outlook")).sittings[2]
        assert opening.description == (
            "Annotated agenda: https://example.org/cap-19/agenda.pdf\n\n"
            "Join the meeting: https://teams.example.com/l/meetup-join/19%3ameeting_ABC"
        )
        assert (opening.location, opening.join) == (
            "Room A, WCO Headquarters",
            "https://teams.example.com/l/meetup-join/19%3ameeting_ABC",
        )
        assert opening.uid == (
            "040000008200E00074C5B7101A82E00800000000A0B1C2D3E4F5D801000000000000000"
            "0100000001A2B3C4D5E6F708192A3B4C5D6E7F80"
        )

    def test_google(self) -> None:
        calendar = read(sample("google"))
        assert planned(calendar) == [
            ("16 10:00", "16 13:00", "Séance d'ouverture", "confirmed"),
            ("16 16:00", "16 17:00", "Drafting group (moved to Wednesday)", "confirmed"),
            ("17 00:00", "18 00:00", "Departure of delegations", "confirmed"),
            ("17 15:00", "17 16:30", "Private sector dialogue", "cancelled"),
        ]
        assert calendar.sittings[0].join == "https://meet.example.com/abc-defg-hij"
        assert calendar.sittings[1].recurrence == "20221117T130000Z"
        assert (calendar.suggested_zone, calendar.problems) == (BRUSSELS, ())

    def test_indico(self) -> None:
        calendar = read(sample("indico"))
        assert planned(calendar) == [
            ("16 10:00", "17 17:30", "19th Meeting of the CAP Group", "confirmed"),
            ("16 10:40", "16 11:45", "Revised Terms of Reference", "confirmed"),
            ("16 14:30", "16 17:30", "Tools for Members", "confirmed"),
        ]
        assert calendar.sittings[1].url == "https://indico.example.org/event/1904/contributions/88120/"
        assert (calendar.problems, calendar.notes) == ((), ())

    def test_thunderbird(self) -> None:
        calendar = read(sample("thunderbird"))
        assert planned(calendar) == [
            ("16 18:00", "16 19:30", "Side event", "confirmed"),
            ("17 18:00", "17 19:30", "Side event", "confirmed"),
        ]
        assert messages(calendar.problems) == [
            "line 43, “Guided tour”: its times name no time zone; say in which zone they are meant"
        ]
        assert messages(calendar.notes) == ["line 22: left out what is no event: 1 VTODO"]

    @pytest.mark.parametrize("name", NAMES)
    @pytest.mark.parametrize(
        "rewritten",
        [
            lambda data: data.replace(b"\r\n", b"\n"),
            lambda data: data.replace(b"\r\n", b"\r"),
            lambda data: data.replace(b"\r\n", b"\r\r\n"),
            lambda data: b"\xef\xbb\xbf" + data,
            lambda data: data.rstrip(),
            lambda data: data + b"\r\n\r\n \r\n\x1a",
            lambda data: data.replace(b"\r\n ", b"\r\n\r\n\t"),
        ],
        ids=["LF", "CR", "CRCRLF", "BOM", "no last line end", "rubbish after the end", "empty lines in folds"],
    )
    def test_line_ends_and_folds_are_no_matter(self, name: str, rewritten: Callable[[bytes], bytes]) -> None:
        assert read(rewritten(sample(name))).sittings == read(sample(name)).sittings

    @pytest.mark.parametrize("name", NAMES)
    def test_two_files_in_one_are_read_as_one(self, name: str) -> None:
        assert len(read(sample(name) + sample("indico")).sittings) == len(read(sample(name)).sittings) + 3

    @pytest.mark.parametrize("name", NAMES)
    def test_file_cut_anywhere_is_refused_or_whole(self, name: str) -> None:
        data = sample(name)
        for length in range(0, len(data) - len(b"END:VCALENDAR\r\n"), 97):
            with pytest.raises(InvalidInput):
                read(data[:length])


class TestTimes:
    @pytest.mark.parametrize(
        ("start", "begins"),
        [
            ("DTSTART:20221116T090000Z", "2022-11-16 10:00"),
            ("DTSTART:20221116T0900Z", "2022-11-16 10:00"),
            ("dtstart:20221116t090000z", "2022-11-16 10:00"),
            ("DTSTART;VALUE=DATE-TIME:20221116T090000Z", "2022-11-16 10:00"),
            ("DTSTART;TZID=Asia/Seoul:20221116T180000", "2022-11-16 10:00"),
            ("DTSTART;TZID=UTC:20221116T090000", "2022-11-16 10:00"),
            ("DTSTART;TZID=America/Sao_Paulo:20221116T060000", "2022-11-16 10:00"),
        ],
    )
    def test_start_is_on_the_clocks_asked_for(self, start: str, begins: str) -> None:
        sitting = only(read(a_calendar(an_event(start=start))))
        assert (f"{sitting.start:%Y-%m-%d %H:%M}", str(sitting.start.tzinfo)) == (begins, BRUSSELS)
        assert sitting.end - sitting.start == timedelta(hours=2)

    @pytest.mark.parametrize(
        ("end", "length"),
        [
            ("DTEND:20221116T103000Z", timedelta(hours=1.5)),
            ("DTEND;TZID=Europe/Brussels:20221116T120000", timedelta(hours=2)),
            ("DTEND:20221116T090000Z", timedelta(0)),
            ("DURATION:PT45M", timedelta(minutes=45)),
            ("DURATION:P1DT1H", timedelta(days=1, hours=1)),
        ],
    )
    def test_end_is_as_written_or_after_the_duration(self, end: str, length: timedelta) -> None:
        sitting = only(read(a_calendar(an_event(end))))
        assert sitting.end - sitting.start == length

    def test_end_left_out_is_noted(self) -> None:
        event = "BEGIN:VEVENT\nUID:a\nSUMMARY:Opening\nDTSTART:20221116T090000Z\nEND:VEVENT\n"
        calendar = read(a_calendar(event))
        assert only(calendar).end == only(calendar).start
        assert messages(calendar.notes) == ["line 3, “Opening”: it has neither end nor length; it ends as it starts"]

    @pytest.mark.parametrize(
        ("lines", "ends"),
        [
            ([], date(2022, 11, 17)),
            (["DTEND;VALUE=DATE:20221118"], date(2022, 11, 18)),
            (["DURATION:P3D"], date(2022, 11, 19)),
            (["DTEND;VALUE=DATE:20221116"], date(2022, 11, 17)),
        ],
    )
    def test_day_runs_from_midnight_to_midnight(self, lines: list[str], ends: date) -> None:
        event = "\n".join(["BEGIN:VEVENT", "UID:a", "DTSTART;VALUE=DATE:20221116", *lines, "END:VEVENT", ""])
        sitting = only(read(a_calendar(event)))
        assert (sitting.all_day, sitting.start.isoformat()) == (True, "2022-11-16T00:00:00+01:00")
        assert (sitting.end.date(), sitting.end.hour) == (ends, 0)

    def test_sitting_across_a_change_of_clocks_keeps_its_elapsed_time(self) -> None:
        event = an_event("DURATION:PT4H", start="DTSTART;TZID=Europe/Brussels:20221030T010000")
        sitting = only(read(a_calendar(event), between=(date(2022, 10, 29), date(2022, 10, 30))))
        assert [sitting.start.isoformat(), sitting.end.isoformat()] == [
            "2022-10-30T01:00:00+02:00",
            "2022-10-30T04:00:00+01:00",
        ]

    @pytest.mark.parametrize(
        ("lines", "message"),
        [
            (["DTEND:20221116T080000Z"], "it ends before it starts"),
            (["DURATION:-PT1H"], "it ends before it starts"),
            (["DURATION:P400D"], "it lasts longer than a year"),
            (["DURATION:P99999999999D"], "DURATION is “P99999999999D”, which cannot be read"),
            (["DTEND:tomorrow"], "DTEND is “tomorrow”, which cannot be read"),
            (["DTEND:22221116T080000Z"], "DTEND is in the year 2222, not between 1900 and 2200"),
            (["EXDATE:20221316"], "EXDATE is “20221316”, which cannot be read"),
            (["RDATE;VALUE=DATE:20221117"], "RDATE and DTSTART are not both days, or both times"),
            (["DTEND;TZID=Mars:20221116T110000"], "DTEND names the time zone “Mars”, which is not known"),
            (["EXDATE;TZID=Mars:20221116T110000"], "EXDATE names the time zone “Mars”, which is not known"),
            (["RDATE;TZID=Mars:20221116T110000"], "RDATE names the time zone “Mars”, which is not known"),
            (["RECURRENCE-ID;TZID=Mars:20221116T11"], "RECURRENCE-ID is “20221116T11”, which cannot be read"),
        ],
    )
    def test_bad_time_is_a_problem_with_its_line(self, lines: list[str], message: str) -> None:
        calendar = read(a_calendar(an_event("SUMMARY:Opening", *lines), an_event(uid="other")))
        assert [sitting.uid for sitting in calendar.sittings] == ["other"]
        assert messages(calendar.problems) == [f"line 3, “Opening”: {message}; correct it there and export it again"]

    @pytest.mark.parametrize(
        ("start", "message"),
        [
            ("DTSTART:20221116T250000Z", "DTSTART is “20221116T250000Z”, which cannot be read"),
            ("DTSTART:00010101T000000", "DTSTART is in the year 1, not between 1900 and 2200"),
            ("DTSTART:PT1H", "DTSTART is “PT1H”, which is neither a date nor a date and time"),
            ("DTSTART:", "DTSTART is “”, which cannot be read"),
        ],
    )
    def test_bad_start_is_a_problem(self, start: str, message: str) -> None:
        [problem] = read(a_calendar(an_event(start=start))).problems
        assert problem.message == f"{message}; correct it there and export it again"


class TestUnknownZone:
    EVENT = an_event("SUMMARY:Landing", "DTEND;TZID=Mars:20221116T110000", start="DTSTART;TZID=Mars:20221116T090000")

    def test_unknown_zone_is_a_problem(self) -> None:
        calendar = read(a_calendar(self.EVENT), floating=BRUSSELS)
        assert calendar.sittings == ()
        assert messages(calendar.problems) == [
            "line 3, “Landing”: its time zone “Mars” is not known; export it with an IANA zone"
        ]

    def test_unknown_zone_on_other_days_is_nobodys_problem(self) -> None:
        assert read(a_calendar(self.EVENT), between=(date(2022, 12, 1), date(2022, 12, 2))).problems == ()

    def test_colon_in_a_name_that_is_not_quoted_is_part_of_it(self) -> None:
        start = "DTSTART;TZID=(UTC+01:00) Brussels, Copenhagen, Madrid, Paris:20221116T100000"
        assert starts(read(a_calendar(an_event(start=start)))) == ["2022-11-16 10:00"]


class TestFloating:
    EVENT = an_event("SUMMARY:Tour", start="DTSTART:20221116T090000")

    def test_floating_times_are_asked_about(self) -> None:
        calendar = read(a_calendar("X-WR-TIMEZONE:Asia/Seoul\r\n", self.EVENT))
        assert (calendar.sittings, calendar.floating, calendar.suggested_zone) == ((), 1, "Asia/Seoul")
        assert messages(calendar.problems) == [
            "line 4, “Tour”: its times name no time zone; say in which zone they are meant"
        ]

    def test_floating_times_are_read_in_the_zone_named(self) -> None:
        calendar = read(a_calendar(self.EVENT), floating="Asia/Seoul")
        assert (starts(calendar), calendar.problems, calendar.floating) == (["2022-11-16 01:00"], (), 0)

    def test_floating_times_of_other_days_are_nobodys_problem(self) -> None:
        calendar = read(a_calendar(self.EVENT), between=(date(2022, 12, 1), date(2022, 12, 2)))
        assert (calendar.problems, calendar.floating) == ((), 0)

    def test_zone_for_floating_times_has_to_be_one(self) -> None:
        with pytest.raises(InvalidInput, match=r"^file\.ics: “CET\+1” is not an IANA time zone"):
            read(a_calendar(self.EVENT), floating="CET+1")


class TestRepeating:
    WEEK = (date(2022, 11, 14), date(2022, 11, 18))

    def times(self, *lines: str, start: str = "DTSTART;TZID=Europe/Brussels:20221107T100000", **keys: Any) -> list[str]:
        calendar = read(a_calendar(an_event(*lines, start=start)), **{"between": self.WEEK} | keys)
        assert calendar.problems == ()
        return [start.removeprefix("2022-11-") for start in starts(calendar)]

    @pytest.mark.parametrize(
        ("rule", "times"),
        [
            ("FREQ=DAILY", ["14 10:00", "15 10:00", "16 10:00", "17 10:00", "18 10:00"]),
            ("FREQ=DAILY;INTERVAL=3", ["16 10:00"]),
            ("FREQ=DAILY;COUNT=9", ["14 10:00", "15 10:00"]),
            ("FREQ=DAILY;UNTIL=20221115T090000Z", ["14 10:00", "15 10:00"]),
            ("FREQ=DAILY;UNTIL=20221115T085959Z", ["14 10:00"]),
            ("FREQ=DAILY;UNTIL=20221115", ["14 10:00"]),
            ("FREQ=DAILY;UNTIL=20221115T100000", ["14 10:00", "15 10:00"]),
            ("FREQ=WEEKLY;BYDAY=TU,TH", ["15 10:00", "17 10:00"]),
            ("FREQ=WEEKLY;INTERVAL=2", []),
            ("FREQ=MONTHLY;BYDAY=3WE", ["16 10:00"]),
            ("FREQ=MONTHLY;BYMONTHDAY=-13", ["18 10:00"]),
            ("FREQ=YEARLY;BYMONTH=11;BYDAY=TH;BYSETPOS=3", ["17 10:00"]),
            ("FREQ=DAILY;BYHOUR=9,14", ["14 09:00", "14 14:00", "15 09:00", "15 14:00", "16 09:00", "16 14:00",
                                        "17 09:00", "17 14:00", "18 09:00", "18 14:00"]),
            ("freq=weekly;byday=we;wkst=su;", ["16 10:00"]),
        ],
    )  # fmt: skip
    def test_rule_gives_its_times_within_the_days(self, rule: str, times: list[str]) -> None:
        assert self.times(f"RRULE:{rule}") == times

    def test_start_comes_even_where_the_rule_does_not_give_it(self) -> None:
        start = "DTSTART;TZID=Europe/Brussels:20221114T100000"
        assert self.times("RRULE:FREQ=WEEKLY;BYDAY=WE", start=start) == ["14 10:00", "16 10:00"]

    def test_wall_clock_stays_across_a_change_of_clocks(self) -> None:
        calendar = read(
            a_calendar(an_event("RRULE:FREQ=WEEKLY", start="DTSTART;TZID=Europe/Brussels:20221020T100000")),
            between=(date(2022, 10, 20), date(2022, 11, 4)),
        )
        assert starts(calendar) == ["2022-10-20 10:00", "2022-10-27 10:00", "2022-11-03 10:00"]
        assert [sitting.recurrence for sitting in calendar.sittings] == [
            "20221020T080000Z", "20221027T080000Z", "20221103T090000Z",
        ]  # fmt: skip

    @pytest.mark.parametrize(
        "excluded",
        [
            "EXDATE;TZID=Europe/Brussels:20221115T100000,20221117T100000",
            "EXDATE:20221115T090000Z,20221117T090000Z",
            "EXDATE;VALUE=DATE:20221115,20221117",
            "EXDATE:20221115T100000,20221117T100000",
            "EXDATE;TZID=W. Europe Standard Time:20221115T100000\r\nEXDATE:20221117T090000Z",
            "EXRULE:FREQ=WEEKLY;BYDAY=TU,TH",
        ],
    )
    def test_excluded_times_do_not_come(self, excluded: str) -> None:
        assert self.times("RRULE:FREQ=DAILY", excluded) == ["14 10:00", "16 10:00", "18 10:00"]

    def test_added_times_come_once(self) -> None:
        added = "RDATE;TZID=Europe/Brussels:20221115T150000,20221116T100000"
        assert self.times("RRULE:FREQ=WEEKLY;BYDAY=WE", added) == ["15 15:00", "16 10:00"]

    def test_added_period_has_its_own_length(self) -> None:
        added = "RDATE;VALUE=PERIOD:20221115T140000Z/PT30M,20221116T140000Z/20221116T150000Z"
        calendar = read(a_calendar(an_event(added, start="DTSTART:20221114T090000Z")), between=self.WEEK)
        assert [str(sitting.end - sitting.start) for sitting in calendar.sittings] == ["2:00:00", "0:30:00", "1:00:00"]

    def test_repeating_day_is_excluded_and_told_by_its_day(self) -> None:
        event = an_event("RRULE:FREQ=DAILY;COUNT=3", "EXDATE;VALUE=DATE:20221117", start="DTSTART;VALUE=DATE:20221116")
        calendar = read(a_calendar(event.replace("DURATION:PT2H\r\n", "")), between=self.WEEK)
        assert [sitting.recurrence for sitting in calendar.sittings] == ["20221116", "20221118"]

    @pytest.mark.parametrize(
        "original",
        [
            "RECURRENCE-ID;TZID=Europe/Brussels:20221115T100000",
            "RECURRENCE-ID:20221115T090000Z",
            "RECURRENCE-ID;VALUE=DATE:20221115",
        ],
    )
    def test_replaced_time_is_read_from_its_own_event(self, original: str) -> None:
        series = an_event("RRULE:FREQ=DAILY;COUNT=10", start="DTSTART;TZID=Europe/Brussels:20221114T100000")
        moved = an_event(original, "SUMMARY:Moved", start="DTSTART:20221118T150000Z")
        calendar = read(a_calendar(series, moved), between=(date(2022, 11, 14), date(2022, 11, 18)))
        assert starts(calendar) == [
            "2022-11-14 10:00", "2022-11-16 10:00", "2022-11-17 10:00", "2022-11-18 10:00", "2022-11-18 16:00",
        ]  # fmt: skip
        assert calendar.sittings[-1].title == "Moved"

    def test_replaced_time_alone_is_a_sitting(self) -> None:
        sitting = only(read(a_calendar(an_event("RECURRENCE-ID:20221110T090000Z"))))
        assert (sitting.recurrence, sitting.start.hour) == ("20221110T090000Z", 10)

    def test_time_moved_out_of_the_days_is_left_out(self) -> None:
        series = an_event("RRULE:FREQ=DAILY;COUNT=2", start="DTSTART:20221116T090000Z")
        moved = an_event("RECURRENCE-ID:20221117T090000Z", start="DTSTART:20221205T090000Z")
        calendar = read(a_calendar(series, moved))
        assert starts(calendar) == ["2022-11-16 10:00"]
        assert [note.message for note in calendar.notes] == [
            "left out what does not start from 2022-11-16 to 2022-11-17: 1 events"
        ]

    def test_cancelled_time_is_read_as_cancelled(self) -> None:
        series = an_event("RRULE:FREQ=DAILY;COUNT=2", start="DTSTART:20221116T090000Z")
        off = an_event("RECURRENCE-ID:20221117T090000Z", "STATUS:CANCELLED", start="DTSTART:20221117T090000Z")
        assert [sitting.status for sitting in read(a_calendar(series, off)).sittings] == ["confirmed", "cancelled"]

    def test_change_of_all_later_times_is_a_problem(self) -> None:
        series = an_event("RRULE:FREQ=DAILY;COUNT=2", start="DTSTART:20221116T090000Z")
        changed = an_event("RECURRENCE-ID;RANGE=THISANDFUTURE:20221117T090000Z", start="DTSTART:20221117T100000Z")
        calendar = read(a_calendar(series, changed))
        assert starts(calendar) == ["2022-11-16 10:00", "2022-11-17 11:00"]
        assert [problem.message for problem in calendar.problems] == [
            "it changes all later times too, of which only this one was changed; check the others"
        ]

    def test_event_that_does_not_repeat_has_no_recurrence(self) -> None:
        assert only(read(a_calendar(an_event()))).recurrence is None

    @pytest.mark.parametrize(
        ("rule", "message"),
        [
            ("FREQ=SECONDLY", "it repeats SECONDLY, which no sitting does"),
            ("FREQ=HOURLY;COUNT=3", "it repeats HOURLY, which no sitting does"),
            ("FREQ=FORTNIGHTLY", "its rule has no FREQ that RFC 5545 knows, but “FORTNIGHTLY”"),
            ("COUNT=3", "its rule has no FREQ that RFC 5545 knows, but “”"),
            ("FREQ=DAILY;COUNT=0", "its rule has COUNT=0, which RFC 5545 does not allow"),
            ("FREQ=DAILY;INTERVAL=0", "its rule has INTERVAL=0, which RFC 5545 does not allow"),
            ("FREQ=YEARLY;BYMONTH=13", "its rule has BYMONTH=13, which RFC 5545 does not allow"),
            ("FREQ=YEARLY;BYMONTHDAY=0", "its rule has BYMONTHDAY=0, which RFC 5545 does not allow"),
            ("FREQ=WEEKLY;BYDAY=XX", "its rule has BYDAY=XX, which RFC 5545 does not allow"),
            ("FREQ=WEEKLY;BYDAY=0MO", "its rule has BYDAY=0MO, which RFC 5545 does not allow"),
            ("FREQ=DAILY;BYEASTER=0", "its rule has BYEASTER, which RFC 5545 does not know"),
            ("FREQ=DAILY;FREQ=DAILY", "its rule “FREQ=DAILY;FREQ=DAILY” is none that RFC 5545 knows"),
            ("FREQ=DAILY;COUNT", "its rule “FREQ=DAILY;COUNT” is none that RFC 5545 knows"),
            ("FREQ=DAILY;UNTIL=never", "UNTIL is “NEVER”, which cannot be read"),
            ("FREQ=DAILY;BYHOUR=1,2,3,4,5;BYMINUTE=0,10,20,30,40", "it repeats 25 times a day"),
            ("FREQ=DAILY;BYMONTH=" + "1," * 300 + "1", "its rule is longer than 500 characters"),
        ],
    )
    def test_rule_that_cannot_be_followed_is_a_problem(self, rule: str, message: str) -> None:
        [problem] = read(a_calendar(an_event(f"RRULE:{rule}"))).problems
        assert problem.message == f"{message}; correct it there and export it again"

    def test_no_event_comes_more_than_a_thousand_times(self) -> None:
        event = an_event("RRULE:FREQ=DAILY", start="DTSTART:20200101T090000Z")
        calendar = read(a_calendar(event), between=(date(2020, 1, 1), date(2024, 1, 1)))
        assert len(calendar.sittings) == 1_000
        assert [problem.message for problem in calendar.problems] == [
            "it repeats more than 1,000 times; check those that were not read"
        ]


class TestEvents:
    def test_texts_are_unescaped(self) -> None:
        event = an_event(r"SUMMARY:A\, B\; C:\\New\nline", r"DESCRIPTION:one\Ntwo\\n", r"LOCATION:Room\, House")
        sitting = only(read(a_calendar(event)))
        assert sitting.title == "A, B; C:\\New line"
        assert sitting.description == "one\ntwo\\n"
        assert sitting.location == "Room, House"

    def test_fold_within_a_character_is_undone(self) -> None:
        folded = a_calendar(an_event("SUMMARY:Séance")).encode().replace(b"\xc3\xa9", b"\xc3\r\n \xa9")
        assert only(read(folded)).title == "Séance"

    @pytest.mark.parametrize("written", ["javascript:alert(1)", "example.org", "https://a b", "https://" + "x" * 2000])
    def test_address_that_no_meeting_file_takes_is_left_out(self, written: str) -> None:
        assert only(read(a_calendar(an_event(f"URL:{written}", f"CONFERENCE;VALUE=URI:{written}")))).url == ""

    @pytest.mark.parametrize(
        ("written", "status"),
        [("CONFIRMED", "confirmed"), ("tentative", "tentative"), ("CANCELLED", "cancelled"), ("CANCELED", "cancelled")],
    )
    def test_status(self, written: str, status: str) -> None:
        assert only(read(a_calendar(an_event(f"STATUS:{written}")))).status == status

    def test_status_that_is_none_is_noted(self) -> None:
        calendar = read(a_calendar(an_event("STATUS:POSTPONED")))
        assert only(calendar).status == "confirmed"
        assert [note.message for note in calendar.notes] == [
            "its status “POSTPONED” is none of an event; it was read as confirmed"
        ]

    def test_method_cancel_cancels_every_event(self) -> None:
        assert only(read(a_calendar("METHOD:CANCEL\r\n", an_event("STATUS:CONFIRMED")))).status == "cancelled"

    def test_answer_to_an_invitation_plans_nothing(self) -> None:
        calendar = read(a_calendar("METHOD:REPLY\r\n", an_event()))
        assert calendar.sittings == ()
        assert messages(calendar.problems) == [
            "line 1: this is a REPLY, which plans nothing; export the calendar itself"
        ]

    def test_latest_version_of_an_event_is_read(self) -> None:
        versions = [
            an_event("SEQUENCE:1", "LAST-MODIFIED:20221001T000000Z", "SUMMARY:second"),
            an_event("SEQUENCE:1", "LAST-MODIFIED:20221002T000000Z", "SUMMARY:third"),
            an_event("SEQUENCE:0", "LAST-MODIFIED:20221003T000000Z", "SUMMARY:first"),
        ]
        calendar = read(a_calendar(*versions))
        assert only(calendar).title == "third"
        assert [note.subject for note in calendar.notes] == ["second", "first"]

    @pytest.mark.parametrize(
        ("event", "message"),
        [
            ("BEGIN:VEVENT\nDTSTART:20221116T090000Z\nEND:VEVENT\n", "it has no UID to find it again by"),
            ("BEGIN:VEVENT\nUID: \nDTSTART:20221116T090000Z\nEND:VEVENT\n", "it has no UID to find it again by"),
            ("BEGIN:VEVENT\nUID:" + "x" * 1001 + "\nEND:VEVENT\n", "it has no UID to find it again by"),
            ("BEGIN:VEVENT\nUID:a\nEND:VEVENT\n", "it has no DTSTART"),
        ],
    )
    def test_event_without_uid_or_start_is_a_problem(self, event: str, message: str) -> None:
        [problem] = read(a_calendar(event)).problems
        assert problem.message.partition(";")[0] == message

    @pytest.mark.parametrize(
        ("line", "name"),
        [("EXDATE:" + "20221117T090000Z," * 4_000, "EXDATE"), ("RRULE;X:FREQ=DAILY", "RRULE")],
        ids=["too long", "malformed"],
    )
    def test_event_whose_times_are_not_all_read_is_a_problem(self, line: str, name: str) -> None:
        calendar = read(a_calendar(an_event(line)))
        assert calendar.sittings == ()
        assert [problem.message for problem in calendar.problems] == [
            f"its {name} is malformed or too long; correct it there and export it again"
        ]

    def test_description_that_is_too_long_is_noted(self) -> None:
        calendar = read(
            a_calendar(an_event("DESCRIPTION:" + "x" * 20_001), an_event("DESCRIPTION:" + "x" * 70_000, uid="b"))
        )
        assert [len(sitting.description) for sitting in calendar.sittings] == [20_000, 0]
        assert [note.message for note in calendar.notes] == [
            "its description is longer than 20,000 characters; the rest was left out",
            "left out what is no property or too long: 1 lines, of which this is the first",
        ]

    def test_line_that_is_no_property_is_noted(self) -> None:
        calendar = read(a_calendar(an_event("DESCRIPTION:first line", "second line without a fold")))
        assert only(calendar).description == "first line"
        assert messages(calendar.notes) == [
            "line 8: left out what is no property or too long: 1 lines, of which this is the first"
        ]


class TestRefusals:
    @pytest.mark.parametrize(
        ("data", "message"),
        [
            (b"", "file.ics: holds no BEGIN:VCALENDAR; give an iCalendar file (.ics)"),
            (b"<html>log in</html>", "file.ics: holds no BEGIN:VCALENDAR; give an iCalendar file (.ics)"),
            (b"PK\x03\x04rest", "file.ics: is a ZIP archive; give the iCalendar file itself (.ics), in UTF-8"),
            ("BEGIN".encode("utf-16"), "file.ics: is UTF-16; give the iCalendar file itself (.ics), in UTF-8"),
            (
                b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY;LANGUAGE=fr:Se\n s\xe9ance\nEND:VEVENT\nEND:VCALENDAR\n",
                "file.ics, line 4: byte 0xE9 in SUMMARY is not UTF-8; export the file again as UTF-8",
            ),
            (
                b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\n",
                "file.ics, line 2: the file ends inside the VEVENT that begins here; export or download it again",
            ),
            (
                b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR\n",
                "file.ics, line 3: END:VCALENDAR inside VEVENT; part of the file is missing, export it again",
            ),
            (
                b"END:VEVENT\n",
                "file.ics, line 1: END:VEVENT without its BEGIN; part of the file is missing, export it again",
            ),
            (b"\n" * (10 * 2**20 + 1), "file.ics: is larger than 10 MiB; export only the days of the phase"),
            (
                b"BEGIN:VEVENT\n" * 100,
                "file.ics, line 9: components lie more than 8 deep; export the file again",
            ),
            (
                b"BEGIN:X\nEND:X\n" * 50_001,
                "file.ics, line 100001: has more than 50,000 components; export only the days of the phase",
            ),
            (b"A:\n" * 500_001, "file.ics: has more than 500,000 lines; export only the days of the phase"),
        ],
    )
    def test_file_is_refused_with_place_and_remedy(self, data: bytes, message: str) -> None:
        with pytest.raises(InvalidInput) as refused:
            read(data)
        assert str(refused.value) == message

    @pytest.mark.parametrize(
        "rule",
        [
            "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
            "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
            "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30",
            "FREQ=WEEKLY;BYMONTH=2;BYSETPOS=300",
            "FREQ=DAILY;INTERVAL=7;BYDAY=TH",
            "FREQ=DAILY;INTERVAL=999999999",
        ],
    )
    def test_rule_that_never_matches_ends_with_the_days(self, rule: str) -> None:
        calendar = read(a_calendar(*(an_event(f"RRULE:{rule}", start="DTSTART:20200101T090000Z") for _ in range(50))))
        assert (calendar.sittings, calendar.problems) == ((), ())

    def test_file_whose_events_repeat_for_ever_is_refused(self) -> None:
        events = (an_event("RRULE:FREQ=DAILY", start="DTSTART:19000101T090000Z", uid=str(n)) for n in range(30))
        with pytest.raises(InvalidInput, match=r"^file\.ics: its events repeat too often to be followed; export only"):
            read(a_calendar(*events))

    def test_attachments_and_html_are_not_looked_at(self) -> None:
        attached = an_event("ATTACH;ENCODING=BASE64;VALUE=BINARY:" + "QUJD" * 500_000, "X-ALT-DESC:<b>" + "x" * 500_000)
        calendar = read(a_calendar(attached))
        assert (len(calendar.sittings), calendar.notes) == (1, ())


LIMITED = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
GIVEN_LINES = st.sampled_from(
    [
        *(line for name in NAMES for line in sample(name).splitlines(keepends=True)),
        b"BEGIN:VCALENDAR\r\n",
        b"END:VCALENDAR\r\n",
        b"BEGIN:VEVENT\r\n",
        b"END:VEVENT\r\n",
        b"RRULE:FREQ=DAILY\r\n",
    ]
)


def reads_or_refuses(data: bytes) -> None:
    try:
        calendar = read(data, floating="Asia/Seoul")
    except InvalidInput:
        return
    for sitting in calendar.sittings:
        assert sitting.start.astimezone(UTC) <= sitting.end.astimezone(UTC)
        assert HYBRID[0] <= sitting.start.date() <= HYBRID[1]
        assert isinstance(sitting.start, datetime)
        assert sitting.uid


@LIMITED
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    reads_or_refuses(data)


@LIMITED
@given(st.lists(GIVEN_LINES, max_size=60))
def test_any_order_of_lines_is_read_or_refused(lines: list[bytes]) -> None:
    reads_or_refuses(b"BEGIN:VCALENDAR\r\n" + b"".join(lines) + b"END:VEVENT\r\nEND:VCALENDAR\r\n")
    reads_or_refuses(b"".join(lines))


@LIMITED
@given(
    st.sampled_from(NAMES),
    st.lists(st.tuples(st.integers(0, 4_000), st.integers(0, 30), st.binary(max_size=12)), min_size=1, max_size=6),
)
def test_any_change_to_a_sample_is_read_or_refused(name: str, cuts: list[tuple[int, int, bytes]]) -> None:
    data = sample(name)
    for start, length, put in cuts:
        data = data[:start] + put + data[start + length :]
    reads_or_refuses(data)


TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=60)


@LIMITED
@given(
    st.lists(st.tuples(st.sampled_from(["DTSTART", "DTEND", "RRULE", "EXDATE", "RDATE", "DURATION"]), TEXT), max_size=6)
)
def test_any_value_is_read_or_refused(properties: list[tuple[str, str]]) -> None:
    lines = [f"{name}{'' if value[:1] in {':', ';'} else ':'}{value}" for name, value in properties]
    reads_or_refuses(a_calendar(an_event(*lines)).encode())


PART = st.sampled_from(
    [
        "FREQ=DAILY", "FREQ=WEEKLY", "FREQ=MONTHLY", "FREQ=YEARLY", "INTERVAL=2", "INTERVAL=13", "COUNT=5", "WKST=SU",
        "BYDAY=MO,WE", "BYDAY=-1FR", "BYDAY=2TU", "BYMONTHDAY=16,-1", "BYMONTH=11", "BYYEARDAY=320,-1", "BYWEEKNO=46",
        "BYSETPOS=1", "BYSETPOS=-1", "BYHOUR=9,14", "BYMINUTE=0,30", "BYSECOND=5", "UNTIL=20221117",
        "UNTIL=20221116T100000Z",
    ]
)  # fmt: skip


@LIMITED
@given(st.lists(PART, min_size=1, max_size=6, unique_by=lambda part: part.partition("=")[0]))
def test_any_rule_is_read_or_refused(parts: list[str]) -> None:
    start = "DTSTART;TZID=Europe/Brussels:20211116T090000"
    reads_or_refuses(a_calendar(an_event(f"RRULE:{';'.join(parts)}", start=start)).encode())
