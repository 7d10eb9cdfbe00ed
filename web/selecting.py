"""What a reader looks for, as the options of an address: `phase day item person room audience q`, most repeatable."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from agenda.errors import Problem
from agenda.selection import Selection
from agenda.text import UNPRINTABLE
from web.options import REPEATED, InvalidOption

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.requests import Request

MOST_VALUES = 50
MOST_CHARACTERS = 200
LISTS = {
    "phase": "phases",
    "day": "days",
    "item": "items",
    "person": "people",
    "room": "rooms",
    "audience": "audiences",
}
"""Each option that may be repeated, and what of a Selection it gives."""
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def selection_of(request: Request) -> Selection:
    """What the address of a request selects, the same however it is written; raises InvalidOption."""
    return read_selection(request.query_params.multi_items())


def read_selection(given: Iterable[tuple[str, str]]) -> Selection:
    """The selection of these options; unknown ones and empty values say nothing. Raises InvalidOption."""
    pairs = list(given)
    wanted = [pair for pair in pairs if pair[0] in REPEATED and pair[1].strip()]
    if len(wanted) > MOST_VALUES:
        raise InvalidOption([Problem("", f"more than {MOST_VALUES} things are looked for at once; leave some out")])
    lists = {
        field: tuple(sorted({_read(name, value) for option, value in wanted if option == name}))
        for name, field in LISTS.items()
    }
    words = " ".join(dict(pairs).get("q", "").split())
    _require_sound("q", words)
    return Selection(**lists, words=words)  # type: ignore[arg-type]


def selection_query(selection: Selection) -> tuple[tuple[str, str], ...]:
    """The options that give the selection, as pairs for an address or the fields of a form."""
    pairs = [(name, str(value)) for name, field in LISTS.items() for value in getattr(selection, field)]
    return (*pairs, *([("q", selection.words)] if selection.words else []))


def _read(name: str, value: str) -> str | date:
    _require_sound(name, value)
    if name != "day":
        return value
    if DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise InvalidOption([Problem("?day=", f"“{value}” is not a day; write one such as 2022-11-16")])


def _require_sound(name: str, value: str) -> None:
    if len(value) > MOST_CHARACTERS:
        raise InvalidOption([Problem(f"?{name}=", f"is longer than {MOST_CHARACTERS} characters; shorten it")])
    if UNPRINTABLE.search(value):
        raise InvalidOption([Problem(f"?{name}=", "has characters that cannot be printed; leave them out")])
