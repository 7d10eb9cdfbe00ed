"""The fields of a form as they were sent or are to be shown, and what is wrong with them.

Names are paths: `slots.0.speakers.1.role.fr` is the French role of the second speaker of the first slot.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from pydantic_core import PydanticCustomError

if TYPE_CHECKING:
    import gettext
    from collections.abc import Callable, Iterable

    from agenda.errors import Problem

T = TypeVar("T")
LONGEST_NAME = 200


class Typed:
    """The values of each name, in the order of the form; immutable."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self.pairs = tuple(pair for pair in pairs if len(pair[0]) <= LONGEST_NAME)
        self._values: dict[str, list[str]] = {}
        self._steps: dict[str, dict[str, None]] = {}
        for name, value in self.pairs:
            self._values.setdefault(name, []).append(value)
            above, dot, step = name.rpartition(".")
            while dot and step not in self._steps.setdefault(above, {}):
                self._steps[above][step] = None
                above, dot, step = above.rpartition(".")

    def one(self, name: str) -> str:
        """The first value of a name; "" where there is none."""
        return self._values.get(name, [""])[0]

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of a name, as of boxes that were ticked."""
        return tuple(self._values.get(name, ()))

    def below(self, name: str) -> tuple[str, ...]:
        """The steps that follow a name, such as the languages of a text."""
        return tuple(self._steps.get(name, ()))

    def rows(self, name: str) -> list[int]:
        """The numbers of the rows of a list, in order."""
        numbers = (int(step) for step in self.below(name) if step.isascii() and step.isdecimal() and len(step) < 6)
        return sorted(set(numbers))

    def with_values(self, values: Iterable[tuple[str, str]]) -> Typed:
        """The same with one value each for some names."""
        given = dict(values)
        return Typed([*((name, value) for name, value in self.pairs if name not in given), *given.items()])

    def with_rows(self, name: str, order: Iterable[int | None]) -> Typed:
        """The same with the rows of a list in another order, numbered anew; None stands for a new one."""
        kept = [(key, value) for key, value in self.pairs if not key.startswith(f"{name}.")]
        for at, number in enumerate(order):
            kept.append((f"{name}.{at}.row", "1"))
            old = f"{name}.{number}."
            if number is not None:
                rest = ((key[len(old) :], value) for key, value in self.pairs if key.startswith(old))
                kept += [(f"{name}.{at}.{key}", value) for key, value in rest if key != "row"]
        return Typed(kept)


class Complaints:
    """What is wrong with what was typed, by name: one sentence for each."""

    def __init__(self, translations: gettext.NullTranslations) -> None:
        self.translations = translations
        self.found: dict[str, str] = {}

    def __bool__(self) -> bool:
        return bool(self.found)

    def add(self, name: str, message: str) -> None:
        """Complains of a name, unless something is said of it already."""
        self.found.setdefault(name, message[:1].upper() + message[1:])

    def checked(self, name: str, read: Callable[[str], T], value: str) -> T | None:
        """What a reader of `agenda.noun` makes of a value; None where it complains."""
        try:
            return read(value)
        except PydanticCustomError as error:
            self.add(name, complaint_in_words(error.type, error.context or {}, error.message(), self.translations))
            return None

    def take(self, problems: Iterable[Problem], *, nouns: Iterable[str]) -> None:
        """Complaints of an edit, or of a list of edits, under the names that their pointers mean."""
        for problem in problems:
            steps = problem.pointer.strip("/").split("/")
            if steps[0].isdecimal():
                del steps[0]
            if len(steps) > 1 and steps[0] in nouns:
                del steps[0]
            self.add(".".join(steps), problem.message)


def complaint_in_words(
    kind: str, context: dict[str, object], message: str, translations: gettext.NullTranslations
) -> str:
    """The complaint of a reader of `agenda`, by its kind, in the language of the interface."""
    _ = translations.gettext
    words = {
        "wall_clock": _("“%(value)s” is not a date and time. Write it as 2022-11-16T10:00, without a zone."),
        "date": _("“%(value)s” is not a date. Write it as 2022-11-16."),
        "year": _("“%(value)s” is not between the years 1900 and 2200."),
        "time_zone": _("“%(value)s” is not a time zone. Choose one of the list, such as Europe/Brussels."),
        "language_tag": _("“%(value)s” is not the code of a language. Write codes such as en, fr or pt-BR."),
        "url": _("“%(value)s” is not an address. Write one that starts with https:// (or tel:, sip:, mailto:)."),
        "country": _("“%(value)s” is not the code of a country. Write two letters, such as NO."),
        "too_long": _("This has %(length)s characters. At most %(limit)s are allowed; shorten it."),
        "control_character": _("A character that cannot be printed stands at position %(position)s. Remove it."),
    }
    shown = {"value": context.get("tag", ""), **context}
    return words[kind] % shown if kind in words else message
