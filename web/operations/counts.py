"""What a process counts: requests by route, status and client, answers kept and made, and how much it holds now.

Counting is adding to an integer in memory. The workers of one service add up what each has counted by files in a folder
of theirs: each writes its own once a second, and whoever is asked reads those of the others. A worker that has ended
is counted on, what it held is not.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections import Counter, defaultdict
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from secrets import token_hex
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator
    from pathlib import Path

Answered = tuple[str, int, str]
"""The route as it is written, the status, and the family of the client."""
Labels = tuple[str, ...]
"""The name of a metric and the values of its labels."""
SECONDS = 1.0


class Tally:
    """The requests that a process has answered: from ready bytes before routing, and all others."""

    def __init__(self) -> None:
        self.ready: defaultdict[Answered, int] = defaultdict(int)
        self.routed: defaultdict[Answered, int] = defaultdict(int)


@dataclass(frozen=True)
class Counted:
    """What was counted since a process started (`counters`), and what it holds now (`gauges`)."""

    counters: Counter[Labels] = field(default_factory=Counter)
    gauges: Counter[Labels] = field(default_factory=Counter)

    def __add__(self, other: Counted) -> Counted:
        return Counted(self.counters + other.counters, self.gauges + other.gauges)

    def as_json(self) -> str:
        """For the other workers."""
        return json.dumps(
            [[[*labels, number] for labels, number in part.items()] for part in (self.counters, self.gauges)]
        )

    @staticmethod
    def from_json(text: str) -> Counted:
        """What another worker wrote."""
        counters, gauges = (Counter({tuple(labels): number for *labels, number in part}) for part in json.loads(text))
        return Counted(counters, gauges)


class Workers:
    """The workers that share a folder; without one there is this process alone."""

    def __init__(self, folder: Path | None, own: Callable[[], Counted]) -> None:
        self.folder, self.own = folder, own
        self._name = f"{os.getpid()}-{token_hex(4)}"

    def together(self) -> Counted:
        """What all have counted, the others up to a second ago."""
        return sum(self._others(), self.own())

    def _others(self) -> Iterator[Counted]:
        for path in sorted(self.folder.glob("*.json")) if self.folder else []:
            if path.stem != self._name:
                counted = Counted.from_json(path.read_text())
                yield counted if _lives(int(path.stem.partition("-")[0])) else Counted(counted.counters)

    def write(self) -> None:
        """Tells the others, whole or not at all; a folder that is gone or full is no fault of a reader's."""
        if self.folder is None:
            return
        with suppress(OSError):
            part = self.folder / f"{self._name}.part"
            part.write_text(self.own().as_json())
            part.replace(self.folder / f"{self._name}.json")

    @asynccontextmanager
    async def telling(self) -> AsyncIterator[None]:
        """Tells the others once a second while the service runs, and at its end."""
        task = asyncio.create_task(self._tell()) if self.folder else None
        try:
            yield
        finally:
            if task:
                task.cancel()
            self.write()

    async def _tell(self) -> None:
        while True:
            self.write()
            await asyncio.sleep(SECONDS)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
