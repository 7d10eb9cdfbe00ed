"""The database of a test: a SQLite file in its folder, or one of a server under `pytest --database=postgresql`."""

from __future__ import annotations

import os
from itertools import count
from typing import TYPE_CHECKING, Any

from sqlalchemy import event
from sqlalchemy.pool import Pool

if TYPE_CHECKING:
    from pathlib import Path

KINDS = ("sqlite", "postgresql")

_numbers = count(1)
_made: dict[Path, str] = {}
"""The server's databases by the file that would be SQLite's."""
_connections: list[Any] = []
"""To the server: a test may leave a store open, and its connections are closed when its database is dropped."""


def chosen_kind() -> str:
    """Which of `KINDS` this run is on."""
    return os.environ.get("PLENARY_TEST_DATABASE", KINDS[0])


def choose(kind: str) -> None:
    """Has this run, and the programs that it starts, be on a kind of database."""
    os.environ["PLENARY_TEST_DATABASE"] = kind
    if kind == "postgresql":
        event.listen(Pool, "connect", _remember)


def _remember(connection: Any, record: object) -> None:
    if hasattr(connection, "info"):
        _connections.append(connection)


def database_url(folder: Path, name: str = "plenary", *, is_migrated: bool = True) -> str:
    """The address of a folder's database, the same at each call.

    It is at the present schema already on a server, unless it is not to be; a SQLite file is not there yet.
    """
    file = folder.resolve() / f"{name}.db"
    if chosen_kind() == "sqlite":
        return f"sqlite:///{file}"
    from postgres import shared_server, template

    server = shared_server()
    if file not in _made:
        made = f"test_{next(_numbers)}"
        server.create(made, template=template() if is_migrated else "template0")
        _made[file] = made
    return server.url(_made[file])


def settings_of(folder: Path) -> dict[str, str]:
    """What tells a command that runs in the folder of its database: nothing where it is the default there."""
    return {} if chosen_kind() == "sqlite" else {"PLENARY_DATABASE_URL": database_url(folder)}


def close_connections() -> None:
    """Ends the use of a server by tests that left a store open."""
    while _connections:
        _connections.pop().close()


def drop_databases(folder: Path) -> None:
    """Removes what a server keeps for a folder and all in it."""
    from postgres import shared_server

    for file in [file for file in _made if file.is_relative_to(folder.resolve())]:
        name = _made.pop(file)
        for connection in [one for one in _connections if one.closed or one.info.dbname == name]:
            connection.close()
            _connections.remove(connection)
        shared_server().drop(name)
