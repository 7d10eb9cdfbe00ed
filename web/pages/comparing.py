"""What the template of the changes gets to compare two revisions: a form, and what lies between the two."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from web.pages.change_groups import Group
    from web.pages.parts import Hour


@dataclass(frozen=True)
class CompareChoice:
    """One of the two lists: its option in the address, and the number of the revision that is chosen."""

    name: str
    label: str
    chosen: int


@dataclass(frozen=True)
class Compare:
    """The form that compares two revisions; `revisions` are numbers and how they are shown, newest first."""

    action: str
    keep: tuple[tuple[str, str], ...]
    choices: tuple[CompareChoice, ...]
    revisions: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Side:
    """One of the two revisions: its title, page, and what was said of it when it was published."""

    label: str
    title: str
    href: str
    published: Hour
    message: str


@dataclass(frozen=True)
class Compared:
    """What lies between two revisions; `note` says it where there is nothing.

    `marked` is the agenda with these changes marked, where they lead to the present one; `turned` compares the two
    the other way round.
    """

    title: str
    sides: tuple[Side, ...]
    groups: tuple[Group, ...]
    note: str
    marked: str
    turned: str
