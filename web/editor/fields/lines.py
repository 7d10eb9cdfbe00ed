"""Fields of one line: strings, numbers, dates, times, addresses, codes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from pydantic_core import PydanticCustomError

from agenda.noun import read_date, read_language, read_line, read_url, read_wall_clock, write_time
from agenda.people import read_country
from web.editor.fields.controls import LineControl, PartControl
from web.editor.fields.kinds import Field
from web.editor.fields.texts import cleaned
from web.pages.dates import date_in_words, weekday_and_date

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from web.editor.fields.controls import Control
    from web.editor.fields.kinds import Drawing
    from web.editor.fields.typed import Complaints, Typed
    from web.pages.reading import Reading

MOST_DIGITS = 7
HOUR = re.compile(r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?")


@dataclass(frozen=True)
class Line:
    """A string of one line; `width` is "short" or "middle", `complete` what browsers may fill in."""

    width: str = ""
    read_value: Callable[[str], str] = read_line
    type: str = "text"
    mode: str = ""

    def fill(self, name: str, value: Any) -> Iterator[tuple[str, str]]:
        """The string."""
        if value is not None:
            yield name, str(value)

    def read(self, typed: Typed, name: str, complaints: Complaints) -> Any:
        """The string without blanks around it."""
        string = cleaned(typed.one(name))
        return complaints.checked(name, self.read_value, string) if string else None

    def control(self, of: Field, name: str, drawing: Drawing) -> Control:
        """An input."""
        value = drawing.typed.one(name)
        return LineControl(value=value, type=self.type, mode=self.mode, width=self.width, **drawing.common(of, name))

    def words(self, value: Any, reading: Reading) -> tuple[str, ...]:  # noqa: ARG002 - a string needs no words
        """The string."""
        return () if value is None else (str(value),)


def picker(kind: str, value: str, read: Callable[[str], object]) -> str:
    """The type of an input for a date or time: plain text where the value is none, which a picker would not show."""
    try:
        return kind if not value or read(value) else "text"
    except PydanticCustomError:
        return "text"


def address(width: str = "") -> Line:
    """An absolute address."""
    return Line(width, read_url, mode="url")


def country() -> Line:
    """An ISO 3166-1 alpha-2 code; small letters will do."""
    return Line("short", lambda value: read_country(value.upper()))


@dataclass(frozen=True)
class WholeNumber:
    """A number from 0 up to `most`; `live` names what a script counts with it."""

    most: int
    unit: str = ""
    live: str = ""

    def fill(self, name: str, value: Any) -> Iterator[tuple[str, str]]:
        """Its digits."""
        if value is not None:
            yield name, str(value)

    def read(self, typed: Typed, name: str, complaints: Complaints) -> Any:
        """The number."""
        string = cleaned(typed.one(name))
        if not string:
            return None
        if string.isdecimal() and len(string) <= MOST_DIGITS and int(string) <= self.most:
            return int(string)
        message = complaints.translations.gettext("“%(value)s” is not a whole number from 0 to %(most)s.")
        complaints.add(name, message % {"value": string[:80], "most": self.most})
        return None

    def control(self, of: Field, name: str, drawing: Drawing) -> Control:
        """An input for digits."""
        value = drawing.typed.one(name)
        return LineControl(
            value=value, mode="numeric", width="short", unit=self.unit, live=self.live, **drawing.common(of, name)
        )

    def words(self, value: Any, reading: Reading) -> tuple[str, ...]:  # noqa: ARG002
        """Its digits and unit."""
        return () if value is None else (f"{value} {self.unit}".strip(),)


@dataclass(frozen=True)
class Moment:
    """A local date and time."""

    live: str = ""

    def fill(self, name: str, value: Any) -> Iterator[tuple[str, str]]:
        """As browsers write it, which is as the meeting file does."""
        if value is not None:
            yield name, value

    def read(self, typed: Typed, name: str, complaints: Complaints) -> Any:
        """As the meeting file writes it."""
        string = cleaned(typed.one(name))
        moment = complaints.checked(name, read_wall_clock, string) if string else None
        return None if moment is None else write_time(moment)

    def control(self, of: Field, name: str, drawing: Drawing) -> Control:
        """A picker of dates and times, whose clock is named behind it."""
        value = drawing.typed.one(name)
        has_seconds = value.count(":") > 1
        return LineControl(
            value=value,
            type=picker("datetime-local", value, read_wall_clock),
            width="middle",
            unit=drawing.zone,
            step="1" if has_seconds else "",
            live=self.live,
            **drawing.common(of, name),
        )

    def words(self, value: Any, reading: Reading) -> tuple[str, ...]:
        """The date in words, and the time."""
        if value is None:
            return ()
        moment = datetime.fromisoformat(value)
        return (f"{weekday_and_date(moment.date(), reading.interface)}, {moment:%H:%M}",)


@dataclass(frozen=True)
class Day:
    """A date."""

    def fill(self, name: str, value: Any) -> Iterator[tuple[str, str]]:
        """As browsers write it."""
        if value is not None:
            yield name, value

    def read(self, typed: Typed, name: str, complaints: Complaints) -> Any:
        """As the meeting file writes it."""
        string = cleaned(typed.one(name))
        day = complaints.checked(name, read_date, string) if string else None
        return None if day is None else write_time(day)

    def control(self, of: Field, name: str, drawing: Drawing) -> Control:
        """A picker of dates."""
        value = drawing.typed.one(name)
        return LineControl(
            value=value, type=picker("date", value, read_date), width="middle", **drawing.common(of, name)
        )

    def words(self, value: Any, reading: Reading) -> tuple[str, ...]:
        """The date in words."""
        return () if value is None else (date_in_words(date.fromisoformat(value[:10]), reading.interface),)


@dataclass(frozen=True)
class Due:
    """A date, or a date and a time of that day."""

    def fill(self, name: str, value: Any) -> Iterator[tuple[str, str]]:
        """The date, and the time where there is one."""
        day, _, hour = (value or "").partition("T")
        yield f"{name}.day", day
        yield f"{name}.hour", hour

    def read(self, typed: Typed, name: str, complaints: Complaints) -> Any:
        """The date, with the time where one is given."""
        day, hour = (cleaned(typed.one(f"{name}.{part}")) for part in ("day", "hour"))
        _ = complaints.translations.gettext
        if not day:
            if hour:
                complaints.add(f"{name}.day", _("Give the day, too."))
            return None
        read = complaints.checked(f"{name}.day", read_date, day)
        if read is None or not hour:
            return None if read is None else write_time(read)
        if not HOUR.fullmatch(hour):
            complaints.add(f"{name}.hour", _("“%(value)s” is not a time. Write it as 18:00.") % {"value": hour[:80]})
            return None
        return write_time(datetime.combine(read, time.fromisoformat(hour)))

    def control(self, of: Field, name: str, drawing: Drawing) -> Control:
        """Two pickers."""
        _ = drawing.reading.gettext
        day, hour = drawing.typed.one(f"{name}.day"), drawing.typed.one(f"{name}.hour")
        asked = Field("day", Day(), _("Day"), is_required=of.is_required)
        is_hour = not hour or HOUR.fullmatch(hour) is not None
        clock = drawing.common(Field("hour", self, _("Time")), f"{name}.hour")
        return PartControl(
            controls=(
                LineControl(
                    value=day,
                    type=picker("date", day, read_date),
                    width="middle",
                    **drawing.common(asked, f"{name}.day"),
                ),
                LineControl(value=hour, type="time" if is_hour else "text", width="middle", unit=drawing.zone, **clock),
            ),
            **drawing.common(of, name),
        )

    def words(self, value: Any, reading: Reading) -> tuple[str, ...]:
        """The date in words, and the time where there is one."""
        return Moment().words(value, reading) if "T" in (value or "") else Day().words(value, reading)


@dataclass(frozen=True)
class Tags:
    """Languages by their BCP 47 tags, in order; where there is a `default`, which files leave out, one is needed."""

    default: tuple[str, ...] = ()

    def fill(self, name: str, value: Any) -> Iterator[tuple[str, str]]:
        """The tags in one line."""
        if value or self.default:
            yield name, ", ".join(value or self.default)

    def read(self, typed: Typed, name: str, complaints: Complaints) -> Any:
        """The tags that commas or blanks part, each once."""
        words = dict.fromkeys(cleaned(typed.one(name)).replace(",", " ").replace(";", " ").split())
        tags = [tag for word in words if (tag := complaints.checked(name, read_language, word))]
        if self.default and not tags:
            complaints.add(name, complaints.translations.gettext("This is needed; fill it in."))
        return None if tuple(tags) == self.default else tags

    def control(self, of: Field, name: str, drawing: Drawing) -> Control:
        """An input."""
        return LineControl(value=drawing.typed.one(name), width="middle", **drawing.common(of, name))

    def words(self, value: Any, reading: Reading) -> tuple[str, ...]:
        """The languages by name."""
        return tuple(reading.language_name(tag) for tag in value or self.default)
