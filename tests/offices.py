"""The use cases over a real SQLite file, with a clock that moves by a minute at each call."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from databases import database_url

from agenda import service
from agenda.files import read_meeting, write_yaml
from agenda.store import Store, open_store
from agenda.store.meetings import history
from agenda.store.migrations import migrate

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from agenda.entries import Entry, Stamp
    from agenda.meeting import Meeting
    from agenda.service import Edited, Imported, Publication
    from agenda.store.meetings import Draft, HistoryEntry

FIRST = datetime(2022, 9, 1, 12, tzinfo=UTC)


@dataclass(frozen=True)
class PlainPublisher:
    """Writes an entry as one line of JSON, with its stamp, the slug and the language."""

    address: str = "https://agenda.example.org"

    def render(self, entry: Entry, stamp: Stamp, *, slug: str, language: str) -> bytes:
        line = [slug, language, str(stamp.sequence), stamp.last_modified.isoformat(), entry.model_dump_json()]
        return " ".join(line).encode()


@dataclass
class Office:
    """Organisers at work on the meetings of one database."""

    store: Store
    publisher: PlainPublisher = PlainPublisher()
    now: datetime = FIRST
    slug: str = "m"

    def _tick(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now

    def bring(self, *meetings: Meeting, publish: bool = False, replaces_draft: bool = False) -> tuple[Imported, ...]:
        """Imports meetings through files of theirs."""
        files = [read_meeting(write_yaml(meeting), source=meeting.slug) for meeting in meetings]
        return service.import_meetings(
            self.store,
            files,
            author="files",
            now=self._tick(),
            publisher=self.publisher if publish else None,
            replaces_draft=replaces_draft,
        )

    @property
    def draft(self) -> Draft:
        return service.draft(self.store, self.slug)

    def edit(self, *written: dict[str, Any], by: str = "ann", on: int | None = None) -> Edited:
        """One edit or a list, made on version `on`, else on the present one."""
        expected = self.draft.version if on is None else on
        edits = written[0] if len(written) == 1 else list(written)
        return service.edit(self.store, self.slug, edits, expected=expected, author=by, now=self._tick())

    def undo(self, *, by: str = "ann") -> Edited:
        return service.undo(self.store, self.slug, author=by, now=self._tick())

    def redo(self, *, by: str = "ann") -> Edited:
        return service.redo(self.store, self.slug, author=by, now=self._tick())

    def publish(self, message: str = "") -> Publication:
        return service.publish(
            self.store, self.slug, message=message, author="ann", now=self._tick(), publisher=self.publisher
        )

    def history(self) -> list[HistoryEntry]:
        with self.store.reading() as connection:
            return list(history(connection, service.draft(self.store, self.slug).meeting_id))

    def lines(self, *, language: str = "en", audiences: Iterable[str] = ()) -> list[str]:
        """The feed of the last revision."""
        of = service.latest(self.store, self.slug)
        feed = service.feed(self.store, of, language=language, publisher=self.publisher, audiences=audiences)
        return [entry.component.decode() for entry in feed.entries]


def an_office(folder: Path, *meetings: Meeting, publish: bool = False) -> Office:
    """An office whose database has these meetings."""
    store = open_store(database_url(folder))
    migrate(store)
    office = Office(store)
    if meetings:
        office.bring(*meetings, publish=publish)
        office.slug = meetings[0].slug
    return office
