"""What the templates of forms get for each field: one frozen dataclass for each way a field looks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


def id_of(name: str) -> str:
    """The id of the element of a name."""
    return "f-" + name.replace(".", "-")


@dataclass(frozen=True, kw_only=True)
class Control:
    """A field: `help` explains its word, `error` says what is wrong with it, `notes` what was found about it."""

    name: str
    label: str
    help: str = ""
    error: str = ""
    notes: tuple[str, ...] = ()
    is_required: bool = False
    has_focus: bool = False
    macro: ClassVar[str] = ""

    @property
    def id(self) -> str:
        """The id of its element."""
        return id_of(self.name)

    @property
    def described_by(self) -> str:
        """The ids of what is said of it."""
        said = (("help", self.help), ("error", self.error), ("notes", self.notes))
        return " ".join(f"{self.id}-{part}" for part, value in said if value)


@dataclass(frozen=True, kw_only=True)
class LineControl(Control):
    """An input of one line; `width` is "short", "middle" or "" for all there is, `unit` stands behind it."""

    macro = "line"
    value: str
    type: str = "text"
    mode: str = ""
    width: str = ""
    unit: str = ""
    step: str = ""
    complete: str = ""
    live: str = ""


@dataclass(frozen=True)
class TextInput:
    """The input of one language; `is_missing` where others are written and this is not."""

    id: str
    name: str
    value: str
    language: str
    direction: str
    caption: str
    is_missing: bool
    error: str


@dataclass(frozen=True, kw_only=True)
class TextsControl(Control):
    """A text side by side in each language; `lines` above 1 makes it one of several lines."""

    macro = "texts"
    inputs: tuple[TextInput, ...]
    lines: int = 1


@dataclass(frozen=True)
class Option:
    """Something to choose: `depth` indents it."""

    value: str
    text: str
    is_chosen: bool
    depth: int = 0
    language: str = ""


@dataclass(frozen=True)
class OptionGroup:
    """Options under one heading, "" for none."""

    title: str
    options: tuple[Option, ...]


@dataclass(frozen=True, kw_only=True)
class ChoiceControl(Control):
    """One of a list."""

    macro = "choice"
    groups: tuple[OptionGroup, ...]
    width: str = ""


@dataclass(frozen=True, kw_only=True)
class BoxesControl(Control):
    """Any of a list; `is_long` where it is shown in columns of its own."""

    macro = "boxes"
    options: tuple[Option, ...]
    is_long: bool = False
    empty: str = ""


@dataclass(frozen=True, kw_only=True)
class CheckControl(Control):
    """Yes or no."""

    macro = "check"
    is_checked: bool


@dataclass(frozen=True, kw_only=True)
class PartControl(Control):
    """Several fields that are one thing."""

    macro = "part"
    controls: tuple[Control, ...]


@dataclass(frozen=True)
class Row:
    """A row of a list: its position from 1, and the hours at which it runs ("" where none follow)."""

    name: str
    title: str
    controls: tuple[Control, ...]
    hours: str = ""
    is_first: bool = False
    is_last: bool = False

    @property
    def id(self) -> str:
        """The id of its element."""
        return id_of(self.name)


@dataclass(frozen=True, kw_only=True)
class RowsControl(Control):
    """A list whose entries have no identity; `is_inner` where it stands in a row of another."""

    macro = "rows"
    rows: tuple[Row, ...]
    add: str
    is_inner: bool = False
    is_ordered: bool = True
    total: str = ""
    can_fit: bool = False
    zone_offset: str = ""
