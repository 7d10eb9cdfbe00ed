"""An iCalendar file that somebody else wrote, as blocks of the properties that are wanted, inside fixed limits.

Its grammar is RFC 5545 §3.1, read leniently: LF or CRLF, a byte order mark, folds within a character or after an
empty line. What is not wanted, such as attachments and HTML, is dropped before it is looked at.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from icalendar.parser import Contentline

from agenda.errors import InvalidInput, Problem

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

LARGEST = 10 * 2**20  # bytes of a file
MOST_LINES = 500_000
MOST_BLOCKS = 50_000
DEEPEST = 8
LONGEST_VALUE = 60_000  # characters of a wanted property's line

NAME = re.compile(r"([A-Za-z0-9-]+)([;:])")
ESCAPED = re.compile(r'\\([nN\\;,:"])')
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
OTHER_FILES = {
    b"PK\x03\x04": "a ZIP archive",
    b"\x1f\x8b": "a gzip archive",
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
}


@dataclass(frozen=True)
class Property:
    """A property as written: the line where it begins, its name and parameters in capitals, its value still escaped."""

    line: int
    name: str
    parameters: Mapping[str, str]
    value: str

    @property
    def text(self) -> str:
        """The value as TEXT (RFC 5545 §3.3.11), unescaped."""
        return ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], self.value)


@dataclass
class Block:
    """A component: its name in capitals, the line where it begins, its wanted properties by name, what is inside.

    `unread` names wanted properties that are malformed or too long.
    """

    name: str
    line: int
    properties: dict[str, list[Property]] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)
    inside: list[Block] = field(default_factory=list)

    def all(self, *names: str) -> list[Property]:
        """Every property of these names, in the order of the names and then of the file."""
        return [found for name in names for found in self.properties.get(name, ())]

    def first(self, *names: str) -> Property | None:
        """The first property of the first of these names that is there."""
        return next(iter(self.all(*names)), None)

    def text(self, name: str) -> str:
        """The text of the first property of that name; "" where there is none."""
        found = self.first(name)
        return found.text if found else ""


@dataclass
class Blocks:
    """The calendars of a file, and the lines that are no properties or cannot be read, which are left out."""

    calendars: list[Block] = field(default_factory=list)
    unread: list[int] = field(default_factory=list)


def read_blocks(data: bytes, *, source: str, wanted: Mapping[str, Collection[str]]) -> Blocks:
    """The VCALENDARs of a file; `wanted` names, for each component, the properties that are kept.

    Raises InvalidInput on what is no UTF-8 or no iCalendar, on a file that ends too early, and past the limits.
    """
    return _Builder(source, wanted).build(data)


class _Builder:
    """The work of one `read_blocks`."""

    def __init__(self, source: str, wanted: Mapping[str, Collection[str]]) -> None:
        self.source, self.wanted = source, wanted
        self.found = Blocks()
        self.open: list[Block] = []
        self.count = 0

    def build(self, data: bytes) -> Blocks:
        self._refuse_other_files(data)
        for number, line in self._lines(data):
            self._add(number, line)
        if self.open:
            block = self.open[-1]
            message = f"the file ends inside the {block.name} that begins here; export or download it again"
            raise self._error(message, block.line)
        if not self.found.calendars:
            raise self._error("holds no BEGIN:VCALENDAR; give an iCalendar file (.ics)")
        return self.found

    def _refuse_other_files(self, data: bytes) -> None:
        if len(data) > LARGEST:
            raise self._error(f"is larger than {LARGEST // 2**20} MiB; export only the days of the phase")
        for start, kind in OTHER_FILES.items():
            if data.startswith(start):
                raise self._error(f"is {kind}; give the iCalendar file itself (.ics), in UTF-8")

    def _lines(self, data: bytes) -> Iterator[tuple[int, str]]:
        """Each unfolded line that is not empty, with the number of its first physical line."""
        number, count = 0, 0
        pieces: list[bytes] = []
        for position, piece in enumerate(_physical_lines(data), 1):
            if piece[:1] in {b" ", b"\t"} and pieces:
                pieces.append(piece[1:])
            elif piece:
                if pieces:
                    yield number, self._decoded(number, pieces)
                number, pieces, count = position, [piece], count + 1
                if count > MOST_LINES:
                    raise self._error(f"has more than {MOST_LINES:,} lines; export only the days of the phase")
        if pieces:
            yield number, self._decoded(number, pieces)

    def _decoded(self, number: int, pieces: list[bytes]) -> str:
        line = b"".join(pieces)
        try:
            return line.decode()
        except UnicodeDecodeError as error:
            name = line.partition(b":")[0].partition(b";")[0][:40].decode("ascii", "replace")
            message = f"byte 0x{line[error.start]:02X} in {name} is not UTF-8; export the file again as UTF-8"
            raise self._error(message, number + _piece_at(pieces, error.start)) from None

    def _add(self, number: int, line: str) -> None:
        found = NAME.match(line)
        name = found[1].upper() if found else ""
        if name == "BEGIN":
            self._begin(number, line)
        elif name == "END":
            self._end(number, line)
        elif self.open and not found:
            self.found.unread.append(number)
        elif self.open and found and name in self.wanted.get(self.open[-1].name, ()):
            self._keep(number, name, line, has_parameters=found[2] == ";")

    def _begin(self, number: int, line: str) -> None:
        block = Block(_component_name(line), number)
        self.count += 1
        if self.count > MOST_BLOCKS:
            raise self._error(f"has more than {MOST_BLOCKS:,} components; export only the days of the phase", number)
        if len(self.open) == DEEPEST:
            raise self._error(f"components lie more than {DEEPEST} deep; export the file again", number)
        if self.open:
            self.open[-1].inside.append(block)
        elif block.name == "VCALENDAR":
            self.found.calendars.append(block)
        self.open.append(block)

    def _end(self, number: int, line: str) -> None:
        name = _component_name(line)
        if not self.open or self.open[-1].name != name:
            inside = f"inside {self.open[-1].name}" if self.open else "without its BEGIN"
            raise self._error(f"END:{name} {inside}; part of the file is missing, export it again", number)
        self.open.pop()

    def _keep(self, number: int, name: str, line: str, *, has_parameters: bool) -> None:
        parameters: dict[str, str] = {}
        value = line[len(name) + 1 :]
        try:
            if len(line) > LONGEST_VALUE:
                raise ValueError("too long")
            if has_parameters:
                _, written, value = Contentline(line).raw_parts()  # type: ignore[no-untyped-call]
                parameters = {key: each if isinstance(each, str) else ",".join(each) for key, each in written.items()}
        except ValueError:
            self.found.unread.append(number)
            self.open[-1].unread.append(name)
        else:
            self.open[-1].properties.setdefault(name, []).append(Property(number, name, parameters, value))

    def _error(self, message: str, line: int | None = None) -> InvalidInput:
        return InvalidInput([Problem("", message, line)], source=self.source)


def _physical_lines(data: bytes) -> Iterator[bytes]:
    data = data.removeprefix(BYTE_ORDER_MARK)
    if b"\n" not in data:
        data = data.replace(b"\r", b"\n")
    return (line.rstrip(b"\r\n") for line in io.BytesIO(data))


def _piece_at(pieces: list[bytes], position: int) -> int:
    """Which of the pieces holds that byte of their join."""
    for index, piece in enumerate(pieces):
        if position < len(piece):
            return index
        position -= len(piece)
    return len(pieces) - 1


def _component_name(line: str) -> str:
    return line.partition(":")[2].strip().upper()[:40]
