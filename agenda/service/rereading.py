"""Old revisions and what each changed, as readers get them: through the audiences of the last publication."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakKeyDictionary

from agenda.audiences import PUBLIC, seen_by
from agenda.changes import Change, compare
from agenda.errors import NotFound, Pruned
from agenda.noun import Noun
from agenda.numbering import with_numbers
from agenda.projection import entries_of
from agenda.rereading import Marks, reread
from agenda.service.reading import Edition
from agenda.store import entries, past, revisions

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from agenda.audiences import View
    from agenda.entries import Entry
    from agenda.meeting import Meeting
    from agenda.publishing import Record
    from agenda.store import Store
    from agenda.store.past import Published
    from agenda.store.revisions import Latest

MOST_REMEMBERED = 64
N = TypeVar("N", bound=Noun)
SAID_OF_CANCELLED = ("id", "title", "category", "is_online", "is_restricted", "item_ids", "person_ids")
Remembered = OrderedDict[int, tuple[int, Marks]]
_marks: WeakKeyDictionary[Store, Remembered] = WeakKeyDictionary()


@dataclass(frozen=True)
class ChangedRevision:
    """What a publication changed for some readers; `before` is None for the first one.

    One that `brings_back` a withdrawn meeting is compared with what readers had before the withdrawal.
    """

    number: int
    published_at: datetime
    message: str
    before: View | None
    after: View
    changes: tuple[Change, ...]
    brings_back: bool = False


@dataclass(frozen=True)
class Comparison:
    """Two revisions as some readers may read both now, and all that leads from the one to the other."""

    before: Edition
    after: Edition
    changes: tuple[Change, ...]


def revision_list(store: Store, of: Latest) -> list[Published]:
    """Every revision that is kept, up to the last, newest first."""
    with store.reading() as connection:
        return past.published_revisions(connection, of.meeting_id, first=1, last=of.number)


def reread_edition(store: Store, of: Latest, number: int, *, audiences: Iterable[str] = PUBLIC) -> Edition:
    """A revision as published then, as far as those audiences could read it then and may now; raises NotFound."""
    with store.reading() as connection:
        return _Rereader(store, connection, of, audiences).edition(number)


def reread_records(store: Store, of: Latest, number: int, *, audiences: Iterable[str] = PUBLIC) -> tuple[Record, ...]:
    """What a revision's feeds hold for those audiences, by start and UID; raises NotFound.

    A record that rereading leaves alone is as it was published, with its stamp. What is closed now says what the
    reread view says; a tombstone of what is closed now, or an entry that its readers may no longer see, is left out.
    """
    with store.reading() as connection:
        return tuple(_Rereader(store, connection, of, audiences).records(number))


def changed(
    store: Store, of: Latest, *, last: int, most: int, audiences: Iterable[str] = PUBLIC
) -> list[ChangedRevision]:
    """What the revision `last` and those before it changed, newest first, at most so many; raises NotFound.

    Each is compared with the one before it, both reread, so that nothing closed to these readers is in it. Where older
    ones are kept no more, the first that is kept has none before it, and is not among them. Raises Pruned.
    """
    least = of.first if of.first > 1 else 0
    _require(of, last if last > least else last - 1)
    with store.reading() as connection:
        rereader = _Rereader(store, connection, of, audiences)
        first = max(last - most, least) + 1
        rows = past.published_revisions(connection, of.meeting_id, first=first, last=last)
        if not rows:
            raise NotFound("revision", str(last), place=of.slug)
        views = dict(rereader.views(max(first - 1, 1), last))
        former = views.get(first - 1)
        stood = rereader.standing_before(first) if former and not former.meeting.phases else former
    return list(_steps(rows, views, stood))[::-1]


def _steps(rows: Sequence[Published], views: Mapping[int, View], stood: View | None) -> Iterator[ChangedRevision]:
    """Each revision of `rows`, which are newest first, with what it changed, oldest first.

    `stood` is what readers had before them, or had before the meeting was withdrawn.
    """
    former = views.get(rows[-1].number - 1)
    for row in reversed(rows):
        after = views[row.number]
        brings_back = former is not None and not former.meeting.phases and bool(after.meeting.phases)
        before = stood if brings_back and stood else former
        changes = compare_views(before, after) if before else ()
        yield ChangedRevision(row.number, row.published_at, row.message, before, after, changes, brings_back)
        former, stood = after, after if after.meeting.phases else stood


def comparison(store: Store, of: Latest, first: int, second: int, *, audiences: Iterable[str] = PUBLIC) -> Comparison:
    """All that leads from one revision to another, later or earlier, both reread; raises NotFound."""
    with store.reading() as connection:
        rereader = _Rereader(store, connection, of, audiences)
        before, after = rereader.edition(first), rereader.edition(second)
    return Comparison(before, after, compare_views(before.view, after.view))


def compare_views(before: View, after: View) -> tuple[Change, ...]:
    """All that leads from one view to the other; items that are numbered by position are compared by number too."""
    old, new = _with_numbers(before.meeting), _with_numbers(after.meeting)
    return compare(old, _sharing(old, new))


def _with_numbers(meeting: Meeting) -> Meeting:
    """The meeting with every item's number written out, as views that leave an item out have them."""
    return meeting.model_copy(update={"items": with_numbers(meeting.items)})


def _sharing(before: N, after: N) -> N:
    """`after`, holding the very objects of `before` wherever both are equal, so that comparing looks at no other."""
    if before == after:
        return before
    children: dict[str, Any] = {}
    for field in after.children:
        former = {child.identity: child for child in getattr(before, field)}
        held = getattr(after, field)
        shared = tuple(_sharing(former[one.identity], one) if one.identity in former else one for one in held)
        old = getattr(before, field)
        is_same = len(shared) == len(old) and all(one is other for one, other in zip(shared, old, strict=True))
        children[field] = old if is_same else shared
    return after.model_copy(update=children)


def _require(of: Latest, number: int) -> None:
    if not 1 <= number <= of.number:
        raise NotFound("revision", str(number), place=of.slug)
    if number < of.first:
        raise Pruned(of.slug, number, of.first)


class _Rereader:
    """One reader of a meeting's old revisions, within a transaction."""

    def __init__(self, store: Store, connection: Connection, of: Latest, audiences: Iterable[str]) -> None:
        self.store, self.connection, self.of = store, connection, of
        audiences = frozenset(audiences)
        self.last = revisions.edition_of(connection, of.meeting_id, of.number, audiences=audiences)
        self.present = seen_by(self.last.meeting, audiences, formerly_withheld=self.last.withheld)

    def edition(self, number: int) -> Edition:
        _require(self.of, number)
        then = revisions.edition_of(self.connection, self.of.meeting_id, number, audiences=self.present.audiences)
        view = self._view(then.meeting) if number < self.of.number else self.present
        return Edition(number, then.published_at, then.message, view, then.stamped)

    def views(self, first: int, last: int) -> Iterator[tuple[int, View]]:
        old = past.meetings_between(self.connection, self.of.meeting_id, first=first, last=last)
        for number, meeting in old:
            yield number, self._view(meeting) if number < self.of.number else self.present

    def standing_before(self, number: int) -> View | None:
        """What readers had before that revision and before the meeting was withdrawn; None where they had nothing."""
        found = past.standing_before(self.connection, self.of.meeting_id, number)
        return self._view(found) if found else None

    def _view(self, old: Meeting) -> View:
        withheld = self.present.withheld
        again = reread(old, self._marks(), withheld=withheld)
        return seen_by(again, self.present.audiences, formerly_withheld=withheld)

    def _marks(self) -> Marks:
        return marks_of(self.store, self.connection, self.of)

    def records(self, number: int) -> Iterator[Record]:
        _require(self.of, number)
        audiences = self.present.audiences
        then = revisions.edition_of(self.connection, self.of.meeting_id, number, audiences=audiences)
        published = seen_by(then.meeting, audiences, formerly_withheld=then.withheld)
        records = entries.shown_records(self.connection, self.of.meeting_id, number, audiences=then.stamped)
        if number == self.of.number:
            yield from records
            return
        old = {entry.uid: entry for entry in entries_of(published)}
        new = {entry.uid: entry for entry in entries_of(self._view(then.meeting))}
        for record in records:
            if record.uid in new:
                yield _as_now(record, old.get(record.uid), new[record.uid])
            elif record.uid not in old and self._may_say(record.entry):
                yield record

    def _may_say(self, entry: Entry) -> bool:
        """Whether these readers may still be told of an entry that was gone by then."""
        marks = self._marks()
        by_kind = {"session": marks.sessions, "deadline": marks.deadlines}
        mark = by_kind.get(entry.kind, {}).get(entry.id)
        return mark is None or not self.present.audiences.isdisjoint(mark)


def _as_now(record: Record, old: Entry | None, new: Entry) -> Record:
    """The record as published where rereading changed nothing of its entry, else with what may be said now."""
    if old == new:
        return record
    entry = new
    if record.entry.is_cancelled:
        entry = record.entry.model_copy(update={name: getattr(new, name) for name in SAID_OF_CANCELLED})
    return replace(record, written=entry.model_dump_json(exclude_defaults=True))


def marks_of(store: Store, connection: Connection, of: Latest) -> Marks:
    """The marks of all that the meeting ever published, as of its last revision.

    They are remembered for each meeting, so that a new publication is read and the ones before it are not.
    """
    kept = _marks.setdefault(store, OrderedDict())
    number, marks = kept.pop(of.meeting_id, (0, Marks()))
    if number > of.number:
        number, marks = 0, Marks()
    for _, meeting in past.meetings_between(connection, of.meeting_id, first=number + 1, last=of.number):
        marks = marks.followed_by(meeting)
    kept[of.meeting_id] = (of.number, marks)
    while len(kept) > MOST_REMEMBERED:
        kept.popitem(last=False)
    return marks
