"""A mouse on the timetable of the organisers' room."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page


def middle(place: Locator, *, down: float = 0.5) -> tuple[float, float]:
    """The point of an element that is in its middle, or `down` of its height."""
    box = place.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] * down


def drag(page: Page, start: tuple[float, float], *, right: float = 0, down: float = 0, is_dropped: bool = True) -> None:
    """Drags from a point by so many pixels, in steps as a hand does."""
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(start[0] + right / 2 + 6, start[1] + down / 2, steps=3)
    page.mouse.move(start[0] + right, start[1] + down, steps=4)
    if is_dropped:
        page.mouse.up()


def hour(page: Page) -> float:
    """How many pixels an hour of the grid is."""
    box = page.locator("[data-cards]").first.bounding_box()
    first, last = (
        page.evaluate(f"JSON.parse(document.getElementById('schedule-facts').textContent).{key}")
        for key in ("first", "last")
    )
    return box["height"] * 60 / (last - first)
