"""What the API takes beside meetings, edits and feeds: small bodies, strict about their keys and types."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from agenda.ids import Identifier
from agenda.noun import LocalDate
from agenda.text import plain

MOST_OF_A_MESSAGE = 2_000


def _read_message(value: str) -> str:
    return plain(value, limit=MOST_OF_A_MESSAGE)


Message = Annotated[
    str,
    AfterValidator(_read_message),
    WithJsonSchema({"type": "string", "maxLength": MOST_OF_A_MESSAGE}),
    Field(description="What changed, in words, for readers.", examples=["Phase 2 starts at 10:30"]),
]


def _read_string(value: object) -> object:
    if not isinstance(value, str):
        raise PydanticCustomError("string_type", "a date and time is wanted here, as a string")
    return value


Instant = Annotated[AwareDatetime, Field(strict=False), BeforeValidator(_read_string)]


class Wanted(BaseModel):
    """A body."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class WantedPublication(Wanted):
    """What readers are told of a publication."""

    message: Message = ""


class WantedSchedule(WantedPublication):
    """When the draft, as it will be then, is to be published."""

    at: Instant = Field(description="A date and time with its offset from UTC.", examples=["2022-11-14T18:00:00+01:00"])


class WantedVersion(Wanted):
    """The version of the draft to go back to."""

    version: int = Field(ge=1, le=1_000_000_000)


class WantedRole(Wanted):
    """The role to give somebody in a meeting."""

    role: Literal["viewer", "editor", "owner"]


class WantedCopy(Wanted):
    """A meeting to be made from another."""

    slug: Identifier
    start: LocalDate = Field(description="The first day of its first phase; the others follow by the same weekdays.")
    items: list[Identifier] | None = Field(
        None, description="The items to take over, with those they stand below; null takes all."
    )
