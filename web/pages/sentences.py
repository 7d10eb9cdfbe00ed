"""A sentence of the interface about texts of a meeting: one string for feeds and mails, isolated parts for pages."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from web.pages.phrases import Phrase

if TYPE_CHECKING:
    from collections.abc import Mapping

ISOLATE, END = "\u2068", "\u2069"

Value = Phrase | str
SUBJECTS = ("what", "after")
"""Which value of a sentence names the object that it is about."""


@dataclass(frozen=True)
class Linked(Phrase):
    """Text of a meeting that leads to what it names."""

    href: str = ""

    def __html__(self) -> str:
        return f'<a href="{escape(self.href)}">{super().__html__()}</a>'


@dataclass(frozen=True)
class Sentence:
    """`pattern` is already in the reader's language; its %(name)s are filled with words and phrases."""

    pattern: str
    values: Mapping[str, Value] = field(default_factory=dict)

    def __str__(self) -> str:
        """Plain text, in which what is written the other way is held apart by isolates (Unicode UAX #9 §2.4)."""
        return self.pattern % {name: _isolated(value) for name, value in self.values.items()}

    def linked(self, href: str) -> Sentence:
        """The same, leading from what it is about to that address; itself where there is none."""
        for name in SUBJECTS if href else ():
            if (what := self.values.get(name)) and isinstance(what, Phrase):
                link = Linked(what.text, what.language, what.direction, href)
                return replace(self, values={**self.values, name: link})
        return self

    def __html__(self) -> Markup:
        return escape(self.pattern) % {name: _marked(value) for name, value in self.values.items()}


def _isolated(value: Value) -> str:
    if not isinstance(value, Phrase):
        return value
    return f"{ISOLATE}{value.plain}{END}" if value.direction == "rtl" else value.plain


def _marked(value: Value) -> Markup:
    return Markup(value.__html__()) if isinstance(value, Phrase) else escape(value)  # noqa: S704 - it escapes itself
