"""What a set of audiences may read: the one place that decides, before anything is stamped or rendered.

A view is a meeting from which all that its readers may not see has been taken out. Closed with a closed thing are
an item's children, slots and outcomes, a sitting's outcomes, the deadlines and papers of it alone, and people named
nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain, combinations
from typing import TYPE_CHECKING, Any

from agenda.ids import closed_id, entry_uid
from agenda.numbering import family, numbered, with_numbers
from agenda.session import Session, Slot
from agenda.text import Text
from agenda.tree import references_in, walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from uuid import UUID

    from agenda.item import AgendaItem
    from agenda.meeting import Meeting
    from agenda.phase import Phase

PUBLIC: frozenset[str] = frozenset()

CLOSED_DEADLINE = {
    "en": "Closed deadline",
    "fr": "Échéance non publique",
    "es": "Plazo no público",
    "ar": "موعد نهائي مغلق",
    "zh": "非公开截止日期",
    "ru": "Закрытый срок",
}
CLOSED_SITTING = {
    "en": "Closed sitting",
    "fr": "Séance privée",
    "es": "Sesión privada",
    "ar": "جلسة مغلقة",
    "zh": "非公开会议",
    "ru": "Закрытое заседание",
}


@dataclass(frozen=True)
class View:
    """A meeting as a set of audiences may read it.

    `meeting` holds nothing that they may not see. A closed sitting stands in it under an opaque id; `closed` maps
    each such id to the sitting's UID, which stays. `withheld` names the people ("person/ID") and papers
    ("document/ID") that were left out.
    """

    meeting: Meeting
    audiences: frozenset[str] = PUBLIC
    closed: Mapping[str, UUID] = field(default_factory=dict)
    withheld: frozenset[str] = frozenset()

    def uid_of(self, noun: str, identity: str) -> UUID:
        """The UID of the entry for a phase, session or deadline of this view."""
        assert self.meeting.uid is not None, "a meeting has its uid from creation on"  # noqa: S101
        return self.closed.get(identity) or entry_uid(self.meeting.uid, noun, identity)


def sets_of(audiences: Sequence[str]) -> list[frozenset[str]]:
    """Every set of those audiences, the empty one (the public) first."""
    sizes = range(len(audiences) + 1)
    return [frozenset(some) for some in chain.from_iterable(combinations(audiences, size) for size in sizes)]


def audiences_marking(meeting: Meeting) -> frozenset[str]:
    """The audiences that something in the meeting is marked with; none where it has none."""
    if not meeting.audiences:
        return frozenset()
    named = (target for place in walk(meeting) for _, target in references_in(place.value))
    return frozenset(identity for noun, identity in named if noun == "audience")


def may_read(audience: Sequence[str] | None, reader: frozenset[str]) -> bool:
    """Whether a reader of those audiences may read what is marked with `audience`: None is for all, () for nobody."""
    return audience is None or not reader.isdisjoint(audience)


def seen_by(
    meeting: Meeting, audiences: Iterable[str] = PUBLIC, *, formerly_withheld: frozenset[str] = frozenset()
) -> View:
    """The meeting as those audiences may read it.

    `formerly_withheld` is the `withheld` of the same view's last publication: a person or paper that was kept from
    these readers and is now named nowhere at all stays kept from them.
    """
    reader = frozenset(audiences) & {audience.id for audience in meeting.audiences}
    return _Redaction(meeting, reader, formerly_withheld).view()


class _Redaction:
    """The work of one `seen_by`."""

    def __init__(self, meeting: Meeting, reader: frozenset[str], formerly_withheld: frozenset[str]) -> None:
        self.meeting, self.reader, self.formerly_withheld = meeting, reader, formerly_withheld
        self.closed_items = {
            below.id
            for _, item in numbered(meeting.items)
            if not may_read(item.audience, reader)
            for below in family(item)
        }
        self.closed_sessions = {
            session.id
            for phase in meeting.phases
            for session in phase.sessions
            if not may_read(session.audience, reader)
        }
        self.closed: dict[str, UUID] = {}

    def view(self) -> View:
        phases = tuple(self._phase(phase) for phase in self.meeting.phases)
        items = with_numbers(self.meeting.items) if self.closed_items else self.meeting.items
        seen = self.meeting.model_copy(
            update={
                "phases": phases,
                "items": self._items(items),
                "audiences": tuple(one for one in self.meeting.audiences if one.id in self.reader),
            }
        )
        people = self._withheld("person", _people_named(self.meeting), _people_named(seen))
        papers = self._withheld("document", _papers_named(self.meeting), _papers_named(seen))
        seen = seen.model_copy(
            update={
                "people": tuple(one for one in seen.people if f"person/{one.id}" not in people),
                "documents": tuple(one for one in seen.documents if f"document/{one.id}" not in papers),
            }
        )
        return View(seen, self.reader, self.closed, people | papers)

    def _withheld(self, noun: str, named: set[str], seen: set[str]) -> frozenset[str]:
        unnamed = {key for key in self.formerly_withheld if key.partition("/")[2] not in named}
        return frozenset(f"{noun}/{identity}" for identity in named - seen) | {
            key for key in unnamed if key.startswith(f"{noun}/")
        }

    def _marks(self, value: Any) -> Any:
        """The object with only those of its audiences that the reader is in."""
        if value.audience is None:
            return value
        return value.model_copy(update={"audience": tuple(one for one in value.audience if one in self.reader)})

    def _items(self, items: Sequence[AgendaItem]) -> tuple[AgendaItem, ...]:
        return tuple(
            self._marks(item.model_copy(update={"items": self._items(item.items)}))
            for item in items
            if item.id not in self.closed_items
        )

    def _open_items(self, items: Sequence[str]) -> tuple[str, ...]:
        return tuple(item for item in items if item not in self.closed_items)

    def _phase(self, phase: Phase) -> Phase:
        sessions = tuple(seen for session in phase.sessions if (seen := self._session(session)))
        outcomes = tuple(
            outcome
            for outcome in phase.outcomes
            if outcome.item not in self.closed_items and outcome.session not in self.closed_sessions
        )
        deadlines = tuple(
            self._marks(deadline.model_copy(update={"items": self._open_items(deadline.items)}))
            for deadline in phase.deadlines
            if may_read(deadline.audience, self.reader) and (not deadline.items or self._open_items(deadline.items))
        )
        items = self._open_items(phase.items)
        return phase.model_copy(
            update={"items": items, "sessions": sessions, "outcomes": outcomes, "deadlines": deadlines}
        )

    def _session(self, session: Session) -> Session | None:
        if session.id in self.closed_sessions:
            return self._closed_sitting(session)
        if self._is_open_to_all(session):
            return session
        join = tuple(self._marks(link) for link in session.join if may_read(link.audience, self.reader))
        slots = tuple(self._slot(slot) for slot in session.slots)
        seen: Session = self._marks(session.model_copy(update={"join": join, "slots": slots}))
        return seen

    def _is_open_to_all(self, session: Session) -> bool:
        """Whether every reader sees it as it is, so that every view can share it."""
        marked = session.audience is not None or any(link.audience is not None for link in session.join)
        return not marked and self.closed_items.isdisjoint(slot.item for slot in session.slots)

    def _slot(self, slot: Slot) -> Slot:
        """The slot; of a closed item's only its minutes. It stays without any, so that no later hour is told wrong."""
        return Slot(minutes=slot.minutes) if slot.item in self.closed_items else slot

    def _closed_sitting(self, session: Session) -> Session | None:
        """Title "Closed sitting", times, room and whether it is cancelled; nothing where it has no time yet."""
        if session.start is None:
            return None
        assert self.meeting.uid is not None, "a meeting has its uid from creation on"  # noqa: S101
        uid = entry_uid(self.meeting.uid, "session", session.id)
        opaque = closed_id(uid)
        self.closed[opaque] = uid
        kept = {name: getattr(session, name) for name in ("start", "end", "minutes", "fold", "status", "room")}
        return Session(id=opaque, title=closed_title(CLOSED_SITTING, self.meeting.languages), **kept)


def closed_title(words: Mapping[str, str], languages: Sequence[str]) -> Text:
    """The words for what is closed, in those of the meeting's languages that have them; in English if none has."""
    by_language = {tag: words[tag.partition("-")[0]] for tag in languages if tag.partition("-")[0] in words}
    return Text(by_language or {"en": words["en"]})


def _people_named(meeting: Meeting) -> set[str]:
    sessions = [session for phase in meeting.phases for session in phase.sessions]
    chairs = {session.chair for session in sessions if session.chair}
    return chairs | {speaker.person for session in sessions for slot in session.slots for speaker in slot.speakers}


def _papers_named(meeting: Meeting) -> set[str]:
    return {document for _, item in numbered(meeting.items) for document in item.documents}
