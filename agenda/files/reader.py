"""A meeting file read: bytes of YAML or JSON to a Meeting, or every problem with its line."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from agenda.errors import InvalidInput, Problem
from agenda.files.complaints import problems_of
from agenda.files.json_nodes import read_json
from agenda.files.nodes import Map, Node, Scalar, TooDeep, TooMany, Unreadable, kind_of, line_of
from agenda.files.shapes import ObjectShape
from agenda.files.values import MOST_PROBLEMS, EnoughProblems, Reader, languages_of, repeated
from agenda.files.yaml_nodes import read_yaml
from agenda.meeting import Meeting
from agenda.text import UNPRINTABLE

if TYPE_CHECKING:
    from typing import BinaryIO

LARGEST = 10 * 1024 * 1024
VERSION = "1"
VERSION_KEY = "plenary"
VIEW_KEYS = frozenset({"view", "stamps"})
MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class MeetingFile:
    """A meeting file that was read.

    `is_view` tells a published view (with `view` or `stamps`) from a whole meeting; `notes` are sentences about
    what was read leniently; `source` is its name.
    """

    meeting: Meeting
    source: str = ""
    is_view: bool = False
    notes: tuple[str, ...] = ()
    root: Node = field(default_factory=lambda: Map(1), repr=False, compare=False)

    def line_of(self, pointer: str) -> int:
        """The line, from 1, of what a JSON Pointer names, or of the nearest thing above it that is written."""
        return line_of(self.root, pointer)


def read_limited(stream: BinaryIO, *, source: str) -> bytes:
    """All bytes of a stream; raises InvalidInput, having read no further, where they are more than a file may have."""
    data = stream.read(LARGEST + 1)
    _refuse_large(data, source)
    return data


def read_meeting(data: bytes, *, source: str) -> MeetingFile:
    """The meeting that a file's bytes describe: YAML or JSON, UTF-8, at most 10 MiB.

    `source` is the file's name in complaints; one that ends in .json is read as JSON only. Raises InvalidInput with
    up to twenty problems, each with its pointer and line.
    """
    _refuse_large(data, source)
    try:
        root = _nodes(_text(data), source)
    except Unreadable as error:
        raise InvalidInput([Problem("", error.message, error.line)], source=source) from None
    if not isinstance(root, Map):
        message = f"a meeting file is a map of keys such as plenary, slug and title; this is {kind_of(root)}"
        raise InvalidInput([Problem("", message, root.line)], source=source)
    return _meeting_file(root, source)


def _refuse_large(data: bytes, source: str) -> None:
    if len(data) > LARGEST:
        message = f"larger than {LARGEST // 1024**2} MiB, which no meeting file is; split the meeting"
        raise InvalidInput([Problem("", message)], source=source)


def _text(data: bytes) -> str:
    """The bytes as text; raises Unreadable where they are not UTF-8 or hold control characters."""
    start = len(MARK) if data.startswith(MARK) else 0
    try:
        text = data[start:].decode("utf-8")
    except UnicodeDecodeError as error:
        offset = start + error.start
        message = f"byte {offset} (0x{data[offset]:02X}) is not UTF-8; save the file as UTF-8"
        raise Unreadable(message, data.count(b"\n", 0, offset) + 1) from None
    if found := UNPRINTABLE.search(text):
        message = f"control character U+{ord(found[0]):04X}; remove it"
        raise Unreadable(message, text.count("\n", 0, found.start()) + 1)
    return text


def _nodes(text: str, source: str) -> Node:
    if source.endswith(".json"):
        return read_json(text)
    if not text.lstrip().startswith("{"):
        return read_yaml(text)
    try:
        return read_json(text)
    except (TooDeep, TooMany):
        raise
    except Unreadable as error:
        return _flow_yaml(text, error)


def _flow_yaml(text: str, json_error: Unreadable) -> Node:
    """The nodes of what is no JSON but may be YAML in braces; of the two errors, that of what it looks like."""
    try:
        return read_yaml(text)
    except (TooDeep, TooMany):
        raise
    except Unreadable:
        if text.lstrip()[1:].lstrip().startswith('"'):
            raise json_error from None
        raise


def _meeting_file(root: Map, source: str) -> MeetingFile:
    languages = languages_of(root)
    reader = Reader(languages=languages)
    try:
        values = _values(root, reader, source)
    except EnoughProblems:
        raise _invalid(reader.problems, source) from None
    try:
        meeting = Meeting.model_validate(values, context={"language": languages[0]})
    except ValidationError as error:
        located = [_located(problem, root, reader) for problem in problems_of(error, model=Meeting)]
        reader.problems += [problem for problem in located if not reader.has_explained(problem.pointer)]
    if reader.problems:
        raise _invalid(reader.problems, source)
    is_view = any(entry.key in VIEW_KEYS for entry in root.entries)
    return MeetingFile(meeting, source, is_view, tuple(reader.notes), root)


def _values(root: Map, reader: Reader, source: str) -> Any:
    _check_version(root, reader, source)
    apart = {VERSION_KEY, *VIEW_KEYS}
    body = Map(root.line, [entry for entry in root.entries if entry.key not in apart])
    return reader.read(body, ObjectShape(Meeting), "")


def _check_version(root: Map, reader: Reader, source: str) -> None:
    """Complains where the version is missing or written twice; raises InvalidInput where it is another."""
    versions = [entry for entry in root.entries if entry.key == VERSION_KEY]
    if not versions:
        message = "the key “plenary” is missing; write “plenary: 1”, the version of the file format"
        reader.complain(f"/{VERSION_KEY}", message, root.line)
    for entry in versions:
        if not isinstance(entry.node, Scalar) or entry.node.text != VERSION:
            message = f"this file is of version {kind_of(entry.node)}; this program reads “plenary: 1” only"
            raise InvalidInput([Problem(f"/{VERSION_KEY}", message, entry.line)], source=source)
    if len(versions) > 1:
        reader.complain(f"/{VERSION_KEY}", repeated(versions[0], versions[1]), versions[1].line)


def _located(problem: Problem, root: Map, reader: Reader) -> Problem:
    above = problem.pointer.removesuffix("/0")
    pointer = above if above in reader.singles else problem.pointer
    return replace(problem, pointer=pointer, line=line_of(root, pointer))


def _invalid(problems: list[Problem], source: str) -> InvalidInput:
    listed = sorted(problems, key=lambda problem: problem.line or 0)[:MOST_PROBLEMS]
    if len(problems) >= MOST_PROBLEMS:
        listed.append(Problem("", f"there may be more; only {MOST_PROBLEMS} problems are listed"))
    return InvalidInput(listed, source=source)
