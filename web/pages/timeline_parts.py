"""What the template of the timeline gets: numbers in units of its picture, paths, and words for the reader."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from web.pages.phrases import Phrase

if TYPE_CHECKING:
    from web.pages.timeline_labels import Box, Label


@dataclass(frozen=True)
class Struck(Phrase):
    """Words that no longer stand."""

    is_struck: bool = True


@dataclass(frozen=True)
class Marks:
    """Sittings close to one another, with one link: `room` is what may be touched, `drawn` and `off` are paths."""

    href: str
    title: str
    room: Box
    drawn: str
    off: str


@dataclass(frozen=True)
class Note:
    """A deadline ("deadline") or a clock change ("clock") with its label; `line` leads from the bar to its `mark`."""

    kind: str
    href: str
    title: str
    is_off: bool
    room: Box
    line: str
    mark: str
    labels: tuple[Label, ...]


@dataclass(frozen=True)
class Lane:
    """A phase: its labels over a bar from its first to its last day, `cross` being the lines over one that is off."""

    href: str
    title: str
    status: str
    labels: tuple[Label, ...]
    bar: Box
    cross: str
    marks: tuple[Marks, ...]
    notes: tuple[Note, ...]


@dataclass(frozen=True)
class Sign:
    """An entry of the legend: the mark of a kind, "" for none, and what it stands for."""

    kind: str
    mark: str
    label: Label


@dataclass(frozen=True)
class Picture:
    """The timeline at one width: `name` is "wide" or "narrow".

    `grid` is the path of the axis's ticks; `gaps` are the stretches of the axis that stand for time left out. `scale`
    is a broken line by which a script finds the place of an instant: "seconds,units" and so on.
    """

    name: str
    width: int
    height: float
    scale: str
    grid: str
    ticks: tuple[Label, ...]
    gaps: tuple[Box, ...]
    lanes: tuple[Lane, ...]
    legend: tuple[Sign, ...]
    foot: float


@dataclass(frozen=True)
class Timeline:
    """The phases of a meeting over time; `start` and `end` are instants in ISO 8601, `today` is what that is called."""

    title: str
    description: str
    direction: str
    start: str
    end: str
    today: str
    pictures: tuple[Picture, ...]
