"""Fields made of fields: parts such as a platform, and lists whose entries have no identity, such as slots."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from agenda.noun import read_language, read_url
from web.editor.fields.controls import LineControl, PartControl, Row, RowsControl
from web.editor.fields.running import running_of
from web.editor.fields.texts import cleaned

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from web.editor.fields.controls import Control
    from web.editor.fields.kinds import Drawing, Field
    from web.editor.fields.typed import Complaints, Typed
    from web.pages.reading import Reading


def fill_fields(fields: Iterable[Field], name: str, value: Any) -> Iterator[tuple[str, str]]:
    """What shows the fields of an object of that name; "" for the form's own."""
    for one in fields:
        yield from one.kind.fill(below(name, one.key), (value or {}).get(one.key))


def read_fields(fields: Iterable[Field], name: str, typed: Typed, complaints: Complaints) -> dict[str, Any]:
    """What the fields of an object say, those left out that say nothing."""
    read = {one.key: one.kind.read(typed, below(name, one.key), complaints) for one in fields}
    return {key: value for key, value in read.items() if value is not None}


def below(name: str, key: str) -> str:
    """The name of a field in what has that name."""
    return f"{name}.{key}" if name else key


def require(fields: Iterable[Field], name: str, read: dict[str, Any], complaints: Complaints) -> None:
    """Complains of what is required and not there."""
    for one in fields:
        if one.is_required and one.key not in read:
            complaints.add(below(name, one.key), complaints.translations.gettext("This is needed; fill it in."))


@dataclass(frozen=True)
class Part:
    """One thing that fields make up; nothing where all of them are empty."""

    fields: tuple[Field, ...]

    def fill(self, name: str, value: Any) -> Iterator[tuple[str, str]]:
        """What shows its fields."""
        yield from fill_fields(self.fields, name, value)

    def read(self, typed: Typed, name: str, complaints: Complaints) -> Any:
        """Its fields."""
        read = read_fields(self.fields, name, typed, complaints)
        if read:
            require(self.fields, name, read, complaints)
        return read or None

    def control(self, of: Field, name: str, drawing: Drawing) -> Control:
        """Its fields in a frame."""
        # Nothing is needed of a part that need not be there.
        fields = self.fields if of.is_required else [replace(one, is_required=False) for one in self.fields]
        controls = tuple(one.kind.control(one, below(name, one.key), drawing) for one in fields)
        return PartControl(controls=controls, **drawing.common(of, name))

    def words(self, value: Any, reading: Reading) -> tuple[str, ...]:
        """What its fields say in one line."""
        line = in_one_line(self.fields, value, reading)
        return (line,) if line else ()


def in_one_line(fields: Iterable[Field], value: Any, reading: Reading) -> str:
    """What the fields of an object say, those left out that say nothing."""
    said = (one.kind.words(value[one.key], reading) for one in fields if one.key in (value or {}))
    return " · ".join(", ".join(words) for words in said if words)


@dataclass(frozen=True)
class Rows:
    """A list; `title` names a row by %(number)s, `add` is the word of the button for a new one."""

    fields: tuple[Field, ...]
    title: str
    add: str
    is_inner: bool = False

    def fill(self, name: str, value: Any) -> Iterator[tuple[str, str]]:
        """What shows each row; a mark keeps one that says nothing yet."""
        for at, one in enumerate(value or ()):
            yield f"{name}.{at}.row", "1"
            yield from fill_fields(self.fields, f"{name}.{at}", one)

    def read(self, typed: Typed, name: str, complaints: Complaints) -> Any:
        """The rows that say something, in order."""
        rows = []
        for number in typed.rows(name):
            read = read_fields(self.fields, f"{name}.{number}", typed, complaints)
            if read:
                require(self.fields, f"{name}.{number}", read, complaints)
                rows.append(read)
        return rows or None

    def control(self, of: Field, name: str, drawing: Drawing) -> Control:
        """The rows as they stand, blank ones included."""
        numbers = drawing.typed.rows(name)
        rows = tuple(self._row(f"{name}.{number}", at, len(numbers), drawing) for at, number in enumerate(numbers))
        return RowsControl(rows=rows, add=self.add, is_inner=self.is_inner, **drawing.common(of, name))

    def _row(self, name: str, at: int, count: int, drawing: Drawing, hours: str = "") -> Row:
        first, *rest = (one.kind.control(one, f"{name}.{one.key}", drawing) for one in self.fields)
        return Row(
            name=name,
            title=self.title % {"number": at + 1},
            controls=(replace(first, has_focus=drawing.focus == name), *rest),
            hours=hours,
            is_first=at == 0,
            is_last=at == count - 1,
        )

    def words(self, value: Any, reading: Reading) -> tuple[str, ...]:
        """A line for each row."""
        return tuple(in_one_line(self.fields, one, reading) for one in value or ())


@dataclass(frozen=True)
class RunningOrder(Rows):
    """The slots of a sitting, each with the hours at which it runs."""

    def control(self, of: Field, name: str, drawing: Drawing) -> Control:
        """The rows, with hours where they follow from the start and the minutes before."""
        numbers = drawing.typed.rows(name)
        running = running_of(drawing, name, numbers)
        hours = running.hours if running else ("",) * len(numbers)
        rows = tuple(
            self._row(f"{name}.{number}", at, len(numbers), drawing, hours[at]) for at, number in enumerate(numbers)
        )
        return RowsControl(
            rows=rows,
            add=self.add,
            total=running.total if running else "",
            can_fit=running is not None and running.has_length and bool(rows),
            **drawing.common(of, name),
        )


@dataclass(frozen=True)
class AddressByLanguage:
    """An address for each language that something is ready in."""

    def fill(self, name: str, value: Any) -> Iterator[tuple[str, str]]:
        """One value for each language."""
        yield from ((f"{name}.{language}", url) for language, url in (value or {}).items())

    def read(self, typed: Typed, name: str, complaints: Complaints) -> Any:
        """The addresses by language; another language's comes from two fields of its own."""
        links = {}
        for tag in typed.below(name):
            url = cleaned(typed.one(f"{name}.{tag}"))
            if tag not in {"other-tag", "other-url"} and url:
                links[tag] = complaints.checked(f"{name}.{tag}", read_url, url)
        tag, url = (cleaned(typed.one(f"{name}.{part}")) for part in ("other-tag", "other-url"))
        if url or tag:
            read = complaints.checked(f"{name}.other-tag", read_language, tag)
            links[read or tag] = complaints.checked(f"{name}.other-url", read_url, url)
        return links or None

    def control(self, of: Field, name: str, drawing: Drawing) -> Control:
        """An input for each language of the meeting and of the links, and two for one more."""
        _, reading = drawing.reading.gettext, drawing.reading
        own = reading.view.meeting.languages
        others = (tag for tag in drawing.typed.below(name) if tag not in {*own, "other-tag", "other-url"})
        words = {tag: reading.language_name(tag) for tag in (*own, *others)}
        words |= {"other-tag": _("Another language, by its code"), "other-url": _("Address in that language")}
        controls = (
            LineControl(
                value=drawing.typed.one(f"{name}.{tag}"),
                mode="" if tag == "other-tag" else "url",
                width="short" if tag == "other-tag" else "",
                name=f"{name}.{tag}",
                label=label,
                error=drawing.errors.get(f"{name}.{tag}", ""),
            )
            for tag, label in words.items()
        )
        return PartControl(controls=tuple(controls), **drawing.common(of, name))

    def words(self, value: Any, reading: Reading) -> tuple[str, ...]:
        """A line for each language."""
        return tuple(f"{reading.language_name(tag)}: {url}" for tag, url in (value or {}).items())
