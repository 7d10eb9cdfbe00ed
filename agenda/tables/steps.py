"""The running order of a sitting as two cells of a row: its items, and who speaks."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from agenda.tables.cells import CellError, parts_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from agenda.tables.grid import Cell
    from agenda.tables.names import Names

Slots = list[dict[str, Any]]
"""The slots of a sitting as a meeting file writes them."""

ON_AN_ITEM = re.compile(r"(.+?)\s*\(([^()]+)\)\Z")


def items_of(slots: Iterable[dict[str, Any]]) -> list[str]:
    """The items of the steps, in order, each once."""
    return list(dict.fromkeys(slot["item"] for slot in slots if "item" in slot))


def speakers_of(slots: Iterable[dict[str, Any]]) -> list[str]:
    """Who speaks in the steps, in order, each once."""
    return list(dict.fromkeys(one["person"] for slot in slots for one in slot.get("speakers", ())))


def with_items(slots: Slots, wanted: Sequence[str]) -> Slots:
    """The steps with these items in this order; a step of an item that is no more wanted goes, one that is new comes.

    What stands between items, such as breaks, stays behind the item before it.
    """
    remaining = [slot for slot in slots if slot.get("item") is None or slot["item"] in wanted]
    head, blocks = _blocks(remaining)
    return head + [slot for item in wanted for slot in blocks.get(item, [{"item": item}])]


def _blocks(slots: Slots) -> tuple[Slots, dict[str, Slots]]:
    """The steps before the first item, and by item what begins with it and ends before the next new one."""
    head: Slots = []
    blocks: dict[str, Slots] = {}
    block = head
    for slot in slots:
        item = slot.get("item")
        if item is not None and item not in blocks:
            block = blocks[item] = []
        block.append(slot)
    return head, blocks


def read_speakers(cell: Cell, names: Names) -> list[tuple[str, str | None]]:
    """Who speaks, and on which item where the cell says so: `kirsch; das (tor)`. Raises CellError."""
    return [_read_speaker(part, names) for part in parts_in(cell)]


def _read_speaker(part: str, names: Names) -> tuple[str, str | None]:
    on_item = ON_AN_ITEM.match(part)
    try:
        return names.find("person", part), None
    except CellError:
        if on_item is None:
            raise
    return names.find("person", on_item[1]), names.find("item", on_item[2])


def with_speakers(slots: Slots, wanted: Sequence[tuple[str, str | None]]) -> Slots:
    """The steps where these speak: who is not wanted is taken out, who is new is put where only one place is meant.

    Raises CellError where there are several steps and nothing says which is meant.
    """
    people = {person for person, _ in wanted}
    steps = [_without(slot, people) for slot in slots]
    for person, item in wanted:
        if item is not None:
            _put(steps, person, [slot for slot in steps if slot.get("item") == item], f"the item “{item}”")
        elif person not in speakers_of(steps):
            _put(steps, person, steps or _new_step(steps), "")
    return [slot for slot in steps if slot]


def _without(slot: dict[str, Any], people: set[str]) -> dict[str, Any]:
    speakers = [one for one in slot.get("speakers", ()) if one["person"] in people]
    rest = {key: value for key, value in slot.items() if key != "speakers"}
    return rest | ({"speakers": speakers} if speakers else {})


def _new_step(steps: Slots) -> Slots:
    steps.append({})
    return steps


def _put(steps: Slots, person: str, places: Slots, item: str) -> None:
    if any(person == one["person"] for slot in places for one in slot.get("speakers", ())):
        return
    if not places:
        raise CellError(f"{item} is not in this sitting; name it in the column “items” too")
    if len(places) > 1 and not item:
        first = next(iter(items_of(steps)), "ITEM")
        raise CellError(f"the sitting has several steps; write where “{person}” speaks, as in {person} ({first})")
    place = places[0]
    place["speakers"] = [*place.get("speakers", ()), {"person": person}]
