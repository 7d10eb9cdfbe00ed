"""Components as bytes, with no iCalendar library: what a feed or a client's copy holds of an entry."""

from __future__ import annotations

import re

EVENT = re.compile(rb"BEGIN:VEVENT\r?\n.*?END:VEVENT\r?\n", re.DOTALL)


def components(calendar: bytes) -> list[bytes]:
    """The VEVENTs of a calendar, in its order, each from BEGIN to END with its line ends."""
    return EVENT.findall(calendar)


def by_uid(calendar: bytes) -> dict[str, bytes]:
    """The VEVENTs of a calendar by their UID, each of which it must hold once."""
    found = {value(component, "UID"): component for component in components(calendar)}
    assert len(found) == len(components(calendar))
    return found


def text_value(component: bytes, name: str) -> str:
    """The value of a TEXT property (RFC 5545 §3.3.11) as plain text; "" where the component has none."""
    try:
        written = value(component, name)
    except ValueError:
        return ""
    return re.sub(r"\\([,;\\nN])", lambda escape: "\n" if escape[1] in "nN" else escape[1], written)


def value(component: bytes, name: str) -> str:
    """The value of the one property of that name (RFC 5545 §3.1), unfolded; parameters are left out."""
    unfolded = re.sub(rb"\r?\n[ \t]", b"", component).decode("utf-8")
    [line] = re.findall(rf"^{name}(?:;[^:\r\n]*)?:(.*?)\r?$", unfolded, re.MULTILINE)
    return line
