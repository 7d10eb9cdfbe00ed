"""Personal feeds in the database, known by the SHA-256 of their tokens; the tokens themselves are nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import and_, bindparam, delete, insert, select, update

from agenda.personal import Choice
from agenda.store.questions import Question
from agenda.store.revisions import LAST, latest_in
from agenda.store.schema import feed_makings, meetings, personal_feeds

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Connection, Select

    from agenda.store.engine import Store
    from agenda.store.revisions import Latest

NOTHING = Choice().model_dump_json()
BY_DIGEST = Question(select(personal_feeds).where(personal_feeds.c.digest == bindparam("wanted")))
BY_ID = select(personal_feeds).where(personal_feeds.c.id == bindparam("wanted"))


class PersonalFeed(NamedTuple):
    """A kept choice and the characters of its JSON; `version` counts its changes, from 1.

    `author` is the organiser that made it, if one did.
    """

    id: str
    edit_digest: str
    choice: Choice
    length: int
    version: int
    author: str
    created_at: datetime
    changed_at: datetime
    fetched_at: datetime | None
    is_revoked: bool


def add(
    connection: Connection, choice: Choice, *, identity: str, digest: str, edit_digest: str, author: str, now: datetime
) -> None:
    """Keeps a new choice."""
    row = {
        "id": identity,
        "digest": digest,
        "edit_digest": edit_digest,
        "choice": choice.model_dump_json(exclude_defaults=True),
        "version": 1,
        "author": author,
        "created_at": now,
        "changed_at": now,
    }
    connection.execute(insert(personal_feeds).values(row))


def by_digest(connection: Connection, digest: str) -> PersonalFeed | None:
    """The feed whose token has that digest, revoked or not."""
    return _one(connection, BY_DIGEST.statement, digest)


def asked_by_digest(store: Store, digest: str) -> PersonalFeed | None:
    """As `by_digest`, for who asks nothing else; raises StoreUnavailable."""
    row = store.ask(BY_DIGEST, wanted=digest)
    return None if row is None else _feed(row)


def by_id(connection: Connection, identity: str) -> PersonalFeed | None:
    """The feed with that id, revoked or not."""
    return _one(connection, BY_ID, identity)


def _one(connection: Connection, query: Select[Any], wanted: str) -> PersonalFeed | None:
    row = connection.execute(query, {"wanted": wanted}).one_or_none()
    return None if row is None else _feed(row)


def _feed(row: Any) -> PersonalFeed:
    return PersonalFeed(
        id=row.id,
        edit_digest=row.edit_digest,
        choice=Choice.model_validate_json(row.choice),
        length=len(row.choice),
        version=row.version,
        author=row.author,
        created_at=row.created_at,
        changed_at=row.changed_at,
        fetched_at=row.fetched_at,
        is_revoked=row.revoked_at is not None,
    )


def change(connection: Connection, feed: PersonalFeed, choice: Choice, *, now: datetime) -> None:
    """Puts another choice in the place of a feed's."""
    values = {
        "choice": choice.model_dump_json(exclude_defaults=True),
        "version": feed.version + 1,
        "changed_at": now,
    }
    connection.execute(update(personal_feeds).where(personal_feeds.c.id == feed.id).values(values))


def revoke(connection: Connection, feed: PersonalFeed, *, now: datetime) -> None:
    """Takes a feed back for good: what was chosen is forgotten, that it was revoked is not."""
    values = {"revoked_at": now, "choice": NOTHING, "version": feed.version + 1}
    connection.execute(update(personal_feeds).where(personal_feeds.c.id == feed.id).values(values))


def note_fetched(connection: Connection, identities: Sequence[str], *, now: datetime) -> None:
    """Keeps that these feeds were fetched."""
    for start in range(0, len(identities), 500):
        chunk = identities[start : start + 500]
        connection.execute(update(personal_feeds).where(personal_feeds.c.id.in_(chunk)).values(fetched_at=now))


def drop_unfetched(connection: Connection, *, before: datetime) -> int:
    """Removes feeds made before that time which nobody has ever fetched; how many."""
    unused = and_(personal_feeds.c.fetched_at.is_(None), personal_feeds.c.created_at < before)
    done = connection.execute(delete(personal_feeds).where(unused, personal_feeds.c.revoked_at.is_(None)))
    return int(done.rowcount)


def makings(connection: Connection, network: str, *, since: datetime) -> list[datetime]:
    """When feeds were made from a network after that time, oldest first."""
    query = (
        select(feed_makings.c.made_at)
        .where(feed_makings.c.network == network, feed_makings.c.made_at > since)
        .order_by(feed_makings.c.made_at)
    )
    return list(connection.execute(query).scalars())


def add_making(connection: Connection, network: str, *, now: datetime) -> None:
    """Keeps that a feed was made from a network."""
    connection.execute(insert(feed_makings).values(network=network, made_at=now))


def drop_makings(connection: Connection, *, before: datetime) -> None:
    """Forgets which networks made feeds up to that time."""
    connection.execute(delete(feed_makings).where(feed_makings.c.made_at <= before))


def latest_of(connection: Connection, uid: UUID) -> Latest | None:
    """The last revision of the meeting with that uid; None where it has none."""
    row = connection.execute(LAST.where(meetings.c.uid == str(uid), meetings.c.revision > 0)).one_or_none()
    return None if row is None else latest_in(row)
