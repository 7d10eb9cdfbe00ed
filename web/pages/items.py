"""The page of an agenda item: its annotation, its papers, what stands under it, and its story through the phases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agenda.errors import NotFound
from agenda.numbering import family
from web.pages.business import business_in
from web.pages.context import ItemPage
from web.pages.excerpts import excerpts
from web.pages.heads import clocks_of, frame_of, head_of
from web.pages.papers import paper
from web.pages.reading import Reading
from web.pages.rendering import render

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agenda.audiences import View
    from agenda.item import AgendaItem
    from web.pages.context import Edition, Reader


def item_page(view: View, edition: Edition, reader: Reader, item_id: str) -> str:
    """The HTML of one agenda item; raises NotFound."""
    reading = Reading(view, reader, is_whole=False)
    if item_id not in reading.items:
        raise NotFound("item", item_id, place=view.meeting.slug)
    number, item = reading.items[item_id]
    path = ("items", item_id)
    about = {below.id for below in family(item)}
    this, *children = business_in(reading, [item])
    page = ItemPage(
        frame=frame_of(reading, edition, path=path, title=f"{number} {reading.phrase(item.title).plain}"),
        head=head_of(reading, edition),
        clocks=clocks_of(reading, path=path),
        item=this,
        above=reading.headings(_above(view.meeting.items, item_id)),
        children=tuple(children),
        papers=tuple(paper(reading, identity) for identity in item.documents if identity in reading.documents),
        phases=excerpts(
            reading,
            sessions=lambda session: any(slot.item in about for slot in session.slots),
            slots=lambda slot: slot.item in about,
            items=about,
        ),
        webcal=reading.webcal(*path),
        download=reading.calendar(*path),
    )
    return render("item.html", page, reader)


def _above(items: Sequence[AgendaItem], item_id: str) -> list[str]:
    """The ids of the items that it stands under, from the top."""
    for item in items:
        if item.id != item_id and any(below.id == item_id for below in family(item)):
            return [item.id, *_above(item.items, item_id)]
    return []
