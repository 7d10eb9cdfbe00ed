"""The sentences for each noun of a meeting that was added, removed or changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from agenda.schedule import due_of, zone_of
from agenda.text import Text
from web.pages.change_fields import field_words
from web.pages.clocks import zone_name
from web.pages.dates import dates_in_words
from web.pages.papers import edition_of
from web.pages.phrases import Phrase
from web.pages.results import verdict
from web.pages.sentences import Sentence
from web.pages.sittings import bounds_of

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
    from datetime import datetime

    from agenda.document import Document
    from agenda.meeting import Meeting
    from agenda.noun import Noun
    from agenda.phase import Deadline, Outcome, Phase
    from agenda.session import Session
    from agenda.tree import Key
    from web.pages.reading import Reading
    from web.pages.sentences import Value

    Tell = Callable[["Telling", "Difference"], Iterator[Sentence]]

TITLES = ("title", "name", "label")


@dataclass(frozen=True)
class Difference:
    """An object before and after, None where it was not or is no more, and the names of its fields that differ."""

    key: Key
    before: Noun | None
    after: Noun | None
    fields: frozenset[str]

    @property
    def value(self) -> Noun:
        """The object as it is, or as it last was."""
        value = self.after or self.before
        assert value is not None, "an object that differs stands in one of the two meetings"  # noqa: S101
        return value


@dataclass(frozen=True)
class Telling:
    """Two readings of one meeting, before and after, for one reader."""

    before: Reading
    after: Reading

    def gettext(self, message: str) -> str:
        """The interface's string for an English one."""
        return self.after.gettext(message)

    def reading_of(self, one: Difference) -> Reading:
        """The reading that holds the object."""
        return self.before if one.after is None else self.after

    def name(self, one: Difference) -> Phrase:
        """What the object is called."""
        return _name(self.reading_of(one), one.value)


def _name(reading: Reading, value: Noun) -> Phrase:
    return reading.phrase(next((text for name in TITLES if isinstance(text := getattr(value, name, None), Text)), None))


def _said(pattern: str, what: Value, **values: Value) -> Sentence:
    return Sentence(pattern, {"what": what, **values})


def _tell_plainly(telling: Telling, one: Difference) -> Iterator[Sentence]:
    """Added, removed, renamed, and for all else that something of it changed."""
    yield from _tell(telling, one, telling.name(one))


def _tell(telling: Telling, one: Difference, what: Phrase, *, told: Iterable[str] = ()) -> Iterator[Sentence]:
    """The sentences that any object has, less the fields that are `told` already."""
    _ = telling.gettext
    if one.before is None:
        yield _said(_("%(what)s added"), what)
    elif one.after is None:
        yield _said(_("%(what)s removed"), what)
    else:
        left = set(one.fields) - set(told)
        for field in TITLES:
            if field in left and (renamed := _renamed(telling, one, field)):
                left.discard(field)
                yield renamed
        if left:
            words = {_word(telling, one, field) for field in left}
            yield _said(_("%(what)s: changed %(fields)s"), what, fields=telling.after.list_of(sorted(words)))


def _renamed(telling: Telling, one: Difference, field: str) -> Sentence | None:
    before = telling.before.phrase(getattr(one.before, field))
    after = telling.after.phrase(getattr(one.after, field))
    if before.text == after.text:
        return None
    return Sentence(telling.gettext("“%(before)s” is called “%(after)s” now"), {"before": before, "after": after})


def _word(telling: Telling, one: Difference, field: str) -> str:
    """What a field is called; of a text that reads the same to this reader, that its translations changed."""
    words = field_words(telling.after.reader.translations)
    old, new = getattr(one.before, field, None), getattr(one.after, field, None)
    if isinstance(old, Text) and isinstance(new, Text):
        seen = [reading.phrase(text).text for reading, text in ((telling.before, old), (telling.after, new))]
        if seen[0] == seen[1]:
            return words["translations"]
    return words.get(field, field)


# Sittings.


def _tell_session(telling: Telling, one: Difference) -> Iterator[Sentence]:
    _ = telling.gettext
    what = telling.name(one)
    if one.after is None or one.before is None:
        when = _when_of(telling.reading_of(one), one.key[1])
        added = _("%(what)s is open now: %(when)s") if "opened" in one.fields else _("%(what)s added: %(when)s")
        yield _said(_("%(what)s removed: %(when)s") if one.after is None else added, what, when=when)
        return
    yield from _status(telling, one, what)
    yield from _hours(telling, one, what)
    yield from _room(telling, one, what)
    yield from _chair(telling, one, what)
    is_listed = yield from _running_order(telling, one, what)
    notice = telling.after.phrase(cast("Session", one.after).notice)
    if "notice" in one.fields and notice:
        yield _said(_("%(what)s: %(notice)s"), what, notice=notice)
    if "parent" in one.fields:
        phase = telling.after.sessions[one.key[1]][1]
        yield _said(_("%(what)s belongs to %(phase)s now"), what, phase=telling.after.phrase(phase.title))
    told = {"status", "start", "end", "minutes", "fold", "room", "parent"} | ({"slots"} if is_listed else set())
    told |= {"chair"} if cast("Session", one.after).chair else set()
    told |= {"notice"} if notice else set()
    yield from _tell(telling, one, what, told=told)


def _status(telling: Telling, one: Difference, what: Phrase) -> Iterator[Sentence]:
    """For a sitting or a phase whose status changed."""
    if "status" not in one.fields:
        return
    _ = telling.gettext
    before, after = cast("Session", one.before).status, cast("Session", one.after).status
    if after == "confirmed" and before != "tentative":
        yield _said(_("%(what)s takes place after all"), what)
        return
    patterns = {
        "confirmed": _("%(what)s is confirmed"),
        "tentative": _("%(what)s is tentative now"),
        "postponed": _("%(what)s postponed"),
        "cancelled": _("%(what)s cancelled"),
    }
    yield _said(patterns[after], what)


def _hours(telling: Telling, one: Difference, what: Phrase) -> Iterator[Sentence]:
    _ = telling.gettext
    old = bounds_of(telling.before, telling.before.sessions[one.key[1]][1], cast("Session", one.before))
    new = bounds_of(telling.after, telling.after.sessions[one.key[1]][1], cast("Session", one.after))
    if old == new:
        return
    if old[0] is None or new[0] is None:
        pattern = _("%(what)s is scheduled now: %(when)s") if new[0] else _("%(what)s is no longer scheduled")
        yield _said(pattern, what, when=_span(telling.after, *new) if new[0] else "")
    elif old[0] == new[0] and old[1] and new[1]:
        after, before = _hour(new[1], old[0]), _hour(old[1], old[0])
        yield _said(_("%(what)s ends at %(after)s now, not at %(before)s"), what, after=after, before=before)
    else:
        yield _moved(telling, what, old, new)


def _moved(
    telling: Telling,
    what: Phrase,
    old: tuple[datetime | None, datetime | None],
    new: tuple[datetime | None, datetime | None],
) -> Sentence:
    """From when to when; the ends only where the length changed too, the day and the zone once where they are one."""
    is_as_long = _length(old) == _length(new)
    ends = (None, None) if is_as_long else (old[1], new[1])
    assert old[0] and new[0], "what moved had a time and has one"  # noqa: PT018, S101
    is_one_day = old[0].date() == new[0].date() and zone_name(old[0]) == zone_name(new[0])
    before = _span(telling.before, old[0], ends[0], with_zone=not is_one_day)
    after = _span(telling.after, new[0], ends[1], with_day=not is_one_day)
    return _said(telling.gettext("%(what)s moved from %(before)s to %(after)s"), what, before=before, after=after)


def _length(span: tuple[datetime | None, datetime | None]) -> float | None:
    return span[1].timestamp() - span[0].timestamp() if span[0] and span[1] else None


def _when_of(reading: Reading, session_id: str) -> str:
    session, phase = reading.sessions[session_id]
    start, end = bounds_of(reading, phase, session)
    return _span(reading, start, end) if start else reading.gettext("not yet scheduled")


def _span(
    reading: Reading,
    start: datetime | None,
    end: datetime | None = None,
    *,
    with_day: bool = True,
    with_zone: bool = True,
) -> str:
    """ "Wed 16 Nov 10:00–13:00 CET"."""
    if start is None:
        return ""
    day = f"{reading.short_date(start.date())} " if with_day else ""
    last = f"–{_hour(end, start, with_zone=False)}" if end else ""
    return f"{day}{start:%H:%M}{last}{f' {zone_name(end or start)}' if with_zone else ''}"


def _hour(moment: datetime, day: datetime, *, with_zone: bool = True) -> str:
    """ "13:00 CET", with the date (2022-11-17) where it is not the day of `day`."""
    date = "" if moment.date() == day.date() else f"{moment:%Y-%m-%d} "
    return f"{date}{moment:%H:%M}{f' {zone_name(moment)}' if with_zone else ''}"


def _room(telling: Telling, one: Difference, what: Phrase) -> Iterator[Sentence]:
    _ = telling.gettext
    rooms = [
        reading.rooms.get(cast("Session", value).room or "")
        for reading, value in ((telling.before, one.before), (telling.after, one.after))
    ]
    if "room" not in one.fields:
        return
    names = [
        reading.phrase(room[0].name) if room else None
        for reading, room in zip((telling.before, telling.after), rooms, strict=True)
    ]
    if names[0] and names[1]:
        yield _said(_("%(what)s moved from %(before)s to %(after)s"), what, before=names[0], after=names[1])
    elif names[1]:
        yield _said(_("%(what)s is held in %(room)s"), what, room=names[1])
    else:
        yield _said(_("%(what)s has no room any more"), what)


def _chair(telling: Telling, one: Difference, what: Phrase) -> Iterator[Sentence]:
    chair = telling.after.who(cast("Session", one.after).chair)
    if "chair" in one.fields and chair:
        yield _said(telling.gettext("%(who)s chairs %(what)s"), what, who=chair.name)


def _running_order(telling: Telling, one: Difference, what: Phrase) -> Generator[Sentence, None, bool]:
    """Which items came and went; gives back whether that was all there is to say of the running order."""
    if "slots" not in one.fields:
        return False
    _ = telling.gettext
    old, new = cast("Session", one.before), cast("Session", one.after)
    items = [[slot.item for slot in session.slots if slot.item] for session in (old, new)]
    for identity in dict.fromkeys(item for item in items[1] if item not in items[0]):
        yield _said(_("%(item)s added to %(what)s"), what, item=_item_name(telling.after, identity))
    for identity in dict.fromkeys(item for item in items[0] if item not in items[1]):
        yield _said(_("%(item)s taken off %(what)s"), what, item=_item_name(telling.before, identity))
    return set(items[0]) != set(items[1])


# Phases and deadlines.


def _tell_phase(telling: Telling, one: Difference) -> Iterator[Sentence]:
    _ = telling.gettext
    what = telling.name(one)
    if one.after is None or one.before is None:
        dates = _dates(telling, cast("Phase", one.value))
        pattern = _("%(what)s removed: %(when)s") if one.after is None else _("%(what)s added: %(when)s")
        yield _said(pattern, what, when=dates)
        return
    old, new = cast("Phase", one.before), cast("Phase", one.after)
    yield from _status(telling, one, what)
    if (old.start, old.end) != (new.start, new.end):
        before, after = _dates(telling, old), _dates(telling, new)
        yield _said(_("%(what)s moved from %(before)s to %(after)s"), what, after=after, before=before)
    zones = [zone_of(reading.view.meeting, phase) for reading, phase in ((telling.before, old), (telling.after, new))]
    if zones[0] != zones[1]:
        pattern = _("%(what)s goes by the clocks of %(after)s now, not of %(before)s")
        yield _said(pattern, what, after=zones[1], before=zones[0])
    for identity in (item for item in new.items if item not in old.items):
        yield _said(_("%(item)s opened in %(what)s"), what, item=_item_name(telling.after, identity))
    for identity in (item for item in old.items if item not in new.items):
        yield _said(_("%(item)s no longer open in %(what)s"), what, item=_item_name(telling.before, identity))
    told = {"status", "start", "end", "time_zone"} | ({"items"} if set(old.items) != set(new.items) else set())
    yield from _tell(telling, one, what, told=told)


def _dates(telling: Telling, phase: Phase) -> str:
    return dates_in_words(phase.start, phase.end, telling.after.interface)


def _tell_deadline(telling: Telling, one: Difference) -> Iterator[Sentence]:
    _ = telling.gettext
    what = telling.name(one)
    if one.after is None or one.before is None:
        pattern = _("%(what)s removed: %(when)s") if one.after is None else _("%(what)s added: %(when)s")
        reading = telling.reading_of(one)
        yield _said(pattern, what, when=_span(reading, _due(reading, one.value)))
        return
    old, new = _due(telling.before, one.before), _due(telling.after, one.after)
    if old != new:
        yield _moved(telling, what, (old, None), (new, None))
    yield from _tell(telling, one, what, told={"due", "parent"})


def _due(reading: Reading, value: Noun) -> datetime:
    deadline = cast("Deadline", value)
    phase = next(phase for phase in reading.view.meeting.phases if deadline in phase.deadlines)
    return due_of(deadline, zone_of(reading.view.meeting, phase))


# Items, outcomes, papers, and the meeting itself.


def _item_name(reading: Reading, identity: str) -> Phrase:
    """ "Item 3, Opening", in the language of its title."""
    heading = reading.heading(identity)
    if heading is None:
        return Phrase(reading.gettext("An item"))
    words = reading.gettext("item %(number)s, %(title)s") % {"number": heading.number, "title": heading.title.plain}
    return Phrase(words[:1].upper() + words[1:], heading.title.language, heading.title.direction)


def _tell_item(telling: Telling, one: Difference) -> Iterator[Sentence]:
    what = _item_name(telling.reading_of(one), one.key[1])
    if one.before is not None and one.after is not None and "parent" in one.fields:
        yield _said(telling.gettext("%(what)s stands in another place of the agenda"), what)
    action = telling.after.actions(one.after) if "action" in one.fields and one.after else ""  # type: ignore[arg-type]
    if action:
        yield _said(telling.gettext("%(what)s is now %(action)s"), what, action=action)
    yield from _tell(telling, one, what, told={"parent", "action"} if action else {"parent"})


def _tell_outcome(telling: Telling, one: Difference) -> Iterator[Sentence]:
    _ = telling.gettext
    what = _item_name(telling.reading_of(one), cast("Outcome", one.value).item)
    verdicts = [
        verdict(reading, cast("Outcome", value)) if value else ""
        for reading, value in ((telling.before, one.before), (telling.after, one.after))
    ]
    if not verdicts[1]:
        yield _said(_("Outcome withdrawn: %(what)s, %(result)s"), what, result=verdicts[0])
    elif verdicts[0] != verdicts[1]:
        yield _said(_("Outcome: %(what)s, %(result)s"), what, result=verdicts[1])
    if one.before is not None and one.after is not None:
        yield from _tell(telling, one, what, told={"result", "refer_to"})


def _tell_document(telling: Telling, one: Difference) -> Iterator[Sentence]:
    _ = telling.gettext
    document = cast("Document", one.value)
    reading = telling.reading_of(one)
    symbol, title = reading.phrase(document.symbol), reading.phrase(document.title)
    name = " ".join(part for part in (symbol.plain, title.plain) if part)
    what = Phrase(name, title.language, title.direction)
    if one.before is None or one.after is None:
        yield from _tell(telling, one, what)
        return
    edition = edition_of(telling.after, document)
    if not one.fields.isdisjoint({"revision", "living"}) and edition:
        yield _said(_("%(what)s: %(edition)s"), what, edition=edition)
    ready = [tag for tag in document.links if tag not in cast("Document", one.before).links]
    if ready:
        languages = telling.after.list_of(telling.after.language_name(tag) for tag in ready)
        yield _said(_("%(what)s is ready in %(languages)s"), what, languages=languages)
    told = ({"revision", "living"} if edition else set()) | ({"links"} if ready else set())
    yield from _tell(telling, one, what, told=told)


def _tell_meeting(telling: Telling, one: Difference) -> Iterator[Sentence]:
    old, new = cast("Meeting", one.before), cast("Meeting", one.after)
    if old.time_zone != new.time_zone:
        pattern = telling.gettext("%(what)s goes by the clocks of %(after)s now, not of %(before)s")
        what = Phrase(telling.gettext("The meeting"))
        yield _said(pattern, what, after=new.time_zone, before=old.time_zone)
    yield from _tell(telling, one, Phrase(telling.gettext("The meeting")), told={"time_zone"})


NOUNS_TOLD: Mapping[str, Tell] = {
    "meeting": _tell_meeting,
    "phase": _tell_phase,
    "session": _tell_session,
    "deadline": _tell_deadline,
    "outcome": _tell_outcome,
    "item": _tell_item,
    "document": _tell_document,
    "person": _tell_plainly,
    "venue": _tell_plainly,
    "room": _tell_plainly,
    "audience": _tell_plainly,
}
"""How each noun is told, in the order in which they are."""
