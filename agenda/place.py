"""Where a meeting happens: venues, their rooms, and online platforms."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from agenda.ids import Identifier
from agenda.noun import Line, Noun, Url, ZoneName
from agenda.text import Text


class Room(Noun):
    """A room of a venue; `capacity` in people."""

    noun: ClassVar[str] = "room"

    id: Identifier
    name: Text
    capacity: Annotated[int, Field(ge=0, le=1_000_000)] | None = None


class Venue(Noun):
    """A building or site; its zone is that of the phases held there, unless they have their own."""

    noun: ClassVar[str] = "venue"
    children: ClassVar[dict[str, str]] = {"rooms": "room"}

    id: Identifier
    name: Text
    address: Line | None = None
    time_zone: ZoneName | None = None
    rooms: tuple[Room, ...] = ()


class Platform(Noun):
    """Where an online phase is held; it has no identity of its own."""

    name: Text
    url: Url | None = None
