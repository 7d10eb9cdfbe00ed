"""Phases as the pages print them: what each is, when and where, what is open and due in it, its days and outcomes."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from agenda.schedule import due_of, zone_of
from agenda.timespan import instant
from web.pages.clocks import instant_iso, named_zone, times
from web.pages.dates import dates_in_words, weekday_and_date, window_in_words
from web.pages.parts import Due, Stage
from web.pages.results import results_of
from web.pages.sittings import days_of, unscheduled_in

if TYPE_CHECKING:
    from datetime import date

    from agenda.phase import Deadline, Phase
    from web.pages.reading import Reading


def stages_of(reading: Reading) -> tuple[Stage, ...]:
    """Every phase, in the order of the meeting file."""
    return tuple(stage(reading, phase) for phase in reading.view.meeting.phases)


def stage(reading: Reading, phase: Phase) -> Stage:
    """One phase with everything in it."""
    venue, zone = reading.venues.get(phase.venue or ""), zone_of(reading.view.meeting, phase)
    feed = ("phases", phase.id)
    return Stage(
        id=phase.id,
        title=reading.phrase(phase.title),
        href=reading.page(*feed),
        kind=kind_of(reading, phase),
        status=reading.words.statuses[phase.status],
        is_off=phase.is_off,
        warning=_warning(reading, phase),
        window=window_in_words(phase.start, phase.end, reading.interface),
        dates=dates_in_words(phase.start, phase.end, reading.interface),
        length=reading.ngettext("%(count)s day", "%(count)s days", (phase.end - phase.start).days + 1),
        contents=_contents(reading, phase),
        zone=named_zone(
            zone,
            phase.start,
            phase.end,
            translations=reading.reader.translations,
            language=reading.interface,
        ),
        site=reading.site(venue) if venue else None,
        platform=reading.phrase(phase.platform.name) if phase.platform else None,
        platform_href=(phase.platform and phase.platform.url) or "",
        has_decisions=phase.decisions,
        description=reading.prose(phase.description),
        items=reading.headings(phase.items),
        deadlines=tuple(_due(reading, phase, deadline) for deadline in _by_time(reading, phase)),
        days=days_of(reading, phase),
        unscheduled=unscheduled_in(reading, phase),
        results=results_of(reading, phase),
        webcal=reading.webcal(*feed),
        download=reading.calendar(*feed),
        deadlines_webcal=reading.webcal("deadlines"),
        start=_midnight(phase.start, zone),
        end=_midnight(phase.end + timedelta(days=1), zone),
        changed=reading.changed.get(("phase", phase.id), 0),
        mark=reading.marks.get(("phase", phase.id), ""),
    )


def _midnight(day: date, zone: str) -> str:
    return instant_iso(instant(datetime.combine(day, time()), zone))


def kind_of(reading: Reading, phase: Phase) -> str:
    """How a phase works, in words: an online one without sittings works on documents."""
    kinds = reading.words.phase_kinds
    if phase.kind == "online" and not phase.sessions:
        return kinds["documents"]
    if phase.kind == "closing" and phase.sessions:
        return kinds["closing_sittings"]
    return kinds[phase.kind]


def _warning(reading: Reading, phase: Phase) -> str:
    _ = reading.gettext
    return {
        "confirmed": "",
        "tentative": _("These dates are not confirmed yet."),
        "postponed": _("Postponed: these dates no longer stand, and new ones are not known yet."),
        "cancelled": _("Cancelled: this phase does not take place."),
    }[phase.status]


def _contents(reading: Reading, phase: Phase) -> str:
    counts = [
        reading.ngettext("%(count)s sitting", "%(count)s sittings", len(phase.sessions)) if phase.sessions else "",
        reading.ngettext("%(count)s deadline", "%(count)s deadlines", len(phase.deadlines)) if phase.deadlines else "",
    ]
    return reading.gettext(", ").join(count for count in counts if count)


def _by_time(reading: Reading, phase: Phase) -> list[Deadline]:
    zone = zone_of(reading.view.meeting, phase)
    return sorted(phase.deadlines, key=lambda deadline: due_of(deadline, zone).timestamp())


def _due(reading: Reading, phase: Phase, deadline: Deadline) -> Due:
    moment = due_of(deadline, zone_of(reading.view.meeting, phase))
    return Due(
        id=deadline.id,
        title=reading.phrase(deadline.title),
        kind=reading.words.deadline_kinds[deadline.kind],
        day=weekday_and_date(moment.date(), reading.interface),
        times=times(moment, None, reader_zone=reading.zone, language=reading.interface),
        position=_position(reading, phase, moment),
        audience=reading.audience_names(deadline.audience),
        items_label=reading.ngettext("Item", "Items", len(deadline.items)),
        items=reading.headings(deadline.items),
        instant=instant_iso(moment),
        changed=reading.changed.get(("deadline", deadline.id), 0),
        mark=reading.marks.get(("deadline", deadline.id), ""),
    )


def _position(reading: Reading, phase: Phase, moment: datetime) -> str:
    day = moment.date()
    if not phase.start <= day <= phase.end:
        return ""
    if day == phase.end:
        return reading.gettext("last day of the phase")
    place = {"day": (day - phase.start).days + 1, "days": (phase.end - phase.start).days + 1}
    return reading.gettext("day %(day)s of %(days)s") % place
