"""A feed as it is sent: bytes from the components of its entries, and an entity tag of what they are made of."""

from __future__ import annotations

from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from agenda.pieces import Piece
from agenda.service.entry_list import EntryList, clocks_of, components_of, digest_of, latest_of
from agenda.timespan import zone_data_version
from calendars.feed import END, build_feed, opening
from calendars.options import with_options
from web.representation import PUBLIC_CACHE, Representation, fingerprint
from web.site import RELEASE

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from agenda.store.entries import PublishedEntry
    from calendars.feed import FeedHead
    from web.options import FeedOptions

CALENDAR = "text/calendar; charset=utf-8"
MOST_JOINED = 200
"""Entries of a feed whose components are joined anew each time."""
CLOSING = Piece(END)


def calendar_of(
    entries: Collection[PublishedEntry],
    head: FeedHead,
    options: FeedOptions,
    *,
    name: str,
    phases: Collection[PublishedEntry] = (),
    last_modified: datetime | None = None,
    headers: Mapping[str, str] = MappingProxyType({}),
    cache_control: str = PUBLIC_CACHE,
) -> Representation:
    """The feed of those entries; `name` is that of the file it is saved as.

    Where `?cancelled=hide` leaves none, it holds those of `phases` that are phases and stand; else it hides nothing.
    It is as old as its latest entry, unless `last_modified` says otherwise.
    """
    shown = options
    if options.cancelled == "hide" and all(entry.status == "cancelled" for entry in entries):
        standing = [entry for entry in phases if entry.kind == "phase" and entry.status != "cancelled"]
        entries, shown = standing or entries, options if standing else options._replace(cancelled="keep")
    made_of = [RELEASE, *head, options, zone_data_version(), digest_of(entries)]
    return Representation(
        _content(head, entries, shown),
        media_type=CALENDAR,
        fingerprint=fingerprint(made_of),
        last_modified=last_modified or latest_of(entries),
        headers={"content-disposition": f'inline; filename="{name}.ics"', **headers},
        cache_control=cache_control,
    )


def _content(head: FeedHead, entries: Collection[PublishedEntry], options: FeedOptions) -> bytes | list[Piece]:
    """The bytes of a feed; in pieces that other feeds may share where it is long and no option changes components."""
    is_plain = options.alarm is None and options.cancelled == "keep"
    if is_plain and len(entries) > MOST_JOINED:
        held = entries if isinstance(entries, EntryList) else EntryList(entries)
        return [Piece(opening(head, zones_named(clocks_of(held)))), *held.pieces, CLOSING]
    components = components_of(entries)
    if not is_plain:
        components = with_options(components, alarm=options.alarm, cancelled=options.cancelled)
    return build_feed(head, components, zones_named(clocks_of(entries)))


@lru_cache(maxsize=1_000)
def zones_named(clocks: frozenset[str]) -> tuple[tuple[str, int, int], ...]:
    """The zones, with first and last year, that the clocks of published entries name."""
    named = [clock.split() for clock in clocks if clock]
    return tuple((name, int(first), int(last)) for name, first, last in named)
