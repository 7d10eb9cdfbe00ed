"""A question read straight from the driver is answered as in the ordinary way."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from databases import database_url
from deadlines import at_once

from agenda.errors import StoreUnavailable
from agenda.personal import Choice
from agenda.store import open_store, personal
from agenda.store.migrations import migrate
from agenda.store.questions import MOST_KEPT
from agenda.store.schema import personal_feeds

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from agenda.store import Store

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(database_url(tmp_path))
    migrate(opened)
    with opened.writing() as connection:
        personal.add(connection, Choice(), identity="0" * 16, digest="d" * 64, edit_digest="e" * 64, author="", now=NOW)
    yield opened
    opened.close()


def test_row_is_that_of_the_ordinary_way_however_often_it_is_asked_for(store: Store) -> None:
    with store.reading() as connection:
        ordinary = personal.by_digest(connection, "d" * 64)
    assert ordinary is not None
    assert [personal.asked_by_digest(store, "d" * 64) for _ in range(40)] == [ordinary] * 40
    assert (ordinary.created_at, ordinary.fetched_at) == (NOW, None)
    assert personal.asked_by_digest(store, "x" * 64) is None


def test_what_another_transaction_wrote_is_seen_at_once(store: Store) -> None:
    with store.writing() as connection:
        personal.note_fetched(connection, ["0" * 16], now=NOW)
        before = personal.asked_by_digest(store, "d" * 64)
    after = personal.asked_by_digest(store, "d" * 64)
    assert before is not None
    assert after is not None
    assert (before.fetched_at, after.fetched_at) == (None, NOW)


def test_fault_is_said_in_the_words_of_the_store(store: Store) -> None:
    with store.writing() as connection:
        personal_feeds.drop(connection)
    with pytest.raises(StoreUnavailable, match="plenary migrate"):
        personal.asked_by_digest(store, "d" * 64)


def test_many_threads_ask_at_once_and_few_connections_stay(store: Store) -> None:
    def ask() -> None:
        for _ in range(20):
            assert personal.asked_by_digest(store, "d" * 64) is not None

    at_once(*[ask] * 12)
    assert len(store._asking._places) == MOST_KEPT
    assert any(store._asking._places)


def test_connection_that_was_cut_is_replaced(store: Store) -> None:
    first = personal.asked_by_digest(store, "d" * 64)
    [kept] = filter(None, store._asking._places)
    kept.close()
    assert personal.asked_by_digest(store, "d" * 64) == first
    assert store._asking._places == [None] * MOST_KEPT
    assert personal.asked_by_digest(store, "d" * 64) == first
    [other] = filter(None, store._asking._places)
    assert other is not kept


def test_closed_store_keeps_no_connection(store: Store) -> None:
    personal.asked_by_digest(store, "d" * 64)
    store.close()
    assert store._asking._places == [None] * MOST_KEPT


def test_who_finds_all_kept_connections_at_work_is_lent_another(store: Store) -> None:
    first = personal.asked_by_digest(store, "d" * 64)
    places, store._asking._places = store._asking._places, []
    assert personal.asked_by_digest(store, "d" * 64) == first
    assert store._asking._places == []
    store._asking._places = places


@pytest.mark.sqlite
def test_database_in_memory_keeps_what_it_holds() -> None:
    store = open_store("sqlite://")
    migrate(store)
    assert [personal.asked_by_digest(store, "d" * 64) for _ in range(2)] == [None, None]
    store.close()


def test_no_connection_to_be_had_is_said_once_the_patience_for_one_is_over(store: Store) -> None:
    store.close()
    store.engine.pool._timeout = 0.5  # type: ignore[attr-defined]
    lent = [store.engine.raw_connection() for _ in range(15)]
    since = time.monotonic()
    with pytest.raises(StoreUnavailable, match="too many requests wait for it"):
        personal.asked_by_digest(store, "d" * 64)
    assert time.monotonic() - since < 0.9
    for one in lent:
        one.close()
