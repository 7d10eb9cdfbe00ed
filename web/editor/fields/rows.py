"""What the buttons of a list do to a form that is not saved yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from web.editor.fields.typed import Typed


def with_row(typed: Typed, name: str) -> Typed:
    """The form with one more row in the list of that name."""
    return typed.with_rows(name, [*typed.rows(name), None])


def _split(name: str) -> tuple[str, int]:
    above, _, number = name.rpartition(".")
    return above, int(number) if number.isascii() and number.isdecimal() and len(number) < 6 else -1


def without_row(typed: Typed, name: str) -> Typed:
    """The form without the row of that name."""
    above, number = _split(name)
    return typed.with_rows(above, [row for row in typed.rows(above) if row != number])


def raised(typed: Typed, name: str, *, by: int = -1) -> Typed:
    """The form with the row of that name one place up, or down by 1; unchanged where it can go no further."""
    above, number = _split(name)
    rows = typed.rows(above)
    if number in rows and 0 <= (at := rows.index(number)) + by < len(rows):
        rows[at], rows[at + by] = rows[at + by], rows[at]
    return typed.with_rows(above, rows)


def lowered(typed: Typed, name: str) -> Typed:
    """The form with the row of that name one place down."""
    return raised(typed, name, by=1)


ROW_DEEDS = {"add": with_row, "drop": without_row, "up": raised, "down": lowered}
"""What the buttons of a list do to a form, which is then shown again."""


def row_to_show(do: str, name: str, typed: Typed) -> str:
    """The row that the reader is led to."""
    if do == "add":
        return f"{name}.{len(typed.rows(name))}"
    above, number = _split(name)
    at = typed.rows(above).index(number) if number in typed.rows(above) else 0
    return f"{above}.{max(0, at + {'up': -1, 'down': 1}.get(do, 0))}"
