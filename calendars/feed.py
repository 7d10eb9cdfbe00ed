"""A feed: a head, the time zones that its components name, and the components, joined."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from calendars.lines import address, one_line, serialised, text
from calendars.times import local_span
from calendars.timezone import timezone_block

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from agenda.entries import Entry

PRODUCT = "-//Plenary//Plenary//EN"
END = b"END:VCALENDAR\r\n"


class FeedHead(NamedTuple):
    """What a feed says of itself.

    `source` is the feed's own address, `page` that of the page it belongs to; `colour` is a CSS3 colour name
    (RFC 7986 §5.9), `zone` the IANA zone that clients without one of their own are to show.
    """

    name: str
    source: str
    page: str
    colour: str
    zone: str
    description: str = ""


def build_feed(head: FeedHead, components: Sequence[bytes], zones: Iterable[tuple[str, int, int]] = ()) -> bytes:
    """The VCALENDAR (RFC 5545 §3.4, RFC 7986) of rendered components, in the order given.

    `zones` are (IANA name, first year, last year), as from `zones_of`; those of one name become one. There is
    no UID of the calendar: vdirsyncer would take the whole feed for one item.
    """
    return b"".join([opening(head, zones), *components, END])


def opening(head: FeedHead, zones: Iterable[tuple[str, int, int]]) -> bytes:
    """What stands before the components of a feed; `END` stands behind them."""
    return _head_bytes(head) + _zone_blocks(tuple(zones))


@lru_cache(maxsize=1_000)
def _zone_blocks(zones: tuple[tuple[str, int, int], ...]) -> bytes:
    return b"".join(timezone_block(*zone) for zone in merged(zones))


def zones_of(entries: Iterable[Entry]) -> list[tuple[str, int, int]]:
    """The zones, with first and last local year, that the components of these entries name by TZID."""
    spans = [span for span in map(local_span, entries) if span is not None]
    return merged((str(span.start.tzinfo), span.start.year, span.end.year) for span in spans)


def merged(zones: Iterable[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    """The same zones by name, each once, with the first and last of its years."""
    years: dict[str, tuple[int, int]] = {}
    for name, first, last in zones:
        earliest, latest = years.get(name, (first, last))
        years[name] = min(earliest, first), max(latest, last)
    return [(name, *years[name]) for name in sorted(years)]


def _head_bytes(head: FeedHead) -> bytes:
    before, after = _around_addresses(head.name, head.description, head.zone, head.colour)
    addresses = [f"SOURCE;VALUE=URI:{address(head.source)}", f"URL:{address(head.page)}"]
    return b"".join([before, serialised(addresses), after])


@lru_cache(maxsize=4096)
def _around_addresses(name: str, description: str, zone: str, colour: str) -> tuple[bytes, bytes]:
    """What many feeds have in common: each personal one has addresses of its own."""
    title, said = text(one_line(name)), text(description)
    before = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"NAME:{title}",
        f"X-WR-CALNAME:{title}",
        *([f"DESCRIPTION:{said}", f"X-WR-CALDESC:{said}"] if said else []),
        f"X-WR-TIMEZONE:{text(zone)}",
    ]
    after = [f"COLOR:{text(colour)}", "REFRESH-INTERVAL;VALUE=DURATION:PT1H", "X-PUBLISHED-TTL:PT1H"]
    return serialised(before), serialised(after)
