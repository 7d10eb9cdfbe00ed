"""What is wanted of a personal feed, read and held against what is published, into the choice that is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import ValidationError

from agenda.errors import InvalidInput, NotFound, Problem, Withdrawn
from agenda.personal import MOST_MEETINGS, MOST_PICKS, PICKS, Choice, ChosenMeeting, WantedMeeting, merged, offered
from agenda.service.reading import edition, latest, latest_of, require_standing
from agenda.store import revisions

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from pydantic_core import ErrorDetails

    from agenda.audiences import View
    from agenda.meeting import Meeting
    from agenda.store import Store
    from agenda.store.revisions import Latest


def read_wanted(written: object, *, at: str = "") -> tuple[WantedMeeting, ...]:
    """What somebody wants, from JSON: `[{"meeting": slug, "phases": [id, …], …}]`, each list optional.

    `at` is the pointer of the list. Raises InvalidInput with a pointer to each fault.
    """
    if not isinstance(written, list) or not 1 <= len(written) <= MOST_MEETINGS:
        raise InvalidInput([Problem(at, f"a list of 1 to {MOST_MEETINGS} meetings is wanted here")])
    problems: list[Problem] = []
    wanted = []
    for place, one in enumerate(written):
        try:
            wanted.append(WantedMeeting.model_validate(one))
        except ValidationError as error:
            problems += [_problem(details, f"{at}/{place}") for details in error.errors(include_url=False)]
    if sum(len(one.ids(field)) for one in wanted for field in PICKS) > MOST_PICKS:
        problems.append(
            Problem(at, f"a choice holds at most {MOST_PICKS} ids; choose a whole phase or meeting instead")
        )
    if problems:
        raise InvalidInput(problems)
    return tuple(wanted)


SENTENCES = {
    "extra_forbidden": f"there is no such key; the keys are meeting, {', '.join(PICKS)}",
    "missing": "this key is missing; it is the slug of a meeting",
    "model_type": "a map of keys is wanted here",
    "string_type": "a string is wanted here",
    "tuple_type": "a list of ids is wanted here",
}


def _problem(details: ErrorDetails, at: str) -> Problem:
    pointer = at + "".join(f"/{step}" for step in details["loc"])
    return Problem(pointer, SENTENCES.get(details["type"], details["msg"]))


def choose(
    store: Store,
    wanted: Sequence[WantedMeeting],
    *,
    audiences: Sequence[str] = (),
    before: Choice | None = None,
    at: str = "",
) -> Choice:
    """The choice that is wanted, each id looked for in the view of its audiences.

    An audience goes to each of the meetings that has it. With a choice from `before`, its meetings keep their
    audiences, and what it holds that the view no more offers stays held: it may have left something in calendars that
    is still to be shown as cancelled. So does a meeting that is withdrawn, which may not be chosen anew. Raises
    InvalidInput with pointers from `at`, the pointer of the list.
    """
    chooser = _Chooser(store, tuple(audiences), before or Choice(), at)
    chosen = [chooser.choose(place, one) for place, one in enumerate(wanted)]
    chooser.require_known_audiences()
    if chooser.problems:
        raise InvalidInput(chooser.problems)
    by_uid: dict[UUID, list[ChosenMeeting]] = {}
    for one in filter(None, chosen):
        by_uid.setdefault(one.meeting, []).append(one)
    withdrawn = () if before is None else _withdrawn_in(store, before)
    return Choice(meetings=(*(_joined(uid, parts) for uid, parts in by_uid.items()), *withdrawn))


def _withdrawn_in(store: Store, choice: Choice) -> tuple[ChosenMeeting, ...]:
    found = ((chosen, latest_of(store, chosen.meeting)) for chosen in choice.meetings)
    return tuple(chosen for chosen, of in found if of is not None and of.withdrawn_at is not None)


def _joined(uid: UUID, parts: Sequence[ChosenMeeting]) -> ChosenMeeting:
    return ChosenMeeting(meeting=uid, audiences=parts[0].audiences, **merged(parts))


class _Chooser:
    """The work of one `choose`."""

    def __init__(self, store: Store, audiences: tuple[str, ...], before: Choice, at: str) -> None:
        self.store, self.audiences, self.before, self.at = store, audiences, before, at
        self.problems: list[Problem] = []
        self.known_audiences: set[str] = set()

    def choose(self, place: int, wanted: WantedMeeting) -> ChosenMeeting | None:
        try:
            of = latest(self.store, wanted.meeting)
            require_standing(of)
        except (NotFound, Withdrawn) as error:
            self.problems.append(Problem(f"{self.at}/{place}/meeting", str(error)))
            return None
        meeting = whole(self.store, of)
        assert meeting.uid is not None, "a meeting has its uid from creation on"  # noqa: S101
        held = self.before.of(meeting.uid)
        audiences = held.audiences if held else self._audiences_in(meeting)
        view = edition(self.store, of, audiences=audiences).view
        picks = self._picks(place, wanted, view, held)
        return ChosenMeeting(meeting=meeting.uid, audiences=audiences, **picks)

    def _audiences_in(self, meeting: Meeting) -> tuple[str, ...]:
        own = {audience.id for audience in meeting.audiences}
        self.known_audiences |= own
        return tuple(one for one in dict.fromkeys(self.audiences) if one in own)

    def _picks(
        self, place: int, wanted: WantedMeeting, view: View, held: ChosenMeeting | None
    ) -> dict[str, tuple[str, ...]]:
        if wanted.is_whole:
            return {}
        offer = offered(view.meeting)
        picks = {}
        for field, noun in PICKS.items():
            gone = [one for one in (held.ids(field) if held else ()) if one not in offer[field]]
            for number, identity in enumerate(wanted.ids(field)):
                if identity not in offer[field] and identity not in gone:
                    pointer = f"{self.at}/{place}/{field}/{number}"
                    message = f"there is no {noun} “{identity}” in “{view.meeting.slug}”; choose another"
                    self.problems.append(Problem(pointer, message))
            picks[field] = tuple(dict.fromkeys([*wanted.ids(field), *gone]))[:MOST_PICKS]
        return picks

    def require_known_audiences(self) -> None:
        for number, audience in enumerate(self.audiences):
            if audience not in self.known_audiences:
                message = f"none of the chosen meetings has an audience “{audience}”"
                self.problems.append(Problem(f"/audiences/{number}", message))


def whole(store: Store, of: Latest) -> Meeting:
    """The meeting of a revision as it was published, with what is closed to any audience."""
    with store.reading() as connection:
        return revisions.edition_of(connection, of.meeting_id, of.number).meeting
