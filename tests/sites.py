"""A real service over a real SQLite file, for tests of what it answers."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from databases import database_url
from starlette.testclient import TestClient

from agenda import service
from agenda.files import read_meeting, write_yaml
from agenda.service import accounts, log_ins
from agenda.store import open_store
from agenda.store.migrations import migrate
from web.accounts.identity import COOKIE
from web.app import create_service
from web.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from agenda.meeting import Meeting
    from agenda.service import Publication
    from agenda.store import Store
    from agenda.store.accounts import User
    from web.hotpath import HotPath
    from web.site import Site

ADDRESS = "https://agenda.example.org"
FIRST = datetime(2022, 10, 1, 12, 0, tzinfo=UTC)


@dataclass
class Organiser:
    """Edits and publishes on a running service; each publication is an hour after the one before."""

    store: Store
    site: Site
    client: TestClient
    service: HotPath
    now: datetime = FIRST

    def publish(self, slug: str, *edits: dict[str, Any]) -> Publication:
        """Applies the edits and publishes."""
        self.now += timedelta(hours=1)
        version = service.draft(self.store, slug).version
        if edits:
            service.edit(self.store, slug, list(edits), expected=version, author="o", now=self.now)
        done = service.publish(self.store, slug, message="", author="o", now=self.now, publisher=self.site.publisher)
        self.site.news.look()
        return done

    def lose_database(self, folder: Path) -> None:
        """Puts a folder in the place of the database, a file in that folder."""
        self.store.close()
        for file in folder.glob("plenary.db*"):
            file.unlink()
        (folder / "plenary.db").mkdir()


@contextmanager
def a_site(folder: Path, *meetings: Meeting, **settings: Any) -> Iterator[Organiser]:
    """A service that has published the meetings, and its organiser."""
    store = open_store(database_url(folder))
    migrate(store)
    app = create_service(store, Settings(**({"url": ADDRESS} | settings)))
    files = [read_meeting(write_yaml(meeting), source=meeting.slug) for meeting in meetings]
    try:
        service.import_meetings(store, files, author="o", now=FIRST, publisher=app.site.publisher)
        with TestClient(app, base_url=ADDRESS, raise_server_exceptions=False) as client:
            yield Organiser(store, app.site, client, app)
    finally:
        store.close()


def log_in(
    at: Organiser | TestClient, store: Store | None = None, *, email: str = "ana@example.org", role: str = "editor"
) -> User:
    """Logs the client in, or an organiser's, as somebody who gets an account with that role if there is none."""
    client = at.client if isinstance(at, Organiser) else at
    store = at.store if isinstance(at, Organiser) else store
    assert store is not None, "name the store of the client"
    now = datetime.now(UTC)
    user = accounts.find_user(store, email) or accounts.add_user(store, email, role=role, now=now)
    secret = log_ins.log_in(store, user, agent="a test", network="192.0.2.1", now=now).secret
    prefix = "__Host-" if str(client.base_url).startswith("https:") else ""
    client.cookies.set(prefix + COOKIE, secret)
    return user
