"""Text of a meeting on a page of perhaps another language: escaped, isolated and marked with its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agenda.text import Text

RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "iw", "ks", "ps", "sd", "ug", "ur", "yi"})
BIDI_CONTROLS = dict.fromkeys([0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])


def direction_of(language: str) -> str:
    """The base direction of a language's usual script: "rtl" or "ltr"."""
    primary, _, rest = language.lower().partition("-")
    return "rtl" if primary in RIGHT_TO_LEFT and "latn" not in rest else "ltr"


@dataclass(frozen=True)
class Phrase:
    """Text of a meeting. Printed in a template it is escaped and isolated (<bdi>), with its language where foreign."""

    text: str
    language: str = ""
    direction: str = ""

    def __bool__(self) -> bool:
        return bool(self.text)

    def __html__(self) -> str:
        return f"<bdi{self.attributes}>{escape(self.text)}</bdi>"

    @property
    def attributes(self) -> Markup:
        """` lang="…" dir="…"` where the text is not in the page's language, else nothing."""
        if not self.language:
            return Markup()
        return Markup(' lang="{}" dir="{}"').format(self.language, self.direction)

    @property
    def plain(self) -> str:
        """The text for titles and attributes, where no element can isolate it: direction controls taken out."""
        return self.text.translate(BIDI_CONTROLS)


@dataclass(frozen=True)
class Prose:
    """Text of a meeting that may run to paragraphs; `language` and `direction` are as a Phrase's."""

    paragraphs: tuple[str, ...]
    attributes: Markup
    language: str = ""
    direction: str = ""


def phrase_in(text: Text | None, wanted: Sequence[str], *, page_language: str) -> Phrase:
    """The best string of `text` for a reader, marked with its language where that is not the page's."""
    if not text:
        return Phrase("")
    language = text.language_for(wanted)
    if language.partition("-")[0] == page_language.partition("-")[0]:
        return Phrase(text[language])
    return Phrase(text[language], language, direction_of(language))
