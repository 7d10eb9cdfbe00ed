"""The timetable of a phase: its days, its rooms as columns, and each sitting as a card in five-minute rows."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from agenda.schedule import span_of, zone_of
from agenda.timespan import MINUTE, Timespan, instant, later, zone
from web.editor.assets import MOST_COLUMNS, MOST_LANES
from web.pages.clocks import zone_name
from web.pages.dates import dates_in_words, signed_days, weekday_and_date
from web.pages.phrases import Phrase

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from agenda.phase import Phase
    from agenda.session import Session
    from web.editor.findings_panel import Mark
    from web.pages.reading import Reading

STEP = 5
DAYS_AT_ONCE = 14
A_DAY = 24 * 60
LAST_MINUTE = 36 * 60
"""Where a day's grid ends at the latest: what runs on later is cut off there."""
WORKING_DAY = (8 * 60, 19 * 60)
MARGIN = 60
PRESUMED_LENGTH = 60
"""How long a sitting that does not say is drawn."""


@dataclass(frozen=True)
class Column:
    """A room, or with id "" the place of sittings without one; `note` is how many it seats."""

    id: str
    name: Phrase
    note: str = ""


@dataclass(frozen=True)
class Card:
    """A sitting on the grid, or without a `day` in the tray.

    `first` and `last` are minutes from the day's midnight, `place` its classes (`assets.places`), `hours` and
    `other_hours` its times on the two clocks, `choose` the address of the page with the sitting chosen.
    """

    id: str
    pointer: str
    title: Phrase
    href: str
    choose: str
    day: str
    first: int
    last: int
    has_length: bool
    column: int
    room: str
    room_name: Phrase
    hours: str
    other_hours: str
    other_zone: str
    is_off: bool
    tag: str
    marks: tuple[Mark, ...]
    is_chosen: bool
    place: str = ""

    @property
    def is_rejected(self) -> bool:
        """Whether an error or warning stands against it."""
        return any(mark.severity != "info" for mark in self.marks)


@dataclass(frozen=True)
class HourMark:
    """An hour of the scale: its class, its text on the venue's clock and on the other, "" where there is none."""

    place: str
    text: str
    other: str


@dataclass(frozen=True)
class DayGrid:
    """One day: `zones` names its clocks, `add` is the address of a new sitting on it."""

    iso: str
    title: str
    zones: tuple[str, ...]
    hours: tuple[HourMark, ...]
    cards: tuple[Card, ...]
    add: str
    is_outside: bool


@dataclass(frozen=True)
class DayPage:
    """A link to other days of a long phase."""

    title: str
    href: str
    is_current: bool


@dataclass(frozen=True)
class Grid:
    """The days in view with one scale for all: `first` and `last` are minutes, `rows` steps of five minutes."""

    phase: str
    zone: str
    other_zone: str
    first: int
    last: int
    columns: tuple[Column, ...]
    days: tuple[DayGrid, ...]
    tray: tuple[Card, ...]
    pages: tuple[DayPage, ...]

    @property
    def rows(self) -> int:
        """How many rows a day has."""
        return (self.last - self.first) // STEP

    @property
    def places(self) -> str:
        """The classes of a day's grid."""
        return f"rows{self.rows} cols{len(self.columns)}"


@dataclass(frozen=True)
class Scene:
    """What a grid is made of: the phase as read, the path of the room, the query of its links, and what is chosen."""

    reading: Reading
    phase: Phase
    room: str
    keep: Mapping[str, str]
    marks: Mapping[str, tuple[Mark, ...]]
    chosen: str = ""
    day: date | None = None

    @property
    def zone(self) -> str:
        """The IANA zone of the phase."""
        return zone_of(self.reading.view.meeting, self.phase)

    @property
    def other_zone(self) -> str:
        """The zone beside it; "" where none was chosen, or that one."""
        chosen = self.reading.reader.zone or ""
        return "" if chosen == self.zone else chosen

    def link(self, fragment: str = "", **query: str) -> str:
        """The path of the schedule with this query beside what it keeps."""
        words = urlencode({"phase": self.phase.id} | dict(self.keep) | query)
        return f"{self.room}?{words}{f'#{fragment}' if fragment else ''}"


def grid_of(scene: Scene) -> Grid:
    """The timetable of a phase: the days in view, and the tray."""
    columns = columns_of(scene)
    cards = [_card(scene, position, session, columns) for position, session in enumerate(scene.phase.sessions)]
    by_day: defaultdict[str, list[Card]] = defaultdict(list)
    for card in cards:
        by_day[card.day].append(card)
    tray = tuple(by_day.pop("", ()))
    pages = _pages(scene, [date.fromisoformat(day) for day in by_day])
    shown = _shown(scene, pages, by_day)
    first, last = _scale([card for day in shown for card in by_day.get(day.isoformat(), ())])
    grid = Grid(scene.phase.id, scene.zone, scene.other_zone, first, last, columns, (), tray, ())
    days = tuple(_day(scene, grid, day, by_day.get(day.isoformat(), ())) for day in shown)
    return replace(grid, days=days, pages=tuple(_links(scene, pages, shown)))


def columns_of(scene: Scene) -> tuple[Column, ...]:
    """The rooms of the phase's venue, those elsewhere that its sittings use, and the place without a room."""
    reading, phase = scene.reading, scene.phase
    venue = reading.venues.get(phase.venue or "")
    ids = [room.id for room in venue.rooms] if venue else []
    ids += [session.room for session in phase.sessions if session.room and session.room in reading.rooms]
    rooms = [reading.rooms[identity][0] for identity in dict.fromkeys(ids)][: MOST_COLUMNS - 1]
    seats = reading.gettext("%(count)s seats")
    named = [
        Column(room.id, reading.phrase(room.name), seats % {"count": room.capacity} if room.capacity else "")
        for room in rooms
    ]
    online = reading.gettext("Online") if phase.kind in {"online", "closing"} else reading.gettext("No room")
    return (*named, Column("", Phrase(online)))


def _card(scene: Scene, position: int, session: Session, columns: Sequence[Column]) -> Card:
    reading = scene.reading
    start = instant(session.start, scene.zone, fold=session.fold or 0) if session.start else None
    span = span_of(session, scene.zone)
    drawn = span or (Timespan(start, later(start, PRESUMED_LENGTH * MINUTE)) if start else None)
    first, last = minutes_of(drawn) if drawn else (0, session.minutes or PRESUMED_LENGTH)
    number = next((at for at, column in enumerate(columns, 1) if column.id == (session.room or "")), len(columns))
    return Card(
        id=session.id,
        pointer=f"/phases/{reading.view.meeting.phases.index(scene.phase)}/sessions/{position}",
        title=reading.phrase(session.title),
        href=f"{scene.room}/edit/session/{session.id}",
        choose=scene.link(f"session-{session.id}", session=session.id),
        day=start.date().isoformat() if start else "",
        first=first,
        last=last,
        has_length=span is not None or session.minutes is not None,
        column=number,
        room=session.room or "",
        room_name=columns[number - 1].name,
        hours=hours_in_words(drawn, reading.interface) if drawn else "",
        other_hours=other_hours(drawn, scene.other_zone, reading.interface) if drawn else "",
        other_zone=zone_name(drawn.start.astimezone(zone(scene.other_zone))) if drawn and scene.other_zone else "",
        is_off=session.is_cancelled or scene.phase.is_off,
        tag=reading.words.statuses[session.status],
        marks=scene.marks.get(session.id, ()),
        is_chosen=session.id == scene.chosen,
    )


def minutes_of(span: Timespan) -> tuple[int, int]:
    """Where a span begins and ends on the clock, in minutes from the midnight before its start; at least a step."""
    midnight = datetime.combine(span.start.date(), time())
    first, last = ((moment.replace(tzinfo=None) - midnight) // MINUTE for moment in (span.start, span.end))
    return first, max(first + STEP, last)


def hours_in_words(span: Timespan, language: str) -> str:
    """ "10:00–13:00", or "22:00–01:00 +1 day"."""
    shift = signed_days((span.end.date() - span.start.date()).days, language)
    return f"{span.start:%H:%M}–{span.end:%H:%M}{f' {shift}' if shift else ''}"


def other_hours(span: Timespan, name: str, language: str) -> str:
    """The span on the clocks of another zone, named: "18:00–21:00 KST", with how its day differs; "" without one."""
    if not name:
        return ""
    there = span.in_zone(name)
    shift = signed_days((there.start.date() - span.start.date()).days, language)
    return f"{there.start:%H:%M}–{there.end:%H:%M} {zone_name(there.start)}{f' {shift}' if shift else ''}"


def _pages(scene: Scene, held: Sequence[date]) -> list[list[date]]:
    """The days of the phase in pages: every one of a short phase, those with sittings of a long one."""
    phase = scene.phase
    length = (phase.end - phase.start).days + 1
    days = set(held)
    if 0 < length <= DAYS_AT_ONCE:
        days |= {phase.start + timedelta(days=number) for number in range(length)}
    if scene.day and phase.start <= scene.day <= phase.end:
        days.add(scene.day)
    in_order = sorted(days)
    return [in_order[at : at + DAYS_AT_ONCE] for at in range(0, len(in_order), DAYS_AT_ONCE)]


def _shown(scene: Scene, pages: Sequence[list[date]], by_day: Mapping[str, Sequence[Card]]) -> list[date]:
    """The page of the sitting chosen, or of the day asked for, or else the first."""
    chosen = next((card.day for cards in by_day.values() for card in cards if card.is_chosen), "")
    wanted = date.fromisoformat(chosen) if chosen else scene.day
    return next((page for page in pages if wanted in page), pages[0] if pages else [])


def _links(scene: Scene, pages: Sequence[list[date]], shown: Sequence[date]) -> Iterator[DayPage]:
    for page in pages if len(pages) > 1 else ():
        title = dates_in_words(page[0], page[-1], scene.reading.interface)
        yield DayPage(title, scene.link(day=page[0].isoformat()), page == shown)


def _scale(cards: Sequence[Card]) -> tuple[int, int]:
    """From an hour before the earliest to an hour after the latest, the working day at least; whole hours."""
    first = min([WORKING_DAY[0], *(card.first - MARGIN for card in cards)])
    last = max([WORKING_DAY[1], *(card.last + MARGIN for card in cards)])
    return max(0, first // 60 * 60), min(LAST_MINUTE, -(-last // 60) * 60)


def _day(scene: Scene, grid: Grid, day: date, cards: Sequence[Card]) -> DayGrid:
    noon = datetime.combine(day, time(12), tzinfo=zone(scene.zone))
    zones = [scene.zone, scene.other_zone] if scene.other_zone else [scene.zone]
    start = f"{day.isoformat()}T{_free_hour(cards):02}:00"
    return DayGrid(
        iso=day.isoformat(),
        title=weekday_and_date(day, scene.reading.interface),
        zones=tuple(zone_name(noon.astimezone(zone(name))) for name in zones),
        hours=tuple(_hours(scene, grid, day)),
        cards=tuple(_placed(grid, cards)),
        add=f"{scene.room}/add/session?{urlencode({'phase': scene.phase.id, 'start': start})}",
        is_outside=not scene.phase.start <= day <= scene.phase.end,
    )


def _free_hour(cards: Sequence[Card]) -> int:
    """The hour at which a new sitting is offered: the next whole one after the last of the day, else ten."""
    ends = [card.last for card in cards]
    return min(-(-max(ends) // 60), 23) if ends else 10


def _hours(scene: Scene, grid: Grid, day: date) -> Iterator[HourMark]:
    midnight = datetime.combine(day, time())
    for minute in range(grid.first, grid.last, 60):
        wall = midnight + minute * MINUTE
        there = instant(wall, scene.zone).astimezone(zone(scene.other_zone)) if scene.other_zone else None
        other = f"{there:%H:%M}{_day_mark(there.date(), day)}" if there else ""
        yield HourMark(f"r{(minute - grid.first) // STEP + 1}", f"{wall:%H:%M}", other)


def _day_mark(day: date, here: date) -> str:
    days = (day - here).days
    return f" {'+' if days > 0 else '−'}{abs(days)}" if days else ""


def _placed(grid: Grid, cards: Sequence[Card]) -> Iterator[Card]:
    """The cards of a day by time and room, each with its place: those that overlap in a room beside one another."""
    lanes = dict(_lanes(cards))
    for card in sorted(cards, key=lambda card: (card.first, card.column, card.last)):
        first = max(card.first, grid.first) - grid.first
        last = max(min(card.last, grid.last) - grid.first, first + STEP)
        lane, of = lanes[card.id]
        beside = f" l{min(lane, MOST_LANES)}of{min(of, MOST_LANES)}" if of > 1 else ""
        yield replace(card, place=f"r{first // STEP + 1} e{-(-last // STEP) + 1} c{card.column}{beside}")


def _lanes(cards: Sequence[Card]) -> Iterator[tuple[str, tuple[int, int]]]:
    """For each card its lane, from 1, and how many there are where it stands."""
    for column in {card.column for card in cards}:
        cluster: list[tuple[Card, int]] = []
        for card in sorted((card for card in cards if card.column == column), key=lambda card: (card.first, card.last)):
            if cluster and card.first >= max(other.last for other, _ in cluster):
                yield from _numbered(cluster)
                cluster = []
            taken = {lane for other, lane in cluster if other.last > card.first}
            cluster.append((card, next(lane for lane in range(1, len(cluster) + 2) if lane not in taken)))
        yield from _numbered(cluster)


def _numbered(cluster: Sequence[tuple[Card, int]]) -> Iterator[tuple[str, tuple[int, int]]]:
    lanes = max((lane for _, lane in cluster), default=1)
    for card, lane in cluster:
        yield card.id, (lane, lanes)
