"""Agenda items: the business of a meeting, as a tree, and what is asked of delegates on each."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

from agenda.ids import Identifier
from agenda.noun import Line, Noun, Refers
from agenda.text import Prose, Text

Action = Literal[
    "information",
    "discussion",
    "guidance",
    "decision",
    "endorsement",
    "approval",
    "adoption",
    "election",
    "recommendation",
]


def _as_list(value: object) -> object:
    return (value,) if isinstance(value, str) else value


def _as_written(value: tuple[str, ...] | None) -> Any:
    return value[0] if value is not None and len(value) == 1 else value


AudienceIds = Annotated[
    tuple[Identifier, ...] | None,
    BeforeValidator(_as_list),
    PlainSerializer(_as_written),
    Refers("audience"),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}),
]
"""Who may read: any of these audiences; None is the public, () is nobody but the organisers."""


class ItemOfMeeting(Noun):
    """An item of another meeting that this one takes up again."""

    meeting: Identifier
    item: Identifier


class AgendaItem(Noun):
    """An item; `number` is by position (1, 1.1, …) where not given, `description` is its annotation."""

    noun: ClassVar[str] = "item"
    children: ClassVar[dict[str, str]] = {"items": "item"}

    id: Identifier
    title: Text
    number: Line | None = None
    action: tuple[Action, ...] = ()
    description: Prose | None = None
    category: Text | None = None
    documents: Annotated[tuple[Identifier, ...], Refers("document")] = ()
    follows: ItemOfMeeting | None = None
    audience: AudienceIds = None
    items: tuple[AgendaItem, ...] = ()
