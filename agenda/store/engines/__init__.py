"""What each kind of database has of its own: opening a connection, beginning a transaction, and its faults in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from agenda.store.engines.postgresql import PostgreSQL
from agenda.store.engines.sqlite import SQLite

if TYPE_CHECKING:
    from sqlalchemy import URL, Engine
    from sqlalchemy.exc import DBAPIError

    from agenda.store.engines.listener import Listener


class Kind(Protocol):
    """A kind of database that Plenary can be kept in."""

    name: str
    has_one_writer: bool
    """Whether a writer keeps all others out."""

    def accepts(self, url: URL) -> bool:
        """Whether this is an address of one."""

    def open(self, url: URL, *, busy_seconds: float) -> Engine:
        """An engine that begins transactions as the execution options `writes`, `waits` and `asks` say."""

    def shown(self, url: URL) -> str:
        """The address without a secret."""

    def is_missing(self, url: URL) -> bool:
        """Whether it is a file that is not there."""

    def listener(self, engine: Engine) -> Listener | None:
        """What tells of each write by any process; None where that has to be looked for."""

    def remedy(self, error: DBAPIError) -> str:
        """What is wrong and what to do, in words."""


KINDS: tuple[Kind, ...] = (SQLite(), PostgreSQL())


def kind_of(url: URL) -> Kind | None:
    """The kind of database that an address is of; None for one that Plenary cannot use."""
    return next((kind for kind in KINDS if kind.accepts(url)), None)
