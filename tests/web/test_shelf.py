from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from web.representation import Representation
from web.shelf import GONE, MOST_ASKED, Shelf

if TYPE_CHECKING:
    from collections.abc import Callable

AT = datetime(2022, 10, 1, tzinfo=UTC)
ONE = Representation(b"x" * 1_000, "text/plain", "f", AT).weight


def making(made: list[str], name: str, size: int = 1_000) -> Callable[[], Representation]:
    def make() -> Representation:
        made.append(name)
        return Representation(b"x" * size, "text/plain", "f", AT)

    return make


def test_one_state_is_made_once_and_a_new_state_again() -> None:
    made: list[str] = []
    shelf = Shelf(10 * ONE)
    for state in (1, 1, 2, 2):
        shelf.get("asked", "key", "m", state, making(made, str(state)))
    assert made == ["1", "2"]


def test_two_questions_with_one_key_share_their_bytes() -> None:
    made: list[str] = []
    shelf = Shelf(10 * ONE)
    one = shelf.get("a", "key", "m", 1, making(made, "a"))
    assert shelf.get("b", "key", "m", 1, making(made, "b")) is one
    assert shelf.asked["a"] is shelf.asked["b"]


def test_what_was_not_used_goes_first_and_weight_stays_bounded() -> None:
    made: list[str] = []
    shelf = Shelf(2 * ONE)
    for key in ("a", "b"):
        shelf.get(key, key, "m", 1, making(made, key))
        shelf.asked[key].used = False
    shelf.asked["a"].used = True
    shelf.get("c", "c", "m", 1, making(made, "c"))
    assert (sorted(shelf.asked), shelf.weight) == (["a", "c"], 2 * ONE)


def test_when_all_were_used_one_goes_and_the_newest_stays() -> None:
    made: list[str] = []
    shelf = Shelf(3 * ONE)
    for key in ("a", "a", "b", "b", "c", "c", "d"):
        shelf.get(key, key, "m", 1, making(made, key))
    assert (len(shelf), "d" in shelf.asked) == (3, True)


def test_what_is_larger_than_the_shelf_is_given_but_not_kept() -> None:
    shelf = Shelf(ONE)
    assert shelf.get("a", "a", "m", 1, making([], "a", size=90_000)).body == b"x" * 90_000
    assert (len(shelf), shelf.asked, shelf.weight) == (0, {}, 0)


def test_what_was_asked_again_stays_before_what_was_asked_once() -> None:
    shelf = Shelf(3 * ONE)
    for key in ("a", "a", "b", "c", "d"):
        shelf.get(key, key, "m", 1, making([], key))
    assert sorted(shelf.asked) == ["a", "c", "d"]


def test_what_is_shorter_than_asked_for_is_given_but_not_kept_in_place_of_what_was() -> None:
    shelf = Shelf(10 * ONE)
    shelf.get("a", "a", "m", 1, making([], "a", size=1_000), least=1_000)
    assert list(shelf.asked) == ["a"]
    assert shelf.get("a", "a", "m", 2, making([], "a", size=999), least=1_000).size == 999
    assert (len(shelf), shelf.asked, shelf.weight) == (0, {}, 0)


def test_what_is_dropped_is_told_to_whoever_still_holds_it() -> None:
    shelf = Shelf(ONE)
    shelf.get("a", "a", "m", 1, making([], "a"))
    held = shelf.asked["a"]
    shelf.get("b", "b", "m", 1, making([], "b"))
    assert held.state is GONE


def test_questions_for_one_key_are_bounded() -> None:
    shelf = Shelf(10 * ONE)
    for number in range(1_000):
        shelf.get(f"asked {number}", "key", "m", 1, making([], "x"))
    assert len(shelf.asked) == MOST_ASKED
