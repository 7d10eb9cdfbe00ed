"""Where meetings are kept: SQLAlchemy Core over a database named by a URL."""

from agenda.store.engine import Store, open_store

__all__ = ["Store", "open_store"]
