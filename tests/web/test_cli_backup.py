"""`plenary backup` and `restore`: one state, whole or not at all, of either kind of database and into either."""

from __future__ import annotations

import gzip
import json
import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from builders import meeting_file
from commands import run, said
from databases import database_url
from deadlines import join
from holdings import holdings
from served import a_database
from sites import ADDRESS

from agenda import service
from agenda.errors import InvalidInput, NotAllowed
from agenda.service import accounts
from agenda.store import Store, open_store
from agenda.store.backup import restore_backup, write_backup
from agenda.store.migrations import migrate
from web.publisher import CalendarPublisher

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

NOW = datetime(2026, 11, 1, tzinfo=UTC)
PUBLISHER = CalendarPublisher(ADDRESS)


class Desk:
    """A database with CAP-19, a backup of it, and other databases by name; all are closed at the end."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.file = folder, folder / "b.gz"
        self.store = a_database(database_url(folder), ADDRESS, meeting_file("cap-19"))[0]
        self.opened = [self.store]
        self.back_up()

    def back_up(self) -> None:
        write_backup(self.store, self.file, now=NOW, release="1")

    def other(self, url: str | None = None) -> Store:
        """Another database, empty."""
        store = open_store(url or database_url(self.folder, f"other{len(self.opened)}"))
        migrate(store)
        self.opened.append(store)
        return store

    def rewrite(self, change: Callable[[list[bytes]], list[bytes]]) -> None:
        """Alters the lines of the backup."""
        lines = gzip.decompress(self.file.read_bytes()).splitlines()
        self.file.write_bytes(gzip.compress(b"\n".join(change(lines)) + b"\n"))

    def require_refused(self, word: str) -> None:
        other = self.other()
        with pytest.raises(InvalidInput, match=word):
            restore_backup(other, self.file, replaces=False)
        assert {name for name, rows in holdings(other).items() if rows} == {"alembic_version"}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    for store in made.opened:
        store.close()


def test_commands_back_up_and_restore(desk: Desk) -> None:
    before, other = holdings(desk.store), desk.other()
    said(desk.folder, "backup", "c.gz")
    assert "1 meetings" in said(desk.folder, "restore", "c.gz", "--database", other.url.render_as_string())
    assert holdings(other) == before
    done = run(desk.folder, "restore", "c.gz")
    assert (done.returncode, done.stdout, done.stderr.count("\n"), "--replace" in done.stderr) == (2, "", 1, True)
    said(desk.folder, "restore", "c.gz", "--replace")
    assert holdings(desk.store) == before


def test_what_is_restored_is_what_was_backed_up_and_is_worked_on_further(desk: Desk) -> None:
    other = desk.other()
    restore_backup(other, desk.file, replaces=False)
    assert holdings(other) == holdings(desk.store)
    edit = {"edit": "set_meeting", "symbol": "X"}
    service.edit(other, "cap-19", edit, expected=1, author="o", now=NOW)
    done = service.publish(other, "cap-19", message="", author="o", now=NOW, publisher=PUBLISHER)
    assert (done.revision.number, accounts.add_user(other, "b@example.org", role="editor", now=NOW).id) == (2, 2)


@pytest.mark.postgresql
def test_backup_goes_from_either_kind_of_database_to_the_other(desk: Desk) -> None:
    file = desk.other(f"sqlite:///{desk.folder}/file.db")
    restore_backup(file, desk.file, replaces=False)
    assert holdings(file) == holdings(desk.store)
    write_backup(file, desk.folder / "c.gz", now=NOW, release="1")
    back = desk.other()
    restore_backup(back, desk.folder / "c.gz", replaces=False)
    assert holdings(back) == holdings(desk.store)


def test_backup_made_while_an_organiser_writes_is_one_state(desk: Desk) -> None:
    is_over = threading.Event()

    def work() -> None:
        version = 1
        while not is_over.is_set():
            edit = {"edit": "set_meeting", "symbol": f"edit {version}"}
            version = service.edit(desk.store, "cap-19", edit, expected=version, author="o", now=NOW).version
            service.publish(desk.store, "cap-19", message="", author="o", now=NOW, publisher=PUBLISHER)

    organiser = threading.Thread(target=work)
    organiser.start()
    versions = set()
    try:
        while len(versions) < 3:
            assert organiser.is_alive(), "the organiser has stopped, so nothing differs any more"
            desk.back_up()
            other = desk.other()
            restore_backup(other, desk.file, replaces=False)
            held = holdings(other)
            (meeting,) = held["meetings"]
            versions.add(meeting["version"])
            assert sorted(one["version"] for one in held["edits"]) == list(range(2, meeting["version"] + 1))
            assert max(one["number"] for one in held["revisions"]) == meeting["revision"] == len(held["revisions"])
            assert meeting["version"] - meeting["revision"] in {0, 1}, "an edit, its publication, an edit"
            if held["edits"]:
                assert json.loads(meeting["draft"])["symbol"] == {"en": f"edit {meeting['version'] - 1}"}
    finally:
        is_over.set()
        join(organiser)


def test_only_its_owner_may_read_a_backup_and_nothing_else_is_left(desk: Desk) -> None:
    assert desk.file.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in desk.folder.iterdir() if "b.gz" in one.name] == ["b.gz"]


def test_a_database_that_holds_something_is_left_alone_unless_it_is_replaced(desk: Desk) -> None:
    backed_up = holdings(desk.store)
    service.withdraw(desk.store, "cap-19", author="o", now=NOW, publisher=PUBLISHER, message="")
    before = holdings(desk.store)
    with pytest.raises(NotAllowed, match="--replace"):
        restore_backup(desk.store, desk.file, replaces=False)
    assert holdings(desk.store) == before != backed_up
    restore_backup(desk.store, desk.file, replaces=True)
    assert holdings(desk.store) == backed_up


@pytest.mark.parametrize("part", [0, 10, 0.5, -1])
def test_a_torn_backup_is_refused(desk: Desk, part: float) -> None:
    whole = desk.file.read_bytes()
    desk.file.write_bytes(whole[: int(len(whole) * part) if isinstance(part, float) else part])
    desk.require_refused("backup")


def test_a_changed_byte_is_noticed(desk: Desk) -> None:
    desk.rewrite(lambda lines: [line.replace(b"Committee", b"Committed") for line in lines])
    desk.require_refused("altered")


def test_a_backup_without_its_last_line_is_refused(desk: Desk) -> None:
    desk.rewrite(lambda lines: lines[:-1])
    desk.require_refused("torn")


def test_a_backup_with_something_after_its_last_line_is_refused(desk: Desk) -> None:
    desk.rewrite(lambda lines: [*lines, b"[1]"])
    desk.require_refused("altered")


@pytest.mark.parametrize(
    ("key", "value", "word"),
    [
        ("schema", "0001", "older schema"),
        ("schema", "9999", "newer schema"),
        ("plenary-backup", 2, "format"),
    ],
)
def test_a_backup_of_another_time_is_refused(desk: Desk, key: str, value: object, word: str) -> None:
    desk.rewrite(lambda lines: [json.dumps(json.loads(lines[0]) | {key: value}).encode(), *lines[1:]])
    desk.require_refused(word)


def test_a_file_of_another_kind_is_refused(desk: Desk) -> None:
    desk.file.write_text("meetings\n", "utf-8")
    desk.require_refused("not a backup")
