"""Recurrence rules of events that arrive (RFC 5545 §3.3.10), expanded by dateutil up to a horizon and no further."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from dateutil import rrule

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

LONGEST_RULE = 500  # characters
MOST_TIMES_A_DAY = 24

FREQUENCIES = {"YEARLY": rrule.YEARLY, "MONTHLY": rrule.MONTHLY, "WEEKLY": rrule.WEEKLY, "DAILY": rrule.DAILY}
TOO_FAST = {"HOURLY", "MINUTELY", "SECONDLY"}
SHORTEST = {rrule.YEARLY: 365, rrule.MONTHLY: 28, rrule.WEEKLY: 7, rrule.DAILY: 1}  # days of a period
LONGEST = {rrule.YEARLY: 366, rrule.MONTHLY: 31, rrule.WEEKLY: 7, rrule.DAILY: 1}
EFFORTS = {rrule.YEARLY: 40, rrule.MONTHLY: 4, rrule.WEEKLY: 1, rrule.DAILY: 1}  # about 4 µs each
LIMITS = {
    "BYMONTH": 12, "BYMONTHDAY": 31, "BYYEARDAY": 366, "BYWEEKNO": 53, "BYSETPOS": 366,
    "BYHOUR": 23, "BYMINUTE": 59, "BYSECOND": 59,
}  # fmt: skip
FROM_ZERO = {"BYHOUR", "BYMINUTE", "BYSECOND"}
FROM_THE_END = {"BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYSETPOS"}
WEEKDAYS = {
    "MO": rrule.MO,
    "TU": rrule.TU,
    "WE": rrule.WE,
    "TH": rrule.TH,
    "FR": rrule.FR,
    "SA": rrule.SA,
    "SU": rrule.SU,
}
BYDAY = re.compile(r"([+-]?[0-9]{1,2})?(MO|TU|WE|TH|FR|SA|SU)\Z")
NUMBER = re.compile(r"[+-]?[0-9]{1,9}\Z")


class UnreadableRule(ValueError):
    """A rule that is none, or that no sitting follows; the sentence says why."""


class TooMuchEffort(Exception):
    """The rules of a file ask for more work than all of them together may."""


class Effort:
    """What is left of the work that the rules of one file may ask for; a unit takes about 4 µs."""

    def __init__(self, units: int) -> None:
        self.left = units

    def spend(self, units: int) -> None:
        """Take that much; raises TooMuchEffort where less is left."""
        self.left -= units
        if self.left < 0:
            raise TooMuchEffort


class _PastHorizon(Exception):
    """The periods up to the horizon have all been looked at."""


class _Stride(int):
    """An interval that dateutil adds once a period, and that ends with the periods up to the horizon.

    dateutil itself looks for the next match to the year 9999 before it gives control back.
    """

    periods: int
    price: int
    effort: Effort

    def __radd__(self, other: int) -> int:
        self._step()
        return other + int(self)

    def __mul__(self, other: int) -> int:
        self._step()
        return int(self) * other

    def _step(self) -> None:
        self.effort.spend(self.price)
        self.periods -= 1
        if self.periods < 0:
            raise _PastHorizon


def parts_of(rule: str) -> dict[str, str]:
    """The parts of a rule by name, in capitals; raises UnreadableRule."""
    if len(rule) > LONGEST_RULE:
        raise UnreadableRule("its rule is longer than 500 characters")
    parts = [part.partition("=") for part in rule.upper().strip().rstrip(";").split(";")]
    named = {name.strip(): value.strip() for name, _, value in parts}
    if len(named) < len(parts) or not all(named.values()):
        raise UnreadableRule(f"its rule “{rule[:80]}” is none that RFC 5545 knows")
    return named


def starts(parts: Mapping[str, str], first: datetime, *, last: datetime, effort: Effort) -> Iterator[datetime]:
    """The wall clocks that a rule's parts give from the naive `first` on, up to the naive `last`, both inclusive.

    UNTIL is not among the parts: it may be an instant, so the caller makes it part of `last`. Raises UnreadableRule
    at once, TooMuchEffort on the way.
    """
    frequency = _frequency(parts.get("FREQ", ""))
    options: dict[str, Any] = {name.lower(): _numbers(name, parts[name]) for name in LIMITS if name in parts}
    if "BYDAY" in parts:
        options["byweekday"] = [_weekday(written) for written in parts["BYDAY"].split(",")]
    if unknown := set(parts) - set(LIMITS) - {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY"}:
        raise UnreadableRule(f"its rule has {', '.join(sorted(unknown))[:80]}, which RFC 5545 does not know")
    count = _number("COUNT", parts["COUNT"], smallest=1) if "COUNT" in parts else None
    _refuse_many_times_a_day(options)
    stride = _Stride(_number("INTERVAL", parts.get("INTERVAL", "1"), smallest=1))
    stride.periods = max((last - first).days + LONGEST[frequency], 0) // (SHORTEST[frequency] * int(stride))
    stride.price, stride.effort = EFFORTS[frequency], effort
    try:
        found = rrule.rrule(
            frequency,
            dtstart=first,
            interval=stride,
            count=count,
            wkst=WEEKDAYS[parts["WKST"]] if parts.get("WKST") in WEEKDAYS else None,
            **options,
        )
    except ValueError as error:
        raise UnreadableRule(f"its rule cannot be followed: {error}") from None
    return _up_to(last, found, effort)


def _up_to(last: datetime, found: rrule.rrule, effort: Effort) -> Iterator[datetime]:
    try:
        for wall in found:
            if wall > last:
                return
            effort.spend(1)
            yield wall
    except _PastHorizon:
        return


def _frequency(name: str) -> Any:
    if name in TOO_FAST:
        raise UnreadableRule(f"it repeats {name}, which no sitting does")
    if name not in FREQUENCIES:
        raise UnreadableRule(f"its rule has no FREQ that RFC 5545 knows, but “{name[:40]}”")
    return FREQUENCIES[name]


def _number(name: str, written: str, *, smallest: int, largest: int = 10**9) -> int:
    number = int(written) if NUMBER.match(written) else smallest - 1
    if not smallest <= number <= largest:
        raise UnreadableRule(f"its rule has {name}={written[:40]}, which RFC 5545 does not allow")
    return number


def _numbers(name: str, written: str) -> list[Any]:
    largest = LIMITS[name]
    smallest = -largest if name in FROM_THE_END else 0 if name in FROM_ZERO else 1
    numbers = [_number(name, each, smallest=smallest, largest=largest) for each in written.split(",")]
    if 0 in numbers and name not in FROM_ZERO:
        raise UnreadableRule(f"its rule has {name}=0, which RFC 5545 does not allow")
    return numbers


def _weekday(written: str) -> Any:
    found = BYDAY.match(written.strip())
    if not found or (found[1] and int(found[1]) == 0):
        raise UnreadableRule(f"its rule has BYDAY={written[:40]}, which RFC 5545 does not allow")
    weekday = WEEKDAYS[found[2]]
    return weekday(int(found[1])) if found[1] else weekday


def _refuse_many_times_a_day(options: Mapping[str, Any]) -> None:
    times = 1
    for name in FROM_ZERO:
        times *= len(options.get(name.lower(), [0]))
    if times > MOST_TIMES_A_DAY:
        raise UnreadableRule(f"it repeats {times} times a day")
