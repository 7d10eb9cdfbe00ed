"""The options of an address, and which of a query they are: unknown ones change nothing."""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple, TypeVar
from urllib.parse import parse_qsl

from pydantic_core import PydanticCustomError

from agenda.errors import InvalidInput, Problem
from agenda.noun import read_language
from calendars.options import Cancelled, read_alarm, read_cancelled

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Read = TypeVar("Read")
KNOWN = ("alarm", "before", "body", "cancelled", "from", "lang", "q", "since", "to", "tz", "view", "year")
REPEATED = ("audience", "day", "item", "person", "phase", "room")
"""Options that may be given several times, each time with another value."""


class InvalidOption(InvalidInput):
    """An option of an address that cannot be read: answered with 400."""


LONGEST_KEPT = 2_000
"""Bytes of a query string that are kept to know it again; of longer ones a digest is."""


def recognised(query: bytes) -> tuple[tuple[str, str], ...]:
    """The options of a raw query string that any address knows, by name; the others left out.

    Of one that may be repeated every value, in order, and the last of each other, which takes back those before it
    where it is empty: as routes read them, or else what is kept for one address would answer another.
    """
    if len(query) <= LONGEST_KEPT:
        return _known(query)
    return (("", sha256(repr(_read(query)).encode()).hexdigest()),)


def _read(query: bytes) -> tuple[tuple[str, str], ...]:
    given = parse_qsl(query.decode("latin-1"), keep_blank_values=True)
    last = {name: value for name, value in given if name in KNOWN}
    repeated = (pair for pair in given if pair[0] in REPEATED)
    return tuple(sorted({pair for pair in (*last.items(), *repeated) if pair[1]}))


_known = lru_cache(maxsize=4_096)(_read)


def option(options: Mapping[str, str], name: str, read: Callable[[str], Read]) -> Read | None:
    """An option as `read` reads it; None where it is absent or empty. Raises InvalidOption."""
    value = options.get(name)
    if not value:
        return None
    try:
        return read(value)
    except PydanticCustomError as error:
        raise InvalidOption([Problem(f"?{name}=", error.message())]) from None
    except ValueError as error:
        raise InvalidOption([Problem(f"?{name}=", str(error))]) from None


class FeedOptions(NamedTuple):
    """What a feed is asked for: a BCP 47 language, an alarm in minutes, and what becomes of cancelled entries."""

    language: str | None = None
    alarm: int | None = None
    cancelled: Cancelled = "keep"


NO_OPTIONS = FeedOptions()


def feed_options(options: Mapping[str, str]) -> FeedOptions:
    """The options of a feed; raises InvalidOption."""
    return FeedOptions(
        option(options, "lang", read_language),
        option(options, "alarm", read_alarm),
        option(options, "cancelled", read_cancelled) or "keep",
    )
