"""The sentences for a phase or a deadline that was added, removed or changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from agenda.schedule import due_of, zone_of
from web.pages.change_telling import hours_in_words, item_name, moved_between, said, tell, tell_status
from web.pages.dates import dates_in_words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from agenda.noun import Noun
    from agenda.phase import Deadline, Phase
    from web.pages.change_telling import Difference, Telling
    from web.pages.reading import Reading
    from web.pages.sentences import Sentence


def tell_phase(telling: Telling, one: Difference) -> Iterator[Sentence]:
    """A phase: its dates, status and clocks, and the items that are open in it."""
    _ = telling.gettext
    what = telling.name(one)
    if one.after is None or one.before is None:
        dates = _dates(telling, cast("Phase", one.value))
        pattern = _("%(what)s removed: %(when)s") if one.after is None else _("%(what)s added: %(when)s")
        yield said(pattern, what, when=dates)
        return
    old, new = cast("Phase", one.before), cast("Phase", one.after)
    yield from tell_status(telling, one, what)
    if (old.start, old.end) != (new.start, new.end):
        before, after = _dates(telling, old), _dates(telling, new)
        yield said(_("%(what)s moved from %(before)s to %(after)s"), what, after=after, before=before)
    zones = [zone_of(reading.view.meeting, phase) for reading, phase in ((telling.before, old), (telling.after, new))]
    if zones[0] != zones[1]:
        pattern = _("%(what)s goes by the clocks of %(after)s now, not of %(before)s")
        yield said(pattern, what, after=zones[1], before=zones[0])
    for identity in (item for item in new.items if item not in old.items):
        yield said(_("%(item)s opened in %(what)s"), what, item=item_name(telling.after, identity))
    for identity in (item for item in old.items if item not in new.items):
        yield said(_("%(item)s no longer open in %(what)s"), what, item=item_name(telling.before, identity))
    told = {"status", "start", "end", "time_zone"} | ({"items"} if set(old.items) != set(new.items) else set())
    yield from tell(telling, one, what, told=told)


def _dates(telling: Telling, phase: Phase) -> str:
    return dates_in_words(phase.start, phase.end, telling.after.interface)


def tell_deadline(telling: Telling, one: Difference) -> Iterator[Sentence]:
    """A deadline and when it falls."""
    _ = telling.gettext
    what = telling.name(one)
    if one.after is None or one.before is None:
        pattern = _("%(what)s removed: %(when)s") if one.after is None else _("%(what)s added: %(when)s")
        reading = telling.reading_of(one)
        yield said(pattern, what, when=hours_in_words(reading, _due(reading, one.value)))
        return
    old, new = _due(telling.before, one.before), _due(telling.after, one.after)
    if old != new:
        yield moved_between(telling, what, (old, None), (new, None))
    yield from tell(telling, one, what, told={"due", "parent"})


def _due(reading: Reading, value: Noun) -> datetime:
    deadline = cast("Deadline", value)
    phase = next(phase for phase in reading.view.meeting.phases if deadline in phase.deadlines)
    return due_of(deadline, zone_of(reading.view.meeting, phase))
