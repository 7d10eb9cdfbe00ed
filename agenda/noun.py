"""What every noun of a meeting shares: frozen, strict about keys, and open to being walked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, ClassVar
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, WithJsonSchema
from pydantic_core import PydanticCustomError

from agenda.text import LANGUAGE_TAG, plain
from agenda.timespan import UnknownZone, zone

FIRST_YEAR, LAST_YEAR = 1900, 2200


class Noun(BaseModel):
    """One object of a meeting file.

    `noun` is its kind's name in edits and findings; `children` maps each field that holds objects with an identity
    of their own to their noun. A value that is left at its default is not written to files.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=False, ser_json_inf_nan="strings")

    noun: ClassVar[str] = ""
    children: ClassVar[dict[str, str]] = {}

    @property
    def identity(self) -> str:
        """What tells this object from others of its noun in the meeting: its id, where it has one."""
        return str(getattr(self, "id", ""))

    def written(self) -> dict[str, Any]:
        """The object as JSON of the meeting file, defaults left out."""
        return self.model_dump(mode="json", exclude_defaults=True)


@dataclass(frozen=True)
class Refers:
    """Marks a field whose value, or each of whose values, is the id of an object of that noun."""

    noun: str


MOST_LANGUAGES = 400
"""Characters of a meeting's language tags in all, as they are kept with its last revision."""


def _complaint(kind: str, message: str, value: object) -> PydanticCustomError:
    return PydanticCustomError(kind, message, {"value": str(value)[:80]})


WALL_CLOCK = re.compile(r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(:\d{2})?)\Z")
CALENDAR_DATE = re.compile(r"\d{4}-\d{2}-\d{2}\Z")


def _within_years(value: date) -> date:
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise _complaint("year", "“{value}” is not between the years 1900 and 2200", value)
    return value


def read_wall_clock(value: object) -> datetime:
    """A naive datetime from "2022-11-16T10:00"; raises PydanticCustomError on anything else, offsets included."""
    if isinstance(value, datetime):
        value = value.isoformat()
    if not isinstance(value, str) or not WALL_CLOCK.match(value):
        raise _complaint(
            "wall_clock",
            "“{value}” is not a local date and time; write it as 2022-11-16T10:00, without a zone",
            value,
        )
    try:
        return datetime.combine(_within_years(date.fromisoformat(value[:10])), datetime.fromisoformat(value).time())
    except ValueError:
        raise _complaint("wall_clock", "“{value}” is not a date and time that calendars have", value) from None


def read_date(value: object) -> date:
    """A date from "2022-11-16"; raises PydanticCustomError on anything else."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if not isinstance(value, str) or not CALENDAR_DATE.match(value):
        raise _complaint("date", "“{value}” is not a date; write it as 2022-11-16", value)
    try:
        return _within_years(date.fromisoformat(value))
    except ValueError:
        raise _complaint("date", "“{value}” is not a date that calendars have", value) from None


def read_due(value: object) -> date | datetime:
    """A date or a wall clock, as `read_date` and `read_wall_clock` read them."""
    if isinstance(value, datetime) or (isinstance(value, str) and WALL_CLOCK.match(value)):
        return read_wall_clock(value)
    return read_date(value)


def write_time(value: date | datetime) -> str:
    """The written form of a date or wall clock; seconds only where there are any."""
    if not isinstance(value, datetime):
        return value.isoformat()
    return value.isoformat(timespec="seconds" if value.second else "minutes")


def read_zone(value: object) -> str:
    """An IANA zone name; raises PydanticCustomError on any other."""
    try:
        zone(str(value))
    except UnknownZone:
        raise _complaint(
            "time_zone", "“{value}” is not an IANA time zone; write one such as Europe/Brussels", value
        ) from None
    return str(value)


def _require_short(languages: tuple[str, ...]) -> tuple[str, ...]:
    if (long := len(" ".join(languages))) > MOST_LANGUAGES:
        message = "its language tags have {value} characters in all; at most 400 are allowed, leave some out"
        raise _complaint("too_many_languages", message, long)
    return languages


def read_language(value: object) -> str:
    """A BCP 47 language tag; raises PydanticCustomError on anything else."""
    if not isinstance(value, str) or not LANGUAGE_TAG.match(value):
        raise _complaint("language_tag", "“{value}” is not a language tag; write one such as en, fr or pt-BR", value)
    return value


URL = re.compile(r"(https?|mailto|tel|sips?|xmpp|rtmps?|rtsp):[^\s<>\"\\^`{|}\x00-\x1f\x7f]+\Z", re.IGNORECASE)
HOSTED = frozenset({"http", "https", "rtmp", "rtmps", "rtsp"})


def _has_host(value: str) -> bool:
    """Whether an address can be taken apart and, unless it is one of a mailbox or telephone, names a host."""
    try:
        parts = urlsplit(value)
        return parts.scheme not in HOSTED or (bool(parts.hostname) and parts.port != 0)
    except ValueError:
        return False


def read_url(value: object) -> str:
    """An absolute address that a person may safely follow; raises PydanticCustomError on anything else.

    One with marks that nobody sees may read as another, turned round (RFC 3987 §4.1).
    """
    if not isinstance(value, str) or not value.isprintable() or not URL.match(value) or not _has_host(value):
        raise _complaint(
            "url",
            "“{value}” is not an address; write one that starts with https:// (or tel:, sip:, mailto:)",
            value,
        )
    return plain(value, limit=2_000)


def read_line(value: object) -> str:
    """A string of one line, not localised, at most 1,000 characters."""
    if not isinstance(value, str):
        raise _complaint("string", "“{value}” is not a string", value)
    return plain(value, limit=1_000)


WallClock = Annotated[
    datetime,
    BeforeValidator(read_wall_clock),
    PlainSerializer(write_time, return_type=str),
    WithJsonSchema({"type": "string", "pattern": WALL_CLOCK.pattern[:-2] + "$", "examples": ["2022-11-16T10:00"]}),
]
LocalDate = Annotated[
    date,
    BeforeValidator(read_date),
    PlainSerializer(write_time, return_type=str),
    WithJsonSchema({"type": "string", "format": "date"}),
]
Due = Annotated[
    date | datetime,
    BeforeValidator(read_due),
    PlainSerializer(write_time, return_type=str),
    WithJsonSchema({"type": "string", "examples": ["2022-11-14", "2022-11-14T18:00"]}),
]
ZoneName = Annotated[
    str, BeforeValidator(read_zone), WithJsonSchema({"type": "string", "examples": ["Europe/Brussels"]})
]
Language = Annotated[
    str, BeforeValidator(read_language), WithJsonSchema({"type": "string", "examples": ["en", "pt-BR"]})
]
Languages = Annotated[tuple[Language, ...], Field(min_length=1), AfterValidator(_require_short)]
Url = Annotated[str, BeforeValidator(read_url), WithJsonSchema({"type": "string", "format": "uri"})]
Line = Annotated[str, BeforeValidator(read_line), WithJsonSchema({"type": "string", "maxLength": 1_000})]
