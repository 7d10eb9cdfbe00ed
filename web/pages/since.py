"""What is new or changed on the agenda page since a revision that the reader names: marks, and a box that tells it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

from agenda.text import Text
from web.pages.change_fields import mark_words
from web.pages.change_groups import groups_of
from web.pages.change_words import told_by_object
from web.pages.heads import moment_in_words
from web.pages.parts import Hour
from web.pages.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from agenda.phase import Outcome
    from agenda.service import Comparison
    from agenda.tree import Key
    from web.pages.change_groups import Group
    from web.pages.change_telling import Difference
    from web.pages.context import Reader

ANCHORS = {"phase": "phases", "session": "sessions", "item": "items", "person": "people"}
TIMES = {
    "session": ("start", "end", "minutes", "fold"),
    "deadline": ("due",),
}


@dataclass(frozen=True)
class Since:
    """The box over an agenda with marks: what changed since `number`, or a `note` where nothing did.

    `old` is that revision's page, `compared` the page that compares it with the present one, `plain` this page
    without marks.
    """

    number: int
    title: str
    published: Hour
    groups: tuple[Group, ...]
    note: str
    old: str
    compared: str
    plain: str


def marks_since(compared: Comparison, reader: Reader) -> Mapping[Key, str]:
    """What is new or changed in words, by the object's key: "New", "Changed: time and room"."""
    before, after = (Reading(one.view, reader, is_whole=False) for one in (compared.before, compared.after))
    if not before.view.meeting.phases:
        return {}
    found = told_by_object(compared.changes, before, after)
    differences = [one.difference for one in found if one.difference and one.difference.after is not None]
    words: dict[Key, dict[str, None]] = {}
    marks: dict[Key, str] = {}
    for one in differences:
        if one.key[0] == "outcome":
            key = ("item", cast("Outcome", one.value).item)
            words.setdefault(key, {})[mark_words(reader.translations)["outcome"]] = None
        elif one.before is None:
            marks[one.key] = after.gettext("New")
        else:
            words.setdefault(one.key, {}).update(dict.fromkeys(_words(one, before, after)))
    pattern = after.gettext("Changed: %(fields)s")
    return {key: pattern % {"fields": after.list_of(fields)} for key, fields in words.items() if fields} | marks


def _words(one: Difference, before: Reading, after: Reading) -> Iterator[str]:
    """What of an object changed, the times first; a text that reads the same in this language is left out."""
    known = mark_words(after.reader.translations)
    if not one.fields.isdisjoint(TIMES.get(one.key[0], ())):
        yield known["time"]
    if one.key[0] == "phase" and not one.fields.isdisjoint({"start", "end"}):
        yield known["dates"]
    told = {"start", "end", *TIMES.get(one.key[0], ())}
    for field in sorted(one.fields - told, key=lambda field: (field not in {"room", "status"}, field)):
        old, new = getattr(one.before, field, None), getattr(one.after, field, None)
        texts = [reading.phrase(text).text for reading, text in ((before, old), (after, new)) if isinstance(text, Text)]
        if len(texts) < 2 or texts[0] != texts[1]:
            yield known["phase" if field == "parent" and one.key[0] != "item" else field]


def since_of(reading: Reading, compared: Comparison) -> Since:
    """The box over the agenda that `reading` shows, which may be a part of it; it tells of the whole."""
    _ = reading.gettext
    number, last = compared.before.number, compared.after.number
    published = compared.before.published_at
    before, after = (Reading(one.view, reading.reader, is_whole=False) for one in (compared.before, compared.after))
    groups = groups_of(
        compared.changes, before, after, link=lambda key: address_in(reading, key) or address_in(after, key)
    )
    return Since(
        number=number,
        title=_("What changed since revision %(number)s") % {"number": number},
        published=Hour(published.isoformat(), moment_in_words(reading, published)),
        groups=groups,
        note="" if groups else _nothing(reading, is_last=number == last),
        old=after.page("revisions", str(number)),
        compared=after.page("changes", **{"from": str(number), "to": str(last)}),
        plain=replace(reading, kept=()).agenda(),
    )


def _nothing(reading: Reading, *, is_last: bool) -> str:
    _ = reading.gettext
    if is_last:
        return _("Nothing: this is the present revision.")
    return _("Nothing changed that is shown here.")


def address_in(reading: Reading, key: Key) -> str:
    """Where an object is shown from that page, "" where it is not, or is no more."""
    noun, identity = key
    if key not in reading.places:
        return ""
    if noun == "deadline":
        return reading.here(f"deadline-{identity}")
    if noun == "outcome":
        return reading.part("items", identity.split(":")[1])
    return reading.part(ANCHORS[noun], identity) if noun in ANCHORS else ""
