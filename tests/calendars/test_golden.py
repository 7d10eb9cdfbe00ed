"""Golden files: one small feed for each case, byte for byte.

After a change that is meant, write them anew and read the difference before it is committed:

    PYTHONPATH=tests:. .venv/bin/python tests/calendars/test_golden.py
"""

from __future__ import annotations

import uuid
from datetime import date
from pathlib import Path

import pytest
from entry_builders import a_deadline_entry, a_phase_entry, a_session_entry, a_stamp, rendered, utc
from feed_lint import lint

from agenda.entries import Business, Entry, Place, Stamp, Step, Voice
from agenda.place import Platform
from agenda.session import JoinLink
from agenda.text import Text
from calendars.feed import FeedHead, build_feed, zones_of

GOLDEN = Path(__file__).parent / "golden"
PAGE = "https://agenda.example.org/m/cap-19"
TERMS = Business(
    number="2", title=Text(en="Revised Terms of Reference", fr="Mandat révisé"), action=("discussion", "approval")
)
HYBRID = a_phase_entry(business=(TERMS,))
ONLINE = a_phase_entry(
    uid=uuid.UUID(int=0x10),
    id="online",
    phase="online",
    title=Text(en="Phase 1: documents on CLiKC!", fr="Phase 1 : examen des documents sur CLiKC!"),
    start=date(2022, 10, 22),
    end=date(2022, 11, 14),
    category="online",
    phase_kind="online",
    platform=Platform(name=Text(en="CLiKC!"), url="https://clikc.example.org/cap-19"),
    business=(TERMS,),
)
OPENING = a_session_entry(
    category="plenary",
    place=Place(
        room_id="a", room=Text(en="Room A", fr="Salle A"), venue=Text(en="WCO Headquarters", fr="Siège de l'OMD")
    ),
    is_online=True,
    join=(
        JoinLink(label=Text(en="Join online"), url="https://video.example.org/j/19001", features=("audio", "video")),
    ),
    chair=Voice(name=Text(en="Olo Sib Pale"), affiliation=Text(en="Côte d'Ivoire")),
    interpretation=("en", "fr"),
    steps=(
        Step(start=utc(2022, 11, 16, 9), minutes=65, item=TERMS, speakers=(Voice(name=Text(en="WCO Secretariat")),)),
        Step(kind="break", start=utc(2022, 11, 16, 10, 5), minutes=15, title=Text(en="Coffee break", fr="Pause café")),
    ),
)
CANCELLED = a_session_entry(uid=uuid.UUID(int=0x32), id="s2", status="cancelled")
REPEATED_HOUR = a_session_entry(start=utc(2022, 10, 30, 0, 30), end=utc(2022, 10, 30, 1, 30))
ONCE, TWICE = a_stamp(), a_stamp(sequence=1, last_modified=utc(2022, 10, 9, 16, 2, 3))

CASES: dict[str, tuple[str, list[tuple[Entry, Stamp]]]] = {
    "session": ("en", [(OPENING, ONCE)]),
    "session-fr": ("fr", [(OPENING, ONCE)]),
    "phase": ("en", [(ONLINE, ONCE)]),
    "deadline": ("en", [(a_deadline_entry(), ONCE)]),
    "cancelled": ("en", [(HYBRID, ONCE), (CANCELLED, TWICE)]),
    "repeated-hour": ("en", [(REPEATED_HOUR, ONCE)]),
    "whole-fr": (
        "fr",
        [(ONLINE, ONCE), (a_deadline_entry(), ONCE), (HYBRID, TWICE), (OPENING, TWICE), (CANCELLED, TWICE)],
    ),
}


def feed_of(case: str) -> bytes:
    """The feed of a case, as the code makes it now."""
    language, stamped = CASES[case]
    head = FeedHead(name="CAP-19", source=f"{PAGE}.ics", page=PAGE, colour="steelblue", zone="Europe/Brussels")
    components = [rendered(entry, stamp, language=language, page=PAGE) for entry, stamp in stamped]
    return build_feed(head, components, zones_of(entry for entry, _ in stamped))


@pytest.mark.parametrize("case", CASES)
def test_feed_is_the_golden_one(case: str) -> None:
    assert feed_of(case) == (GOLDEN / f"{case}.ics").read_bytes()


@pytest.mark.parametrize("case", CASES)
def test_golden_feed_passes_the_rules_of_the_clients(case: str) -> None:
    assert lint((GOLDEN / f"{case}.ics").read_bytes()) == []


def test_no_golden_file_is_left_over() -> None:
    assert sorted(path.stem for path in GOLDEN.iterdir()) == sorted(CASES)


if __name__ == "__main__":
    for name in CASES:
        (GOLDEN / f"{name}.ics").write_bytes(feed_of(name))
