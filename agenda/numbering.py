"""The numbers of agenda items: as written, else by position (1, 1.1, …)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from agenda.item import AgendaItem


def numbered(items: Sequence[AgendaItem], prefix: str = "") -> Iterator[tuple[str, AgendaItem]]:
    """Each item of the tree with its number, parents before children."""
    for position, item in enumerate(items, 1):
        number = item.number or f"{prefix}{position}"
        yield number, item
        yield from numbered(item.items, f"{number}.")


def with_numbers(items: Sequence[AgendaItem], prefix: str = "") -> tuple[AgendaItem, ...]:
    """The same tree with every number written out, so that leaving an item out renumbers none."""
    fixed = []
    for position, item in enumerate(items, 1):
        number = item.number or f"{prefix}{position}"
        children = with_numbers(item.items, f"{number}.")
        fixed.append(item.model_copy(update={"number": number, "items": children}))
    return tuple(fixed)


def family(item: AgendaItem) -> Iterator[AgendaItem]:
    """The item and everything below it."""
    yield item
    for child in item.items:
        yield from family(child)
