"""The sitting that is chosen in the schedule: its times to type, and the hours it is for who chairs or speaks in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from agenda.hours import hours_of_voices
from agenda.schedule import span_of
from web.editor.grid import A_DAY, hours_in_words, minutes_of
from web.editor.small_forms import fit_form, off_form, times_form
from web.editor.strip import HALVES
from web.pages.clocks import zone_name
from web.pages.dates import signed_days, weekday_and_date

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from agenda.hours import VoiceHours
    from agenda.session import Session
    from agenda.timespan import Timespan
    from web.editor.findings_panel import Mark
    from web.editor.grid import Column, Scene
    from web.editor.small_forms import Rejected, SmallForm
    from web.pages.phrases import Phrase


@dataclass(frozen=True)
class Voice:
    """Somebody who chairs or speaks and the hours there: "" where their zone is not known; `place` on a day's bar."""

    id: str
    name: Phrase
    hours: str
    zone: str
    place: str
    is_unsocial: bool


@dataclass(frozen=True)
class Chosen:
    """The sitting chosen."""

    id: str
    title: Phrase
    href: str
    tell: str
    when: str
    room: str
    marks: tuple[Mark, ...]
    voices: tuple[Voice, ...]
    times: SmallForm
    fit: SmallForm | None
    off: SmallForm | None
    close: str


def chosen_in(scene: Scene, columns: Sequence[Column], rejected: Rejected) -> Chosen | None:
    """The sitting chosen in a phase; None where none is, or it is no more there."""
    session = next((session for session in scene.phase.sessions if session.id == scene.chosen), None)
    if session is None:
        return None
    span = span_of(session, scene.zone)
    return Chosen(
        id=session.id,
        title=scene.reading.phrase(session.title),
        href=f"{scene.room}/edit/session/{session.id}",
        tell=f"{scene.room}/notice/{session.id}",
        when=_when(scene, span),
        room=next((column.name.plain for column in columns if column.id == (session.room or "")), ""),
        marks=scene.marks.get(session.id, ()),
        voices=tuple(_voices(scene, session, span)) if span else (),
        times=times_form(scene, session, columns, rejected),
        fit=fit_form(scene, session, rejected),
        off=off_form(scene, session, rejected),
        close=scene.link(),
    )


def _when(scene: Scene, span: Timespan | None) -> str:
    if span is None:
        return scene.reading.gettext("No time yet")
    language = scene.reading.interface
    return f"{weekday_and_date(span.start.date(), language)}, {hours_in_words(span, language)}"


def _voices(scene: Scene, session: Session, span: Timespan) -> Iterator[Voice]:
    for one in hours_of_voices(session, span, scene.reading.view.meeting.people):
        yield _voice(scene, one, span)


def _voice(scene: Scene, one: VoiceHours, span: Timespan) -> Voice:
    name = scene.reading.phrase(one.person.name)
    if one.hours is None:
        return Voice(one.person.id, name, "", scene.reading.gettext("zone not known"), "", is_unsocial=False)
    there = one.hours.span
    shift = signed_days((there.start.date() - span.start.date()).days, scene.reading.interface)
    hours = hours_in_words(there, scene.reading.interface) + (f" ({shift})" if shift else "")
    first, last = minutes_of(there)
    at = round(HALVES * first / A_DAY)
    width = max(1, min(round(HALVES * (last - first) / A_DAY), HALVES - at))
    return Voice(one.person.id, name, hours, zone_name(there.start), f"x{at} w{width}", one.hours.is_unsocial)
