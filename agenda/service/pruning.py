"""Retention: old revisions are let go, what readers have and how they came to it lately stays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from agenda.errors import NotFound
from agenda.store import pruning

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from agenda.store import Store


@dataclass(frozen=True)
class Pruned:
    """How many revisions of a meeting went, and the first that is kept."""

    slug: str
    gone: int
    first: int


def prune(store: Store, slugs: Collection[str] = (), *, keep: int, days: int, now: datetime) -> list[Pruned]:
    """Lets go of the revisions of these meetings (of all where none is named) before the last `keep`, at least one.

    Those of the last `days` days stay as well, and one before all that stay, which the first is compared with. Raises
    NotFound. The history of the draft is left alone. Each meeting is a transaction of its own.
    """
    with store.reading() as connection:
        known = pruning.published(connection)
    if missing := set(slugs) - {slug for _, slug in known}:
        raise NotFound("published meeting", min(missing))
    return [
        _prune(store, meeting_id, slug, keep=max(keep, 1), since=now - timedelta(days=days))
        for meeting_id, slug in known
        if not slugs or slug in slugs
    ]


def _prune(store: Store, meeting_id: int, slug: str, *, keep: int, since: datetime) -> Pruned:
    with store.writing() as connection:
        first = pruning.first_to_keep(connection, meeting_id, keep=keep, since=since)
        gone = pruning.prune(connection, meeting_id, first)
        if gone:
            pruning.touch(connection, meeting_id)
        return Pruned(slug, gone, max(first, 1))
