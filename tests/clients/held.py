"""What is held of a calendar entry: by a client that stored it, or by right of the meeting file."""

from __future__ import annotations

from dataclasses import dataclass

EVERYTHING = frozenset({"uid", "title", "start", "end", "status", "sequence", "location", "description"})


class SyncFailed(Exception):
    """A client refused a feed or broke on it, in its own words."""


@dataclass(frozen=True)
class Held:
    """One entry; what a client does not keep, or nothing is expected of, is None.

    `start` and `end` are instants such as "2022-11-16T09:00:00Z", or days of which the end is the first one after.
    `text` is all that the client holds of the entry, in its own form.
    """

    title: str
    start: str
    end: str
    uid: str | None = None
    status: str | None = None
    sequence: int | None = None
    location: str | None = None
    description: str | None = None
    text: str = ""

    def differences(self, expected: Held, *, keeps: frozenset[str] = EVERYTHING) -> list[str]:
        """A phrase for each field that is not as expected, among those that the client keeps."""
        fields = sorted(keeps if expected.description is not None else keeps - {"description"})
        pairs = ((name, getattr(self, name), getattr(expected, name)) for name in fields)
        return [f"{name} is {own!r}, not {right!r}" for name, own, right in pairs if own != right]


def paired(stored: list[Held], expected: dict[str, Held]) -> tuple[dict[str, Held], list[Held]]:
    """The stored entries by the keys of what is expected, and those that are left over.

    They are known by UID; where a client keeps none, by title, those of one title in the order of their starts.
    """
    left = sorted(stored, key=lambda held: held.start)
    found = {}
    for key, right in sorted(expected.items(), key=lambda pair: pair[1].start):
        match = next((held for held in left if _are_one(held, right)), None)
        if match is not None:
            found[key] = match
            left.remove(match)
    return found, left


def _are_one(held: Held, expected: Held) -> bool:
    return held.uid == expected.uid if held.uid is not None else held.title == expected.title
