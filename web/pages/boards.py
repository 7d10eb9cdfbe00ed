"""Days on which several sittings run at once, at a glance: who sits where, by the hour."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from web.pages.looking import Board, Turn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from web.pages.parts import Day, Hall, Sitting, Stage

FEWEST = 3
"""Sittings of a day that are worth a glance before they are read."""
MOST_ROOMS = 8
"""Columns of a grid in which titles can still be read, in small print beyond `MANY_ROOMS`."""
MANY_ROOMS = 5


def with_boards(stage: Stage, rooms: Sequence[Hall]) -> Stage:
    """The phase with a board on each of its days that has sittings side by side; `rooms` in the meeting's order."""
    return replace(stage, days=tuple(replace(day, board=board_of(day, rooms)) for day in stage.days))


def board_of(day: Day, rooms: Sequence[Hall]) -> Board | None:
    """The day's sittings by the hours that they share; None for a day on which one follows the other."""
    turns = tuple(
        Turn(sittings[0].times, tuple(sittings))
        for _, group in groupby(day.sittings, key=_hours)
        if (sittings := list(group)) and sittings[0].times
    )
    is_parallel = any(len(turn.sittings) > 1 for turn in turns)
    return _in_grid(turns, rooms) if is_parallel and len(day.sittings) >= FEWEST else None


def _in_grid(turns: tuple[Turn, ...], rooms: Sequence[Hall]) -> Board:
    """The turns by room, or as they are where a sitting has no room or the rooms are too many or one."""
    taken = {sitting.room for turn in turns for sitting in turn.sittings}
    columns = tuple(room for room in rooms if room in taken)
    if len(columns) != len(taken) or not 1 < len(columns) <= MOST_ROOMS:
        return Board(turns)
    return Board(
        tuple(replace(turn, cells=_cells(turn, columns)) for turn in turns), columns, len(columns) > MANY_ROOMS
    )


def _cells(turn: Turn, columns: tuple[Hall, ...]) -> tuple[tuple[Sitting, ...], ...]:
    return tuple(tuple(sitting for sitting in turn.sittings if sitting.room == room) for room in columns)


def _hours(sitting: Sitting) -> tuple[str, str]:
    clock = sitting.times.venue if sitting.times else None
    return (clock.start.iso, clock.end.iso if clock.end else "") if clock else ("", "")
