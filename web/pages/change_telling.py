"""An object before and after, its two readings, and the sentences that any object may have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from agenda.text import Text
from web.pages.change_fields import field_words
from web.pages.clocks import zone_name
from web.pages.phrases import Phrase
from web.pages.sentences import Sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

    from agenda.noun import Noun
    from agenda.session import Session
    from agenda.tree import Key
    from web.pages.reading import Reading
    from web.pages.sentences import Value

    Tell = Callable[["Telling", "Difference"], Iterator[Sentence]]

TITLES = ("name", "title", "label")
"""Where the name of an object stands; somebody's title is not their name."""


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
        return name_of(self.reading_of(one), one.value)


def name_of(reading: Reading, value: Noun) -> Phrase:
    """What an object is called: its name, title or label; empty where it has none."""
    return reading.phrase(next((text for name in TITLES if isinstance(text := getattr(value, name, None), Text)), None))


def said(pattern: str, what: Value, **values: Value) -> Sentence:
    """A sentence about `what`."""
    return Sentence(pattern, {"what": what, **values})


def tell_plainly(telling: Telling, one: Difference) -> Iterator[Sentence]:
    """Added, removed, renamed, and for all else that something of it changed."""
    yield from tell(telling, one, telling.name(one))


def tell(telling: Telling, one: Difference, what: Phrase, *, told: Iterable[str] = ()) -> Iterator[Sentence]:
    """The sentences that any object has, less the fields that are `told` already."""
    _ = telling.gettext
    if one.before is None:
        yield said(_("%(what)s added"), what)
    elif one.after is None:
        yield said(_("%(what)s removed"), what)
    else:
        left = set(one.fields) - set(told)
        for field in TITLES:
            if field in left and (renamed := _renamed(telling, one, field)):
                left.discard(field)
                yield renamed
        if left:
            words = {_word(telling, one, field) for field in left}
            yield said(_("%(what)s: changed %(fields)s"), what, fields=telling.after.list_of(sorted(words)))


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


def tell_status(telling: Telling, one: Difference, what: Phrase) -> Iterator[Sentence]:
    """For a sitting or a phase whose status changed."""
    if "status" not in one.fields:
        return
    _ = telling.gettext
    before, after = cast("Session", one.before).status, cast("Session", one.after).status
    if after == "confirmed" and before != "tentative":
        yield said(_("%(what)s takes place after all"), what)
        return
    patterns = {
        "confirmed": _("%(what)s is confirmed"),
        "tentative": _("%(what)s is tentative now"),
        "postponed": _("%(what)s postponed"),
        "cancelled": _("%(what)s cancelled"),
    }
    yield said(patterns[after], what)


# Hours.


def moved_between(
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
    before = hours_in_words(telling.before, old[0], ends[0], with_zone=not is_one_day)
    after = hours_in_words(telling.after, new[0], ends[1], with_day=not is_one_day)
    return said(telling.gettext("%(what)s moved from %(before)s to %(after)s"), what, before=before, after=after)


def _length(span: tuple[datetime | None, datetime | None]) -> float | None:
    return span[1].timestamp() - span[0].timestamp() if span[0] and span[1] else None


def hours_in_words(
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
    last = f"–{hour_in_words(end, start, with_zone=False)}" if end else ""
    return f"{day}{start:%H:%M}{last}{f' {zone_name(end or start)}' if with_zone else ''}"


def hour_in_words(moment: datetime, day: datetime, *, with_zone: bool = True) -> str:
    """ "13:00 CET", with the date (2022-11-17) where it is not the day of `day`."""
    date = "" if moment.date() == day.date() else f"{moment:%Y-%m-%d} "
    return f"{date}{moment:%H:%M}{f' {zone_name(moment)}' if with_zone else ''}"


def item_name(reading: Reading, identity: str) -> Phrase:
    """ "Item 3, Opening", in the language of its title."""
    heading = reading.heading(identity)
    if heading is None:
        return Phrase(reading.gettext("An item"))
    words = reading.gettext("item %(number)s, %(title)s") % {"number": heading.number, "title": heading.title.plain}
    return Phrase(words[:1].upper() + words[1:], heading.title.language, heading.title.direction)
