"""Words as people look for them: without case, accents, vowel marks and the forms of letters that look alike."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LEFT_OUT = frozenset({"Mn", "Me", "Cf"})
"""Marks on letters, and characters without a shape (Unicode general categories)."""
TATWEEL = "\u0640"
ALIKE = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "‐": "-", "‑": "-", "–": "-", "−": "-"})


@lru_cache(maxsize=16_384)
def folded(text: str) -> str:
    """The text in the form in which words are compared: "Élection" and "election" are one, so are أ and ا."""
    if text.isascii():
        return text.casefold()
    apart = unicodedata.normalize("NFKD", text.translate(ALIKE).casefold())
    return "".join(
        character for character in apart if character != TATWEEL and unicodedata.category(character) not in LEFT_OUT
    ).casefold()


def written_in(texts: Iterable[object], words: Sequence[str]) -> bool:
    """Whether each folded word occurs, in whichever language, in one of the texts: strings, Texts or None."""
    waiting = set(words)
    for text in texts:
        for string in _strings(text):
            there = folded(string)
            waiting -= {word for word in waiting if word in there}
            if not waiting:
                return True
    return not waiting


def _strings(text: object) -> Iterable[str]:
    if isinstance(text, str):
        return (text,)
    return text.values() if isinstance(text, Mapping) else ()
