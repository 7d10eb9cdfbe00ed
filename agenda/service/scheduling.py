"""Publications at a set time: planned by an organiser, made by whichever process sees that the time has come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agenda.errors import AgendaError, InvalidInput, NotAllowed, Problem, RuleViolation
from agenda.service.publishing import publish_draft
from agenda.store import meetings
from agenda.store import schedule as planned
from agenda.store.schedule import Scheduled

if TYPE_CHECKING:
    from datetime import datetime

    from agenda.service.publishing import Publication, Publisher
    from agenda.store import Store


def schedule(store: Store, slug: str, *, at: datetime, message: str, author: str, now: datetime) -> Scheduled:
    """Plans that the draft, as it is at that time, is published then; what was planned before is given up.

    Raises NotFound, or InvalidInput for a time without a zone or not to come.
    """
    if at.tzinfo is None:
        raise InvalidInput(
            [Problem("/at", "give the time with its offset from UTC, such as 2027-01-15T18:00:00+01:00")]
        )
    if at <= now:
        raise NotAllowed(f"{at.isoformat()} is over; give a time to come, or publish now")
    found = Scheduled(at, message, author)
    with store.writing() as connection:
        planned.put(connection, meetings.draft_of(connection, slug).meeting_id, found)
    return found


def unschedule(store: Store, slug: str) -> None:
    """Gives up what is planned, if anything is; raises NotFound."""
    with store.writing() as connection:
        planned.drop(connection, meetings.draft_of(connection, slug).meeting_id)


def scheduled(store: Store, slug: str) -> Scheduled | None:
    """What is planned; raises NotFound."""
    with store.reading() as connection:
        return planned.of_meeting(connection, meetings.draft_of(connection, slug).meeting_id)


def publish_due(store: Store, *, now: datetime, publisher: Publisher) -> list[tuple[str, Publication | AgendaError]]:
    """Makes the publications whose time has come, each once however many processes look.

    One that findings stop is kept with its problem, and is not tried again; what comes of each is told by slug.
    """
    with store.asking() as connection:
        due = planned.due_slugs(connection, now)
    done = ((slug, _publish_planned(store, slug, now=now, publisher=publisher)) for slug in due)
    return [(slug, outcome) for slug, outcome in done if outcome is not None]


def _publish_planned(
    store: Store, slug: str, *, now: datetime, publisher: Publisher
) -> Publication | AgendaError | None:
    """What came of it; None where another process was first, or it was given up meanwhile."""
    with store.writing() as connection:
        draft = meetings.draft_of(connection, slug)
        plan = planned.of_meeting(connection, draft.meeting_id)
        if plan is None or plan.at > now or plan.problem:
            return None
        try:
            done = publish_draft(
                connection, draft, message=plan.message, author=plan.author, now=now, publisher=publisher
            )
        except (RuleViolation, NotAllowed) as error:
            planned.note_problem(connection, draft.meeting_id, str(error))
            return error
        planned.drop(connection, draft.meeting_id)
        return done
