"""Findings as the schedule shows them: a few words beside what they concern, and all of them in one list."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from web.editor.words import key_at, severities, subject_of, told_to

if TYPE_CHECKING:
    import gettext
    from collections.abc import Iterable, Mapping, Sequence

    from agenda.findings import Finding
    from agenda.tree import Key
    from web.editor.words import Subject
    from web.pages.reading import Reading

MOST_SHOWN = 60
"""The findings of one severity that the list holds; a meeting with more has one fault many times."""


@dataclass(frozen=True)
class Mark:
    """A finding beside its object: `words` of a few words, `message` the whole sentence."""

    code: str
    severity: str
    words: str
    message: str


@dataclass(frozen=True)
class Listed:
    """A finding of the list, with what it is about; `place` links to it in the schedule, "" where it is not there."""

    mark: Mark
    subjects: tuple[Subject, ...]


@dataclass(frozen=True)
class Severity:
    """All findings of one severity; `more` counts those that the list leaves out."""

    name: str
    title: str
    count: int
    listed: tuple[Listed, ...]
    more: int


def code_words(translations: gettext.NullTranslations) -> dict[str, str]:
    """Each code of a finding in a few words."""
    _ = translations.gettext
    return {
        "unknown-reference": _("Names what is not there"),
        "duplicate-id": _("Id used twice"),
        "local-time-does-not-exist": _("Hour skipped by clocks"),
        "session-ends-before-start": _("Ends before it starts"),
        "session-outside-phase": _("Outside its phase"),
        "session-without-time": _("No time yet"),
        "phase-ends-before-start": _("Ends before it starts"),
        "local-time-ambiguous": _("Hour shown twice by clocks"),
        "person-double-booked": _("Person booked twice"),
        "room-double-booked": _("Room booked twice"),
        "phases-overlap": _("Phases overlap"),
        "slots-exceed-session": _("Running order too long"),
        "item-not-scheduled": _("Item not scheduled"),
        "hybrid-session-without-room": _("No room"),
        "session-without-join-link": _("No join link"),
        "deadline-outside-phase": _("Deadline outside its phase"),
        "decision-in-phase-without-decisions": _("Decision where none is taken"),
        "room-over-capacity": _("Room too small"),
        "outcome-missing": _("No outcome"),
        "unsocial-hour": _("Unsocial hour"),
        "interpretation-over-three-hours": _("Over three hours interpreted"),
        "text-not-translated": _("Not translated"),
    }


def mark_of(reading: Reading, finding: Finding) -> Mark:
    """The finding in few words."""
    words = code_words(reading.reader.translations)
    return Mark(
        finding.code, finding.severity, words.get(finding.code, finding.code), told_to(reading).message(finding)
    )


def keyed(reading: Reading, findings: Iterable[Finding]) -> list[tuple[Finding, tuple[Key, ...]]]:
    """Each finding with the objects it is about, each once, the main one first."""
    meeting = reading.view.meeting
    return [(one, tuple(dict.fromkeys(key_at(meeting, pointer)[0] for pointer in one.subjects))) for one in findings]


def marks_of(
    reading: Reading, found: Iterable[tuple[Finding, tuple[Key, ...]]], noun: str
) -> Mapping[str, tuple[Mark, ...]]:
    """What stands beside each object of that noun, by id: a code once, whatever number of findings it is."""
    by_object: defaultdict[str, dict[str, Mark]] = defaultdict(dict)
    for finding, keys in found:
        for of, identity in keys:
            if of == noun:
                by_object[identity].setdefault(finding.code, mark_of(reading, finding))
    return {identity: tuple(marks.values()) for identity, marks in by_object.items()}


def severities_of(
    reading: Reading,
    found: Sequence[tuple[Finding, tuple[Key, ...]]],
    *,
    room: str,
    shown: Mapping[str, str],
) -> tuple[Severity, ...]:
    """The list, errors first; a sitting links to where it is `shown` in the schedule, all else to its form."""
    titles = severity_titles(reading)
    return tuple(
        _severity(reading, severity, titles[severity], of, room=room, shown=shown)
        for severity in severities(reading)
        if (of := [pair for pair in found if pair[0].severity == severity])
    )


def severity_titles(reading: Reading) -> dict[str, str]:
    """The heading over the findings of each severity."""
    _ = reading.gettext
    return {"error": _("Errors"), "warning": _("Warnings"), "info": _("Notes")}


def _severity(
    reading: Reading,
    name: str,
    title: str,
    of: Sequence[tuple[Finding, tuple[Key, ...]]],
    *,
    room: str,
    shown: Mapping[str, str],
) -> Severity:
    listed = tuple(
        Listed(mark_of(reading, finding), tuple(_subject(reading, key, room, shown) for key in keys))
        for finding, keys in of[:MOST_SHOWN]
    )
    return Severity(name, title, len(of), listed, len(of) - len(listed))


def _subject(reading: Reading, key: Key, room: str, shown: Mapping[str, str]) -> Subject:
    subject = subject_of(reading, key, room)
    if key[0] == "session" and key[1] in shown:
        return replace(subject, href=shown[key[1]])
    return subject
