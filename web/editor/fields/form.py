"""A form: the fields of a noun in groups, filled from an object, read back, and compared with what it showed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from agenda.changes import own_json
from web.editor.fields.controls import PartControl, RowsControl, TextsControl
from web.editor.fields.parts import fill_fields, read_fields, require
from web.editor.fields.typed import Complaints, Typed

if TYPE_CHECKING:
    import gettext
    from collections.abc import Container, Iterable, Iterator

    from agenda.noun import Noun
    from web.editor.fields.controls import Control
    from web.editor.fields.kinds import Drawing, Field

PARENT = "parent"
"""The name under which a form says what the object stands in."""


@dataclass(frozen=True)
class Group:
    """Fields that belong together, under a legend."""

    legend: str
    fields: tuple[Field, ...]
    help: str = ""


@dataclass(frozen=True)
class NounForm:
    """The form of a noun: what one is called, and its groups; `parent` is the field that says where it stands."""

    noun: str
    title: str
    adding: str
    groups: tuple[Group, ...]
    parent: Field | None = None

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields that are the noun's own."""
        return tuple(one for group in self.groups for one in group.fields if one.key != PARENT)

    def field(self, key: str) -> Field | None:
        """The field of that key; None where the form has none."""
        return next((one for one in self.fields if one.key == key), None)

    def filled(self, value: Noun, parent: str) -> Typed:
        """The form that shows an object under the parent of that id."""
        return Typed([(PARENT, parent), *fill_fields(self.fields, "", own_json(value))])

    def read(self, typed: Typed, complaints: Complaints) -> dict[str, Any]:
        """The object's own fields as JSON of the meeting file; what is wrong is complained of."""
        read = read_fields(self.fields, "", typed, complaints)
        require(self.fields, "", read, complaints)
        return read

    def shown(self, value: Noun, translations: gettext.NullTranslations) -> dict[str, Any]:
        """The fields of an object as the form gives them back when nobody touches it."""
        return read_fields(self.fields, "", self.filled(value, ""), Complaints(translations))

    def controls(self, drawing: Drawing) -> Iterator[tuple[Group, tuple[Control, ...]]]:
        """The groups with their fields as templates get them."""
        for group in self.groups:
            fields = (one for one in group.fields if one.is_asked(drawing))
            yield group, tuple(one.kind.control(one, one.key, drawing) for one in fields)


def merge_patch(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """What leads from one object of JSON to another as a merge patch (RFC 7396): null where something goes."""
    patch: dict[str, Any] = {}
    for key in dict.fromkeys((*before, *after)):
        old, new = before.get(key), after.get(key)
        if old == new:
            continue
        if isinstance(old, dict) and isinstance(new, dict):
            patch[key] = merge_patch(old, new)
        else:
            patch[key] = new
    return patch


@dataclass(frozen=True)
class Spot:
    """Where a message about a name belongs: the name of its field, the id to be led to, and what it is called."""

    name: str
    id: str
    label: str


def spots(controls: Iterable[Control], above: str = "") -> Iterator[Spot]:
    """Every place of a form that a message can stand by."""
    for one in controls:
        label = f"{above}{one.label}"
        if isinstance(one, TextsControl):
            yield Spot(one.name, one.inputs[0].id, label)
            for field in one.inputs:
                yield Spot(field.name, field.id, f"{label} ({field.caption})" if field.caption else label)
            continue
        yield Spot(one.name, one.id, label)
        if isinstance(one, PartControl):
            yield from spots(one.controls, f"{label}: ")
        if isinstance(one, RowsControl):
            for row in one.rows:
                yield Spot(row.name, row.id, f"{above}{row.title}")
                yield from spots(row.controls, f"{above}{row.title}: ")


def nearest(name: str, known: Container[str]) -> str:
    """The name itself where it is known, else the nearest one above it; "" for none."""
    while name and name not in known:
        name = name.rpartition(".")[0]
    return name
