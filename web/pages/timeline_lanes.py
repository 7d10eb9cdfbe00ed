"""One lane of the timeline: a phase's labels over its bar, the sittings on that, and below what is due."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from web.pages.dates import dates_in_words
from web.pages.phrases import Phrase
from web.pages.stages import kind_of
from web.pages.timeline_canvas import BOLD, LARGE, SMALL
from web.pages.timeline_labels import Box, lines_of, pieces_width
from web.pages.timeline_marks import extent_of, isolated, marks_of
from web.pages.timeline_notes import DOT, notes_of
from web.pages.timeline_parts import Lane, Struck
from web.pages.timeline_scale import INSET

if TYPE_CHECKING:
    from collections.abc import Sequence

    from web.pages.reading import Reading
    from web.pages.timeline_canvas import Canvas
    from web.pages.timeline_course import Course
    from web.pages.timeline_labels import Label
    from web.pages.timeline_marks import Column
    from web.pages.timeline_scale import Scale

BAR, BETWEEN = 26.0, 20.0
"""The height of a bar, and the space between two lanes."""


@dataclass(frozen=True)
class Strip:
    """What all lanes of a picture share; `tallest` is how many sittings its highest column stands for."""

    reading: Reading
    canvas: Canvas
    scale: Scale
    tallest: int


def lane_of(strip: Strip, course: Course, columns: Sequence[Column], *, top: float) -> tuple[Lane, float]:
    """A phase from `top` downwards, and where the next may begin."""
    reading, canvas = strip.reading, strip.canvas
    start, end = extent_of(strip.scale, course)
    labels = _labels(reading, canvas, course, start, end, top)
    bar = Box(
        start, max(label.box.bottom for label in labels) + 5, end, max(label.box.bottom for label in labels) + 5 + BAR
    )
    notes = notes_of(reading, canvas, strip.scale, course, bar)
    drawn = canvas.box(start, end, top=bar.top, height=BAR)
    lane = Lane(
        href=reading.part("phases", course.phase.id),
        title=" · ".join(isolated(word) for word in (reading.phrase(course.phase.title), *_facts(reading, course))),
        status=course.phase.status,
        labels=labels,
        bar=drawn,
        cross=_cross(course.phase.status, drawn),
        marks=tuple(marks_of(reading, canvas, course, columns, ground=bar.bottom - 1, tallest=strip.tallest)),
        notes=notes,
    )
    return lane, max([bar.bottom, *(note.room.bottom for note in notes)]) + BETWEEN


def _facts(reading: Reading, course: Course) -> list[Phrase]:
    """Whether the phase stands, how it works, when, and how many of its sittings have no hour yet."""
    phase = course.phase
    dates = dates_in_words(phase.start, max(phase.start, phase.end), reading.interface)
    later = len(phase.sessions) - len(course.sittings)
    unscheduled = reading.ngettext("%(count)s sitting not scheduled yet", "%(count)s sittings not scheduled yet", later)
    facts = (
        Phrase(reading.words.statuses[phase.status]),
        Phrase(kind_of(reading, phase)),
        Struck(dates) if phase.is_off else Phrase(dates),
        Phrase(unscheduled if later else ""),
    )
    return [fact for fact in facts if fact]


def _labels(
    reading: Reading, canvas: Canvas, course: Course, start: float, end: float, top: float
) -> tuple[Label, ...]:
    """The title over the facts: from where the bar begins, or up to where it ends, as far as there is room."""
    room = canvas.width - 2 * INSET
    titles = lines_of(reading.phrase(course.phase.title), room, LARGE * BOLD, most=2)
    facts = _lines(_facts(reading, course), room)
    widths = [pieces_width([title], LARGE * BOLD) for title in titles] + [pieces_width(line, SMALL) for line in facts]
    widest = min(max(widths), room)
    fits = start + widest <= canvas.width - INSET
    ends_here = not fits and start + end > canvas.width
    place = start if fits else max(end, INSET + widest) if ends_here else INSET
    labels, line = [], top
    for title in titles:
        line += 18
        labels.append(canvas.label(place, line, [title], size=LARGE * BOLD, ends_here=ends_here))
    for words in facts:
        line += 17
        labels.append(canvas.label(place, line, words, room=room, ends_here=ends_here))
    return tuple(replace(label, is_title=True) for label in labels[: len(titles)]) + tuple(labels[len(titles) :])


def _lines(facts: Sequence[Phrase], room: float) -> list[list[Phrase]]:
    """Facts side by side as long as there is room, with dots between."""
    lines: list[list[Phrase]] = []
    for fact in facts:
        if lines and pieces_width([*lines[-1], DOT, fact], SMALL) <= room:
            lines[-1] += [DOT, fact]
        else:
            lines.append([fact])
    return lines


def _cross(status: str, bar: Box) -> str:
    """One line through what is postponed, two through what is cancelled."""
    down = f"M{bar.left} {bar.top}L{bar.right} {bar.bottom}"
    return {"postponed": down, "cancelled": f"{down}M{bar.left} {bar.bottom}L{bar.right} {bar.top}"}.get(status, "")
