"""The columns of a table: their names in the first row, and what their cells hold."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from agenda.tables.grid import is_empty, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agenda.tables.grid import Cell

Holds = Literal["text", "id", "date", "clock", "number", "choice", "object", "list"]
IN_A_LANGUAGE = re.compile(r"(.+?) ?\(([a-z0-9-]+)\)\Z")


@dataclass(frozen=True)
class Column:
    """A column: `key` stands in the first row, `field` is that of the noun, `language` that of a text.

    `choices` are the values that a cell may have ("choice"), `noun` is what it names ("object", "list").
    """

    key: str
    field: str
    holds: Holds = "text"
    language: str = ""
    choices: tuple[str, ...] = ()
    noun: str = ""


def text_columns(field: str, languages: Sequence[str]) -> tuple[Column, ...]:
    """A column for each language of a text: `title (en)`, `title (fr)`."""
    return tuple(Column(f"{field} ({language})", field, language=language) for language in languages)


def match_columns(header: Sequence[Cell], columns: Sequence[Column]) -> tuple[dict[int, Column], dict[int, str]]:
    """The columns of a file by position, and what is wrong with those that are none.

    Capitals, blanks and underscores do not count; `title` is that of the first language. An unnamed one is passed over.
    """
    known = _names(columns)
    found: dict[int, Column] = {}
    wrong: dict[int, str] = {}
    for position, cell in enumerate(header):
        name = _plain(cell)
        column = known.get(name)
        if is_empty(cell):
            continue
        if column is None:
            wrong[position] = _unknown(shown(cell).strip(), name, known)
        elif column in found.values():
            wrong[position] = f"the column “{column.key}” is here twice; remove one of them"
        else:
            found[position] = column
    return found, wrong


def _names(columns: Sequence[Column]) -> dict[str, Column]:
    names: dict[str, Column] = {}
    for column in columns:
        names[_plain(column.key)] = column
        names.setdefault(_plain(column.field), column)
    return names


def _plain(cell: Cell) -> str:
    return re.sub(r"[\s_]+", " ", shown(cell)).strip().casefold()


def _unknown(said: str, name: str, known: dict[str, Column]) -> str:
    by_language = IN_A_LANGUAGE.match(name)
    if by_language and by_language[1] in known and known[by_language[1]].language:
        return (
            f"the meeting has no language “{by_language[2]}”; add it under Meeting first, or remove the column “{said}”"
        )
    near = difflib.get_close_matches(name, known, 1)
    hint = f"; did you mean “{known[near[0]].key}”?" if near else "; remove it, or take a name of the template"
    return f"“{said[:80]}” is not a column of this table{hint}"
