"""The schedule of a draft: the strip of its phases, the timetable of one, and what is found wrong in it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from markupsafe import Markup
from starlette.routing import Route

from agenda.errors import NotFound
from agenda.findings import check
from agenda.noun import read_date
from web.editor import assets, beside, moving
from web.editor.chosen import chosen_in
from web.editor.findings_panel import code_words, keyed, marks_of, severities_of
from web.editor.grid import Scene, grid_of
from web.editor.room import enter, frame_in, page_response, room_of
from web.editor.schedule_words import words_of_scripts
from web.editor.small_forms import Rejected, day_forms
from web.editor.strip import strip_of
from web.editor.words import severities, whole_reading, words_of_times
from web.options import option
from web.pages.clocks import zone_groups
from web.pages.dates import locale_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from starlette.requests import Request
    from starlette.responses import Response

    from agenda.meeting import Meeting
    from agenda.phase import Phase
    from web.editor.chosen import Chosen
    from web.editor.findings_panel import Mark, Severity
    from web.editor.grid import Grid
    from web.editor.room import Entered, Room
    from web.editor.small_forms import SmallForm
    from web.editor.strip import Bar, Strip
    from web.pages.context import Frame, ZoneGroup
    from web.pages.reading import Reading


@dataclass(frozen=True)
class Zones:
    """The choice of a second clock: `venue` is the phase's zone, `chosen` the other or ""."""

    venue: str
    chosen: str
    keep: tuple[tuple[str, str], ...]
    groups: tuple[ZoneGroup, ...]


@dataclass(frozen=True)
class SchedulePage:
    """The schedule; `grid` is None in a meeting without phases. `keep` are the hidden fields of every form.

    `facts` is what the scripts need to know, as JSON.
    """

    frame: Frame
    room: Room
    strip: Strip
    bar: Bar | None
    grid: Grid | None
    day_forms: Mapping[str, tuple[SmallForm, ...]]
    chosen: Chosen | None
    findings: tuple[Severity, ...]
    zones: Zones
    keep: tuple[tuple[str, str], ...]
    facts: Markup
    script: str
    places: str
    add: str
    outside: str


def schedule(request: Request) -> Response:
    """GET `/organise/{slug}`, with `?phase=`, `?day=`, `?session=` and `?tz=`; `?part=chosen` is that section alone."""
    return schedule_response(enter(request), dict(request.query_params), Rejected())


def schedule_response(entered: Entered, query: Mapping[str, str], rejected: Rejected) -> Response:
    """The page that a query asks for; 422 where it shows a form that could not be kept."""
    page = schedule_page(entered, query, rejected, today=datetime.now(UTC).date())
    template = "editor/_chosen.html" if query.get("part") == "chosen" else "editor/schedule.html"
    return page_response(template, page, entered.reader, status=422 if rejected.form else 200)


def schedule_page(entered: Entered, query: Mapping[str, str], rejected: Rejected, *, today: date) -> SchedulePage:
    """The page of a draft; raises NotFound for a phase that is not there."""
    reading = whole_reading(entered.meeting, entered.reader)
    found = keyed(reading, check(entered.meeting, today=today))
    phase = phase_in(entered.meeting, query, today=today)
    keep = _keep(entered, query)
    scene = _scene(entered, reading, phase, query, keep, marks_of(reading, found, "session"))
    grid = grid_of(scene) if scene else None
    strip = strip_of(
        reading,
        room=entered.path,
        current=phase.id if phase else "",
        marks=marks_of(reading, found, "phase"),
        links={one.id: _address(entered, keep | {"phase": one.id}) for one in entered.meeting.phases},
        rejected=rejected,
    )
    return SchedulePage(
        frame=frame_in(entered, reading.gettext("Schedule")),
        room=room_of(entered, ""),
        strip=strip,
        bar=next((bar for bar in strip.bars if bar.is_current), None),
        grid=grid,
        day_forms={day.iso: day_forms(scene, day, grid.columns, rejected) for day in grid.days}
        if scene and grid
        else {},
        chosen=chosen_in(scene, grid.columns, rejected) if scene and grid else None,
        findings=severities_of(reading, found, room=entered.path, shown=_shown(entered, keep)),
        zones=_zones(entered, scene, keep),
        keep=(*_returning(query, phase), ("version", str(entered.draft.version))),
        facts=_facts(entered, reading, scene, grid, strip),
        script=assets.asset_address("schedule.js"),
        places=assets.asset_address(assets.PLACES),
        add=f"{entered.path}/add/session?{urlencode({'phase': phase.id})}" if phase else f"{entered.path}/add/phase",
        outside=reading.gettext("Not a day of this phase"),
    )


def _scene(
    entered: Entered,
    reading: Reading,
    phase: Phase | None,
    query: Mapping[str, str],
    keep: Mapping[str, str],
    marks: Mapping[str, tuple[Mark, ...]],
) -> Scene | None:
    if phase is None:
        return None
    return Scene(
        reading=reading,
        phase=phase,
        room=entered.path,
        keep=keep,
        marks=marks,
        chosen=query.get("session", ""),
        day=option(query, "day", read_date),
    )


def phase_in(meeting: Meeting, query: Mapping[str, str], *, today: date) -> Phase | None:
    """The phase asked for, or that of the sitting asked for; else the first with sittings that is not over."""
    session = query.get("session", "")
    holding = next((phase for phase in meeting.phases if session in {one.id for one in phase.sessions}), None)
    wanted = query.get("phase", "")
    if wanted and (holding is None or holding.id != wanted):
        holding = next((phase for phase in meeting.phases if phase.id == wanted), None)
        if holding is None:
            raise NotFound("phase", wanted)
    with_sittings = [phase for phase in meeting.phases if phase.sessions]
    coming = [phase for phase in with_sittings if phase.end >= today]
    return holding or next(iter([*coming, *with_sittings, *meeting.phases]), None)


def _keep(entered: Entered, query: Mapping[str, str]) -> dict[str, str]:
    """What every link of the page carries on."""
    language = query.get("lang", "")
    return ({"tz": entered.reader.zone} if entered.reader.zone else {}) | ({"lang": language} if language else {})


def _returning(query: Mapping[str, str], phase: Phase | None) -> tuple[tuple[str, str], ...]:
    """The fields by which a form leads back to the page that it was on."""
    fields = {key: query.get(key.removeprefix("view-"), "") for key in moving.VIEW} | {
        "view-phase": phase.id if phase else ""
    }
    return tuple((key, value) for key, value in fields.items() if value)


def _address(entered: Entered, query: Mapping[str, str]) -> str:
    return f"{entered.path}?{urlencode(query)}"


def _shown(entered: Entered, keep: Mapping[str, str]) -> dict[str, str]:
    """Where each sitting is shown, by its id."""
    return {
        session.id: f"{_address(entered, {'phase': phase.id, **keep, 'session': session.id})}#session-{session.id}"
        for phase in entered.meeting.phases
        for session in phase.sessions
    }


def _zones(entered: Entered, scene: Scene | None, keep: Mapping[str, str]) -> Zones:
    kept = {key: value for key, value in keep.items() if key != "tz"} | ({"phase": scene.phase.id} if scene else {})
    return Zones(
        venue=scene.zone if scene else entered.meeting.time_zone,
        chosen=scene.other_zone if scene else "",
        keep=tuple(kept.items()),
        groups=zone_groups(entered.reader.translations),
    )


def _facts(entered: Entered, reading: Reading, scene: Scene | None, grid: Grid | None, strip: Strip) -> Markup:
    translations = reading.reader.translations
    facts: dict[str, Any] = {
        "slug": entered.slug,
        "canEdit": entered.can_edit,
        "author": entered.author,
        "language": str(locale_of(reading.interface)).replace("_", "-"),
        "phase": scene.phase.id if scene else "",
        "zone": scene.zone if scene else "",
        "otherZone": scene.other_zone if scene else "",
        "first": grid.first if grid else 0,
        "last": grid.last if grid else 0,
        "columns": _columns(grid),
        "zones": {person.id: person.time_zone for person in entered.meeting.people if person.time_zone},
        "scale": {"first": strip.first, "days": strip.days},
        "codes": code_words(translations),
        "severities": severities(reading),
        "fields": words_of_times(reading),
        "words": words_of_scripts(translations),
    }
    return as_data(facts)


def _columns(grid: Grid | None) -> Sequence[Mapping[str, str]]:
    return [{"id": column.id, "name": column.name.plain} for column in grid.columns] if grid else []


def as_data(value: Any) -> Markup:
    """JSON that may stand in a script element, whatever its strings hold."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)  # noqa: S704 - nothing is left in it that could end the element


ROUTES = [
    *assets.ROUTES,
    Route("/organise/{slug}", beside.page(schedule), methods=["GET"]),
    Route("/organise/{slug}/move", beside.form(moving.move), methods=["POST"]),
]
