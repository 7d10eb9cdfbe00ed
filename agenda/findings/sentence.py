"""What a finding says: a sentence with places in it, and what stands there, so that it can be said in any language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from agenda.phase import Outcome
from agenda.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from agenda.noun import Noun

LONGEST_TITLE = 80


@dataclass(frozen=True)
class Named:
    """An object as a sentence names it: its noun, its title or name, and its id; an outcome has its item's id.

    An id alone leads to no object; a noun alone is that noun.
    """

    noun: str
    title: Text | None
    identity: str
    language: str = "en"

    def __str__(self) -> str:
        """In English, with the title in the meeting's first language."""
        if self.noun == "outcome":
            return f"the outcome of item “{self.identity}”"
        words = self.words(self.language)
        return " ".join(
            part for part in (self.noun, words and f"“{words}”", self.identity and f"({self.identity})") if part
        )

    def words(self, *languages: str) -> str:
        """The title in the first of these languages that it has, on one line and not too long."""
        words = " ".join(self.title.best([*languages, self.language]).split()) if self.title else ""
        return words if len(words) <= LONGEST_TITLE else words[: LONGEST_TITLE - 1] + "…"


@dataclass(frozen=True)
class Codes:
    """Values of the meeting file, such as an item's actions; `kind` says which."""

    kind: Literal["action", "language", "nouns", "result"]
    codes: tuple[str, ...]

    def __str__(self) -> str:
        """In English."""
        if self.kind == "nouns":
            return ", ".join("people" if noun == "person" else f"{noun}s" for noun in self.codes)
        between = ", " if self.kind == "language" else " and "
        return between.join(code.replace("_", " ") if self.kind == "result" else code for code in self.codes)


SINGULAR = {
    "join": "join link",
    "links": "link",
    "reports_to": "parent body",
    "slots": "slot",
    "speakers": "speaker",
}


@dataclass(frozen=True)
class Field:
    """A field of an object, or of a part of it without identity, by the pointer within it: "/slots/0/title"."""

    within: str

    def __str__(self) -> str:
        """In English: "title of slot 1"."""
        words: list[str] = []
        for step in self.within[1:].split("/"):
            if step.isdigit():
                words[0] = f"{SINGULAR.get(words[0], words[0])} {int(step) + 1}"
            else:
                words.insert(0, step)
        return " of ".join(words)


Value = Named | Codes | Field | date | str | int


@dataclass(frozen=True)
class Sentence:
    """An English sentence with %(name)s places, which is also its key in a catalogue, and what stands in them."""

    template: str
    values: Mapping[str, Value]

    def __str__(self) -> str:
        """In English."""
        return opened(self.template % self.values)


def said(template: str, /, **values: Value) -> Sentence:
    """That sentence with those values."""
    return Sentence(template, values)


def opened(sentence: str) -> str:
    """With a capital at its beginning, where the script has any."""
    return sentence[:1].upper() + sentence[1:]


def named(noun: Noun, language: str) -> Named:
    """An object of a meeting whose first language that is."""
    if isinstance(noun, Outcome):
        return Named("outcome", None, noun.item)
    title = getattr(noun, "name", None) or getattr(noun, "title", None)
    return Named(noun.noun, title if isinstance(title, Text) else None, noun.identity, language)
