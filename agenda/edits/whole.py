"""The edits of a whole meeting: replacing it by a file's, and carrying changes back or forth."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from agenda.carrying import carry
from agenda.changes import Change, Path, touched
from agenda.edits.base import Edit, id_pointer, read_object, refuse
from agenda.meeting import Meeting
from agenda.nouns import NOUNS
from agenda.tree import references, walk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agenda.tree import Key


class ReplaceMeeting(Edit):
    """Puts a whole meeting in the place of the draft, as an import does; the uid stays.

    `version` is given where the meeting is the draft as it was then.
    """

    name = "replace_meeting"
    edit: Literal["replace_meeting"]
    meeting: dict[str, Any]
    version: int | None = None

    def apply(self, meeting: Meeting) -> Meeting:
        languages = self.meeting.get("languages")
        language = languages[0] if isinstance(languages, list) and languages else "en"
        written = {key: value for key, value in self.meeting.items() if not _is_version(key, value)}
        after = read_object(NOUNS["meeting"], written, language=str(language), prefix="/meeting")
        assert isinstance(after, Meeting)  # noqa: S101 - read as one
        if after.uid not in {None, meeting.uid}:
            raise refuse("/meeting/uid", "is another meeting's; leave it out or give this one's")
        for pointer, message in flaws(after):
            raise refuse(f"/meeting{pointer}", message)
        return after.model_copy(update={"uid": meeting.uid})


def _is_version(key: str, value: object) -> bool:
    """Whether it is what a meeting file has beside the meeting: the version of its format."""
    return key == "plenary" and value == 1 and not isinstance(value, bool)


class Revert(Edit):
    """Makes recorded changes once more (`again`) or the other way round: what redo and undo leave in the history."""

    name = "revert"
    edit: Literal["revert"]
    changes: list[dict[str, Any]]
    again: bool = False

    @property
    def parsed(self) -> tuple[Change, ...]:
        """The changes it makes."""
        return tuple(Change.from_json(change) for change in self.changes)

    def apply(self, meeting: Meeting) -> Meeting:
        return carry(meeting, self.parsed)

    def writes(self, base: Meeting) -> set[Path]:
        del base
        return set(touched(self.parsed))


def flaws(meeting: Meeting) -> Iterator[tuple[str, str]]:
    """What stops a whole meeting from becoming a draft: duplicate ids and unknown references, as (pointer, message)."""
    known: set[Key] = set()
    for place in walk(meeting):
        if place.key in known:
            yield id_pointer(place), f"duplicate-id: there are two of {place.key[0]} “{place.key[1]}”; rename one"
        known.add(place.key)
    for reference in references(meeting):
        if reference.target not in known:
            noun, identity = reference.target
            yield (
                reference.pointer,
                f"unknown-reference: there is no {noun} “{identity}”; add it or name another",
            )
