"""A paper of the meeting: one symbol, one address per language, revisions."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from agenda.ids import Identifier
from agenda.noun import Language, Line, Noun, Url
from agenda.text import Text


class Document(Noun):
    """A paper; `links` maps each language it is ready in to its address; `living` ones are kept up to date."""

    noun: ClassVar[str] = "document"

    id: Identifier
    symbol: Text | None = None
    title: Text
    links: dict[Language, Url] = Field(default_factory=dict)
    revision: Line | None = None
    living: bool = False
