"""Nodes read as what the nouns ask for: scalars by the field's type only, and a complaint for all that does not fit."""

from __future__ import annotations

import re
from dataclasses import replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Final

from agenda.errors import Problem
from agenda.files.complaints import missing
from agenda.files.nodes import Entry, List, Map, Scalar, kind_of, line_of, shortened, step
from agenda.files.shapes import (
    ListShape,
    MapShape,
    ObjectShape,
    ScalarShape,
    TextShape,
    holders_of,
    label_of,
    required_of,
    shapes_of,
)
from agenda.text import DEFAULT_LANGUAGE, LANGUAGE_TAG

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agenda.files.nodes import Node
    from agenda.files.shapes import ScalarKind, Shape
    from agenda.noun import Noun

MOST_PROBLEMS = 20
WORD = ScalarShape("word")
WANTED = {
    "word": "a single value",
    "truth": "true or false (or yes or no)",
    "number": "a whole number",
}
WHOLE_NUMBER = re.compile(r"[+-]?[0-9]{1,18}")
TRUTHS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


class Absent:
    """What a key has whose value is null, or cannot be read."""


ABSENT: Final = Absent()


class EnoughProblems(Exception):
    """So many problems that reading on helps nobody."""


class Reader:
    """Reads the nodes of one file; `problems` and `notes` gather what it meets.

    `explained` are the pointers of its problems, `singles` those of values that stand for a list of one.
    """

    def __init__(self, *, languages: Sequence[str]) -> None:
        self.languages = frozenset(languages)
        self.problems: list[Problem] = []
        self.notes: list[str] = []
        self.explained: set[str] = set()
        self.singles: set[str] = set()

    def complain(self, pointer: str, message: str, line: int) -> Absent:
        """Records a problem; raises EnoughProblems after twenty."""
        self.problems.append(Problem(pointer, message, line))
        self.explained.add(pointer)
        if len(self.problems) >= MOST_PROBLEMS:
            raise EnoughProblems
        return ABSENT

    def has_explained(self, pointer: str) -> bool:
        """Whether a problem was recorded there, above or below, so that another would only repeat it."""
        return any(
            pointer == one or pointer.startswith(one + "/") or one.startswith(pointer + "/") for one in self.explained
        )

    def read(self, node: Node, shape: Shape, pointer: str) -> Any:
        """The value at `pointer`, as pydantic is to see it; ABSENT where there is none."""
        if isinstance(node, Scalar) and node.is_null:
            return ABSENT
        if isinstance(shape, ObjectShape):
            return self._object(node, shape.model, pointer)
        if isinstance(shape, ListShape):
            return self._list(node, shape, pointer)
        if isinstance(shape, MapShape):
            return self._map(node, shape.of, pointer)
        if isinstance(shape, TextShape):
            return self._text(node, pointer)
        return self._scalar(node, shape.kind, pointer)

    def _object(self, node: Node, model: type[Noun], pointer: str) -> Any:
        shapes = shapes_of(model)
        if not isinstance(node, Map):
            keys = ", ".join(list(shapes)[:4])
            message = f"{label_of(model)} is a map of keys such as {keys}; this is {kind_of(node)}"
            return self.complain(pointer, message, node.line)
        values = {}
        for entry in self._without_repeats(node, pointer):
            place = pointer + step(entry.key)
            if entry.key not in shapes:
                self.complain(place, self._unknown_key(entry, node, model, pointer), entry.line)
            elif (value := self.read(entry.node, shapes[entry.key], place)) is not ABSENT:
                values[entry.key] = value
        for key in required_of(model):
            if key not in values and not self.has_explained(pointer + step(key)):
                self.complain(pointer + step(key), missing(key, model), line_of(node, step(key)))
        return values

    def _without_repeats(self, node: Map, pointer: str) -> list[Entry]:
        first: dict[str, Entry] = {}
        for entry in node.entries:
            if first.setdefault(entry.key, entry) is not entry:
                self.complain(pointer + step(entry.key), repeated(first[entry.key], entry), entry.line)
        return list(first.values())

    def _unknown_key(self, entry: Entry, node: Map, model: type[Noun], pointer: str) -> str:
        keys = list(shapes_of(model))
        message = f"{label_of(model)} has no key “{shortened(entry.key)}”"
        nearest = get_close_matches(entry.key[:80], keys, 1)
        if nearest:
            if not any(other.key == nearest[0] for other in node.entries):
                self.explained.add(pointer + step(nearest[0]))
            return f"{message}; did you mean “{nearest[0]}”?"
        if node.is_flow and _is_bare(entry):
            return f"{message}; if it belongs to the text before it, quote that text, as it contains a comma"
        if holders := holders_of(entry.key):
            return f"{message}; it is a key of {' and of '.join(holders[:3])}"
        return f"{message}; its keys are {', '.join(keys)}"

    def _list(self, node: Node, shape: ListShape, pointer: str) -> Any:
        if shape.or_one and isinstance(node, Scalar):
            self.singles.add(pointer)
            return self.read(node, shape.of, pointer)
        if not isinstance(node, List):
            remedy = f"write [{kind_of(node).strip('“”')}]" if isinstance(node, Scalar) else "write one"
            return self.complain(pointer, f"a list is wanted here, not {kind_of(node)}; {remedy}", node.line)
        values = []
        for position, entry in enumerate(node.nodes):
            place = pointer + step(position)
            value = self.read(entry, shape.of, place)
            if isinstance(entry, Scalar) and entry.is_null:
                self.complain(place, "this entry of the list is empty; write it or remove it", entry.line)
            values.append(value)
        return values

    def _map(self, node: Node, of: Shape, pointer: str) -> Any:
        if not isinstance(node, Map):
            message = f"one value per language is wanted here, such as {{en: …}}, not {kind_of(node)}"
            return self.complain(pointer, message, node.line)
        values = {}
        for entry in self._without_repeats(node, pointer):
            if (value := self.read(entry.node, of, pointer + step(entry.key))) is not ABSENT:
                values[entry.key] = value
        return values

    def _text(self, node: Node, pointer: str) -> Any:
        if isinstance(node, Scalar):
            return node.text
        if isinstance(node, List):
            message = "a text is wanted here, or one per language such as {en: …, fr: …}, not a list"
            return self.complain(pointer, message, node.line)
        whole = self._joined(node)
        for entry in whole.entries:
            if isinstance(entry.node, Scalar) and entry.node.is_null and not LANGUAGE_TAG.match(entry.key):
                message = (
                    f"“{shortened(entry.key)}” is no language and has no text; if it belongs to the text before"
                    " it, quote that text"
                )
                self.complain(pointer + step(entry.key), message, entry.line)
        values = self._map(whole, WORD, pointer)
        return values if values or not node.entries else ABSENT

    def _joined(self, node: Map) -> Map:
        """The map with the texts whole that unquoted commas took apart, as in {en: Resumed session, Geneva}.

        In a flow map whose other keys are languages of the meeting, a plain key without a value that is none of
        them goes on with the plain text before it.
        """
        kept: list[Entry] = []
        if not node.is_flow or any(entry.key not in self.languages and not _is_bare(entry) for entry in node.entries):
            return node
        for entry in node.entries:
            before = kept[-1].node if kept else None
            if entry.key not in self.languages and isinstance(before, Scalar) and before.is_plain and before.text:
                kept[-1] = replace(kept[-1], node=_continued(before, entry))
                self.notes.append(
                    f"line {entry.line}: “{shortened(entry.key)}” was read as part of the text before it;"
                    " quote texts that contain commas"
                )
            else:
                kept.append(entry)
        return Map(node.line, kept, is_flow=True)

    def _scalar(self, node: Node, kind: ScalarKind, pointer: str) -> Any:
        if not isinstance(node, Scalar):
            return self.complain(pointer, f"{WANTED[kind]} is wanted here, not {kind_of(node)}", node.line)
        if kind == "word":
            return node.text
        if kind == "truth" and node.text.lower() in TRUTHS:
            return TRUTHS[node.text.lower()]
        if kind == "number" and WHOLE_NUMBER.fullmatch(node.text):
            return int(node.text)
        return self.complain(pointer, f"{WANTED[kind]} is wanted here, not {kind_of(node)}", node.line)


def repeated(first: Entry, second: Entry) -> str:
    """The complaint about a key that stands twice in a map."""
    lines = f"on lines {first.line} and {second.line}" if first.line != second.line else f"both on line {first.line}"
    return f"the key “{shortened(second.key)}” is here twice, {lines}; keep one of them"


def _is_bare(entry: Entry) -> bool:
    """Whether it is a plain key with nothing behind it."""
    return entry.is_plain and isinstance(entry.node, Scalar) and entry.node.is_plain and not entry.node.text


def _continued(before: Scalar, entry: Entry) -> Scalar:
    line, column = before.end
    comma = "," if entry.start == (line, column + 1) else ", "
    return replace(before, text=before.text + comma + entry.key, end=_end_of(entry))


def _end_of(entry: Entry) -> tuple[int, int]:
    return entry.node.end if isinstance(entry.node, Scalar) else entry.start


def languages_of(root: Node) -> list[str]:
    """The languages that a meeting's nodes name, first the one of its plain strings; [en] where they name none."""
    entries = root.entries if isinstance(root, Map) else []
    named = next((entry.node for entry in entries if entry.key == "languages"), None)
    nodes = named.nodes if isinstance(named, List) else []
    tags = [node.text for node in nodes if isinstance(node, Scalar) and LANGUAGE_TAG.match(node.text)]
    return tags or [DEFAULT_LANGUAGE]
