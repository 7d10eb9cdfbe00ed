"""Lists of meetings are read as far as they are shown, however many meetings there are."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from databases import database_url
from sqlalchemy import event

from agenda.store import open_store, revisions
from agenda.store.migrations import migrate

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sqlalchemy import Connection

pytestmark = pytest.mark.sqlite


def plan_of(folder: Path, ask: Callable[[Connection], Any]) -> list[str]:
    """How SQLite finds what is asked."""
    store = open_store(database_url(folder))
    migrate(store)
    asked: list[tuple[str, Any]] = []
    with store.reading() as connection:

        def note(conn: Any, cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
            asked.append((statement, parameters))

        event.listen(connection, "before_cursor_execute", note)
        ask(connection)
        [(statement, parameters)] = asked
        found = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        steps = [row[-1] for row in found]
    store.close()
    return steps


def test_list_is_read_in_its_order_and_never_sorted(tmp_path: Path) -> None:
    for since in (None, datetime(2022, 1, 1, tzinfo=UTC)):
        steps = plan_of(
            tmp_path,
            lambda connection, since=since: revisions.published_meetings(  # type: ignore[misc]
                connection, most=100, year=None, body="", withdrawn_after=since
            ),
        )
        assert steps[0] == "SCAN meetings USING INDEX meetings_listed"
        assert not [step for step in steps if "B-TREE" in step]


def test_withdrawn_meetings_are_found_among_themselves(tmp_path: Path) -> None:
    now = datetime(2022, 1, 1, tzinfo=UTC)
    [step] = plan_of(tmp_path, lambda connection: revisions.earliest_withdrawal(connection, after=now))
    assert "USING COVERING INDEX meetings_withdrawn (withdrawn_at>?)" in step


def test_later_publications_are_found_from_the_last_one_on(tmp_path: Path) -> None:
    [step] = plan_of(tmp_path, lambda connection: revisions.published_after(connection, 7))
    assert step == "SEARCH revisions USING INTEGER PRIMARY KEY (rowid>?)"
