"""The phases of a meeting on one scale of days, with the months named."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from babel.dates import format_date
from dateutil.relativedelta import relativedelta

from web.editor.small_forms import phase_forms
from web.pages.dates import by_skeleton, dates_in_words, locale_of
from web.pages.stages import kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from agenda.meeting import Meeting
    from agenda.phase import Phase
    from web.editor.findings_panel import Mark
    from web.editor.small_forms import Rejected, SmallForm
    from web.pages.phrases import Phrase
    from web.pages.reading import Reading

MOST_MONTHS_NAMED = 14
LEAST_DAYS = 28
HALVES = 200


@dataclass(frozen=True)
class Month:
    """A month of the scale, or several: `place` are its classes."""

    name: str
    place: str


@dataclass(frozen=True)
class Bar:
    """A phase: `dates` in words, `start` and `end` for machines, `place` its classes, `tag` what they are worth."""

    id: str
    pointer: str
    title: Phrase
    kind: str
    dates: str
    start: str
    end: str
    place: str
    href: str
    form: str
    tag: str
    is_off: bool
    is_current: bool
    sittings: str
    marks: tuple[Mark, ...]
    forms: tuple[SmallForm, ...]


@dataclass(frozen=True)
class Strip:
    """The scale begins with the day `first` and is so many `days` long; `add` is the address of a new phase."""

    first: str
    days: int
    months: tuple[Month, ...]
    bars: tuple[Bar, ...]
    add: str


def strip_of(
    reading: Reading,
    *,
    room: str,
    current: str,
    marks: Mapping[str, tuple[Mark, ...]],
    links: Mapping[str, str],
    rejected: Rejected,
) -> Strip:
    """The strip of a meeting; `links` are the addresses of the phases' timetables, by id."""
    meeting = reading.view.meeting
    first, days = scale_of(meeting)
    return Strip(
        first=first.isoformat(),
        days=days,
        months=tuple(_months(first, days, reading.interface)),
        bars=tuple(
            Bar(
                id=phase.id,
                pointer=f"/phases/{position}",
                title=reading.phrase(phase.title),
                kind=kind_of(reading, phase),
                dates=dates_in_words(phase.start, phase.end, reading.interface),
                start=phase.start.isoformat(),
                end=phase.end.isoformat(),
                place=_place(phase, first, days),
                href=links[phase.id],
                form=f"{room}/edit/phase/{phase.id}",
                tag=reading.words.statuses[phase.status],
                is_off=phase.is_off,
                is_current=phase.id == current,
                sittings=_sittings(reading, phase.sessions),
                marks=marks.get(phase.id, ()),
                forms=phase_forms(reading, phase, rejected),
            )
            for position, phase in enumerate(meeting.phases)
        ),
        add=f"{room}/add/phase",
    )


def _sittings(reading: Reading, sessions: Sequence[object]) -> str:
    return reading.ngettext("%(count)s sitting", "%(count)s sittings", len(sessions)) if sessions else ""


def scale_of(meeting: Meeting) -> tuple[date, int]:
    """The first day of the scale and its length: whole months around all phases."""
    days = [day for phase in meeting.phases for day in (phase.start, phase.end)] or [date(2000, 1, 1)]
    first = min(days).replace(day=1)
    after = max(days).replace(day=1) + relativedelta(months=1)
    return first, max((after - first).days, LEAST_DAYS)


def _place(phase: Phase, first: date, days: int) -> str:
    start = (phase.start - first).days
    length = max((phase.end - phase.start).days, 0) + 1
    return _halves(start, length, days)


def _halves(start: int, length: int, days: int) -> str:
    at = min(round(HALVES * start / days), HALVES - 1)
    return f"x{at} w{max(1, min(round(HALVES * length / days), HALVES - at))}"


def _months(first: date, days: int, language: str) -> Iterator[Month]:
    months = round(days / 30.44)
    together = -(-months // MOST_MONTHS_NAMED)
    month, last = first, first + timedelta(days=days)
    while month < last:
        after = month + relativedelta(months=together)
        is_first = month == first or month.month <= together
        name = (
            by_skeleton(month, "yMMM", language) if is_first else format_date(month, "LLL", locale=locale_of(language))
        )
        yield Month(str(name), _halves((month - first).days, (min(after, last) - month).days, days))
        month = after
