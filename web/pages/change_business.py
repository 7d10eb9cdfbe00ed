"""The sentences for agenda items, outcomes, papers and the meeting itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from web.pages.change_telling import item_name, said, tell
from web.pages.papers import edition_of
from web.pages.phrases import Phrase
from web.pages.results import verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agenda.document import Document
    from agenda.meeting import Meeting
    from agenda.phase import Outcome
    from web.pages.change_telling import Difference, Telling
    from web.pages.sentences import Sentence


def tell_item(telling: Telling, one: Difference) -> Iterator[Sentence]:
    """An item that came, went, moved in the agenda or changed what it asks."""
    what = item_name(telling.reading_of(one), one.key[1])
    if one.before is not None and one.after is not None and "parent" in one.fields:
        yield said(telling.gettext("%(what)s stands in another place of the agenda"), what)
    action = telling.after.actions(one.after) if "action" in one.fields and one.after else ""  # type: ignore[arg-type]
    if action:
        yield said(telling.gettext("%(what)s is now %(action)s"), what, action=action)
    yield from tell(telling, one, what, told={"parent", "action"} if action else {"parent"})


def tell_outcome(telling: Telling, one: Difference) -> Iterator[Sentence]:
    """What was recorded of an item, or is no longer."""
    _ = telling.gettext
    what = item_name(telling.reading_of(one), cast("Outcome", one.value).item)
    verdicts = [
        verdict(reading, cast("Outcome", value)) if value else ""
        for reading, value in ((telling.before, one.before), (telling.after, one.after))
    ]
    if not verdicts[1]:
        yield said(_("Outcome withdrawn: %(what)s, %(result)s"), what, result=verdicts[0])
    elif verdicts[0] != verdicts[1]:
        yield said(_("Outcome: %(what)s, %(result)s"), what, result=verdicts[1])
    if one.before is not None and one.after is not None:
        yield from tell(telling, one, what, told={"result", "refer_to"})


def tell_document(telling: Telling, one: Difference) -> Iterator[Sentence]:
    """A paper: a new edition, the languages it is ready in."""
    _ = telling.gettext
    document = cast("Document", one.value)
    reading = telling.reading_of(one)
    symbol, title = reading.phrase(document.symbol), reading.phrase(document.title)
    name = " ".join(part for part in (symbol.plain, title.plain) if part)
    what = Phrase(name, title.language, title.direction)
    if one.before is None or one.after is None:
        yield from tell(telling, one, what)
        return
    edition = edition_of(telling.after, document)
    if not one.fields.isdisjoint({"revision", "living"}) and edition:
        yield said(_("%(what)s: %(edition)s"), what, edition=edition)
    ready = [tag for tag in document.links if tag not in cast("Document", one.before).links]
    if ready:
        languages = telling.after.list_of(telling.after.language_name(tag) for tag in ready)
        yield said(_("%(what)s is ready in %(languages)s"), what, languages=languages)
    told = ({"revision", "living"} if edition else set()) | ({"links"} if ready else set())
    yield from tell(telling, one, what, told=told)


def tell_meeting(telling: Telling, one: Difference) -> Iterator[Sentence]:
    """What the meeting says of itself."""
    old, new = cast("Meeting", one.before), cast("Meeting", one.after)
    if old.time_zone != new.time_zone:
        pattern = telling.gettext("%(what)s goes by the clocks of %(after)s now, not of %(before)s")
        what = Phrase(telling.gettext("The meeting"))
        yield said(pattern, what, after=new.time_zone, before=old.time_zone)
    yield from tell(telling, one, Phrase(telling.gettext("The meeting")), told={"time_zone"})
