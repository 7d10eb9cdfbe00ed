"""The page of a room: the sittings held there, by day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agenda.errors import NotFound
from web.pages.context import RoomPage
from web.pages.excerpts import excerpts
from web.pages.heads import clocks_of, frame_of, head_of
from web.pages.reading import Reading
from web.pages.rendering import render

if TYPE_CHECKING:
    from agenda.audiences import View
    from web.pages.context import Edition, Reader


def room_page(view: View, edition: Edition, reader: Reader, room_id: str) -> str:
    """The HTML of a room's sittings, without their running orders; raises NotFound."""
    reading = Reading(view, reader, is_whole=False)
    if room_id not in reading.rooms:
        raise NotFound("room", room_id, place=view.meeting.slug)
    room, venue = reading.rooms[room_id]
    path = ("rooms", room_id)
    page = RoomPage(
        frame=frame_of(reading, edition, path=path, title=reading.phrase(room.name).plain),
        head=head_of(reading, edition),
        clocks=clocks_of(reading, path=path),
        room=reading.hall(room),
        site=reading.site(venue),
        phases=excerpts(reading, sessions=lambda session: session.room == room_id, slots=lambda _: False),
        webcal=reading.webcal(*path),
        download=reading.calendar(*path),
    )
    return render("room.html", page, reader)
