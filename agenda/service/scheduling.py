"""Publications at a set time: planned by an organiser, made by whichever process sees that the time has come."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from agenda.errors import AgendaError, InvalidInput, NotAllowed, Problem, StoreUnavailable
from agenda.service.publishing import publish_draft
from agenda.store import meetings
from agenda.store import schedule as planned
from agenda.store.schedule import Scheduled

if TYPE_CHECKING:
    from datetime import datetime

    from agenda.service.publishing import Publication, Publisher
    from agenda.store import Store

FARTHEST = timedelta(days=3653)


def schedule(store: Store, slug: str, *, at: datetime, message: str, author: str, now: datetime) -> Scheduled:
    """Plans that the draft, as it is at that time, is published then; what was planned before is given up.

    Raises NotFound, NotAllowed for a time that is over, or InvalidInput for one without a zone or too far ahead.
    """
    if at.tzinfo is None:
        raise InvalidInput(
            [Problem("/at", "give the time with its offset from UTC, such as 2027-01-15T18:00:00+01:00")]
        )
    if at > now + FARTHEST:
        raise InvalidInput([Problem("/at", "this is more than ten years ahead; give an earlier time")])
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


def publish_due(store: Store, *, now: datetime, publisher: Publisher) -> list[tuple[str, Publication | Exception]]:
    """Makes the publications whose time has come, each once however many processes look.

    One that findings stop, or a fault of ours, is kept with its problem and is not tried again; one for which the
    database was away is, the next time. What comes of each is told by slug. Raises StoreUnavailable.
    """
    with store.asking() as connection:
        due = planned.due_slugs(connection, now)
    done = ((slug, _publish_planned(store, slug, now=now, publisher=publisher)) for slug in due)
    return [(slug, outcome) for slug, outcome in done if outcome is not None]


def _publish_planned(store: Store, slug: str, *, now: datetime, publisher: Publisher) -> Publication | Exception | None:
    """What came of it; None where another process was first, or it was given up meanwhile."""
    try:
        with store.writing() as connection:
            claimed = planned.claim(connection, slug, now)
            if claimed is None:
                return None
            _, plan = claimed
            draft = meetings.draft_of(connection, slug)
            return publish_draft(
                connection, draft, message=plan.message, author=plan.author, now=now, publisher=publisher
            )
    except StoreUnavailable as error:
        return error
    except Exception as error:  # the transaction is rolled back, so that it is still planned
        is_told = isinstance(error, AgendaError)
        problem = str(error) if is_told else f"a fault of the service stopped it ({type(error).__name__}); publish now"
        _note_problem(store, slug, problem, now=now)
        return error


def _note_problem(store: Store, slug: str, problem: str, *, now: datetime) -> None:
    """Keeps why a publication was not made, unless it was given up or planned anew meanwhile."""
    with store.writing() as connection:
        if (claimed := planned.claim(connection, slug, now)) is not None:
            meeting_id, plan = claimed
            planned.put(connection, meeting_id, replace(plan, problem=problem))
