"""DESCRIPTION of an entry: how to join, what to know, and the running order, one fact a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agenda.timespan import zone
from calendars.lines import address, one_line, printable
from calendars.places import join_lines, platform_lines, venue_lines
from calendars.wording import STEPS, hour

if TYPE_CHECKING:
    from agenda.entries import Business, Entry, Step, Voice
    from calendars.wording import Wording


def description_of(entry: Entry, wording: Wording) -> str:
    """Paragraphs parted by empty lines; join links come first: Thunderbird and Outlook look nowhere else."""
    paragraphs = [
        join_lines(entry.join, wording) + platform_lines(entry, wording),
        _facts(entry, wording),
        [printable(wording.content(entry.description)).strip()],
        _business(entry, wording),
        _running_order(entry, wording),
    ]
    written = ("\n".join(line for line in lines if line) for lines in paragraphs)
    return "\n\n".join(paragraph for paragraph in written if paragraph)


def _facts(entry: Entry, wording: Wording) -> list[str]:
    lines = []
    if notice := one_line(wording.content(entry.notice)):
        lines.append(wording.gettext("Notice: {notice}", notice=notice))
    if entry.chair is not None:
        lines.append(wording.gettext("Chair: {name}", name=_named(entry.chair, wording)))
    if entry.interpretation:
        languages = wording.languages(entry.interpretation)
        lines.append(wording.gettext("Interpretation: {languages}", languages=languages))
    lines += venue_lines(entry, wording)
    if entry.recording:
        lines.append(wording.gettext("Recording: {address}", address=address(entry.recording)))
    return lines


def _business(entry: Entry, wording: Wording) -> list[str]:
    items = [_item(item, wording) for item in entry.business]
    return [wording.gettext("Agenda items:"), *items] if items else []


def _running_order(entry: Entry, wording: Wording) -> list[str]:
    steps = [_step(step, entry, wording) for step in entry.steps]
    return [wording.gettext("Running order:"), *steps] if steps else []


def _step(step: Step, entry: Entry, wording: Wording) -> str:
    parts = [
        hour(step.start.astimezone(zone(entry.zone))) if step.start is not None else "",
        _subject(step, wording),
        wording.gettext("{minutes} min", minutes=str(step.minutes)) if step.minutes is not None else "",
        "; ".join(_named(speaker, wording) for speaker in step.speakers),
    ]
    return " · ".join(part for part in parts if part)


def _subject(step: Step, wording: Wording) -> str:
    title = one_line(wording.content(step.title))
    if step.item is not None:
        item = _item(step.item, wording)
        return f"{item} – {title}" if title else item
    return title or (wording.gettext(STEPS[step.kind]) if step.kind in STEPS else "")


def _item(item: Business, wording: Wording) -> str:
    actions = wording.actions(item.action)
    title = f"{one_line(item.number)} {one_line(wording.content(item.title))}".strip()
    return f"{title} ({actions})" if actions else title


def _named(voice: Voice, wording: Wording) -> str:
    name, affiliation, role = (one_line(wording.content(text)) for text in (voice.name, voice.affiliation, voice.role))
    return f"{name}{f' ({affiliation})' if affiliation else ''}{f', {role}' if role else ''}"
