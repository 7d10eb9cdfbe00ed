"""Sittings on a phase's bar: a bar each day, week or hour as high as there are sittings, and links that can be hit."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from web.pages.clocks import times
from web.pages.dates import dates_in_words
from web.pages.timeline_canvas import path_of
from web.pages.timeline_course import midnight
from web.pages.timeline_labels import Box
from web.pages.timeline_parts import Marks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from web.pages.phrases import Phrase
    from web.pages.reading import Reading
    from web.pages.timeline_canvas import Canvas
    from web.pages.timeline_course import Course, Held
    from web.pages.timeline_scale import Scale

HOURS = 90.0
"""From so many units for a day on, sittings stand at their hours."""
NARROWEST, WIDEST, TARGET = 2.5, 14.0, 26.0
"""The width of a column, at least and at most, and of a link at least."""
HIGHEST, STOREY = 20.0, 10.0
"""The height of the highest column, and of one sitting at most."""
THINNEST = 6.0
"""The length of a phase's bar at least."""


@dataclass(frozen=True)
class Column:
    """How many sittings take place, and how many are off, between two places; `begun` are those that begin there."""

    start: float
    end: float
    live: int
    off: int
    begun: tuple[Held, ...]


@dataclass
class _Crowd:
    columns: list[Column] = field(default_factory=list)

    @property
    def start(self) -> float:
        return self.columns[0].start

    @property
    def end(self) -> float:
        return self.columns[-1].end


def days_in_column(scale: Scale) -> int:
    """How many days one column stands for: 1, 7 or 28; 0 where sittings stand at their hours."""
    if scale.day >= HOURS:
        return 0
    return next((days for days in (1, 7) if days * scale.day >= NARROWEST), 28)


def extent_of(scale: Scale, course: Course) -> tuple[float, float]:
    """The places where the bar of a phase begins and ends."""
    start, end = scale.at(course.start.timestamp()), scale.at(course.end.timestamp())
    start = min(start, scale.knots[-1][1] - THINNEST)
    return start, max(end, start + THINNEST)


def columns_of(course: Course, scale: Scale) -> list[Column]:
    """The sittings of a phase on a scale, in the order of time."""
    days = days_in_column(scale)
    return list(_by_days(course, scale, days) if days else _by_hours(course, scale))


def _by_days(course: Course, scale: Scale, days: int) -> Iterator[Column]:
    by_first: defaultdict[int, list[Held]] = defaultdict(list)
    for held in course.sittings:
        ordinal = held.start.date().toordinal()
        by_first[ordinal - (ordinal - 1) % days].append(held)
    for ordinal, begun in sorted(by_first.items()):
        first, last = (
            scale.at(midnight(date.fromordinal(o), course.zone).timestamp()) for o in (ordinal, ordinal + days)
        )
        start, end = _column(first, last, *extent_of(scale, course))
        off = sum(_is_off(course, held) for held in begun)
        yield Column(start, end, len(begun) - off, off, tuple(begun))


def _column(start: float, end: float, first: float, last: float) -> tuple[float, float]:
    """A column in the middle of its days, or of those of them that are the phase's."""
    if start < last and first < end:
        start, end = max(start, first), min(end, last)
    middle, broad = (start + end) / 2, min(max(end - start - 1, NARROWEST - 1), WIDEST)
    return middle - broad / 2, middle + broad / 2


def _by_hours(course: Course, scale: Scale) -> Iterator[Column]:
    """Between any two hours at which a sitting begins or ends, as many as then take place."""
    spans = [(scale.at(held.start.timestamp()), scale.at(held.end.timestamp()), held) for held in course.sittings]
    spans = [(start, max(end, start + NARROWEST), held) for start, end, held in spans]
    for start, end in pairwise(sorted({edge for first, last, _ in spans for edge in (first, last)})):
        there = [(held, first) for first, last, held in spans if first < end and start < last]
        off = sum(_is_off(course, held) for held, _ in there)
        if there:
            begun = tuple(held for held, first in there if first == start)
            yield Column(start, max(end - 1, start + 1), len(there) - off, off, begun)


def _is_off(course: Course, held: Held) -> bool:
    return course.phase.is_off or held.session.is_cancelled


def tallest_of(columns: Iterable[Column]) -> int:
    """The most sittings that one column stands for; at least 1."""
    return max((column.live + column.off for column in columns), default=1)


def marks_of(
    reading: Reading, canvas: Canvas, course: Course, columns: Sequence[Column], *, ground: float, tallest: int
) -> Iterator[Marks]:
    """The columns of a phase standing on `ground`; those too close to be hit one by one share a link."""
    storey, edge = min(STOREY, HIGHEST / tallest), 0.0
    for crowd in _crowds(columns, canvas.width):
        begun = [held for column in crowd.columns for held in column.begun]
        start = max(edge, min(crowd.start, (crowd.start + crowd.end - TARGET) / 2, canvas.width - TARGET))
        edge = min(max(crowd.end, start + TARGET), canvas.width)
        drawn, off = _paths(canvas, crowd.columns, ground, storey)
        room = canvas.box(start, edge, top=ground - TARGET + 1, height=TARGET)
        yield Marks(_place(reading, course, begun), _title(reading, begun), room, drawn, off)


def _crowds(columns: Sequence[Column], width: float) -> list[_Crowd]:
    """Columns by link: one more begins where there is room for a link from its first column on, or up to the edge."""
    crowds: list[_Crowd] = []
    for column in columns:
        edge = max(crowds[-1].end, crowds[-1].start + TARGET) if crowds else 0.0
        if not crowds or (column.begun and edge <= min(column.start, width - TARGET)):
            crowds.append(_Crowd())
        crowds[-1].columns.append(column)
    return crowds


def _paths(canvas: Canvas, columns: Sequence[Column], ground: float, storey: float) -> tuple[str, str]:
    drawn, off = [], []
    for column in columns:
        height = max(column.live * storey, NARROWEST) if column.live else 0.0
        if column.live:
            drawn.append(path_of(canvas.box(column.start, column.end, top=ground - height, height=height)))
        if column.off:
            more = max(column.off * storey, NARROWEST)
            off.append(path_of(canvas.box(column.start, column.end, top=ground - height - more, height=more)))
    return "".join(drawn), "".join(off)


def _place(reading: Reading, course: Course, begun: Sequence[Held]) -> str:
    if len(begun) == 1:
        return reading.here(f"session-{begun[0].session.id}")
    return reading.here(f"day-{course.phase.id}-{begun[0].start.date().isoformat()}")


def _title(reading: Reading, begun: Sequence[Held]) -> str:
    """ "Opening plenary · Wed 16 Nov, 10:00–13:00 CET" of one sitting; of several their days and how many."""
    first, last = begun[0].start.date(), begun[-1].start.date()
    if len(begun) == 1:
        title = isolated(reading.phrase(begun[0].session.title))
        return f"{title} · {reading.short_date(first)} · {hours_of(reading, begun[0].start, begun[0].end)}"
    sittings = reading.ngettext("%(count)s sitting", "%(count)s sittings", len(begun))
    return f"{dates_in_words(first, last, reading.interface)} · {sittings}"


def hours_of(reading: Reading, start: datetime, end: datetime) -> str:
    """ "10:00–13:00 CET", or with no time between the two "10:00 CET", for a title of either direction."""
    clock = times(start, end if end != start else None, reader_zone=reading.zone, language=reading.interface).venue
    first = " ".join(word for word in (clock.start.text, clock.start.note) if word)
    last = f"–{clock.end.text}" + (f" ({clock.end.note})" if clock.end.note else "") if clock.end else ""
    return f"\N{LEFT-TO-RIGHT ISOLATE}{first}{last} {clock.zone}\N{POP DIRECTIONAL ISOLATE}"


def isolated(phrase: Phrase) -> str:
    """Text of the meeting for a title beside words of the page, which its direction must not turn round."""
    return f"\N{FIRST STRONG ISOLATE}{phrase.plain}\N{POP DIRECTIONAL ISOLATE}" if phrase.language else phrase.plain


def sample_columns(left: float, ground: float) -> str:
    """The path of two columns for a legend."""
    high, low = Box(left + 3, ground - 8, left + 8, ground), Box(left + 9, ground - 5, left + 14, ground)
    return path_of(high) + path_of(low)
