"""The CAP-19 meeting file through its publications, and the same meeting with closed sittings."""

from __future__ import annotations

import re
import uuid
from pathlib import Path

CAP_19 = Path(__file__).parents[1] / "data" / "cap-19.yaml"
MEETING_UID = uuid.UUID("5b3f7c1e-2d7a-4c55-9d8e-7a1f0c2b4e61")
CLOSED_UID = uuid.UUID("c0de1f6a-93b4-4f0e-8f57-2b6f5d8a7e10")
SECRET = "canary"  # noqa: S105 - no password: it stands in every word, id and address of the closed sitting
S1_WORDS = ("Opening session", "Séance d'ouverture", "Opening remarks", "Kirsch", "Pranab")

ADDED = """\
      - id: s4
        title: {en: Additional sitting, fr: Séance supplémentaire}
        start: 2022-11-17T14:30
        end: 2022-11-17T17:30
        room: room-a
        slots:
          - {item: rilo, minutes: 45}
"""
CLOSED = """\
      - id: s2
        title: {en: Canary tools, fr: Outils canary}
        audience: members
        kind: contact_group
        start: 2022-11-16T14:30
        end: 2022-11-16T17:30
        room: room-a
        chair: canary
        notice: {en: Starts with the canary, fr: Commence par le canary}
        description: {en: The canary sings, fr: Le canary chante}
        interpretation: [en]
        recording: https://video.example.org/canary
        join:
          - {label: Canary room, url: "https://video.example.org/j/canary", features: [audio, video]}
        slots:
          - {item: canary, title: Canary talk, minutes: 90, speakers: [{person: canary, role: canary}]}
          - {item: awareness, minutes: 60}
"""
CLOSED_PERSON = "  - {id: canary, name: A. Canary, affiliation: Canary Islands}\n"
CLOSED_PAPER = "  - {id: canary, symbol: CANARY1, title: Canary paper}\n"
CLOSED_ITEM = "  - {id: canary, title: Canary business, audience: members, action: [decision], documents: [canary]}\n"


def published() -> str:
    """The file as first published, with a uid that is known, since every other UID follows from it."""
    return _replaced(CAP_19.read_text("utf-8"), "plenary: 1\n", f"plenary: 1\nuid: {MEETING_UID}\n")


def changed() -> str:
    """The file with s1 an hour later, s2 cancelled, s3 removed with the outcome that named it, and s4 added."""
    text = _replaced(restored(), "      - id: s2\n", "      - id: s2\n        status: cancelled\n")
    text = _replaced(text, "      - {item: activities, result: noted, session: s3}\n", "")
    return _replaced(text, _sitting("s3", text), "")


def restored() -> str:
    """The changed file with s2 confirmed again and s3 there again under its id."""
    text = published()
    text = _replaced(text, "start: 2022-11-16T10:00", "start: 2022-11-16T11:00")
    text = _replaced(text, "end: 2022-11-16T13:00", "end: 2022-11-16T14:00")
    third = _sitting("s3", text)
    return _replaced(text, third, third + ADDED)


def closed() -> str:
    """The meeting under another slug and uid, with s2 for members alone and a secret wherever it has words."""
    text = _replaced(published(), "slug: cap-19\n", "slug: cap-19-members\n")
    text = _replaced(text, str(MEETING_UID), str(CLOSED_UID))
    text = _replaced(text, _sitting("s2", text), CLOSED)
    text = _replaced(text, "documents:\n  -", f"documents:\n{CLOSED_PAPER}  -")
    text = _replaced(text, "people:\n", f"people:\n{CLOSED_PERSON}")
    return _replaced(text, "phases:\n", f"{CLOSED_ITEM}phases:\n")


def closed_further() -> str:
    """The closed meeting with s2 an hour later, and s1, which was open, closed too."""
    text = _replaced(closed(), "start: 2022-11-16T14:30", "start: 2022-11-16T15:30")
    text = _replaced(text, "end: 2022-11-16T17:30", "end: 2022-11-16T18:30")
    return _replaced(text, "      - id: s1\n", "      - id: s1\n        audience: members\n")


def uid(entry: str) -> str:
    """The UID of an entry such as "session/s1" (contract: uuid5 of the meeting's uid and kind/id)."""
    return str(uuid.uuid5(MEETING_UID, entry))


def _sitting(identity: str, text: str) -> str:
    found = re.search(rf"      - id: {identity}\n.*?(?=      - id: |    outcomes:)", text, re.DOTALL)
    assert found is not None
    return found[0]


def _replaced(text: str, old: str, new: str) -> str:
    assert text.count(old) == 1, f"{old!r} is there {text.count(old)} times"
    return text.replace(old, new)
