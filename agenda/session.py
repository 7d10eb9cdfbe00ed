"""A sitting: its times, its place, how to join, and its running order."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from agenda.ids import Identifier
from agenda.item import AudienceIds
from agenda.noun import Language, Line, Noun, Refers, Url, WallClock
from agenda.text import Prose, Text

SessionKind = Literal["plenary", "working_group", "contact_group", "side_event", "other"]
SessionStatus = Literal["confirmed", "tentative", "cancelled"]
SlotKind = Literal["item", "break", "statement"]
Feature = Literal["audio", "video", "chat", "phone", "screen", "feed"]
Minutes = Annotated[int, Field(ge=0, le=100_000)]


class JoinLink(Noun):
    """An address to take part at; features are those of RFC 7986 §6.3."""

    label: Text
    url: Url
    features: tuple[Feature, ...] = ()
    audience: AudienceIds = None


class Source(Noun):
    """The event of another calendar that a sitting was read from."""

    uid: Line
    url: Url | None = None


class Speaker(Noun):
    """Somebody who speaks in a slot, and as what."""

    person: Annotated[Identifier, Refers("person")]
    role: Text | None = None


class Slot(Noun):
    """One step of a running order: an item, a break or a statement; `minutes` elapsed. It may say nothing at all."""

    item: Annotated[Identifier | None, Refers("item")] = None
    title: Text | None = None
    kind: SlotKind = "item"
    minutes: Minutes | None = None
    speakers: tuple[Speaker, ...] = ()


class Session(Noun):
    """A sitting of a phase.

    `start` and `end` are wall clocks of the phase's zone; `minutes` (elapsed) stands instead of an end; no start
    means not yet scheduled. `fold` picks the first (0) or second (1) of two equal wall times for the start.
    """

    noun: ClassVar[str] = "session"

    id: Identifier
    title: Text
    start: WallClock | None = None
    end: WallClock | None = None
    minutes: Minutes | None = None
    fold: Literal[0, 1] | None = None
    kind: SessionKind | None = None
    status: SessionStatus = "confirmed"
    room: Annotated[Identifier | None, Refers("room")] = None
    expected: Annotated[int, Field(ge=0, le=1_000_000)] | None = None
    join: tuple[JoinLink, ...] = ()
    recording: Url | None = None
    interpretation: tuple[Language, ...] = ()
    chair: Annotated[Identifier | None, Refers("person")] = None
    audience: AudienceIds = None
    description: Prose | None = None
    notice: Text | None = None
    source: Source | None = None
    slots: tuple[Slot, ...] = ()

    @model_validator(mode="after")
    def _has_one_length(self) -> Self:
        if self.end is not None and self.minutes is not None:
            raise PydanticCustomError("two_lengths", "both end and minutes are given; keep one of them")
        return self

    @property
    def is_cancelled(self) -> bool:
        """Whether its own status says it does not take place."""
        return self.status == "cancelled"
