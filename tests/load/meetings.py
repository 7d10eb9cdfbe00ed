"""Meetings that bear the number of the act that last changed them, so that what is read tells how old it is."""

from __future__ import annotations

import re
import uuid
from typing import Any

from bench.meetings import big_meeting_file

from agenda.meeting import Meeting

SITTINGS = 40
MARK = re.compile(rb"act (\d+)\b")


def marked(number: int) -> dict[str, Any]:
    """The edit that marks a meeting by the number of an act."""
    return {"edit": "set_session", "session": "s-0", "title": {"en": f"Opening, act {number}"}}


def mark_in(body: bytes) -> int:
    """The number of the act that a body shows."""
    found = MARK.search(body)
    assert found, body[:500]
    return int(found[1])


def numbered_meeting(number: int, sittings: int = SITTINGS) -> Meeting:
    """A meeting of its own address for each number, marked by act 0."""
    slug = f"meeting-{number}"
    written = big_meeting_file(sittings) | {"slug": slug, "uid": str(uuid.uuid5(uuid.NAMESPACE_URL, slug))}
    written["phases"][0]["sessions"][0]["title"] = {"en": "Opening, act 0"}
    return Meeting.model_validate(written, context={"language": "en"})
