"""A sentence of the interface about texts of a meeting: one string for feeds and mails, isolated parts for pages."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from web.pages.phrases import Phrase

if TYPE_CHECKING:
    from collections.abc import Mapping

ISOLATE, END = "\u2068", "\u2069"

Value = Phrase | str


@dataclass(frozen=True)
class Sentence:
    """`pattern` is already in the reader's language; its %(name)s are filled with words and phrases."""

    pattern: str
    values: Mapping[str, Value] = field(default_factory=dict)

    def __str__(self) -> str:
        """Plain text, in which what is written the other way is held apart by isolates (Unicode UAX #9 §2.4)."""
        return self.pattern % {name: _isolated(value) for name, value in self.values.items()}

    def __html__(self) -> Markup:
        return escape(self.pattern) % {name: _marked(value) for name, value in self.values.items()}


def _isolated(value: Value) -> str:
    if not isinstance(value, Phrase):
        return value
    return f"{ISOLATE}{value.plain}{END}" if value.direction == "rtl" else value.plain


def _marked(value: Value) -> Markup:
    return Markup(value.__html__()) if isinstance(value, Phrase) else escape(value)  # noqa: S704 - it escapes itself
