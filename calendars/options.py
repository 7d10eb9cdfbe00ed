"""Feed options as changes to the bytes of components, which are rendered once and never again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from calendars.lines import LONGEST, folded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Cancelled = Literal["keep", "hide", "mark"]
CHOICES: Mapping[str, Cancelled] = {"keep": "keep", "hide": "hide", "mark": "mark"}
ALARM = re.compile(r"([0-9]{1,5})([mhd])\Z")
MINUTES = {"m": 1, "h": 60, "d": 24 * 60}
LONGEST_ALARM = 28 * MINUTES["d"]

# A property begins its line, and what is folded or escaped cannot: these are found nowhere else in a component.
CANCELLED = b"\r\nSTATUS:CANCELLED\r\n"
CONFIRMED = b"\r\nSTATUS:CONFIRMED\r\n"
ALL_DAY = b"\r\nDTSTART;VALUE=DATE:"
FREE = b"\r\nTRANSP:TRANSPARENT\r\n"
SUMMARY = b"\r\nSUMMARY:"
FOLD = b"\r\n "
END = b"END:VEVENT\r\n"
ROOM = LONGEST - len("DESCRIPTION:")  # a value no longer than this is not folded in either line


def read_alarm(value: str) -> int:
    """The minutes of an `alarm` option such as "15m", "2h" or "1d"; raises ValueError outside 1m to 28d."""
    found = ALARM.match(value)
    minutes = int(found[1]) * MINUTES[found[2]] if found else 0
    if not 1 <= minutes <= LONGEST_ALARM:
        raise ValueError(f"alarm is “{value[:80]}”; write a time between 1m and 28d, such as 15m, 2h or 1d")
    return minutes


def read_cancelled(value: str) -> Cancelled:
    """What a `cancelled` option asks for; raises ValueError where it is none of keep, hide and mark."""
    if value not in CHOICES:
        raise ValueError(f"cancelled is “{value[:80]}”; write keep, hide or mark")
    return CHOICES[value]


def with_options(
    components: Sequence[bytes], *, alarm: int | None = None, cancelled: Cancelled = "keep"
) -> Sequence[bytes]:
    """The components of a feed asked for with these options; `alarm` in minutes.

    One that is cancelled gets no alarm, however it is marked.
    """
    if cancelled == "hide":
        components = [component for component in components if not is_cancelled(component)]
    if alarm is not None:
        components = [with_alarm(component, alarm) for component in components]
    if cancelled == "mark":
        components = [marked(component) for component in components]
    return components


def is_cancelled(component: bytes) -> bool:
    """Whether a component says that it does not take place."""
    return CANCELLED in component


def marked(component: bytes) -> bytes:
    """The component confirmed where it is cancelled, with the prefix of its SUMMARY: Google hides cancelled ones."""
    return component.replace(CANCELLED, CONFIRMED, 1)


def with_alarm(component: bytes, minutes: int) -> bytes:
    """The component with an alarm (RFC 5545 §3.6.6) so many minutes before a sitting's start or a deadline's end.

    None is added to a phase, which has no time of day, nor to what is cancelled; so it comes before `marked`.
    """
    if ALL_DAY in component or CANCELLED in component:
        return component
    # Of what has a time of day and is not cancelled, sittings are busy and deadlines free, in any language.
    trigger = b"TRIGGER;RELATED=END:-PT%dM" if FREE in component else b"TRIGGER:-PT%dM"
    return b"".join(
        [
            component.removesuffix(END),
            b"BEGIN:VALARM\r\nACTION:DISPLAY\r\n",
            _description(component),
            trigger % minutes,
            b"\r\nEND:VALARM\r\n",
            END,
        ]
    )


def _description(component: bytes) -> bytes:
    """SUMMARY's value, escaped as it stands there, as a DESCRIPTION line."""
    start = component.index(SUMMARY) + len(SUMMARY)
    end = component.index(b"\r\n", start)
    while component.startswith(FOLD, end):
        end = component.index(b"\r\n", end + len(FOLD))
    value = component[start:end]
    if len(value) <= ROOM:
        return b"DESCRIPTION:%b\r\n" % value
    return folded("DESCRIPTION:" + value.replace(FOLD, b"").decode())
