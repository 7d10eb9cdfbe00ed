"""A view of a meeting reduced to what a choice picks: a meeting again, in which every reference still leads on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from agenda.ids import closed_id, entry_uid
from agenda.numbering import family, numbered, with_numbers

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from agenda.audiences import View
    from agenda.item import AgendaItem
    from agenda.meeting import Meeting
    from agenda.personal import Picks
    from agenda.phase import Outcome, Phase
    from agenda.session import Session


def reduced(view: View, chosen: Picks) -> View:
    """The view with the chosen phases, sittings and deadlines, and the items, papers, people and venues they name.

    Without any of those it keeps its phases, empty, as the feed does. Numbers of items stay as they are.
    """
    if chosen.is_whole:
        return view
    return replace(view, meeting=_Reduction(view, chosen).meeting())


class _Reduction:
    """The work of one `reduced`."""

    def __init__(self, view: View, chosen: Picks) -> None:
        assert view.meeting.uid is not None, "a meeting has its uid from creation on"  # noqa: S101
        self.view, self.chosen = view, chosen
        self.sessions = {entry_uid(view.meeting.uid, "session", identity) for identity in chosen.sessions}
        self.items = {
            below.id for _, item in numbered(view.meeting.items) if item.id in chosen.items for below in family(item)
        }

    def meeting(self) -> Meeting:
        meeting = self.view.meeting
        phases = tuple(kept for phase in meeting.phases if (kept := self._phase(phase))) or tuple(
            self._emptied(phase) for phase in meeting.phases
        )
        named = self.items | {item for phase in phases for item in items_named(phase)}
        items = pruned(with_numbers(meeting.items), named)
        papers = {paper for _, item in numbered(items) for paper in item.documents}
        people = {*self.chosen.people, *(person for phase in phases for person in people_named(phase))}
        rooms = {*self.chosen.rooms, *(session.room for phase in phases for session in phase.sessions)}
        venues = {phase.venue for phase in phases}
        return meeting.model_copy(
            update={
                "phases": phases,
                "items": items,
                "documents": tuple(one for one in meeting.documents if one.id in papers),
                "people": tuple(one for one in meeting.people if one.id in people),
                "venues": tuple(
                    one for one in meeting.venues if one.id in venues or any(room.id in rooms for room in one.rooms)
                ),
            }
        )

    def _phase(self, phase: Phase) -> Phase | None:
        """The phase with what is chosen of it; None where neither it nor anything in it is."""
        if phase.id in self.chosen.phases:
            return phase
        sessions = tuple(session for session in phase.sessions if self._picks_session(session))
        deadlines = tuple(deadline for deadline in phase.deadlines if self._names(deadline.items))
        is_shown = bool(self.chosen.people or self.chosen.rooms) or self._names(phase.items)
        if not (sessions or deadlines or is_shown):
            return None
        kept = {session.id for session in sessions}
        return phase.model_copy(
            update={
                "sessions": sessions,
                "deadlines": deadlines,
                "items": tuple(item for item in phase.items if item in self.items),
                "outcomes": tuple(self._outcomes(phase, kept)),
            }
        )

    def _outcomes(self, phase: Phase, kept: set[str]) -> Iterator[Outcome]:
        """Those of chosen items and sittings; one from a sitting that is not kept no more says in which it was."""
        for outcome in phase.outcomes:
            if outcome.session in kept:
                yield outcome
            elif outcome.item in self.items:
                yield outcome.model_copy(update={"session": None})

    def _picks_session(self, session: Session) -> bool:
        uid = self.view.uid_of("session", session.id)
        is_named = uid in self.sessions or closed_id(uid) in self.chosen.sessions
        people = {session.chair, *(speaker.person for slot in session.slots for speaker in slot.speakers)}
        return (
            is_named
            or session.room in self.chosen.rooms
            or not people.isdisjoint(self.chosen.people)
            or self._names(slot.item for slot in session.slots)
        )

    def _names(self, items: Iterable[str | None]) -> bool:
        return any(item in self.items for item in items)

    @staticmethod
    def _emptied(phase: Phase) -> Phase:
        return phase.model_copy(update={"sessions": (), "deadlines": (), "items": (), "outcomes": ()})


def pruned(items: Sequence[AgendaItem], named: Collection[str]) -> tuple[AgendaItem, ...]:
    """The tree with the named items and those above them."""
    less = (item.model_copy(update={"items": pruned(item.items, named)}) for item in items)
    return tuple(item for item in less if item.id in named or item.items)


def items_named(phase: Phase) -> Iterator[str]:
    """The ids of items that the phase, or anything in it, names; some more than once."""
    yield from phase.items
    yield from (item for deadline in phase.deadlines for item in deadline.items)
    yield from (slot.item for session in phase.sessions for slot in session.slots if slot.item)
    yield from (outcome.item for outcome in phase.outcomes)


def people_named(phase: Phase) -> Iterator[str]:
    """The ids of those who chair or speak in the sittings of the phase; some more than once."""
    for session in phase.sessions:
        yield from (session.chair,) if session.chair else ()
        yield from (speaker.person for slot in session.slots for speaker in slot.speakers)
