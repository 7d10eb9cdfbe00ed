"""What YAML and JSON have in common: scalars as written, lists and maps, each with its line."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

DEEPEST = 40
MOST_NODES = 1_000_000
LONGEST_KEY = 60


class Unreadable(Exception):
    """A file that is no YAML or JSON of ours; `line` counts from 1."""

    def __init__(self, message: str, line: int | None = None) -> None:
        self.message, self.line = message, line
        super().__init__(message)


class TooDeep(Unreadable):
    """Nesting beyond what any meeting needs."""

    def __init__(self, line: int) -> None:
        super().__init__(f"nested more than {DEEPEST} levels deep; a meeting file needs fewer", line)


class TooMany(Unreadable):
    """More values than any meeting has."""

    def __init__(self, line: int) -> None:
        super().__init__(f"more than {MOST_NODES:,} values up to here; split the meeting", line)


@dataclass(slots=True)
class Scalar:
    """A scalar as written, from `start` to `end` as (line, column); `is_null` where it says that its key is absent."""

    text: str
    start: tuple[int, int]
    end: tuple[int, int] = (0, 0)
    is_null: bool = False
    is_plain: bool = False

    @property
    def line(self) -> int:
        """The line that it begins on."""
        return self.start[0]


@dataclass(slots=True)
class List:
    """A list of nodes."""

    line: int
    nodes: list[Node] = field(default_factory=list)


@dataclass(slots=True)
class Entry:
    """A key of a map, where it begins as (line, column), and its value."""

    key: str
    start: tuple[int, int]
    node: Node
    is_plain: bool = False

    @property
    def line(self) -> int:
        """The line of the key."""
        return self.start[0]


@dataclass(slots=True)
class Map:
    """A map as written: in its order, with repeated keys if there are any."""

    line: int
    entries: list[Entry] = field(default_factory=list)
    is_flow: bool = False


Node: TypeAlias = Scalar | List | Map


def step(key: str | int) -> str:
    """One step of a JSON Pointer (RFC 6901 §3); a key too long to read is cut."""
    written = str(key)
    if len(written) > LONGEST_KEY:
        written = written[: LONGEST_KEY - 1] + "…"
    return "/" + written.replace("~", "~0").replace("/", "~1")


def kind_of(node: Node) -> str:
    """The node as a complaint names it: "a list", "a map" or “the scalar”."""
    if isinstance(node, List):
        return "a list"
    if isinstance(node, Map):
        return "a map of keys"
    return f"“{shortened(node.text)}”"


def shortened(text: str) -> str:
    """The text in one line, cut where it is too long to read in a complaint."""
    words = " ".join(text.split())
    return words if len(words) <= LONGEST_KEY else words[: LONGEST_KEY - 1] + "…"


def line_of(root: Node, pointer: str) -> int:
    """The line of what a JSON Pointer names, or of the nearest thing above it that is written.

    A member of a map has the line of its key.
    """
    node, line = root, root.line
    for written in pointer.split("/")[1:]:
        key = written.replace("~1", "/").replace("~0", "~")
        if isinstance(node, Map):
            entry = next((entry for entry in node.entries if entry.key == key), None)
            if entry is None:
                break
            node, line = entry.node, entry.line
        elif isinstance(node, List) and key.isdecimal() and int(key) < len(node.nodes):
            node = node.nodes[int(key)]
            line = node.line
        else:
            break
    return line
