"""What templates get to read an agenda another way: its readings, the form that looks for something, other forms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from web.pages.parts import Hall, Sitting, Times
    from web.pages.phrases import Phrase


@dataclass(frozen=True)
class Way:
    """A link of the interface: to another reading of the agenda, or to it in another form, of a media type."""

    href: str
    title: str
    is_current: bool = False
    media_type: str = ""


@dataclass(frozen=True)
class Choice:
    """One entry of a list to choose from; `mark` is such as an item's number, `detail` what tells it from others."""

    value: str
    label: Phrase
    mark: str = ""
    detail: str = ""
    depth: int = 0
    is_chosen: bool = False


@dataclass(frozen=True)
class Field:
    """A list of the form: its option in the address; `others` are chosen values beside the first, which stay."""

    name: str
    label: str
    choices: tuple[Choice, ...]
    others: tuple[str, ...]


@dataclass(frozen=True)
class Chip:
    """One thing that is looked for, and the address of the page without it; `note` says that there is none such."""

    kind: str
    label: Phrase
    href: str
    note: str = ""


@dataclass(frozen=True)
class Find:
    """The form that looks for something in the agenda, and what it found.

    `counts` says how much of the agenda is shown, `nothing` what to do where that is nothing; `picks` are the boxes
    of a personal calendar that holds what is shown, and `note` what will come into it.
    """

    action: str
    keep: tuple[tuple[str, str], ...]
    fields: tuple[Field, ...]
    words: str
    is_active: bool
    chips: tuple[Chip, ...]
    counts: str
    nothing: str
    clear: str
    picks: tuple[str, ...]
    note: str


@dataclass(frozen=True)
class Turn:
    """Sittings of a day that begin and end together; `cells` are those in each room of the board's grid."""

    times: Times
    sittings: tuple[Sitting, ...]
    cells: tuple[tuple[Sitting, ...], ...] = ()


@dataclass(frozen=True)
class Board:
    """A day at a glance: by hours, and by rooms in a grid where it has `rooms`, else in a list.

    `has_many` says that its columns are narrow.
    """

    turns: tuple[Turn, ...]
    rooms: tuple[Hall, ...] = ()
    has_many: bool = False
