"""The client matrix: what each calendar client stores after each step, beside what the meeting file says.

Run as `PYTHONPATH=tests python tests/clients/matrix.py`, or `make clients`, which installs the clients first. It exits
1 where anything differs, a feed breaks a rule, or a client is not installed.
"""

from __future__ import annotations

import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from clients.held import paired
from clients.rehearsal import rehearse
from clients.roster import CLIENTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clients.held import Held
    from clients.rehearsal import Rehearsal, Stage
    from clients.roster import Client, Copy

NOTHING = "nothing"


@dataclass(frozen=True)
class Step:
    """A column of the matrix: the entries it is about, after which publication, and whether all others count too."""

    name: str
    publication: str
    about: tuple[str, ...]
    language: str = "en"
    and_all_others: bool = False


STEPS = [
    Step("first sync", "first", ("session/s1", "session/s2", "session/s3"), and_all_others=True),
    Step("move", "changes", ("session/s1",)),
    Step("cancel", "changes", ("session/s2",)),
    Step("remove", "changes", ("session/s3",)),
    Step("add", "changes", ("session/s4",), and_all_others=True),
    Step("restore", "restored", ("session/s2", "session/s3"), and_all_others=True),
    Step("French", "first", ("session/s1",), language="fr", and_all_others=True),
    Step("French, changed", "changes", ("session/s1", "session/s2"), language="fr", and_all_others=True),
    Step("closed sitting", "closed", ("session/s2",), and_all_others=True),
    Step("closed further", "closed further", ("session/s1", "session/s2"), and_all_others=True),
]


@dataclass(frozen=True)
class Cell:
    """What a client stored at a step: lines to show beside those expected, and every difference there is."""

    client: str
    step: str
    lines: list[tuple[str, str]]
    differences: list[str]


def cells(rehearsal: Rehearsal, client: Client) -> list[Cell]:
    """The row of a client."""
    return [_cell(step, rehearsal.stages[step.publication, step.language], client) for step in STEPS]


def _cell(step: Step, stage: Stage, client: Client) -> Cell:
    copy = stage.copies[client.name]
    found, left = paired(copy.entries, stage.expected)
    others = [key for key in stage.expected if key not in step.about] if step.and_all_others else []
    lines = [(_shown(found.get(key), client), _shown(stage.expected[key], client)) for key in step.about]
    differences = [fault for key in [*step.about, *others] for fault in _differences(key, found, stage, client)]
    if step.and_all_others:
        stored = sum(key in found for key in others) + len(left)
        lines.append((f"and {stored} more", f"and {len(others)} more"))
        differences += [f"an entry too many: {_shown(held, client)}" for held in left]
        differences += copy.objections + _secrets(copy, stage)
    return Cell(client.name, step.name, lines, differences)


def _differences(key: str, found: dict[str, Held], stage: Stage, client: Client) -> list[str]:
    if key not in found:
        return [f"{key} is missing"]
    return [f"{key}: {fault}" for fault in found[key].differences(stage.expected[key], keeps=client.keeps)]


def _secrets(copy: Copy, stage: Stage) -> list[str]:
    """What a closed sitting must not show, wherever in its copy a client has it."""
    words = stage.publication.secrets
    return [
        f"“{word}” is in {held.title}" for held in copy.entries for word in words if word.lower() in held.text.lower()
    ]


def _shown(held: Held | None, client: Client) -> str:
    """Title, start, and of status and SEQUENCE what the client keeps."""
    if held is None:
        return NOTHING
    kept = [
        held.start,
        held.status if "status" in client.keeps else "",
        held.sequence if "sequence" in client.keeps else "",
    ]
    return f"{held.title} · {' '.join(str(part) for part in kept if part != '')}"


def table(rows: Sequence[Cell]) -> str:
    """The cells under one another, in columns of one width each."""
    written = [("client", "step", "stored", "expected", "")]
    for cell in rows:
        heading = (cell.client, cell.step, "DIFFERS" if cell.differences else "as expected")
        for stored, expected in cell.lines:
            written.append((*heading[:2], stored, expected, heading[2]))
            heading = ("", "", "")
    widths = [max(len(row[column]) for row in written) for column in range(len(written[0]))]
    written.insert(1, tuple("-" * width for width in widths))
    return "".join(f"| {' | '.join(map(str.ljust, row, widths))} |\n" for row in written)


def main() -> int:
    """Print the matrix, then what is wrong."""
    began = time.monotonic()
    installed = [client for client in CLIENTS if not client.missing()]
    wrong = [f"{client.name}: not installed: {', '.join(client.missing())}" for client in CLIENTS if client.missing()]
    with tempfile.TemporaryDirectory() as folder:
        rehearsal = rehearse(Path(folder), installed)
    rows = [cell for client in installed for cell in cells(rehearsal, client)]
    wrong += [f"{cell.client}, {cell.step}: {fault}" for cell in rows for fault in cell.differences]
    wrong += rehearsal.faults
    sys.stdout.write(table(rows))
    sys.stdout.write(f"\n{len(rows)} cells and {rehearsal.feeds} feeds in {time.monotonic() - began:.0f} s")
    sys.stdout.write("; all as expected\n" if not wrong else f"; {len(wrong)} faults:\n")
    sys.stdout.writelines(f"- {fault}\n" for fault in wrong)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
