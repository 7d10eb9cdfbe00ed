"""The sentences for a sitting that was added, removed or changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from web.pages.change_telling import (
    hour_in_words,
    hours_in_words,
    item_name,
    moved_between,
    said,
    tell,
    tell_status,
)
from web.pages.sittings import bounds_of

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from agenda.session import Session
    from web.pages.change_telling import Difference, Telling
    from web.pages.phrases import Phrase
    from web.pages.reading import Reading
    from web.pages.sentences import Sentence


def tell_session(telling: Telling, one: Difference) -> Iterator[Sentence]:
    """A sitting: its status, hours, room, chair, running order and notice."""
    _ = telling.gettext
    what = telling.name(one)
    if one.after is None or one.before is None:
        when = _when_of(telling.reading_of(one), one.key[1])
        added = _("%(what)s is open now: %(when)s") if "opened" in one.fields else _("%(what)s added: %(when)s")
        yield said(_("%(what)s removed: %(when)s") if one.after is None else added, what, when=when)
        return
    yield from tell_status(telling, one, what)
    yield from _hours(telling, one, what)
    yield from _room(telling, one, what)
    yield from _chair(telling, one, what)
    is_listed = yield from _running_order(telling, one, what)
    notice = telling.after.phrase(cast("Session", one.after).notice)
    if "notice" in one.fields and notice:
        yield said(_("%(what)s: %(notice)s"), what, notice=notice)
    if "parent" in one.fields:
        phase = telling.after.sessions[one.key[1]][1]
        yield said(_("%(what)s belongs to %(phase)s now"), what, phase=telling.after.phrase(phase.title))
    told = {"status", "start", "end", "minutes", "fold", "room", "parent"} | ({"slots"} if is_listed else set())
    told |= {"chair"} if cast("Session", one.after).chair else set()
    told |= {"notice"} if notice else set()
    yield from tell(telling, one, what, told=told)


def _hours(telling: Telling, one: Difference, what: Phrase) -> Iterator[Sentence]:
    _ = telling.gettext
    old = bounds_of(telling.before, telling.before.sessions[one.key[1]][1], cast("Session", one.before))
    new = bounds_of(telling.after, telling.after.sessions[one.key[1]][1], cast("Session", one.after))
    if old == new:
        return
    if old[0] is None or new[0] is None:
        pattern = _("%(what)s is scheduled now: %(when)s") if new[0] else _("%(what)s is no longer scheduled")
        yield said(pattern, what, when=hours_in_words(telling.after, *new) if new[0] else "")
    elif old[0] == new[0] and old[1] and new[1]:
        after, before = hour_in_words(new[1], old[0]), hour_in_words(old[1], old[0])
        yield said(_("%(what)s ends at %(after)s now, not at %(before)s"), what, after=after, before=before)
    else:
        yield moved_between(telling, what, old, new)


def _when_of(reading: Reading, session_id: str) -> str:
    session, phase = reading.sessions[session_id]
    start, end = bounds_of(reading, phase, session)
    return hours_in_words(reading, start, end) if start else reading.gettext("not yet scheduled")


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
        yield said(_("%(what)s moved from %(before)s to %(after)s"), what, before=names[0], after=names[1])
    elif names[1]:
        yield said(_("%(what)s is held in %(room)s"), what, room=names[1])
    else:
        yield said(_("%(what)s has no room any more"), what)


def _chair(telling: Telling, one: Difference, what: Phrase) -> Iterator[Sentence]:
    chair = telling.after.who(cast("Session", one.after).chair)
    if "chair" in one.fields and chair:
        yield said(telling.gettext("%(who)s chairs %(what)s"), what, who=chair.name)


def _running_order(telling: Telling, one: Difference, what: Phrase) -> Generator[Sentence, None, bool]:
    """Which items came and went; gives back whether that was all there is to say of the running order."""
    if "slots" not in one.fields:
        return False
    _ = telling.gettext
    old, new = cast("Session", one.before), cast("Session", one.after)
    items = [[slot.item for slot in session.slots if slot.item] for session in (old, new)]
    for identity in dict.fromkeys(item for item in items[1] if item not in items[0]):
        yield said(_("%(item)s added to %(what)s"), what, item=item_name(telling.after, identity))
    for identity in dict.fromkeys(item for item in items[0] if item not in items[1]):
        yield said(_("%(item)s taken off %(what)s"), what, item=item_name(telling.before, identity))
    return set(items[0]) != set(items[1])
