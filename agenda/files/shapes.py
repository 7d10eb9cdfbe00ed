"""What each key of a meeting file holds, read from the nouns: the one table that reader and writer go by."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, TypeAlias, Union, get_args, get_origin

from agenda.noun import Noun, Refers
from agenda.text import Text

ScalarKind = Literal["word", "truth", "number"]


@dataclass(frozen=True)
class ScalarShape:
    """A scalar: a word (any string, date or choice), a truth or a whole number."""

    kind: ScalarKind


@dataclass(frozen=True)
class TextShape:
    """A string, or one string per language."""


@dataclass(frozen=True)
class ObjectShape:
    """A noun, a map of its fields."""

    model: type[Noun]


@dataclass(frozen=True)
class ListShape:
    """A list; `or_one` where a single value may stand for a list of it."""

    of: Shape
    or_one: bool = False


@dataclass(frozen=True)
class MapShape:
    """A map from language to a scalar."""

    of: Shape


Shape: TypeAlias = ScalarShape | TextShape | ObjectShape | ListShape | MapShape


@cache
def shapes_of(model: type[Noun]) -> dict[str, Shape]:
    """The shape of each field, in the model's order."""
    return {
        name: _shape(info.annotation, or_one=any(mark == Refers("audience") for mark in info.metadata))
        for name, info in model.model_fields.items()
    }


@cache
def required_of(model: type[Noun]) -> tuple[str, ...]:
    """The keys that the noun cannot be without."""
    return tuple(name for name, info in model.model_fields.items() if info.is_required())


def _shape(annotation: Any, *, or_one: bool = False) -> Shape:
    origin, within = get_origin(annotation), [part for part in get_args(annotation) if part is not NoneType]
    if origin in {Annotated, Union, UnionType}:
        return _shape(within[0], or_one=or_one)
    if origin is tuple:
        return ListShape(_shape(within[0]), or_one=or_one)
    if origin is dict:
        return MapShape(_shape(within[1]))
    if origin is Literal:
        return ScalarShape("number" if isinstance(within[0], int) else "word")
    return _plain_shape(annotation)


def _plain_shape(kind: type) -> Shape:
    if issubclass(kind, Noun):
        return ObjectShape(kind)
    if issubclass(kind, Text):
        return TextShape()
    if issubclass(kind, bool):
        return ScalarShape("truth")
    return ScalarShape("number" if issubclass(kind, int) else "word")


@cache
def label_of(model: type[Noun]) -> str:
    """The noun with its article, as a complaint names it: "a session", "an item", "the meeting"."""
    if model.noun == "meeting":
        return "the meeting"
    words = model.noun or re.sub(r"(?<=[a-z])(?=[A-Z])", " ", model.__name__).lower()
    return f"{'an' if words[0] in 'aeiou' else 'a'} {words}"


@cache
def holders_of(key: str) -> tuple[str, ...]:
    """The labels of the objects that have such a key, the meeting first."""
    return tuple(label_of(model) for model in _models() if key in model.model_fields)


@cache
def _models() -> tuple[type[Noun], ...]:
    from agenda.meeting import Meeting

    found: dict[type[Noun], None] = {}
    waiting: list[type[Noun]] = [Meeting]
    while waiting:
        model = waiting.pop(0)
        if model not in found:
            found[model] = None
            waiting += [held for shape in shapes_of(model).values() if (held := _model_in(shape))]
    return tuple(found)


def _model_in(shape: Shape) -> type[Noun] | None:
    if isinstance(shape, ListShape):
        return _model_in(shape.of)
    return shape.model if isinstance(shape, ObjectShape) else None
