"""The tables. Times are whole seconds since 1970 in UTC; meetings, edits and entries are JSON text."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

if TYPE_CHECKING:
    from collections.abc import Callable


class Instant(TypeDecorator[datetime]):
    """An aware datetime, kept as seconds since 1970 so that every database orders and compares it alike."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> int | None:  # noqa: ARG002
        """Seconds from an aware datetime."""
        return None if value is None else int(value.timestamp())

    def result_processor(self, dialect: Any, coltype: object) -> Callable[[Any], datetime | None]:  # noqa: ARG002
        """What makes an aware datetime in UTC of seconds, which come from every driver as they are."""
        return _instant


def _instant(value: Any) -> datetime | None:
    return None if value is None else datetime.fromtimestamp(value, UTC)


metadata = MetaData(
    naming_convention={
        "pk": "%(table_name)s_pk",
        "fk": "%(table_name)s_%(column_0_name)s_fk",
        "uq": "%(table_name)s_%(column_0_name)s_uq",
        "ix": "%(table_name)s_%(column_0_name)s_ix",
    }
)

meetings = Table(
    "meetings",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("uid", String(36), nullable=False, unique=True),
    Column("slug", String(64), nullable=False, unique=True),
    Column("draft_slug", String(64), nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("draft", Text, nullable=False),
    Column("revision", Integer, nullable=False, default=0),
    Column("published_version", Integer),
    Column("published_at", Instant),
    Column("starts", String(10)),
    Column("ends", String(10)),
    Column("languages", String(400)),
    Column("body", String(1000)),
    Column("withdrawn_at", Instant),
    Column("created_at", Instant, nullable=False),
    Index("meetings_latest", "slug", "revision", "languages", "withdrawn_at"),
)
"""A meeting and its draft.

The list of meetings is read in the order of `meetings_listed`, as far as it is shown.

`slug` is its address: the draft's takes its place when it is published. `revision` is the last published one (0: none),
`published_version` the draft it was; `body` is the acronym of the body that meets; `withdrawn_at` is set while the
meeting is taken back.
"""
Index("meetings_listed", meetings.c.ends.desc(), meetings.c.slug)
Index(
    "meetings_withdrawn",
    meetings.c.withdrawn_at,
    sqlite_where=meetings.c.withdrawn_at.is_not(None),
    postgresql_where=meetings.c.withdrawn_at.is_not(None),
)

former_slugs = Table(
    "former_slugs",
    metadata,
    Column("slug", String(64), primary_key=True),
    Column("meeting_id", ForeignKey("meetings.id"), nullable=False),
)

edits = Table(
    "edits",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("meeting_id", ForeignKey("meetings.id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("format", Integer, nullable=False),
    Column("author", String(254), nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("edits", Text, nullable=False),
    Column("changes", Text, nullable=False),
    Column("takes_back", Integer),
    UniqueConstraint("meeting_id", "version"),
)
"""Append-only history: what was asked (`edits`), what it did (`changes`), and which version an undo or redo turns."""

revisions = Table(
    "revisions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("meeting_id", ForeignKey("meetings.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("published_at", Instant, nullable=False),
    Column("author", String(254), nullable=False),
    Column("audiences", String(400), nullable=False),
    Column("zone_data", String(16), nullable=False),
    Column("message", Text, nullable=False),
    Column("masthead", Text, nullable=False, server_default=""),
    Column("withheld", Text, nullable=False),
    Column("changes", Text, nullable=False),
    Column("meeting", Text, nullable=False),
    UniqueConstraint("meeting_id", "number"),
)
"""Publications; `masthead` is Meeting.masthead of `meeting`, for who needs no more than titles, dates and venues.

Long columns stand last: SQLite reads through what stands before a column in its row.
"""

entries = Table(
    "entries",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("meeting_id", ForeignKey("meetings.id"), nullable=False),
    Column("view", String(400), nullable=False),
    Column("uid", String(36), nullable=False),
    Column("since", Integer, nullable=False),
    Column("until", Integer),
    Column("sequence", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("last_modified", Instant, nullable=False),
    Column("off_since", Instant),
    Column("shown", Boolean, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("status", String(16), nullable=False),
    Column("phase", String(64), nullable=False),
    Column("clock", String(80), nullable=False),
    Column("names", Text, nullable=False),
    Column("starts", Instant, nullable=False),
    Column("ends", Instant, nullable=False),
    Column("entry", Text, nullable=False),
    UniqueConstraint("meeting_id", "view", "uid", "since"),
    Index("entries_current", "meeting_id", "view", "until"),
    Index("entries_since", "meeting_id", "view", "since"),
)
"""Published entries, one row for as long as an entry stays as it is: revision n holds those with since <= n < until.

`clock` is "ZONE FIRST-YEAR LAST-YEAR" where the component names a zone; `names` is what feeds select by, spaced.
"""

components = Table(
    "components",
    metadata,
    Column("entry_id", ForeignKey("entries.id"), primary_key=True),
    Column("language", String(35), primary_key=True),
    Column("address", String(400), primary_key=True),
    Column("component", LargeBinary, nullable=False),
)
"""The bytes of an entry in a language, made once; `address` is the public address that they carry."""

users = Table(
    "users",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("email", String(254), nullable=False, unique=True),
    Column("role", String(16), nullable=False),
    Column("password", String(200), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("name", String(200), nullable=False, server_default=""),
    Column("disabled_at", Instant),
)
"""Organisers. `email` is in lower case; `password` an argon2id hash, with its salt and parameters.

`role` holds in every meeting; `meeting_roles` may give a higher one in some. `password` is "" where there is none.
"""

meeting_roles = Table(
    "meeting_roles",
    metadata,
    Column("meeting_id", ForeignKey("meetings.id"), primary_key=True),
    Column("user_id", ForeignKey("users.id"), primary_key=True, index=True),
    Column("role", String(16), nullable=False),
)
"""What somebody may do in one meeting."""

log_ins = Table(
    "log_ins",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("user_id", ForeignKey("users.id"), nullable=False, index=True),
    Column("digest", String(64), nullable=False, unique=True),
    Column("created_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("agent", String(200), nullable=False),
    Column("network", String(64), nullable=False),
)
"""Browsers that are logged in; `digest` is the SHA-256 of the cookie's secret."""

one_time_links = Table(
    "one_time_links",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("user_id", ForeignKey("users.id"), nullable=False, index=True),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
)
"""Addresses that log somebody in once."""

failed_log_ins = Table(
    "failed_log_ins",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("email", String(254), nullable=False),
    Column("network", String(64), nullable=False),
    Column("failed_at", Instant, nullable=False),
    Index("failed_log_ins_email", "email", "failed_at"),
    Index("failed_log_ins_network", "network", "failed_at"),
)
"""Wrong passwords of the last hour or so, so that guessing is slowed in every process alike."""

feed_makings = Table(
    "feed_makings",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("network", String(64), nullable=False),
    Column("made_at", Instant, nullable=False),
    Index("feed_makings_network", "network", "made_at"),
)
"""From which networks personal feeds were made in the last hour, and nothing of which feeds those were."""

external_identities = Table(
    "external_identities",
    metadata,
    Column("issuer", String(400), primary_key=True),
    Column("subject", String(255), primary_key=True),
    Column("user_id", ForeignKey("users.id"), nullable=False, index=True),
)
"""Who is who at an OpenID provider."""

scheduled_publications = Table(
    "scheduled_publications",
    metadata,
    Column("meeting_id", ForeignKey("meetings.id"), primary_key=True),
    Column("at", Instant, nullable=False, index=True),
    Column("message", Text, nullable=False),
    Column("author", String(254), nullable=False),
    Column("problem", Text, nullable=False, server_default=""),
)
"""The draft as it will be then is to be published `at` that time; `problem` says why it was not."""

presences = Table(
    "presences",
    metadata,
    Column("meeting_id", ForeignKey("meetings.id"), primary_key=True),
    Column("page", String(32), primary_key=True),
    Column("email", String(254), nullable=False),
    Column("place", String(200), nullable=False),
    Column("seen_at", Instant, nullable=False),
)
"""Open pages of the editor: `page` is a random id of one, `place` the pointer of what is being edited there."""

api_tokens = Table(
    "api_tokens",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("user_id", ForeignKey("users.id"), nullable=False, index=True),
    Column("digest", String(64), nullable=False, unique=True),
    Column("scope", String(200), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant),
    Column("label", String(100), nullable=False, server_default=""),
)
"""Keys of programs: `digest` is the SHA-256 of one; `scope` names what it may do, empty for all that its owner may."""

personal_feeds = Table(
    "personal_feeds",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("digest", String(64), nullable=False, unique=True),
    Column("edit_digest", String(64), nullable=False),
    Column("choice", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("author", String(254), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("fetched_at", Instant),
    Column("revoked_at", Instant),
    Index("personal_feeds_unfetched", "fetched_at", "created_at"),
)
"""What people chose. `digest` and `edit_digest` are the SHA-256 of the token and of the second secret.

Those are random and longer than 128 bits, so that nothing slower is needed. `author` is the organiser that made it,
empty for a delegate; a revoked one keeps its row, without its choice, so that it goes on to answer as revoked.
"""
