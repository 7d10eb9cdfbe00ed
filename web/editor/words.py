"""Places of a draft in words: what a JSON Pointer names, with the address of its form; and findings so told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from agenda.audiences import View
from agenda.nouns import NOUNS
from agenda.tree import Key, key_of
from web.finding_words import Told
from web.pages.change_fields import field_words
from web.pages.change_telling import item_name, name_of
from web.pages.phrases import Phrase
from web.pages.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from agenda.findings import Finding
    from agenda.meeting import Meeting
    from agenda.noun import Noun
    from agenda.phase import Outcome
    from web.pages.context import Reader

ON_A_PAGE_OF_ITS_OWN = frozenset({"meeting", "audience"})
"""The nouns that are edited on the page of the meeting itself."""


@dataclass(frozen=True)
class Subject:
    """Something of a draft: what it is called, the address of its form ("" where it is gone), and its key."""

    name: Phrase
    href: str
    key: Key


@dataclass(frozen=True)
class ToldFinding:
    """A finding with links to what it is about."""

    severity: str
    word: str
    message: str
    subjects: tuple[Subject, ...]


def whole_view(meeting: Meeting) -> View:
    """The meeting as organisers read it: nothing is taken out, for they are in every audience."""
    return View(meeting, frozenset(audience.id for audience in meeting.audiences))


def whole_reading(meeting: Meeting, reader: Reader) -> Reading:
    """The whole meeting for an organiser."""
    return Reading(whole_view(meeting), reader, is_whole=False)


def key_at(meeting: Meeting, pointer: str) -> tuple[Key, tuple[str, ...]]:
    """The object that a JSON Pointer (RFC 6901) leads to or into, and the steps that are left inside it.

    A pointer that begins with a noun and an id, as those of conflicts do where the object is gone, gives that key.
    """
    steps = [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]
    if len(steps) > 1 and steps[0] in NOUNS:
        return (steps[0], steps[1]), tuple(steps[2:])
    value: Noun = meeting
    key: Key = key_of(meeting)
    while len(steps) > 1 and steps[0] in value.children and steps[1].isdecimal():
        siblings = getattr(value, steps[0])
        if int(steps[1]) >= len(siblings):
            break
        value = siblings[int(steps[1])]
        key, steps = key_of(value, key), steps[2:]
    return key, tuple(steps)


def subject_of(reading: Reading, key: Key, room: str) -> Subject:
    """An object of the draft by its key; `room` is the path of the meeting's room."""
    place = reading.places.get(key)
    if place is None:
        return Subject(Phrase(f"{key[0]} {key[1]}"), "", key)
    return Subject(_name(reading, key, place.value), form_of(key, room), key)


def _name(reading: Reading, key: Key, value: Noun) -> Phrase:
    if key[0] == "meeting":
        return Phrase(reading.gettext("The meeting"))
    if key[0] == "item":
        return item_name(reading, key[1])
    if key[0] == "outcome":
        of = item_name(reading, cast("Outcome", value).item)
        return Phrase(reading.gettext("Outcome: %(what)s") % {"what": of.plain}, of.language, of.direction)
    return name_of(reading, value) or Phrase(f"{key[0]} {key[1]}")


def form_of(key: Key, room: str) -> str:
    """The path of the form of an object."""
    if key[0] in ON_A_PAGE_OF_ITS_OWN:
        return f"{room}/meeting"
    return f"{room}/edit/{key[0]}/{key[1]}"


def field_in_words(reading: Reading, steps: Sequence[str]) -> str:
    """What the first of the steps inside an object is called; "" for the object itself."""
    words = {**field_words(reading.reader.translations), **words_of_times(reading)}
    return words.get(steps[0], steps[0]) if steps else ""


def words_of_times(reading: Reading) -> dict[str, str]:
    """The fields that sentences have other words for, where they stand alone."""
    _ = reading.gettext
    return {
        "start": _("start"),
        "end": _("end"),
        "minutes": _("length in minutes"),
        "fold": _("first or second of two equal hours"),
        "status": _("status"),
        "room": _("room"),
        "due": _("time"),
        "result": _("result"),
        "refer_to": _("bodies it is referred to"),
        "number": _("number"),
        "sessions": _("sittings"),
        "phases": _("phases"),
        "people": _("people"),
        "venues": _("venues"),
        "rooms": _("rooms"),
        "audiences": _("audiences"),
        "deadlines": _("deadlines"),
        "outcomes": _("outcomes"),
    }


def told_findings(reading: Reading, findings: Iterable[Finding], room: str) -> tuple[ToldFinding, ...]:
    """Findings with what they are about by name, each thing once."""
    meeting = reading.view.meeting
    words, told = severities(reading), told_to(reading)
    return tuple(
        ToldFinding(
            severity=finding.severity,
            word=words[finding.severity],
            message=told.message(finding),
            subjects=tuple(
                subject_of(reading, key, room)
                for key in dict.fromkeys(key_at(meeting, pointer)[0] for pointer in finding.subjects)
            ),
        )
        for finding in findings
    )


def told_to(reading: Reading) -> Told:
    """How findings are told to an organiser."""
    return Told(reading.interface, reading.reader.translations, reading.wanted)


def severities(reading: Reading) -> dict[str, str]:
    """What each severity of a finding is called."""
    _ = reading.gettext
    return {"error": _("Error"), "warning": _("Warning"), "info": _("Note")}
