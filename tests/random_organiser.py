"""One organiser at work in a process of its own: random edits on one meeting, and a line for each that was kept.

Run as `python random_organiser.py DATABASE SLUG AUTHOR FIELD SEED COUNT`. A line is JSON: the version that the edit
made, and the edit as it was written (null for an undo).
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from edit_strategies import edits
from hypothesis import HealthCheck, Phase, given, seed, settings

from agenda import service
from agenda.errors import AgendaError
from agenda.store import open_store

if TYPE_CHECKING:
    from agenda.meeting import Meeting
    from agenda.store import Store

UNDO_EVERY = 20
ONE_OF_TWO = settings(
    max_examples=2, database=None, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
)
"""The first example is always the simplest, so the second is taken."""


def draw_edit(meeting: Meeting, number: int) -> dict[str, Any]:
    """A random edit that fits the meeting, the same for the same number."""
    drawn: list[dict[str, Any]] = []

    @seed(number)
    @ONE_OF_TWO
    @given(edits(meeting))
    def draw(edit: dict[str, Any]) -> None:
        drawn.append(edit)

    draw()
    return drawn[-1]


def work(store: Store, slug: str, *, author: str, field: str, start: int, count: int) -> None:
    """Makes so many edits; each also writes a number into a text of the meeting, so that none is without effect."""
    for number in range(start, start + count):
        now = datetime.now(UTC)
        try:
            if number % UNDO_EVERY == 0:
                made = None
                version = service.undo(store, slug, author=author, now=now).version
            else:
                draft = service.draft(store, slug)
                mark = {"edit": "set_meeting", field: {"en": f"{author} {number}"}}
                made = [draw_edit(draft.meeting, number), mark]
                version = service.edit(store, slug, made, expected=draft.version, author=author, now=now).version
        except AgendaError:
            continue
        sys.stdout.write(json.dumps({"version": version, "edits": made}) + "\n")


if __name__ == "__main__":
    database, slug, author, field, start, count = sys.argv[1:]
    work(open_store(database), slug, author=author, field=field, start=int(start), count=int(count))
