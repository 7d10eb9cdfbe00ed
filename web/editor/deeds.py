"""What organisers did to a draft, edit by edit, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from agenda.carrying import carry_unchecked
from agenda.changes import inverted, is_order
from web.editor.words import subject_of, whole_reading, words_of_times
from web.pages.change_words import told
from web.pages.heads import moment_in_words
from web.pages.parts import Hour
from web.pages.sentences import Sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from agenda.meeting import Meeting
    from agenda.store.meetings import HistoryEntry
    from web.pages.context import Reader
    from web.pages.reading import Reading

MOST_AT_ONCE = 6
"""The sentences of an edit that stand open; one of many, such as an import, holds the others folded."""


@dataclass(frozen=True)
class Deed:
    """One edit of the history: who made it, when, and what it did; `kind` names an edit that is more than it says.

    `href` is the address of the draft as it was after it; `mark` says that it was undone.
    """

    version: int
    author: str
    made: Hour
    kind: str
    sentences: tuple[Sentence, ...]
    folded: tuple[Sentence, ...]
    href: str
    mark: str = ""


def deeds_of(
    newest: Meeting, entries: Sequence[HistoryEntry], reader: Reader, room: str, *, undone: frozenset[int] = frozenset()
) -> list[Deed]:
    """The entries, newest first and none left out between them, in words; `newest` is the draft after the first.

    `undone` are the versions that stand undone now; `room` is the path of the meeting's room.
    """
    return [
        _deed(entry, before, after, room, is_undone=entry.version in undone)
        for entry, before, after in steps_back(newest, entries, reader)
    ]


def steps_back(
    newest: Meeting, entries: Sequence[HistoryEntry], reader: Reader
) -> Iterator[tuple[HistoryEntry, Reading, Reading]]:
    """Each entry with the meeting before and after it; one after an edit is the very one before the next."""
    after = whole_reading(newest, reader)
    for entry in entries:
        before = whole_reading(carry_unchecked(after.view.meeting, inverted(entry.changes)), reader)
        yield entry, before, after
        after = before


def _deed(entry: HistoryEntry, before: Reading, after: Reading, room: str, *, is_undone: bool) -> Deed:
    kind = kind_of(entry, after)
    sentences = tuple(_sentences(entry, before, after)) or tuple(_plainly(entry, before, after, room))
    most = MOST_AT_ONCE if len(sentences) > MOST_AT_ONCE + 1 else len(sentences)
    return Deed(
        version=entry.version,
        author=entry.author,
        made=Hour(entry.made_at.isoformat(), moment_in_words(after, entry.made_at)),
        kind=kind,
        sentences=sentences[:most],
        folded=sentences[most:],
        href=f"{room}/history/{entry.version}",
        mark=after.gettext("undone") if is_undone else "",
    )


def _sentences(entry: HistoryEntry, before: Reading, after: Reading) -> Iterator[Sentence]:
    """What an edit did, what came and went before what that did to others."""
    whole = {change.path for change in entry.changes if change.is_whole}
    yield from told([change for change in entry.changes if change.path[:2] in whole], before, after)
    yield from told([change for change in entry.changes if change.path[:2] not in whole], before, after)


def kind_of(entry: HistoryEntry, reading: Reading) -> str:
    """What an edit is called that its sentences do not say all of; "" for others."""
    _ = reading.gettext
    if entry.takes_back is not None:
        is_again = any(edit.get("again") for edit in entry.edits)
        said = _("Did again what version %(number)s undid") if is_again else _("Undid version %(number)s")
        return said % {"number": entry.takes_back}
    if restored := next((edit["version"] for edit in entry.edits if edit.get("version")), None):
        return _("Restored version %(number)s") % {"number": restored}
    names = {edit.get("edit", "") for edit in entry.edits}
    words = _kinds(reading)
    return next((words[name] for name in words if name in names), "")


def _kinds(reading: Reading) -> Mapping[str, str]:
    _ = reading.gettext
    return {
        "replace_meeting": _("Put a whole meeting in the place of the draft"),
        "shift_sessions": _("Shifted later sittings"),
        "copy_day": _("Copied a day"),
        "fit_slots": _("Fitted the running order to the sitting"),
        "redate_phase": _("Dated a phase anew"),
    }


def _plainly(entry: HistoryEntry, before: Reading, after: Reading, room: str) -> Iterator[Sentence]:
    """What was touched, for edits of which delegates' pages show nothing, such as the order of people."""
    words = words_of_times(after)
    orders = dict.fromkeys(one.path[2] for one in entry.changes if len(one.path) == 3 and is_order(one.path))
    for field in orders:
        pattern = after.gettext("Another order: %(things)s")
        yield Sentence(pattern, {"things": words.get(field, field)})
    keys = dict.fromkeys((one.path[0], one.path[1]) for one in entry.changes if one.path[2:3] != ())
    for key in keys if not orders else ():
        reading = after if key in after.places else before
        yield Sentence(after.gettext("%(what)s changed"), {"what": subject_of(reading, key, room).name})
