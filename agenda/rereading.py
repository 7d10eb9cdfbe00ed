"""Old revisions read through today's audiences: what was open when it was published may be closed now.

An object of an old meeting is shown to whom it was open then and is open now, so that a page of the past never says
more than it did, nor more than the present one may. Now is its last publication: what was removed since keeps the mark
it had when it was last published. An item's mark is narrowed by those of the items above it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import reduce
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from agenda.item import AgendaItem
    from agenda.meeting import Audience, Meeting
    from agenda.phase import Deadline, Phase
    from agenda.session import JoinLink, Session, Slot

Mark = tuple[str, ...] | None
"""Who may read: any of these audiences; None is for all, () for nobody."""


@dataclass(frozen=True)
class Marks:
    """Whom each object that a meeting ever published is open to, as it stood in its last publication.

    By id; `joins` by the session's id and the link's address, `addresses` by a link's address in any session.
    """

    audiences: tuple[Audience, ...] = ()
    items: Mapping[str, Mark] = field(default_factory=dict)
    sessions: Mapping[str, Mark] = field(default_factory=dict)
    deadlines: Mapping[str, Mark] = field(default_factory=dict)
    joins: Mapping[str, Mapping[str, Mark]] = field(default_factory=dict)
    addresses: Mapping[str, Mark] = field(default_factory=dict)

    def followed_by(self, meeting: Meeting) -> Marks:
        """The marks once `meeting` is published too."""
        newer = marks_in(meeting)
        return Marks(
            newer.audiences,
            {**self.items, **newer.items},
            {**self.sessions, **newer.sessions},
            {**self.deadlines, **newer.deadlines},
            {**self.joins, **newer.joins},
            {**self.addresses, **newer.addresses},
        )

    def of_link(self, session: str, address: str) -> Mark:
        """A join link's: what its session says of that address; of one gone from there, whatever restricts it or them.

        Who changes the address of a link that is restricted now would else leave the former one open.
        """
        known = self.joins.get(session, {})
        if address in known:
            return known[address]
        restricted = [mark for mark in known.values() if mark is not None]
        return _narrowest([self.addresses.get(address), *restricted])


def marks_in(meeting: Meeting) -> Marks:
    """The marks of one publication."""
    sessions = [session for phase in meeting.phases for session in phase.sessions]
    items = dict(_item_marks(meeting.items, None))
    deadlines = [deadline for phase in meeting.phases for deadline in phase.deadlines]
    addresses: dict[str, Mark] = {}
    for link in (link for session in sessions for link in session.join):
        addresses[link.url] = _both(addresses.get(link.url), link.audience)
    return Marks(
        meeting.audiences,
        items,
        {session.id: session.audience for session in sessions},
        {deadline.id: _deadline_mark(deadline, items) for deadline in deadlines},
        {session.id: _join_marks(session.join) for session in sessions},
        addresses,
    )


def _item_marks(items: Sequence[AgendaItem], above: Mark) -> Iterator[tuple[str, Mark]]:
    for item in items:
        mark = _both(above, item.audience)
        yield item.id, mark
        yield from _item_marks(item.items, mark)


def _deadline_mark(deadline: Deadline, items: Mapping[str, Mark]) -> Mark:
    """Its own, narrowed to who may read any of its items: the deadline of closed items alone is closed with them."""
    named = [items.get(item) for item in deadline.items]
    if not named or None in named:
        return deadline.audience
    return _both(deadline.audience, tuple(dict.fromkeys(one for mark in named for one in mark or ())))


def _join_marks(links: Sequence[JoinLink]) -> dict[str, Mark]:
    marks: dict[str, Mark] = {}
    for link in links:
        marks[link.url] = _both(marks.get(link.url), link.audience)
    return marks


def _both(one: Mark, other: Mark) -> Mark:
    """Who is in both; two marks that share no audience leave nobody, even if some reader is in each."""
    if one is None or other is None:
        return other if one is None else one
    return tuple(audience for audience in one if audience in other)


def _narrowest(marks: Iterable[Mark]) -> Mark:
    return reduce(_both, marks, None)


def reread(old: Meeting, marks: Marks, *, withheld: frozenset[str] = frozenset()) -> Meeting:
    """The old meeting with today's audiences, each object marked for who may read it then and now.

    `withheld` are the people ("person/ID") and papers ("document/ID") kept from the readers of the present view: they
    are named nowhere in it. What comes out is for `seen_by`, with the same set as `formerly_withheld`.
    """
    return _Rereading(marks, withheld).of_meeting(old)


@dataclass(frozen=True)
class _Rereading:
    """The work of one `reread`."""

    marks: Marks
    withheld: frozenset[str]

    def of_meeting(self, old: Meeting) -> Meeting:
        phases = tuple(self._phase(phase) for phase in old.phases)
        update = {"audiences": self.marks.audiences, "items": self._items(old.items), "phases": phases}
        return old.model_copy(update=update)

    def _marked(self, value: Any, now: Mark, **update: Any) -> Any:
        """The object with its mark narrowed and those fields; itself, to be shared, where that changes nothing."""
        update["audience"] = _both(value.audience, now)
        return (
            value
            if all(getattr(value, name) == new for name, new in update.items())
            else value.model_copy(update=update)
        )

    def _items(self, items: Sequence[AgendaItem]) -> tuple[AgendaItem, ...]:
        return tuple(
            self._marked(
                item,
                self.marks.items.get(item.id),
                items=self._items(item.items),
                documents=tuple(one for one in item.documents if f"document/{one}" not in self.withheld),
            )
            for item in items
        )

    def _phase(self, phase: Phase) -> Phase:
        deadlines = tuple(self._marked(one, self.marks.deadlines.get(one.id)) for one in phase.deadlines)
        sessions = tuple(self._session(session) for session in phase.sessions)
        return phase.model_copy(update={"deadlines": deadlines, "sessions": sessions})

    def _session(self, session: Session) -> Session:
        chair = session.chair if f"person/{session.chair}" not in self.withheld else None
        join = tuple(self._marked(link, self.marks.of_link(session.id, link.url)) for link in session.join)
        slots = tuple(self._slot(slot) for slot in session.slots)
        again: Session = self._marked(session, self.marks.sessions.get(session.id), chair=chair, join=join, slots=slots)
        return again

    def _slot(self, slot: Slot) -> Slot:
        speakers = tuple(one for one in slot.speakers if f"person/{one.person}" not in self.withheld)
        return slot if len(speakers) == len(slot.speakers) else slot.model_copy(update={"speakers": speakers})
