"""Personal feeds: made, read, changed, granted to audiences, revoked, and dropped where nobody ever fetched them."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from hashlib import sha256
from math import ceil
from typing import TYPE_CHECKING, NamedTuple

from agenda.errors import InvalidInput, NotFound, Problem, Revoked, TooMany
from agenda.personal import (
    Choice,
    ChosenMeeting,
)
from agenda.service.choosing import whole
from agenda.service.reading import latest_of
from agenda.store import personal as kept

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Connection

    from agenda.store import Store
    from agenda.store.personal import PersonalFeed
    from agenda.store.revisions import Latest

UNUSED = timedelta(days=90)
HOUR = timedelta(hours=1)
NEW_AN_HOUR = 20
MOST_NETWORK = 64
SECRET_BYTES = 24


@dataclass(frozen=True)
class NewFeed:
    """What a new personal feed is known by, said this once: only digests of both secrets are kept."""

    id: str
    token: str
    secret: str


class Opened(NamedTuple):
    """A personal feed and the last revision of each of its meetings that is published, in the order of the choice."""

    feed: PersonalFeed
    meetings: tuple[tuple[ChosenMeeting, Latest], ...]

    @property
    def drops_at(self) -> datetime | None:
        """When it will be dropped unless somebody fetches it; None where somebody has."""
        return self.feed.created_at + UNUSED if self.feed.fetched_at is None else None


def mint_secret() -> str:
    """192 random bits in letters, digits, - and _; it starts with a letter or digit, so that no command takes it for
    an option.
    """
    while not (secret := secrets.token_urlsafe(SECRET_BYTES))[0].isalnum():
        pass
    return secret


def digest_of(secret: str) -> str:
    """What is kept of a secret: its SHA-256, which is enough for one of 192 random bits and can be looked up."""
    return sha256(secret.encode()).hexdigest()


def create_feed(
    store: Store,
    choice: Choice,
    *,
    now: datetime,
    author: str = "",
    network: str | None = None,
    mint: Callable[[], str] = mint_secret,
) -> NewFeed:
    """Keeps a choice under two new secrets, and drops those that nobody ever fetched.

    Raises TooMany where a `network` is named from which `NEW_AN_HOUR` were made in the last hour.
    """
    made = NewFeed(secrets.token_hex(8), mint(), mint())
    with store.writing() as connection:
        if network is not None:
            _take_making(connection, network[:MOST_NETWORK], now=now)
        kept.drop_unfetched(connection, before=now - UNUSED)
        kept.add(
            connection,
            choice,
            identity=made.id,
            digest=digest_of(made.token),
            edit_digest=digest_of(made.secret),
            author=author,
            now=now,
        )
    return made


def _take_making(connection: Connection, network: str, *, now: datetime) -> None:
    kept.drop_makings(connection, before=now - HOUR)
    times = kept.makings(connection, network, since=now - HOUR)
    if len(times) >= NEW_AN_HOUR:
        wait = max(1, ceil((times[-NEW_AN_HOUR] + HOUR - now).total_seconds()))
        raise TooMany("this network has made many calendars in the last hour", wait=wait)
    kept.add_making(connection, network, now=now)


def feed_of(store: Store, token: str) -> PersonalFeed:
    """The feed of a token; raises NotFound or Revoked."""
    return _standing(kept.asked_by_digest(store, digest_of(token)))


def open_feed(store: Store, token: str, *, known: Callable[[UUID], Latest | None] | None = None) -> Opened:
    """The feed of a token with what is last published of its meetings; raises NotFound or Revoked.

    `known` answers as `latest_of` does, for who asks often.
    """
    return opened_with(known or partial(latest_of, store), feed_of(store, token))


def opened_with(known: Callable[[UUID], Latest | None], feed: PersonalFeed) -> Opened:
    """A feed with what is last published of its meetings, as `known` has it."""
    found = [(chosen, known(chosen.meeting)) for chosen in feed.choice.meetings]
    return Opened(feed, tuple([(chosen, of) for chosen, of in found if of]))


def require_secret(opened: Opened, secret: str) -> None:
    """Raises NotFound for who does not know the second secret of the feed."""
    if not hmac.compare_digest(opened.feed.edit_digest, digest_of(secret)):
        raise NotFound("calendar", "/my/…")


def _standing(feed: PersonalFeed | None) -> PersonalFeed:
    if feed is None:
        raise NotFound("calendar", "/my/…")
    if feed.is_revoked:
        raise Revoked("this calendar was revoked; its address will not come back")
    return feed


def change_feed(store: Store, token: str, choice: Choice, *, now: datetime) -> None:
    """Puts another choice in the place of the one of a token; raises NotFound or Revoked."""
    with store.writing() as connection:
        feed = _standing(kept.by_digest(connection, digest_of(token)))
        if feed.choice != choice:
            kept.change(connection, feed, choice, now=now)


def grant(store: Store, token: str, audiences: Sequence[str], *, now: datetime) -> Choice:
    """Lets the feed of a token read as these audiences, and as no others; each goes to the meetings that have it.

    Raises NotFound, Revoked, or InvalidInput for an audience that none of its meetings has.
    """
    opened = open_feed(store, token)
    own = {of.slug: {one.id for one in whole(store, of).audiences} for _, of in opened.meetings}
    unknown = [one for one in audiences if not any(one in ids for ids in own.values())]
    if unknown:
        raise InvalidInput([Problem("", f"none of its meetings has an audience “{one}”") for one in unknown])
    granted: Mapping[UUID, tuple[str, ...]] = {
        chosen.meeting: tuple(one for one in dict.fromkeys(audiences) if one in own[of.slug])
        for chosen, of in opened.meetings
    }
    choice = Choice(
        meetings=tuple(
            chosen.model_copy(update={"audiences": granted.get(chosen.meeting, ())})
            for chosen in opened.feed.choice.meetings
        )
    )
    change_feed(store, token, choice, now=now)
    return choice


def revoke_feed(store: Store, token: str, *, now: datetime) -> None:
    """Takes the feed of a token back for good; raises NotFound or Revoked."""
    with store.writing() as connection:
        kept.revoke(connection, _standing(kept.by_digest(connection, digest_of(token))), now=now)


def revoke_by_id(store: Store, identity: str, *, now: datetime) -> None:
    """As `revoke_feed`, by the id that its maker was told."""
    with store.writing() as connection:
        kept.revoke(connection, _standing(kept.by_id(connection, identity)), now=now)


def note_fetched(store: Store, identities: Iterable[str], *, now: datetime) -> None:
    """Keeps that these feeds were fetched."""
    with store.writing() as connection:
        kept.note_fetched(connection, list(identities), now=now)


def drop_unused(store: Store, *, now: datetime) -> int:
    """Drops the feeds that nobody has fetched in the 90 days since they were made; how many."""
    with store.writing() as connection:
        return kept.drop_unfetched(connection, before=now - UNUSED)
