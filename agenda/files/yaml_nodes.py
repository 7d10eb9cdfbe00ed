"""YAML read into nodes from its events, so that nothing recurses, runs code, guesses types or blows up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import yaml

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

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
MOST_REPEATED = 2_000_000
NULLS = frozenset({"", "~", "null"})

TABS = "tabs cannot indent YAML; use spaces"
REMEDIES = {
    "mapping values are not allowed": "quote a text that contains “: ”, and check the indentation",
    "could not find expected ':'": "a key needs a colon and a space behind it",
    "found a tab character": TABS,
    "found character '\\t'": TABS,
    "found character that cannot start any token": "quote a text that starts with @, ` or %",
    "did not find expected key": "check the indentation and the quotes here and above",
    "did not find expected ',' or '}'": "check the quotes and braces here and above",
    "did not find expected ',' or ']'": "check the quotes and brackets here and above",
    "found unexpected end of stream": "a quote or bracket is not closed",
    "did not find expected node content": "a value is missing here, or a bracket is not closed",
    "did not find expected '-' indicator": "check the indentation of this list",
}


@dataclass(frozen=True, slots=True)
class Whole:
    """A finished node; `weight` counts its nodes and characters, `height` its levels, aliases expanded."""

    node: Node
    weight: int
    height: int = 0


@dataclass(slots=True)
class Unfinished:
    """A list or map that is still being read, and its measures so far."""

    node: List | Map
    anchor: str | None
    weight: int = 1
    height: int = 1
    key: Scalar | None = None


class Composer:
    """Builds the one document of a stream of events."""

    def __init__(self) -> None:
        self.root: Node | None = None
        self._documents = 0
        self._nodes = 0
        self._repeated = 0
        self._unfinished: list[Unfinished] = []
        self._anchored: dict[str, Whole] = {}

    def take(self, event: yaml.Event) -> None:
        """Takes the next event; raises Unreadable where it is nothing for a meeting file."""
        line = _place(event.start_mark)[0]
        if isinstance(event, yaml.ScalarEvent):
            self._finish(event.anchor, Whole(_scalar(event), 1 + len(event.value)), line)
        elif isinstance(event, yaml.AliasEvent):
            self._add(self._repeat(event.anchor or "", line), line)
        elif isinstance(event, yaml.CollectionStartEvent):
            self._begin(event, line)
        elif isinstance(event, yaml.CollectionEndEvent):
            ended = self._unfinished.pop()
            self._finish(ended.anchor, Whole(ended.node, ended.weight, ended.height), line)
        elif isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise Unreadable("a second document starts here; give each meeting a file of its own", line)

    def _begin(self, event: yaml.CollectionStartEvent, line: int) -> None:
        _refuse_tag(event.tag, line)
        if len(self._unfinished) >= DEEPEST:
            raise TooDeep(line)
        is_map = isinstance(event, yaml.MappingStartEvent)
        node = Map(line, is_flow=bool(event.flow_style)) if is_map else List(line)
        self._unfinished.append(Unfinished(node, event.anchor))

    def _finish(self, anchor: str | None, whole: Whole, line: int) -> None:
        if anchor is not None:
            self._anchored[anchor] = whole
        self._nodes += 1
        if self._nodes > MOST_NODES:
            raise TooMany(line)
        self._add(whole, line)

    def _repeat(self, anchor: str, line: int) -> Whole:
        if any(unfinished.anchor == anchor for unfinished in self._unfinished):
            raise Unreadable(f"*{anchor} stands inside the very thing that it repeats; write it out", line)
        if anchor not in self._anchored:
            raise Unreadable(f"*{anchor} repeats nothing; write &{anchor} before what it is to repeat", line)
        whole = self._anchored[anchor]
        self._repeated += whole.weight
        if self._repeated > MOST_REPEATED:
            raise Unreadable(f"*{anchor} repeats too much; write the meeting out without anchors", line)
        return whole

    def _add(self, whole: Whole, line: int) -> None:
        if not self._unfinished:
            self.root = whole.node
            return
        parent = self._unfinished[-1]
        if len(self._unfinished) + whole.height > DEEPEST:
            raise TooDeep(line)
        parent.weight += whole.weight
        parent.height = max(parent.height, whole.height + 1)
        if isinstance(parent.node, List):
            parent.node.nodes.append(whole.node)
        elif parent.key is None:
            parent.key = _key(whole.node)
        else:
            key, parent.key = parent.key, None
            parent.node.entries.append(Entry(key.text, key.start, whole.node, key.is_plain))


def _scalar(event: yaml.ScalarEvent) -> Scalar:
    start, end = _place(event.start_mark), _place(event.end_mark)
    _refuse_tag(event.tag, start[0])
    is_plain = not event.style
    return Scalar(event.value, start, end, is_plain and event.value in NULLS, is_plain)


def _key(node: Node) -> Scalar:
    if not isinstance(node, Scalar):
        raise Unreadable("a list or a map cannot be a key; write a word", node.line)
    if node.is_plain and node.text == "<<":
        raise Unreadable("the merge key << is not read; write the keys out", node.line)
    return node


def _place(mark: Any) -> tuple[int, int]:
    return mark.line + 1, mark.column


def _refuse_tag(tag: str | None, line: int) -> None:
    if tag is not None:
        short = tag.replace("tag:yaml.org,2002:", "!!")
        raise Unreadable(f"the tag {shortened(short)} is not allowed; remove it", line)


def read_yaml(text: str) -> Node:
    """The nodes of a YAML text of one document; raises Unreadable."""
    composer = Composer()
    try:
        for event in yaml.parse(text, Loader=LOADER):
            composer.take(event)
    except yaml.YAMLError as error:
        raise _unreadable(error, text) from None
    if composer.root is None or (isinstance(composer.root, Scalar) and not composer.root.text):
        raise Unreadable("the file is empty; write a meeting")
    return composer.root


def _unreadable(error: yaml.YAMLError, text: str) -> Unreadable:
    problem = getattr(error, "problem", None) or str(error)
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    remedy = next((remedy for start, remedy in REMEDIES.items() if problem.startswith(start)), "correct it")
    if mark and "cannot start any token" in problem and text[mark.index : mark.index + 1] == "\t":
        remedy = TABS
    return Unreadable(f"this is not YAML ({problem}): {remedy}", mark.line + 1 if mark else None)
