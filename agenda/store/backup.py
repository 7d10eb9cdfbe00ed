"""A backup: one state of a database in one compressed file, the same whichever database it is of.

Gzip of lines of JSON: a header, for each table its name with its columns and then its rows, and a last line with the
number of rows of each table and the SHA-256 of every line before it.
"""

from __future__ import annotations

import gzip
import json
import os
import zlib
from contextlib import contextmanager, suppress
from hashlib import sha256
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Any

from agenda.errors import InvalidInput, NotAllowed, Problem
from agenda.store import transfer
from agenda.store.migrations import HEAD

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy import Connection

    from agenda.store.engine import Store

FORMAT = 1
MAGIC = "plenary-backup"
DAMAGED = "it is torn or was altered; take another backup"


def write_backup(store: Store, file: Path, *, now: datetime, release: str) -> dict[str, int]:
    """Writes what the database holds, as of one moment, to a file that only its owner may read; rows by table.

    The file appears whole or not at all. Raises StoreUnavailable or OSError.
    """
    with NamedTemporaryFile(dir=file.parent, prefix=f".{file.name}.", delete=False) as target:
        try:
            with gzip.GzipFile(fileobj=target, mode="wb", compresslevel=6, mtime=0) as packed:
                counts = _write(store, packed, {"release": release, "made_at": now.isoformat(timespec="seconds")})
            target.flush()
            os.fsync(target.fileno())
            os.replace(target.name, file)
        except BaseException:
            with suppress(FileNotFoundError):
                os.unlink(target.name)
            raise
    return counts


def _write(store: Store, packed: Any, about: dict[str, str]) -> dict[str, int]:
    digest, counts = sha256(), {}

    def put(value: object) -> None:
        line = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        digest.update(line)
        packed.write(line)

    put({MAGIC: FORMAT, "schema": HEAD} | about)
    with store.reading() as connection:
        for table in transfer.TABLES:
            put({"table": table.name, "columns": [column.name for column in table.columns]})
            counts[table.name] = 0
            for row in transfer.rows_of(connection, table):
                put(row)
                counts[table.name] += 1
    put({"rows": counts, "sha256": digest.hexdigest()})
    return counts


def restore_backup(store: Store, file: Path, *, replaces: bool) -> dict[str, int]:
    """Puts a backup into a database at this release's schema, in one transaction; rows by table.

    Raises InvalidInput for a file that is not whole, not ours, or of another schema; NotAllowed where the database
    holds something and is not to be replaced.
    """
    with _lines(file) as lines, store.writing() as connection:
        _require_readable(next(lines, {}), file)
        filled = transfer.filled_tables(connection)
        if filled and not replaces:
            raise NotAllowed(
                f"database {store.name}: it is not empty ({', '.join(filled[:3])}); name another, or add --replace"
            )
        transfer.empty(connection)
        counts = _put(connection, lines, file)
        transfer.go_on_counting(connection)
    return counts


def _put(connection: Connection, lines: Iterator[Any], file: Path) -> dict[str, int]:
    """Puts the tables; whatever is not as it was written undoes it all."""
    tables, counts, head = {table.name: table for table in transfer.TABLES}, {}, next(lines, None)
    while isinstance(head, dict) and "table" in head:
        table = tables.get(head["table"])
        if table is None or head.get("columns") != [column.name for column in table.columns]:
            raise _refused(file, DAMAGED)
        rows, after = _Rows(lines), None
        counts[table.name] = transfer.put_rows(connection, table, rows)
        after = rows.after
        head = after
    if not isinstance(head, dict) or head.get("rows") != counts or set(counts) != set(tables):
        raise _refused(file, DAMAGED)
    if next(lines, None) is not None:
        raise _refused(file, DAMAGED)
    return counts


class _Rows:
    """The rows of one table; `after` is the line that follows them."""

    def __init__(self, lines: Iterator[Any]) -> None:
        self.lines, self.after = lines, None

    def __iter__(self) -> Iterator[list[Any]]:
        for line in self.lines:
            if not isinstance(line, list):
                self.after = line
                return
            yield line


@contextmanager
def _lines(file: Path) -> Iterator[Iterator[Any]]:
    """The lines of a backup, read; raises InvalidInput where they are not those that were written."""
    with file.open("rb") as packed:
        yield _read(packed, file)


def _read(packed: Any, file: Path) -> Iterator[Any]:
    digest = sha256()
    try:
        with gzip.GzipFile(fileobj=packed, mode="rb") as unpacked:
            for line in unpacked:
                value = json.loads(line)
                if isinstance(value, dict) and "sha256" in value and value["sha256"] != digest.hexdigest():
                    raise _refused(file, DAMAGED)
                digest.update(line)
                yield value
    except gzip.BadGzipFile:
        raise _refused(
            file, "it is not a backup of ours, or damaged; name a file that “plenary backup” wrote"
        ) from None
    except (EOFError, zlib.error, ValueError):
        raise _refused(file, DAMAGED) from None


def _require_readable(head: Any, file: Path) -> None:
    if not isinstance(head, dict) or MAGIC not in head:
        raise _refused(file, "it is not a backup of ours; name a file that “plenary backup” wrote")
    if head[MAGIC] != FORMAT:
        raise _refused(file, f"its format ({head[MAGIC]}) is none of this release; use release {head.get('release')}")
    if head.get("schema") != HEAD:
        age = "older" if str(head.get("schema")) < HEAD else "newer"
        raise _refused(
            file,
            f"it is of an {age} schema ({head.get('schema')}, here {HEAD}); restore it with release"
            f" {head.get('release')}, then run “plenary migrate” with this one"
            if age == "older"
            else f"it is of a newer schema ({head.get('schema')}, here {HEAD}); install release {head.get('release')}",
        )


def _refused(file: Path, reason: str) -> InvalidInput:
    return InvalidInput([Problem("", reason)], source=str(file))
