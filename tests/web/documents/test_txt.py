"""The agenda as plain text: as the golden files have it, in 76 columns of any script.

The golden files are written anew by `PYTHONPATH=tests:. .venv/bin/python tests/web/documents/test_txt.py`.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from builders import a_meeting, a_phase, a_session, meeting_file
from canaries import CANARY, canary_meeting
from documents import a_file
from wcwidth import wcswidth

from web.documents.wrapping import wrapped

GOLDEN = Path(__file__).parent / "golden"
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
TOLD = (("cap-19", "Asia/Seoul"), ("sbstta-24", None), ("ptc-227", None))


def a_text(*asked: object) -> str:
    return a_file("txt", *asked).decode()  # type: ignore[arg-type]


@pytest.mark.parametrize(("slug", "zone"), TOLD)
def test_text_is_as_the_golden_file_has_it(slug: str, zone: str | None) -> None:
    assert a_text(meeting_file(slug), "en", zone) == (GOLDEN / f"{slug}.txt").read_text("utf-8")


@pytest.mark.parametrize("language", ["fr", "es", "ar", "zh", "ru"])
@pytest.mark.parametrize("slug", ["cap-19", "sbstta-24", "ptc-227"])
def test_no_line_is_wider_than_76_columns(slug: str, language: str) -> None:
    lines = a_text(meeting_file(slug), language, "Asia/Kathmandu").split("\n")
    assert [line for line in lines if not 0 <= wcswidth(line) <= 76 or line != line.rstrip()] == []
    assert (lines[-1], "\r" in "".join(lines)) == ("", False)


def test_zone_is_said_at_the_top_by_the_day_and_at_the_hour() -> None:
    meeting = a_meeting(phases=[a_phase(sessions=[a_session()])])
    said = a_text(meeting, "en", "Asia/Seoul")
    assert "All times are those of the place of the meeting: Europe/Brussels.\n" in said
    assert "Where they differ, the times in Asia/Seoul stand beside them.\n" in said
    assert "Wednesday 16 November 2022 (Europe/Brussels)\n" in said
    assert "10:00–13:00 CET / 18:00–21:00 KST\n  Session s\n" in said


def test_addresses_stand_whole_on_a_line() -> None:
    address = "https://meet.example.org/" + "a" * 90
    meeting = a_meeting(phases=[a_phase(sessions=[a_session(join=[{"label": "Join", "url": address}])])])
    assert f"  Join:\n  {address}\n" in a_text(meeting)


def test_text_holds_nothing_closed() -> None:
    assert CANARY not in a_text(canary_meeting()).lower()
    assert CANARY in a_text(canary_meeting(), "en", None, "canary-members").lower()


def test_hostile_texts_stay_on_their_lines() -> None:
    meeting = a_meeting(title="A\r\nFrom: \u202eb\u2028c\x85d\te", phases=[a_phase(title="x" * 1_000)])
    said = a_text(meeting)
    assert said.startswith("A From: b c d e\n===============\n")
    assert said.count("x" * 76 + "\n") == 13


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("one two three", ["one two", "three"]),
        ("", [""]),
        ("exactly ten", ["exactly", "ten"]),
        ("0123456789", ["0123456789"]),
        ("01234567890", ["0123456789", "0"]),
        ("a\u00a0b c\u00a0d e\u00a0f", ["a\u00a0b c\u00a0d", "e\u00a0f"]),
        ("第二十四次会议", ["第二十四次", "会议"]),
        ("第二十四次。会议", ["第二十四", "次。会议"]),
        ("第二十四（次）会议", ["第二十四", "（次）会议"]),
        ("e\u0301" * 10, ["e\u0301" * 10]),
        (FAMILY * 6, [FAMILY * 5, FAMILY]),
        ("see https://example.org/long now", ["see", "https://example.org/long", "now"]),
    ],
)
def test_lines_end_where_their_script_allows(text: str, lines: list[str]) -> None:
    assert wrapped(text, width=10) == lines


def test_lines_after_the_first_stand_below_its_words() -> None:
    assert wrapped("one two three four", first="1.  ", rest="    ", width=12) == [
        "1.  one two",
        "    three",
        "    four",
    ]


if __name__ == "__main__":
    for slug, zone in TOLD:
        (GOLDEN / f"{slug}.txt").write_text(a_text(meeting_file(slug), "en", zone), "utf-8", newline="\n")
        sys.stdout.write(f"wrote {slug}.txt\n")
