"""Content lines of iCalendar: escaping, parameters, addresses, folding (RFC 5545 §3.1, RFC 6868, RFC 3986).

Written here rather than by the `icalendar` package, whose writer makes the `\\N` of `C:\\New` a line break
and lets control characters through; that package reads our bytes back in the tests instead.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

LONGEST = 75  # octets of a line, its line break not counted
BREAKS = re.compile("\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")
CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})
PARAMETER_ESCAPES = str.maketrans({"^": "^^", '"': "^'", "\n": "^n"})
STRAY_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")
EMBEDDINGS, END_OF_EMBEDDING = "\u202a\u202b\u202d\u202e", "\u202c"
ISOLATES, END_OF_ISOLATE = "\u2066\u2067\u2068", "\u2069"
OPENERS = re.compile(f"[{EMBEDDINGS}{ISOLATES}]")
DIRECTIONS = re.compile(f"[{EMBEDDINGS}{END_OF_EMBEDDING}{ISOLATES}{END_OF_ISOLATE}]")
ADDRESS_CHARACTERS = "%:/?#[]@!$&'()*+,;=~"
PLAIN_ADDRESS = re.compile(r"[A-Za-z0-9:/._~-]+\Z")


def printable(value: str) -> str:
    """`value` with every kind of line break as `\\n`, without other control characters, directions closed."""
    return closed(CONTROLS.sub("", BREAKS.sub("\n", value)))


def closed(value: str) -> str:
    """`value` with each of its lines followed by what closes its open embeddings and isolates (UAX #9, X1 to X8).

    Without it, the direction of a title would reach into the words that are written behind it.
    """
    if not OPENERS.search(value):
        return value
    return "\n".join(line + _missing_closers(line) for line in value.split("\n"))


def _missing_closers(line: str) -> str:
    waiting: list[str] = []
    for mark in DIRECTIONS.findall(line):
        if mark in EMBEDDINGS:
            waiting.append(END_OF_EMBEDDING)
        elif mark in ISOLATES:
            waiting.append(END_OF_ISOLATE)
        elif mark == END_OF_EMBEDDING and waiting[-1:] == [mark]:
            waiting.pop()
        elif mark == END_OF_ISOLATE and mark in waiting:
            while waiting.pop() != mark:
                pass
    return "".join(reversed(waiting))


def one_line(value: str) -> str:
    """`value` as a single printable line: each line break, with the blanks around it, becomes one space."""
    return re.sub(r"[ \t]*\n\s*", " ", printable(value)).strip()


def text(value: str) -> str:
    """A TEXT value (RFC 5545 §3.3.11)."""
    return printable(value).translate(ESCAPES)


def parameter(value: str) -> str:
    """A parameter value, quoted where it must be (RFC 5545 §3.2, RFC 6868).

    Quoted with a backslash too, since the icalendar package takes one before the colon for an escape.
    """
    encoded = printable(value).translate(PARAMETER_ESCAPES)
    return f'"{encoded}"' if re.search(r"[:;,\\]", encoded) else encoded


def address(value: str) -> str:
    """A URI of ASCII characters only: the host as IDNA labels, all else percent-encoded in UTF-8."""
    if PLAIN_ADDRESS.match(value):
        return value
    value = CONTROLS.sub("", BREAKS.sub("", value))
    try:
        host = urlsplit(value).hostname or ""
    except ValueError:
        host = ""
    if not host.isascii():
        ascii_host = ".".join(_ascii_label(label) for label in host.split("."))
        value = re.sub(re.escape(host), lambda _: ascii_host, value, count=1, flags=re.IGNORECASE)
    return quote(STRAY_PERCENT.sub("%25", value), safe=ADDRESS_CHARACTERS)


def _ascii_label(label: str) -> str:
    if label.isascii():
        return label
    return "xn--" + unicodedata.normalize("NFC", label).encode("punycode").decode("ascii")


def utc(moment: datetime) -> str:
    """A UTC date-time (form 2 of RFC 5545 §3.3.5) of an aware time in UTC, such as 20221116T090000Z."""
    return f"{wall_clock(moment)}Z"


def wall_clock(moment: datetime) -> str:
    """A date-time without its zone (forms 1 and 3), such as 20221116T100000."""
    return f"{day(moment)}T{moment:%H%M%S}"


def day(value: date) -> str:
    """A DATE value (RFC 5545 §3.3.4), such as 20221116."""
    return f"{value.year:04}{value:%m%d}"


def serialised(lines: Iterable[str]) -> bytes:
    """The lines folded, in UTF-8, each closed by CRLF."""
    return b"".join([folded(line) for line in lines])


def folded(line: str) -> bytes:
    """One line in UTF-8 with CRLF, cut between characters into pieces of at most 75 octets (§3.1)."""
    rest = line.encode()
    pieces = []
    room = LONGEST
    while len(rest) > room:
        cut = room
        while rest[cut] & 0xC0 == 0x80:
            cut -= 1
        pieces.append(rest[:cut])
        rest = rest[cut:]
        room = LONGEST - 1
    pieces.append(rest)
    return b"\r\n ".join(pieces) + b"\r\n"
