"""The timeline: a picture of a meeting's phases over time, as data for its template, and as a file of its own."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from web.pages.dates import by_skeleton, dates_in_words
from web.pages.phrases import Phrase, direction_of
from web.pages.rendering import environment
from web.pages.timeline_canvas import SMALL, Canvas
from web.pages.timeline_course import courses_of, spans_of, zone_of_axis
from web.pages.timeline_labels import rounded, width_of
from web.pages.timeline_lanes import BETWEEN, Strip, lane_of
from web.pages.timeline_marks import columns_of, days_in_column, sample_columns, tallest_of
from web.pages.timeline_notes import clock_mark, due_mark
from web.pages.timeline_parts import Picture, Sign, Timeline
from web.pages.timeline_scale import INSET, scale_of
from web.pages.timeline_ticks import ticks_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from web.pages.reading import Reading
    from web.pages.timeline_course import Course
    from web.pages.timeline_labels import Label
    from web.pages.timeline_parts import Lane
    from web.pages.timeline_scale import Scale
    from web.pages.timeline_ticks import Tick

WIDTHS = {"wide": 760, "narrow": 300}
"""Units; at 280 CSS px or more for "narrow" and 704 for "wide", no text is under 12 px."""
NAMES, AXIS, LANES = 29.0, 36.0, 42.0
"""Lines of the axis's names, of the axis itself, and where lanes begin."""
LINE = 20.0
SHEET = 1_000.0
"""Units: the height of a page on which a picture is as wide as the paper lets it be."""


def timeline_of(reading: Reading) -> Timeline | None:
    """The phases of the view over time, at two widths; None for a meeting without phases."""
    courses = courses_of(reading)
    if not courses:
        return None
    spans = spans_of(courses)
    pictures = (_picture(reading, courses, spans, name=name, width=width) for name, width in WIDTHS.items())
    return _timeline(reading, courses, spans, tuple(pictures))


def timeline_sheets(reading: Reading, *, height: float = SHEET) -> Timeline | None:
    """The same for paper: pictures of one width and axis, each as high as a page is, or of one phase where that is."""
    courses = courses_of(reading)
    if not courses:
        return None
    spans = spans_of(courses)
    lanes = _picture(reading, courses, spans, name="wide", width=WIDTHS["wide"]).lanes
    sheets: list[list[Course]] = []
    top = bottom = 0.0
    for course, lane in zip(courses, lanes, strict=True):
        end = max([lane.bar.bottom, *(note.room.bottom for note in lane.notes)]) + BETWEEN
        if not sheets or LANES + end - top + 3 * LINE > height:
            sheets.append([])
            top = bottom or LANES
        sheets[-1].append(course)
        bottom = end
    drawn = (_picture(reading, tuple(sheet), spans, name="wide", width=WIDTHS["wide"]) for sheet in sheets)
    return _timeline(reading, courses, spans, tuple(drawn))


def _timeline(
    reading: Reading,
    courses: tuple[Course, ...],
    spans: list[tuple[float, float]],
    pictures: tuple[Picture, ...],
) -> Timeline:
    first, last = (datetime.fromtimestamp(moment, UTC) for moment in (min(spans)[0], max(end for _, end in spans)))
    return Timeline(
        title=reading.gettext("Timeline of the phases"),
        description=_description(reading, courses),
        direction=direction_of(reading.interface),
        start=first.isoformat(),
        end=last.isoformat(),
        today=reading.gettext("Today"),
        pictures=pictures,
    )


def timeline_svg(reading: Reading, *, name: str = "wide") -> str:
    """The picture as an SVG file that needs no stylesheet; "" for a meeting without phases."""
    timeline = timeline_of(reading)
    if timeline is None:
        return ""
    picture = next(picture for picture in timeline.pictures if picture.name == name)
    return environment().get_template("public/_timeline.svg").render(timeline=timeline, picture=picture).strip()


def _description(reading: Reading, courses: tuple[Course, ...]) -> str:
    """ "3 phases · 22 October – 15 December 2022 · 2 sittings · 4 deadlines"."""
    phases = [course.phase for course in courses]
    last = max(max(phase.start, phase.end) for phase in phases)
    sittings = sum(len(phase.sessions) for phase in phases)
    deadlines = sum(len(phase.deadlines) for phase in phases)
    facts = [
        reading.ngettext("%(count)s phase", "%(count)s phases", len(phases)),
        dates_in_words(min(phase.start for phase in phases), last, reading.interface),
        reading.ngettext("%(count)s sitting", "%(count)s sittings", sittings) if sittings else "",
        reading.ngettext("%(count)s deadline", "%(count)s deadlines", deadlines) if deadlines else "",
    ]
    return " · ".join(fact for fact in facts if fact)


def _picture(
    reading: Reading, courses: tuple[Course, ...], spans: list[tuple[float, float]], *, name: str, width: int
) -> Picture:
    canvas, scale = Canvas(width, direction_of(reading.interface) == "rtl"), scale_of(spans, width)
    zone, language = zone_of_axis(reading, courses), reading.interface
    ticks = ticks_of(scale, zone, language, apart=_room_of_name(language))
    lanes, foot, tallest = _lanes(reading, courses, canvas, scale)
    legend = tuple(_legend(reading, canvas, scale, lanes, zone, foot, tallest))
    return Picture(
        name=name,
        width=width,
        height=rounded(max(sign.label.box.bottom for sign in legend) + 6),
        scale=" ".join(f"{round(moment)},{canvas.x(x)}" for moment, x in scale.knots),
        grid=canvas.lines([(tick.x, AXIS - 17, foot) for tick in ticks]),
        ticks=tuple(_names(canvas, ticks)),
        gaps=tuple(canvas.box(start, end, top=AXIS - 5, height=foot - AXIS + 5) for start, end in scale.gaps),
        lanes=lanes,
        legend=legend,
        foot=rounded(foot),
    )


def _room_of_name(language: str) -> float:
    """What the name of a day takes at most, with free space after it."""
    return max(width_of(by_skeleton(date(2022, month, 28), "MMMd", language), SMALL) for month in range(1, 13)) + 10


def _names(canvas: Canvas, ticks: tuple[Tick, ...]) -> Iterator[Label]:
    """What stands beside the ticks, wherever there is room for it."""
    free = 0.0
    for tick in ticks:
        long = width_of(tick.text, SMALL)
        if tick.x >= free and tick.x + 3 + long <= canvas.width:
            yield canvas.label(tick.x + 3, NAMES, [Phrase(tick.text)])
            free = tick.x + long + 8


def _lanes(
    reading: Reading, courses: tuple[Course, ...], canvas: Canvas, scale: Scale
) -> tuple[tuple[Lane, ...], float, int]:
    """Every lane, where the last of them ends, and how many sittings the highest column stands for; 0 for none."""
    columns = [columns_of(course, scale) for course in courses]
    tallest = tallest_of(column for each in columns for column in each)
    strip, lanes, top = Strip(reading, canvas, scale, tallest), [], LANES
    for course, each in zip(courses, columns, strict=True):
        lane, top = lane_of(strip, course, each, top=top)
        lanes.append(lane)
    return tuple(lanes), top - 6, tallest if any(columns) else 0


def _legend(
    reading: Reading, canvas: Canvas, scale: Scale, lanes: tuple[Lane, ...], zone: str, foot: float, tallest: int
) -> Iterator[Sign]:
    """What the marks that are used stand for, and whose days the axis has."""
    place, line = INSET, foot + LINE
    for kind, words in _signs(reading, scale, lanes, zone, tallest):
        indent = 22.0 if kind else 0.0
        room = canvas.width - 2 * INSET - indent
        long = indent + min(width_of(words, SMALL), room)
        if place > INSET and place + long > canvas.width - INSET:
            place, line = INSET, line + LINE
        label = canvas.label(place + indent, line, [Phrase(words)], room=room)
        yield Sign(kind, _sample(kind, canvas.box(place, place + 18, top=line - 12, height=12).left, line), label)
        place += long + 22


def _signs(
    reading: Reading, scale: Scale, lanes: tuple[Lane, ...], zone: str, tallest: int
) -> Iterator[tuple[str, str]]:
    _, kinds = reading.gettext, {note.kind for lane in lanes for note in lane.notes}
    if tallest:
        by = {
            0: _("Sittings at a time (highest: %(count)s)"),
            1: _("Sittings by day (highest: %(count)s)"),
            7: _("Sittings by week (highest: %(count)s)"),
            28: _("Sittings by four weeks (highest: %(count)s)"),
        }
        yield "drawn", by[days_in_column(scale)] % {"count": tallest}
    if "deadline" in kinds:
        yield "deadline", _("Deadline")
    if "clock" in kinds:
        yield "clock", _("Clock change")
    if scale.gaps:
        yield "gap", _("Time left out, with nothing planned")
    yield "", _("Axis on the clock of %(zone)s") % {"zone": zone}


def _sample(kind: str, left: float, line: float) -> str:
    x, middle = rounded(left + 9), rounded(line - 4)
    return {
        "drawn": sample_columns(left, line),
        "deadline": due_mark(x, middle),
        "clock": clock_mark(x, middle),
        "gap": f"M{rounded(left)} {rounded(line - 11)}h18v13h-18z",
    }.get(kind, "")
