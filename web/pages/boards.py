"""Days on which several sittings run at once, at a glance: who sits where, by the hour."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from web.pages.looking import Turn

if TYPE_CHECKING:
    from web.pages.parts import Day, Sitting, Stage

FEWEST = 3
"""Sittings of a day that are worth a glance before they are read."""


def with_boards(stage: Stage) -> Stage:
    """The phase with a board on each of its days that has sittings side by side."""
    return replace(stage, days=tuple(replace(day, board=board_of(day)) for day in stage.days))


def board_of(day: Day) -> tuple[Turn, ...]:
    """The day's sittings by the hours that they share; nothing for a day on which one follows the other."""
    turns = tuple(
        Turn(sittings[0].times, tuple(sittings))
        for _, group in groupby(day.sittings, key=_hours)
        if (sittings := list(group)) and sittings[0].times
    )
    is_parallel = any(len(turn.sittings) > 1 for turn in turns)
    return turns if is_parallel and len(day.sittings) >= FEWEST else ()


def _hours(sitting: Sitting) -> tuple[str, str]:
    clock = sitting.times.venue if sitting.times else None
    return (clock.start.iso, clock.end.iso if clock.end else "") if clock else ("", "")
