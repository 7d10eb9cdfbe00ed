"""What a request costs as meetings grow from ten to a hundred thousand: the same, or nearly so.

The first meeting is imported and published by the service; its rows are then copied within the database under other
addresses and ids, which is what so many imports would have written.
"""

from __future__ import annotations

import random
import sqlite3
from collections import defaultdict, deque
from contextlib import ExitStack
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TYPE_CHECKING

from builders import a_meeting, a_phase, a_session
from load.meetings import marked
from served import a_service

if TYPE_CHECKING:
    from load.table import Rows
    from served import Service

    from agenda.meeting import Meeting

    Took = defaultdict[str, defaultdict[int, list[float]]]

SIZES = (10, 1_000, 100_000)
ROUNDS, FIRST_TIMES, PUBLICATIONS, CACHED = 5, 6, 6, 510
"""Each round begins with nothing in memory; medians are of all rounds together."""
FLAT = 1.2
LIST, CALENDAR = "list of 100 meetings after a publication", "calendar of 100 after a publication"
LISTS = {LIST, CALENDAR}
"""What tells of a hundred meetings where there are so many: ten of them cost less, which is no sign of growth."""
TABLES = {
    "meetings": ("uid", "slug", "draft_slug", "draft"),
    "edits": (),
    "revisions": ("masthead", "meeting"),
    "entries": ("entry",),
    "components": ("component",),
}
"""What is copied of the first meeting, which is never edited, and the columns that hold its address or uid."""


def small_meeting() -> Meeting:
    """Two sittings and a deadline."""
    sittings = [
        a_session("s-0", title="Opening, act 0"),
        a_session("s-1", start="2022-11-17T10:00", end="2022-11-17T12:00"),
    ]
    deadline = {"id": "d", "title": "Comments", "due": "2022-11-10"}
    return a_meeting(slug="meeting-0", phases=[a_phase("phase-0", sessions=sittings, deadlines=[deadline])])


def grow(file: Path, uid: str, numbers: range) -> None:
    """Copies the rows of meeting-0, so that there is one for each of these numbers."""
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TEMP TABLE numbers (n INTEGER PRIMARY KEY)")
        connection.executemany("INSERT INTO numbers VALUES (?)", ((number,) for number in numbers))
        for table, renamed in TABLES.items():
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
            values = [_value(table, column, renamed, uid) for column in columns]
            of = {"meetings": "id = 1", "components": "entry_id < 1000"}.get(table, "meeting_id = 1")
            select = f"SELECT {', '.join(values)} FROM {table}, numbers WHERE {of} ORDER BY n"  # noqa: S608
            connection.execute(f"INSERT INTO {table} ({', '.join(columns)}) {select}")


def _value(table: str, column: str, renamed: tuple[str, ...], uid: str) -> str:
    """What a copy has in a column; ids of copies are those of the first, plus a thousand for each number."""
    if column in renamed:
        text = f"replace(CAST({column} AS TEXT), 'meeting-0', 'meeting-' || n)"
        text = f"replace({text}, '{uid}', printf('00000000-0000-4000-8000-%012d', n))"
        return f"CAST({text} AS BLOB)" if column == "component" else text
    if (table, column) == ("meetings", "id") or column == "meeting_id":
        return "n + 1"
    return f"{column} + 1000 * n" if column in {"id", "entry_id"} else column


def ask(connection: HTTPConnection, path: str) -> float:
    """Milliseconds of a request."""
    since = perf_counter()
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read()
    took = 1_000 * (perf_counter() - since)
    assert answer.status == 200, (path, answer.status, body[:200])
    return took


class _Round:
    """One round with services that have just begun, each asked in turn, and each of them first as often as the others.

    A slow minute of the machine is everybody's so. `took` are the milliseconds by what was asked and size.
    """

    def __init__(self, services: dict[int, Service], took: Took) -> None:
        self.services, self.took = services, took
        self.connections = {size: HTTPConnection("127.0.0.1", service.port) for size, service in services.items()}
        self.turns = deque(services)

    def run(self) -> None:
        """All that is measured."""
        for path in ("/m/meeting-1.ics", "/m/meeting-1"):
            self._ask("", path)
        some = {size: random.Random(size).sample(range(2, size), FIRST_TIMES) for size in self.services}  # noqa: S311
        for turn in range(FIRST_TIMES):
            numbers = {size: chosen[turn] for size, chosen in some.items()}
            self._ask("feed, the first time", "/m/meeting-{}.ics", numbers)
            self._ask("agenda page, the first time", "/m/meeting-{}", numbers)
        for path in ("/", "/calendar.ics"):
            self._ask("", path)
        for act in range(1, PUBLICATIONS + 1):
            for size in self._in_turn():
                self._publish(act, size, self.services[size])
            self._ask("feed after a publication", "/m/meeting-1.ics")
            self._ask(LIST, "/")
            self._ask(CALENDAR, "/calendar.ics")
        for _ in range(CACHED):
            self._ask("feed, kept", "/m/meeting-1.ics")
        for connection in self.connections.values():
            connection.close()

    def _publish(self, act: int, size: int, service: Service) -> None:
        assert service.edit(marked(act), on=service.version("meeting-1"), slug="meeting-1").status == 200
        since = perf_counter()
        assert service.publish(slug="meeting-1").status == 200
        self.took["publishing"][size].append(1_000 * (perf_counter() - since))

    def _ask(self, name: str, path: str, numbers: dict[int, int] | None = None) -> None:
        for size in self._in_turn():
            asked = path.format(numbers[size] if numbers else "")
            self.took[name][size].append(ask(self.connections[size], asked))

    def _in_turn(self) -> list[int]:
        self.turns.rotate()
        return list(self.turns)


def measure(rows: Rows) -> None:
    """Ten, a thousand and a hundred thousand meetings, each in a SQLite file with a service of its own."""
    took: Took = defaultdict(lambda: defaultdict(list))
    weight, services = {}, {}
    with TemporaryDirectory() as folder, ExitStack() as stack:
        meeting = small_meeting()
        for size in SIZES:
            file = Path(folder) / f"{size}.db"
            service, _ = stack.enter_context(a_service(Path(folder), meeting, database=f"sqlite:///{file}"))
            service.end()
            grow(file, str(meeting.uid), range(1, size))
            services[size], weight[size] = service, file.stat().st_size
        for _ in range(ROUNDS):
            for service in services.values():
                service.start()
            _Round(services, took).run()
            for service in services.values():
                service.end()
        for service in services.values():
            service.start()
    del took[""]
    _tell(rows, took, weight)


def _tell(rows: Rows, took: Took, weight: dict[int, int]) -> None:
    for name, milliseconds in took.items():
        by_size = {size: median(milliseconds[size]) for size in SIZES}
        first = by_size[SIZES[1 if name in LISTS else 0]]
        is_flat = by_size[SIZES[-1]] <= FLAT * first
        rows.add(name, ", ".join(f"{by_size[size]:.2f}" for size in SIZES) + " ms", is_met=is_flat)
    each = (weight[SIZES[-1]] - weight[SIZES[1]]) / (SIZES[-1] - SIZES[1])
    rows.add("the database", f"{weight[SIZES[-1]] / 1e6:,.0f} MB, {each / 1_000:.1f} kB a meeting")
