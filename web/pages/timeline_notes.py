"""Deadlines and clock changes below a phase's bar: where each has room, with no label or line in another's way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from web.pages.dates import by_skeleton, weekday_and_date
from web.pages.phrases import Phrase
from web.pages.timeline_canvas import SMALL
from web.pages.timeline_labels import Box, lines_of, pieces_width, rounded
from web.pages.timeline_marks import hours_of, isolated
from web.pages.timeline_parts import Note, Struck
from web.pages.timeline_scale import INSET

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from web.pages.reading import Reading
    from web.pages.timeline_canvas import Canvas
    from web.pages.timeline_course import Course
    from web.pages.timeline_scale import Scale

ROW, LINE, STEP = 26.0, 16.0, 8.0
"""Heights of a note of one line, of each line more, and by how much a note moves down where there is no room."""
BESIDE, REACH = 9.0, 12.0
"""From the middle of a note's mark to its text, and as far as it may be touched on the other side."""
SAID = 3
"""How many clock changes of a phase are said beside their marks; more are marks alone."""
DOT = Phrase(" · ")


@dataclass(frozen=True)
class _Event:
    """What there is to place: its mark at a place of the axis and its words."""

    kind: str
    moment: float
    href: str
    title: str
    day: Phrase
    words: Phrase


@dataclass(frozen=True)
class _Shape:
    """How an event is drawn: lines of words, each with the place where it begins or ends, between `start` and `end`."""

    event: _Event
    place: float
    lines: tuple[tuple[float, tuple[Phrase, ...]], ...]
    ends_here: bool
    start: float
    end: float

    @property
    def height(self) -> float:
        return ROW + LINE * max(len(self.lines) - 1, 0)

    def room(self, top: float) -> Box:
        return Box(self.start, top, self.end, top + self.height)

    def line(self, bar: Box, top: float) -> Box:
        """What its line from the bar needs."""
        return Box(self.place - 2, bar.bottom, self.place + 2, top)


def notes_of(reading: Reading, canvas: Canvas, scale: Scale, course: Course, bar: Box) -> tuple[Note, ...]:
    """The deadlines and clock changes of a phase, in the order of time, under a bar in places of the axis.

    Those with words after their marks go from last to first, so that no line has to pass them; the others then follow.
    """
    events = sorted(_events(reading, course), key=lambda event: event.moment)
    shapes = [_shape(canvas, event, scale.at(event.moment)) for event in events]
    ordered = [*(shape for shape in reversed(shapes) if not shape.ends_here), *(s for s in shapes if s.ends_here)]
    placed: list[tuple[_Shape, float]] = []
    for shape in ordered:
        placed.append((shape, _top(shape, bar, placed)))
    placed.sort(key=lambda one: one[0].event.moment)
    return tuple(_note(canvas, course, shape, bar, top) for shape, top in placed)


def _events(reading: Reading, course: Course) -> Iterator[_Event]:
    language, is_off = reading.interface, course.phase.is_off
    for deadline, moment in course.deadlines:
        title, day = reading.phrase(deadline.title), by_skeleton(moment.date(), "MMMd", language)
        kind, date = reading.words.deadline_kinds[deadline.kind], weekday_and_date(moment.date(), language)
        words, full = (
            Struck(day) if is_off else Phrase(day),
            f"{isolated(title)} · {kind} · {date} · {hours_of(reading, moment, moment)}",
        )
        yield _Event("deadline", moment.timestamp(), reading.here(f"deadline-{deadline.id}"), full, words, title)
    for change in course.changes:
        said = reading.gettext("Clocks go forward") if change.is_forward else reading.gettext("Clocks go back")
        day, href = by_skeleton(change.moment.date(), "MMMd", language), reading.part("phases", course.phase.id)
        words, said = (Phrase(day), said) if len(course.changes) <= SAID else (Phrase(""), "")
        yield _Event("clock", change.moment.timestamp(), href, change.sentence, words, Phrase(said))


def _shape(canvas: Canvas, event: _Event, place: float) -> _Shape:
    """The words beside the mark, after it or before; below their day and broken where they are too long for that."""
    whole = (event.day, DOT, event.words) if event.words else ()
    long = pieces_width(whole, SMALL)
    ends_here = long > canvas.width - place - BESIDE and place > canvas.width / 2
    at = place - BESIDE if ends_here else place + BESIDE
    room = at if ends_here else canvas.width - at
    if long <= room:
        lines: tuple[tuple[float, tuple[Phrase, ...]], ...] = ((at, whole),) if whole else ()
    else:
        lines = ((at, (event.day,)), *_broken(canvas, event.words, at, room, ends_here=ends_here))
    widths = [(where, pieces_width(words, SMALL)) for where, words in lines]
    start = min([place - REACH, *((where - width if ends_here else where) for where, width in widths)])
    end = max([place + REACH, *((where if ends_here else where + width) for where, width in widths)])
    return _Shape(event, place, lines, ends_here, max(start, 0), min(end, canvas.width))


def _broken(
    canvas: Canvas, words: Phrase, at: float, room: float, *, ends_here: bool
) -> Iterator[tuple[float, tuple[Phrase, ...]]]:
    """Lines under the day, or where three are not enough for that, two across the picture."""
    lines = lines_of(words, room, SMALL, most=3)
    if " ".join(line.text for line in lines) != " ".join(words.text.split()):
        lines = lines_of(words, canvas.width - 2 * INSET, SMALL, most=2)
        widest = max(pieces_width([line], SMALL) for line in lines)
        at = max(at, INSET + widest) if ends_here else min(at, canvas.width - INSET - widest)
    yield from ((at, (line,)) for line in lines)


def _top(shape: _Shape, bar: Box, placed: Sequence[tuple[_Shape, float]]) -> float:
    """The first height at which nothing is crossed, or if there is none, at which no words are covered."""
    rooms = [other.room(top) for other, top in placed]
    lines = [other.line(bar, top) for other, top in placed]
    lowest = max((room.bottom for room in rooms), default=bar.bottom)
    tops = [bar.bottom + step * STEP for step in range(int((lowest - bar.bottom) // STEP) + 2)]
    free = [top for top in tops if not any(shape.room(top).overlaps(room) for room in rooms)]
    clear = (
        top
        for top in free
        if not any(shape.room(top).overlaps(line) for line in lines)
        and not any(shape.line(bar, top).overlaps(room) for room in rooms)
    )
    return next(clear, free[0])


def _note(canvas: Canvas, course: Course, shape: _Shape, bar: Box, top: float) -> Note:
    event, x, middle = shape.event, canvas.x(shape.place), rounded(top + ROW / 2)
    return Note(
        kind=event.kind,
        href=event.href,
        title=event.title,
        is_off=course.phase.is_off,
        room=canvas.box(shape.start, shape.end, top=top, height=shape.height),
        line=_line(canvas, shape, bar, top),
        mark=clock_mark(x, middle) if event.kind == "clock" else due_mark(x, middle),
        labels=tuple(
            canvas.label(place, top + 17.5 + LINE * number, words, ends_here=shape.ends_here)
            for number, (place, words) in enumerate(shape.lines)
        ),
    )


def _line(canvas: Canvas, shape: _Shape, bar: Box, top: float) -> str:
    """From the mark up to the bar, or to its nearer end where it does not reach so far."""
    if bar.left <= shape.place <= bar.right:
        return canvas.lines([(shape.place, bar.top if shape.event.kind == "clock" else bar.bottom - 8, top + 6)])
    end = bar.left if shape.place < bar.left else bar.right
    return f"M{canvas.x(shape.place)} {rounded(top + 6)}V{rounded((bar.top + bar.bottom) / 2)}H{canvas.x(end)}"


def due_mark(x: float, middle: float) -> str:
    """The path of a diamond."""
    return f"M{rounded(x)} {rounded(middle - 6)}l6 6l-6 6l-6 -6z"


def clock_mark(x: float, middle: float) -> str:
    """The path of a clock's face and hands."""
    return (
        f"M{rounded(x - 5)} {rounded(middle)}a5 5 0 1 0 10 0a5 5 0 1 0 -10 0M{rounded(x)} {rounded(middle - 3)}v3h2.5"
    )
