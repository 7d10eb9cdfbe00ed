"""What every kind of field can do: be filled from a meeting, be read from a form, be drawn, and be told in words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from web.editor.fields.controls import Control
    from web.editor.fields.typed import Complaints, Typed
    from web.pages.reading import Reading


class Kind(Protocol):
    """A kind of field. `value` is JSON of the meeting file, None where there is nothing or the default."""

    def fill(self, name: str, value: Any) -> Iterator[tuple[str, str]]:
        """The names and values of the form that show a value."""

    def read(self, typed: Typed, name: str, complaints: Complaints) -> Any:
        """The value that the form says; what cannot be read is complained of."""

    def control(self, of: Field, name: str, drawing: Drawing) -> Control:
        """The field as templates get it."""

    def words(self, value: Any, reading: Reading) -> tuple[str, ...]:
        """A value in words, a line for each entry; none for None."""


@dataclass(frozen=True)
class Field:
    """A field of a noun: `key` is that of the meeting file, `help` a sentence where the label needs one."""

    key: str
    kind: Kind
    label: str
    help: str = ""
    is_required: bool = False
    is_asked: Callable[[Drawing], bool] = lambda _: True
    """Whether a form has it; one that shows a value always must."""


@dataclass(frozen=True)
class Drawing:
    """What a form is drawn from: what is typed, what is wrong and what was found about it, by name.

    `zone` is the IANA zone of the clocks, `focus` the name that the reader is led to.
    """

    reading: Reading
    typed: Typed
    zone: str
    errors: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    focus: str = ""
    phase: str = ""

    def common(self, of: Field, name: str) -> dict[str, Any]:
        """What every control of a field at that name has."""
        return {
            "name": name,
            "label": of.label,
            "help": of.help,
            "error": self.errors.get(name, ""),
            "notes": self.notes.get(name, ()),
            "is_required": of.is_required,
            "has_focus": self.focus == name,
        }
