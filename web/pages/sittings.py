"""Sittings as the pages print them: hours on two clocks, place, ways to take part, and the running order."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from agenda.running import planned_starts
from agenda.schedule import span_of, zone_of
from agenda.timespan import instant, zone
from web.pages.clocks import hours, instant_iso, times, zone_name
from web.pages.dates import weekday_and_date
from web.pages.papers import languages_without, paper
from web.pages.parts import Day, Join, Sitting, Step
from web.pages.results import results_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, datetime

    from agenda.phase import Phase
    from agenda.session import JoinLink, Session, Slot
    from web.pages.parts import Times, Who
    from web.pages.phrases import Phrase
    from web.pages.reading import Reading


def days_of(reading: Reading, phase: Phase) -> tuple[Day, ...]:
    """The scheduled sittings of a phase by day of its zone, each day's by time and then in the order of the file."""
    name = zone_of(reading.view.meeting, phase)
    scheduled = [(instant(s.start, name, fold=s.fold or 0), s) for s in phase.sessions if s.start]
    scheduled.sort(key=lambda pair: pair[0].timestamp())
    by_day: defaultdict[date, list[Sitting]] = defaultdict(list)
    for start, session in scheduled:
        by_day[start.date()].append(sitting(reading, phase, session))
    return tuple(_day(reading, day, sittings) for day, sittings in by_day.items())


def _day(reading: Reading, day: date, sittings: Sequence[Sitting]) -> Day:
    language = reading.interface
    return Day(day.isoformat(), weekday_and_date(day, language), reading.short_date(day), tuple(sittings))


def unscheduled_in(reading: Reading, phase: Phase) -> tuple[Sitting, ...]:
    """The sittings of a phase that have no hour yet."""
    return tuple(sitting(reading, phase, session) for session in phase.sessions if session.start is None)


def sitting(reading: Reading, phase: Phase, session: Session) -> Sitting:
    """One sitting with its running order."""
    start, end = bounds_of(reading, phase, session)
    steps = tuple(_steps(reading, session, start))
    is_off = phase.is_off or session.is_cancelled
    room, venue = reading.rooms.get(session.room or "", (None, None))
    return Sitting(
        id=session.id,
        title=reading.phrase(session.title),
        href=reading.page("sessions", session.id),
        day=weekday_and_date(start.date(), reading.interface) if start else "",
        times=times(start, end, reader_zone=reading.zone, language=reading.interface) if start else None,
        length="" if start and end else _minutes(reading, session.minutes),
        is_off=is_off,
        tags=tuple(_tags(reading, phase, session)),
        kind=reading.words.session_kinds[session.kind] if session.kind else "",
        room=reading.hall(room) if room else None,
        venue=reading.phrase(venue.name) if venue else None,
        expected=_expected(reading, session),
        chair=reading.who(session.chair),
        interpretation=reading.list_of(reading.language_name(tag) for tag in session.interpretation),
        join=() if is_off else tuple(_join(reading, link) for link in session.join),
        recording=session.recording or "",
        source=(session.source and session.source.url) or "",
        notice=reading.optional(session.notice),
        description=reading.prose(session.description),
        audience=reading.audience_names(session.audience),
        steps=steps,
        has_hours=any(step.times for step in steps),
        results=results_of(reading, phase, session=session.id),
        start=instant_iso(start) if start else "",
        end=instant_iso(end) if end else "",
        changed=reading.changed.get(("session", session.id), 0),
        mark=reading.marks.get(("session", session.id), ""),
        not_interpreted=_not_interpreted(reading, session),
    )


def bounds_of(reading: Reading, phase: Phase, session: Session) -> tuple[datetime | None, datetime | None]:
    """The start and end of a sitting in its phase's zone, each None where it is not known."""
    name = zone_of(reading.view.meeting, phase)
    span = span_of(session, name)
    if span:
        return span.start, span.end
    return (instant(session.start, name, fold=session.fold or 0), None) if session.start else (None, None)


def _tags(reading: Reading, phase: Phase, session: Session) -> Iterator[str]:
    _ = reading.gettext
    if session.is_cancelled:
        yield _("Cancelled")
    elif phase.is_off:
        yield reading.words.statuses[phase.status]
    elif session.status == "tentative":
        yield _("Tentative")
    if session.id in reading.view.closed:
        yield _("Closed")


def _expected(reading: Reading, session: Session) -> str:
    if session.expected is None:
        return ""
    return reading.ngettext("%(count)s person expected", "%(count)s people expected", session.expected)


def _not_interpreted(reading: Reading, session: Session) -> str:
    """Nothing is said of a sitting of which nothing is: its interpretation may not be arranged yet."""
    without = languages_without(reading, session.interpretation) if session.interpretation else ""
    return reading.gettext("not into %(languages)s") % {"languages": without} if without else ""


def _minutes(reading: Reading, minutes: int | None) -> str:
    return "" if minutes is None else reading.ngettext("%(count)s minute", "%(count)s minutes", minutes)


def _join(reading: Reading, link: JoinLink) -> Join:
    features = reading.gettext(", ").join(reading.words.features[feature] for feature in link.features)
    return Join(reading.phrase(link.label), link.url, features, reading.audience_names(link.audience))


def _steps(reading: Reading, session: Session, start: datetime | None) -> Iterator[Step]:
    for slot, moment in zip(session.slots, planned_starts(session.slots, start), strict=True):
        yield _step(reading, slot, _hour(reading, moment, start) if moment and start else None)


def _hour(reading: Reading, moment: datetime, start: datetime) -> Times:
    usual = (zone_name(start), zone_name(start.astimezone(zone(reading.zone))))
    return hours(moment, day=start.date(), usual=usual, reader_zone=reading.zone, language=reading.interface)


def _step(reading: Reading, slot: Slot, hour: Times | None) -> Step:
    item = reading.heading(slot.item) if slot.item else None
    documents = reading.items[slot.item][1].documents if slot.item and item else ()
    return Step(
        kind=slot.kind,
        times=hour,
        title=_step_title(reading, slot),
        item=item,
        minutes=slot.minutes,
        speakers=tuple(_speakers(reading, slot)),
        papers=tuple(paper(reading, identity) for identity in documents if identity in reading.documents),
    )


def _step_title(reading: Reading, slot: Slot) -> Phrase | str:
    if slot.title:
        return reading.phrase(slot.title)
    if slot.kind == "break":
        return reading.gettext("Break")
    return reading.gettext("Statement") if slot.kind == "statement" else ""


def _speakers(reading: Reading, slot: Slot) -> Iterator[Who]:
    for speaker in slot.speakers:
        who = reading.who(speaker.person, speaker.role)
        if who:
            yield who
