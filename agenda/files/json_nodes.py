"""JSON read into nodes with their lines, numbers as written (RFC 8259)."""

from __future__ import annotations

import re
from bisect import bisect_right
from json import JSONDecodeError, decoder
from typing import TYPE_CHECKING

from agenda.files.nodes import (
    DEEPEST,
    MOST_NODES,
    Entry,
    List,
    Map,
    Node,
    Scalar,
    TooDeep,
    TooMany,
    Unreadable,
    shortened,
)

if TYPE_CHECKING:
    from collections.abc import Callable

SPACE = re.compile(r"[ \t\n\r]*")
WORD = re.compile(r"(?:-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null)(?![\w.+-])")
scan_string: Callable[[str, int], tuple[str, int]] = decoder.scanstring  # type: ignore[attr-defined]
LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def read_json(text: str) -> Node:
    """The nodes of a JSON text; raises Unreadable."""
    return _Reader(text).document()


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.depth = 0
        self.nodes = 0
        self.breaks = [found.end() for found in re.finditer("\n", text)]

    def document(self) -> Node:
        self._skip_space()
        if self.at == len(self.text):
            raise Unreadable("the file is empty; write a meeting")
        node = self._value()
        if self._next() != "":
            raise self._complaint("there is something behind the end of the meeting; remove it")
        return node

    def _line(self) -> int:
        return bisect_right(self.breaks, self.at) + 1

    def _complaint(self, message: str) -> Unreadable:
        return Unreadable(f"this is not JSON: {message}", self._line())

    def _skip_space(self) -> None:
        found = SPACE.match(self.text, self.at)
        self.at = found.end() if found else self.at

    def _next(self) -> str:
        """The next character that is no space, not yet taken; "" at the end."""
        self._skip_space()
        return self.text[self.at : self.at + 1]

    def _take(self, wanted: str, where: str) -> None:
        if self._next() != wanted:
            raise self._complaint(f"a “{wanted}” is missing {where}")
        self.at += 1

    def _value(self) -> Node:
        start = self._next()
        self.nodes += 1
        if self.nodes > MOST_NODES:
            raise TooMany(self._line())
        if start == "{":
            return self._nested(self._map)
        if start == "[":
            return self._nested(self._list)
        line = self._line()
        if start == '"':
            return Scalar(self._string(), (line, 0))
        word = WORD.match(self.text, self.at)
        if word is None:
            raise self._complaint("a value is missing here; texts stand in double quotes")
        self.at = word.end()
        return Scalar(word[0], (line, 0), is_null=word[0] == "null")

    def _nested(self, read: Callable[[], Node]) -> Node:
        if self.depth >= DEEPEST:
            raise TooDeep(self._line())
        self.depth += 1
        node = read()
        self.depth -= 1
        return node

    def _map(self) -> Node:
        node = Map(self._line())
        self.at += 1
        while self._goes_on("}", first=not node.entries):
            if self._next() != '"':
                raise self._complaint("a key in double quotes is missing here")
            start = (self._line(), 0)
            key = self._string()
            self._take(":", f"behind the key “{shortened(key)}”")
            node.entries.append(Entry(key, start, self._value()))
        return node

    def _list(self) -> Node:
        node = List(self._line())
        self.at += 1
        while self._goes_on("]", first=not node.nodes):
            node.nodes.append(self._value())
        return node

    def _goes_on(self, end: str, *, first: bool) -> bool:
        """Whether another member follows; takes the comma before it, or the end."""
        if self._next() == end:
            self.at += 1
            return False
        if not first:
            self._take(",", f"or a “{end}”")
            if self._next() == end:
                raise self._complaint(f"a comma before “{end}” is one too many; remove it")
        return True

    def _string(self) -> str:
        try:
            string, end = scan_string(self.text, self.at + 1)
        except JSONDecodeError as error:
            self.at = error.pos
            raise self._complaint(f"{error.msg[:1].lower()}{error.msg[1:]}; correct this text") from None
        if LONE_SURROGATE.search(string):
            raise self._complaint("half of a surrogate pair stands in this text; write the character itself")
        self.at = end
        return string
