"""The CAP-19 meeting file before and after a day of changes, and what its calendar then holds."""

from __future__ import annotations

import re
import uuid
from pathlib import Path

CAP_19 = Path(__file__).parents[1] / "data" / "cap-19.yaml"
MEETING_UID = uuid.UUID("5b3f7c1e-2d7a-4c55-9d8e-7a1f0c2b4e61")


def published() -> str:
    """The file as first published, with a uid that is known, since every other UID follows from it."""
    return _replaced(CAP_19.read_text("utf-8"), "plenary: 1\n", f"plenary: 1\nuid: {MEETING_UID}\n")


def changed() -> str:
    """The file with s1 an hour later, s2 cancelled, s3 removed together with the outcome that named it."""
    text = published()
    text = _replaced(text, "start: 2022-11-16T10:00", "start: 2022-11-16T11:00")
    text = _replaced(text, "end: 2022-11-16T13:00", "end: 2022-11-16T14:00")
    text = _replaced(text, "      - id: s2\n", "      - id: s2\n        status: cancelled\n")
    text = _replaced(text, "      - {item: activities, result: noted, session: s3}\n", "")
    third = re.search(r"      - id: s3\n.*?(?=    outcomes:)", text, re.DOTALL)
    assert third is not None
    return _replaced(text, third[0], "")


def uid(entry: str) -> str:
    """The UID of an entry such as "session/s1" (contract: uuid5 of the meeting's uid and kind/id)."""
    return str(uuid.uuid5(MEETING_UID, entry))


def _replaced(text: str, old: str, new: str) -> str:
    assert text.count(old) == 1, f"{old!r} is there {text.count(old)} times"
    return text.replace(old, new)
