"""`plenary backup` and `restore`: one state, whole or not at all."""

from __future__ import annotations

import gzip
import json
import sqlite3
from typing import TYPE_CHECKING

import pytest
from commands import run, said

from agenda.samples import __path__ as samples

if TYPE_CHECKING:
    from pathlib import Path

SAMPLE = f"{next(iter(samples))}/cap-19.yaml"

pytestmark = pytest.mark.sqlite


@pytest.fixture
def folder(tmp_path):
    assert run(tmp_path, "import", SAMPLE, "--publish").returncode == 0
    said(tmp_path, "backup", "b.gz")
    return tmp_path


def contents(file: Path) -> dict[str, list[tuple]]:
    with sqlite3.connect(file) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: sorted(connection.execute(f"SELECT * FROM {name}"), key=repr) for name in tables}  # noqa: S608


def rewritten(folder: Path, change) -> None:
    lines = gzip.decompress((folder / "b.gz").read_bytes()).splitlines()
    (folder / "b.gz").write_bytes(gzip.compress(b"\n".join(change(lines)) + b"\n"))


def refused(folder: Path, *, word: str) -> None:
    done = run(folder, "restore", "b.gz", "--database", "sqlite:///other.db")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert word in done.stderr
    assert not any(rows for name, rows in contents(folder / "other.db").items() if name != "alembic_version")


def test_what_is_restored_is_what_was_backed_up(folder):
    said(folder, "restore", "b.gz", "--database", "sqlite:///other.db")
    assert contents(folder / "other.db") == contents(folder / "plenary.db")


def test_only_its_owner_may_read_a_backup(folder):
    assert (folder / "b.gz").stat().st_mode & 0o777 == 0o600


def test_nothing_but_the_backup_is_left_beside_it(folder):
    assert [one.name for one in folder.iterdir() if "b.gz" in one.name] == ["b.gz"]


def test_a_database_that_holds_something_is_left_alone(folder):
    before = contents(folder / "plenary.db")
    done = run(folder, "restore", "b.gz")
    assert (done.returncode, "--replace" in done.stderr) == (2, True)
    assert contents(folder / "plenary.db") == before


def test_replace_brings_back_what_was_backed_up(folder):
    before = contents(folder / "plenary.db")
    said(folder, "withdraw", "cap-19")
    said(folder, "restore", "b.gz", "--replace")
    assert contents(folder / "plenary.db") == before


@pytest.mark.parametrize("part", [0, 10, 0.5, -1])
def test_a_torn_backup_is_refused(folder, part):
    whole = (folder / "b.gz").read_bytes()
    (folder / "b.gz").write_bytes(whole[: int(len(whole) * part) if isinstance(part, float) else part])
    refused(folder, word="backup")


def test_a_changed_byte_is_noticed(folder):
    rewritten(folder, lambda lines: [line.replace(b"Committee", b"Committed") for line in lines])
    refused(folder, word="altered")


def test_a_backup_without_its_last_line_is_refused(folder):
    rewritten(folder, lambda lines: lines[:-1])
    refused(folder, word="torn")


def test_a_backup_with_something_after_its_last_line_is_refused(folder):
    rewritten(folder, lambda lines: [*lines, b"[1]"])
    refused(folder, word="altered")


@pytest.mark.parametrize(
    ("key", "value", "word"),
    [
        ("schema", "0001", "older schema"),
        ("schema", "9999", "newer schema"),
        ("plenary-backup", 2, "format"),
    ],
)
def test_a_backup_of_another_time_is_refused(folder, key, value, word):
    rewritten(folder, lambda lines: [json.dumps(json.loads(lines[0]) | {key: value}).encode(), *lines[1:]])
    refused(folder, word=word)


def test_a_file_of_another_kind_is_refused(folder):
    (folder / "b.gz").write_text("meetings\n", "utf-8")
    refused(folder, word="not a backup")
