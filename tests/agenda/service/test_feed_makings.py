"""How many personal feeds a network may have made in an hour, whichever process it asks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from databases import database_url
from deadlines import at_once
from sqlalchemy import func, select

from agenda.errors import TooMany
from agenda.personal import Choice
from agenda.service.personal import NEW_AN_HOUR, create_feed
from agenda.store import open_store
from agenda.store.migrations import migrate
from agenda.store.schema import feed_makings, personal_feeds

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from agenda.store import Store

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def address(tmp_path: Path) -> str:
    return database_url(tmp_path)


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    opened = open_store(address)
    migrate(opened)
    yield opened
    opened.close()


def make(store: Store, network: str | None, now: datetime = NOW) -> None:
    create_feed(store, Choice(), now=now, network=network)


def test_hour_of_a_network_moves_and_is_its_own(store: Store) -> None:
    for minute in range(NEW_AN_HOUR):
        make(store, "192.0.2.1", NOW + timedelta(minutes=minute))
    with pytest.raises(TooMany) as refused:
        make(store, "192.0.2.1", NOW + timedelta(minutes=30))
    assert refused.value.wait == 30 * 60
    make(store, "192.0.2.2", NOW + timedelta(minutes=30))
    make(store, "192.0.2.1", NOW + HOUR)
    with pytest.raises(TooMany):
        make(store, "192.0.2.1", NOW + HOUR)


def test_who_is_known_is_not_counted_and_what_is_over_is_forgotten(store: Store) -> None:
    for _ in range(NEW_AN_HOUR + 1):
        make(store, None)
    make(store, "192.0.2.1")
    make(store, "192.0.2.2", NOW + HOUR)
    with store.reading() as connection:
        assert list(connection.execute(select(feed_makings.c.network)).scalars()) == ["192.0.2.2"]


def test_two_processes_at_once_give_no_more_than_one_would(store: Store, address: str) -> None:
    refused = []

    def ask() -> None:
        own = open_store(address)
        for _ in range(NEW_AN_HOUR // 2):
            try:
                make(own, "192.0.2.1")
            except TooMany as error:
                refused.append(error)
        own.close()

    at_once(*[ask] * 4)
    with store.reading() as connection:
        assert connection.execute(select(func.count()).select_from(personal_feeds)).scalar_one() == NEW_AN_HOUR
    assert len(refused) == NEW_AN_HOUR
