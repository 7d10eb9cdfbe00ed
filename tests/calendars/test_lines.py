"""Content lines: escaping, folding, parameters and addresses."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar, Event

from calendars.lines import address, day, folded, one_line, parameter, printable, serialised, text, utc


def read_back(line: str) -> Event:
    """The event that holds this line, as the icalendar package reads it."""
    lines = ["BEGIN:VCALENDAR", "BEGIN:VEVENT", line, "END:VEVENT", "END:VCALENDAR"]
    [event] = Calendar.from_ical(serialised(lines)).walk("VEVENT")
    return event


@given(st.text())
def test_any_text_survives(value: str) -> None:
    assert str(read_back(f"SUMMARY:{text(value)}")["SUMMARY"]) == printable(value)


@given(st.text(alphabet='\\nN;,\r\n" ^:', max_size=30))
def test_text_of_escapes_survives(value: str) -> None:
    assert str(read_back(f"SUMMARY:{text(value)}")["SUMMARY"]) == printable(value)


@given(st.text(alphabet=st.characters(exclude_characters="\\")))
def test_any_label_survives(value: str) -> None:
    label = one_line(value)
    read = read_back(f"CONFERENCE;VALUE=URI;LABEL={parameter(label)}:https://example.org")
    assert read["CONFERENCE"].params["LABEL"] == label


@given(st.text(alphabet="\\:;,^n\"' ", max_size=12))
def test_no_label_reaches_into_the_address(value: str) -> None:
    """The icalendar package drops backslashes of parameters, which RFC 5545 does not escape."""
    label = one_line(value)
    read = read_back(f"CONFERENCE;VALUE=URI;LABEL={parameter(label)}:https://example.org")["CONFERENCE"]
    assert str(read) == "https://example.org"
    assert read.params["LABEL"].replace("\\", "") == label.replace("\\", "")


@given(st.text(alphabet=st.characters(exclude_characters="\r\n", exclude_categories=["Cs"])))
def test_folds_are_short_whole_characters_and_undone(line: str) -> None:
    pieces = folded(line).split(b"\r\n ")
    assert max(len(piece) for piece in [pieces[0], *(b" " + piece for piece in pieces[1:])]) <= 75 + 2
    assert "".join(piece.decode() for piece in pieces) == line + "\r\n"


@pytest.mark.parametrize("length", [74, 75, 76, 149, 150, 151])
def test_lines_about_the_longest_length(length: int) -> None:
    lines = folded("x" * length).split(b"\r\n")
    assert [len(line) for line in lines[:-1] if len(line) > 75] == []
    assert b"".join([lines[0], *(line[1:] for line in lines[1:])]) == b"x" * length


def test_character_of_four_octets_at_the_fold_stays_whole() -> None:
    assert folded("x" * 73 + "😀") == b"x" * 73 + b"\r\n " + "😀".encode() + b"\r\n"


def test_backslash_before_a_capital_n_is_no_line_break() -> None:
    assert text("C:\\New") == "C:\\\\New"


def test_every_kind_of_line_break_is_one() -> None:
    assert text("a\r\nb\rc\nd\u2028e\u2029f\x85g") == "a\\nb\\nc\\nd\\ne\\nf\\ng"


def test_control_characters_are_left_out() -> None:
    assert text("a\x00b\x07c\x1bd\x7fe\x9bf\ud800g") == "abcdefg"


def test_tab_stays() -> None:
    assert text("a\tb") == "a\tb"


def test_one_line_has_no_break() -> None:
    assert one_line(" Opening \r\n\n session ") == "Opening session"


def test_parameter_is_quoted_where_it_must_be() -> None:
    assert [parameter("Join"), parameter("Join, now"), parameter('"Join"')] == ["Join", '"Join, now"', "^'Join^'"]


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("https://video.example.org/j/1?a=b&c=d;e,f#g", "https://video.example.org/j/1?a=b&c=d;e,f#g"),
        ("https://example.org/séance 1", "https://example.org/s%C3%A9ance%201"),
        ("https://example.org/s%C3%A9ance", "https://example.org/s%C3%A9ance"),
        ("https://bücher.example/ü", "https://xn--bcher-kva.example/%C3%BC"),
        ("https://example.org/会议", "https://example.org/%E4%BC%9A%E8%AE%AE"),
        ("https://user@Bücher.example:8443/", "https://user@xn--bcher-kva.example:8443/"),
        ("tel:+32-2-555-0123,,1234#", "tel:+32-2-555-0123,,1234#"),
        ("https://example.org/a\r\nATTENDEE:b", "https://example.org/aATTENDEE:b"),
        ("https://[ü", "https://[%C3%BC"),
        ("https://example.org/100%/%41", "https://example.org/100%25/%41"),
    ],
)
def test_address_is_ascii(written: str, sent: str) -> None:
    assert address(written) == sent


@given(st.text())
def test_any_address_is_ascii_without_blanks(value: str) -> None:
    sent = address(f"https://{value}")
    assert sent.isascii()
    assert sent.split() == [sent]


def test_dates_have_four_digits_of_year() -> None:
    assert [day(date(987, 6, 5)), utc(datetime(1900, 1, 2, 3, 4, 5, tzinfo=UTC))] == ["09870605", "19000102T030405Z"]


@pytest.mark.parametrize(
    ("open_text", "closers"),
    [
        ("\u202eevil", "\u202c"),
        ("\u202aa\u202bb\u202dc\u202c", "\u202c\u202c"),
        ("\u2067a\u2068b\u2066c", "\u2069\u2069\u2069"),
        ("\u202ea\u2067b\u202cc", "\u2069\u202c"),
        ("\u2066a\u202eb\u2069", ""),
        ("\u202ea\u202c", ""),
        ("a\u202c\u2069\u200f", ""),
    ],
)
def test_open_direction_is_closed_once(open_text: str, closers: str) -> None:
    once = printable(open_text)
    assert (once, printable(once)) == (open_text + closers, once)


def test_open_direction_ends_with_its_line() -> None:
    assert text("a\u202e\nb") == "a\u202e\u202c\\nb"
    assert one_line("a\u202eb\nc") == "a\u202eb\u202c c"
