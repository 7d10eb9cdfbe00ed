"""A name taken out of every row that is about a meeting: its draft, its history, its revisions and their entries."""

from __future__ import annotations

import json
import re
from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select, update

from agenda.store.schema import components, edits, entries, meetings, revisions, scheduled_publications

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from sqlalchemy import Column, Connection

    Rewriting = Callable[[str], str]

OF_ONE_WORD = re.compile(r"[a-z0-9][a-z0-9-]*")
"""What ids look like, and names hardly ever do."""
TEXTS = frozenset(
    ("name", "title", "affiliation", "role", "description", "label", "notice", "note", "contact", "address", "message")
)
"""Keys whose values are words, also where they look like an id."""
SPACED = 0x2E80
"""Scripts up to here put spaces between words; those beyond, Chinese among them, do not."""


class Forgetting:
    """Puts `instead` for each of some names wherever text has it as words of its own."""

    def __init__(self, names: Iterable[str], instead: str) -> None:
        self.names = sorted(set(names), key=len, reverse=True)
        self._pattern = re.compile("|".join(map(_bounded, self.names)))
        self._instead = instead

    def in_words(self, text: str) -> str:
        """A text without the names."""
        return self._pattern.sub(lambda _: self._instead, text)

    def in_value(self, value: Any, *, is_text: bool = False) -> Any:
        """A JSON value of ours without them; keys, ids and codes are left."""
        if isinstance(value, str):
            return self.in_words(value) if is_text or not OF_ONE_WORD.fullmatch(value) else value
        if isinstance(value, list):
            return [self.in_value(one, is_text=is_text) for one in value]
        if isinstance(value, dict):
            is_text = is_text or ("path" in value and not TEXTS.isdisjoint(value["path"]))
            return {key: self.in_value(one, is_text=is_text or key in TEXTS) for key, one in value.items()}
        return value

    def in_json(self, written: str, *, separators: tuple[str, str] | None = None) -> str:
        """Written JSON without them; the very same string where they are not in it."""
        value = json.loads(written)
        without = self.in_value(value)
        return written if without == value else json.dumps(without, ensure_ascii=False, separators=separators)


def _bounded(name: str) -> str:
    """A pattern for a name as whole words, in scripts that have such."""
    start = r"(?<!\w)" if ord(name[0]) < SPACED and name[0].isalnum() else ""
    end = r"(?!\w)" if ord(name[-1]) < SPACED and name[-1].isalnum() else ""
    return f"{start}{re.escape(name)}{end}"


def names_of(connection: Connection, meeting_id: int, person: str) -> set[str]:
    """Every name that a person of a meeting ever had, in any language, draft or revision."""
    found: set[str] = set()
    asked = (
        select(meetings.c.draft).where(meetings.c.id == meeting_id),
        select(revisions.c.meeting).where(revisions.c.meeting_id == meeting_id),
        select(edits.c.edits).where(edits.c.meeting_id == meeting_id),
        select(edits.c.changes).where(edits.c.meeting_id == meeting_id),
    )
    for query in asked:
        for written in connection.execute(query).scalars():
            found.update(_named(json.loads(written), person))
    return {name for name in found if name.strip()}


def _named(value: Any, person: str) -> Iterator[str]:
    """The names that JSON of ours gives a person: as one of people, in an edit, or in a change."""
    if isinstance(value, list):
        for one in value:
            yield from _named(one, person)
    elif isinstance(value, dict):
        yield from _named_here(value, person)
        for key, one in value.items():
            if key in {"people", "person"}:
                for each in one if isinstance(one, list) else [one]:
                    if isinstance(each, dict) and each.get("id") == person:
                        yield from _strings(each.get("name"))
            yield from _named(one, person)


def _named_here(value: dict[str, Any], person: str) -> Iterator[str]:
    if value.get("edit") == "set_person" and value.get("person") == person:
        yield from _strings(value.get("name"))
    path = value.get("path")
    if isinstance(path, list) and path[:2] == ["person", person]:
        for side in (value.get("before"), value.get("after")):
            if len(path) == 2 and isinstance(side, dict):
                yield from _strings(side.get("name"))
            elif path[2:3] == ["name"]:
                yield from _strings(side)


def _strings(text: Any) -> Iterator[str]:
    """The strings of a TEXT as JSON has it."""
    if isinstance(text, str):
        yield text
    elif isinstance(text, dict):
        yield from (one for one in text.values() if isinstance(one, str))


def forget(connection: Connection, meeting_id: int, forgetting: Forgetting) -> int:
    """Rewrites every row that has a name; how many did. Components of such entries go, and are made anew when asked."""
    closely: Rewriting = partial(forgetting.in_json, separators=(",", ":"))
    of_meeting = partial(_rewrite, connection, meeting_id)
    rewritten = [
        of_meeting(meetings.c.id, meetings.c.draft, closely),
        of_meeting(edits.c.meeting_id, edits.c.edits, forgetting.in_json),
        of_meeting(edits.c.meeting_id, edits.c.changes, forgetting.in_json),
        of_meeting(revisions.c.meeting_id, revisions.c.meeting, closely),
        of_meeting(revisions.c.meeting_id, revisions.c.masthead, closely),
        of_meeting(revisions.c.meeting_id, revisions.c.changes, forgetting.in_json),
        of_meeting(revisions.c.meeting_id, revisions.c.message, forgetting.in_words),
        of_meeting(scheduled_publications.c.meeting_id, scheduled_publications.c.message, forgetting.in_words),
        of_meeting(scheduled_publications.c.meeting_id, scheduled_publications.c.problem, forgetting.in_words),
    ]
    changed = of_meeting(entries.c.meeting_id, entries.c.entry, closely)
    for row in changed:
        connection.execute(delete(components).where(components.c.entry_id == row))
    return sum(map(len, rewritten)) + len(changed)


def _rewrite(
    connection: Connection, meeting_id: int, owner: Column[int], column: Column[str], rewriting: Rewriting
) -> list[int]:
    """Rewrites a column of a meeting's rows; the keys of those that changed."""
    [key] = column.table.primary_key.columns
    changed = []
    for row, written in connection.execute(select(key, column).where(owner == meeting_id)).all():
        if written and (without := rewriting(written)) != written:
            connection.execute(update(column.table).where(key == row).values({column.name: without}))
            changed.append(row)
    return changed
