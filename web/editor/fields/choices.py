"""Fields that choose: one or several of the words that a meeting file knows, and yes or no."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from web.editor.fields.controls import BoxesControl, CheckControl, ChoiceControl, Option, OptionGroup

if TYPE_CHECKING:
    from collections.abc import Iterator

    from web.editor.fields.controls import Control
    from web.editor.fields.kinds import Drawing, Field
    from web.editor.fields.typed import Complaints, Typed
    from web.pages.reading import Reading

Words = tuple[tuple[str, str], ...]
"""Values of the meeting file with the words of each."""


def complain_of_choice(complaints: Complaints, name: str, value: str) -> None:
    """Says that a value is none of the list."""
    message = complaints.translations.gettext("“%(value)s” is none of this list.")
    complaints.add(name, message % {"value": value[:80]})


@dataclass(frozen=True)
class OneOf:
    """One of several words; `default` is what a file leaves out, `none` the words for nothing at all."""

    choices: Words
    default: str = ""
    none: str = ""

    def fill(self, name: str, value: Any) -> Iterator[tuple[str, str]]:
        """The value, or the default."""
        yield name, "" if value is None and not self.default else str(self.default if value is None else value)

    def read(self, typed: Typed, name: str, complaints: Complaints) -> Any:
        """The value; None for the default."""
        value = typed.one(name)
        if value and value not in dict(self.choices):
            complain_of_choice(complaints, name, value)
        return None if value in {"", self.default} else value

    def control(self, of: Field, name: str, drawing: Drawing) -> Control:
        """A list to choose from."""
        chosen = drawing.typed.one(name) or self.default
        offered = (("", self.none), *self.choices) if not self.default else self.choices
        options = tuple(Option(value, text, value == chosen) for value, text in offered)
        return ChoiceControl(groups=(OptionGroup("", options),), **drawing.common(of, name))

    def words(self, value: Any, reading: Reading) -> tuple[str, ...]:  # noqa: ARG002 - its words are its own
        """The word; that of the default for None."""
        word = dict(self.choices).get(self.default if value is None else str(value))
        return (word,) if word else ()


@dataclass(frozen=True)
class Number(OneOf):
    """One of several numbers."""

    def read(self, typed: Typed, name: str, complaints: Complaints) -> Any:
        """The number."""
        value = super().read(typed, name, complaints)
        return int(value) if value is not None and not complaints.found.get(name) else None


@dataclass(frozen=True)
class Several:
    """Any of several words, in their order."""

    choices: Words

    def fill(self, name: str, value: Any) -> Iterator[tuple[str, str]]:
        """One value for each."""
        yield from ((name, one) for one in value or ())

    def read(self, typed: Typed, name: str, complaints: Complaints) -> Any:
        """The values that are ticked, in the order of the choices."""
        ticked, known = typed.all(name), dict(self.choices)
        for value in ticked:
            if value not in known:
                complain_of_choice(complaints, name, value)
        return [value for value in known if value in ticked] or None

    def control(self, of: Field, name: str, drawing: Drawing) -> Control:
        """Boxes."""
        ticked = drawing.typed.all(name)
        options = tuple(Option(value, text, value in ticked) for value, text in self.choices)
        return BoxesControl(options=options, **drawing.common(of, name))

    def words(self, value: Any, reading: Reading) -> tuple[str, ...]:
        """One line that names all."""
        words = dict(self.choices)
        return (reading.list_of(words.get(one, one) for one in value),) if value else ()


@dataclass(frozen=True)
class YesNo:
    """Yes or no; `default` is what a file leaves out."""

    yes: str
    no: str
    default: bool = False

    def fill(self, name: str, value: Any) -> Iterator[tuple[str, str]]:
        """A value where it is yes; a box that is not ticked sends nothing."""
        if self.default if value is None else value:
            yield name, "yes"

    def read(self, typed: Typed, name: str, complaints: Complaints) -> Any:  # noqa: ARG002 - nothing can be wrong
        """Whether the box is ticked; None for the default."""
        is_ticked = typed.one(name) == "yes"
        return None if is_ticked == self.default else is_ticked

    def control(self, of: Field, name: str, drawing: Drawing) -> Control:
        """One box."""
        return CheckControl(is_checked=drawing.typed.one(name) == "yes", **drawing.common(of, name))

    def words(self, value: Any, reading: Reading) -> tuple[str, ...]:  # noqa: ARG002 - its words are its own
        """The word for yes or for no."""
        return (self.yes if (self.default if value is None else value) else self.no,)
