"""Files made to hurt are read or refused by the product's own errors, in bounded time and memory."""

from __future__ import annotations

import multiprocessing
import resource
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from time import process_time
from typing import TYPE_CHECKING

import pytest
from attack.nasties import CALENDARS, MEETING_FILES, TABLES
from attack.seeds import CALENDAR_SEED, MEETING_SEED, TABLE_SEED, WORKBOOK_SEED
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agenda.errors import InvalidInput
from agenda.files import read_meeting
from agenda.tables.forms import read_table
from calendars.reader import read_calendar

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection

MOST_SECONDS = 20
MOST_BYTES = 700_000_000
DAYS = date(2022, 1, 1), date(2023, 12, 31)


def meeting_file(data: bytes) -> None:
    read_meeting(data, source="x")


def calendar_file(data: bytes) -> None:
    read_calendar(data, source="x", zone="Europe/Brussels", floating="UTC", between=DAYS)


def table(data: bytes) -> None:
    read_table(data, sheet="sittings")


READERS: dict[str, Callable[[bytes], None]] = {"meeting": meeting_file, "calendar": calendar_file, "table": table}
FILES = {"meeting": MEETING_FILES, "calendar": CALENDARS, "table": TABLES}


@dataclass(frozen=True)
class Cost:
    """What became of a reading: "" or the name of what was raised, its processor seconds, the most bytes it held."""

    raised: str
    seconds: float
    bytes: int


def read_alone(kind: str, name: str, said: Connection) -> None:
    """Reads a file in a process of its own that may take no more than its share; says what it took."""
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    start, before = process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    raised = ""
    try:
        READERS[kind](FILES[kind][name])
    except InvalidInput:
        raised = "InvalidInput"
    except BaseException as error:
        raised = f"{type(error).__name__}: {error}"[:300]
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
    said.send(Cost(raised, process_time() - start, grown))


@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind, files in FILES.items() for name in files])
def test_nasty_file_costs_little(kind: str, name: str) -> None:
    context = multiprocessing.get_context("fork")
    hears, says = context.Pipe(duplex=False)
    process = context.Process(target=read_alone, args=(kind, name, says))
    process.start()
    says.close()
    try:
        cost = hears.recv() if hears.poll(MOST_SECONDS * 3) else None
    except EOFError:
        cost = None
    process.kill()
    process.join()
    assert cost is not None, f"it took more than {MOST_SECONDS} s"
    assert cost.raised in {"", "InvalidInput"}
    assert cost.bytes < MOST_BYTES


ROUNDS = settings(
    max_examples=60, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck)
)


@st.composite
def hurt(draw: st.DrawFn, seed: bytes) -> bytes:
    """A good file with some of its bytes changed, cut out, doubled or brought in from elsewhere."""
    data = bytearray(seed)
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, max(0, len(data) - 1)))
        to = min(len(data), at + draw(st.integers(1, 40)))
        match draw(st.sampled_from(("flip", "cut", "double", "put", "end"))):
            case "flip" if data:
                data[at] ^= 1 << draw(st.integers(0, 7))
            case "cut":
                del data[at:to]
            case "double":
                data[to:to] = data[at:to] * draw(st.integers(1, 50))
            case "put":
                data[at:at] = draw(st.binary(max_size=12) | st.sampled_from(TOKENS))
            case "end":
                del data[max(at, len(data) // 2) :]
    return bytes(data)


TOKENS = (
    b"\0", b"\xff\xfe", b"\xed\xa0\x80", b"\\ud800", b"\r\n ", b"\n\t", b"&a ", b"*a ", b"<<: ", b"!!", b"{", b"}",
    b"[",
    b'"', b"'", b"|\n", b"9" * 400, b"-1", b"1e400", b"NaN", "\u202e\u2028\u0085".encode(), b"=", b":",
    b";COUNT=99999999999",
    b"BEGIN:VEVENT\r\n", b"RRULE:FREQ=SECONDLY\r\n", b"99991231T235959Z", b"00010101", b"<!DOCTYPE", b"PK\x03\x04",
)  # fmt: skip


def takes(read: Callable[[bytes], None], data: bytes) -> None:
    """Reads; anything but a refusal of the product's own fails."""
    with suppress(InvalidInput):
        read(data)


@ROUNDS
@given(st.binary(max_size=400))
@pytest.mark.parametrize("kind", READERS)
def test_any_bytes_are_read_or_refused(kind: str, data: bytes) -> None:
    takes(READERS[kind], data)


@ROUNDS
@given(hurt(MEETING_SEED))
def test_hurt_meeting_file_is_read_or_refused(data: bytes) -> None:
    takes(meeting_file, data)


@ROUNDS
@given(hurt(CALENDAR_SEED))
def test_hurt_calendar_is_read_or_refused(data: bytes) -> None:
    takes(calendar_file, data)


@ROUNDS
@given(hurt(TABLE_SEED))
def test_hurt_table_is_read_or_refused(data: bytes) -> None:
    takes(table, data)


@ROUNDS
@given(hurt(WORKBOOK_SEED))
def test_hurt_workbook_is_read_or_refused(data: bytes) -> None:
    takes(table, data)
