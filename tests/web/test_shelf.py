from __future__ import annotations

from datetime import UTC, datetime

from web.representation import Representation
from web.shelf import Shelf

AT = datetime(2022, 10, 1, tzinfo=UTC)


def a_representation(size: int) -> Representation:
    return Representation(b"x" * size, "text/plain", "f", AT)


def test_one_state_is_made_once_and_a_new_state_again() -> None:
    made = []

    def make() -> Representation:
        made.append(1)
        return a_representation(10)

    shelf = Shelf(1_000)
    for state in (1, 1, 2, 2):
        shelf.get("k", state, make, asked="a")
    assert len(made) == 2


def test_least_recently_used_goes_first_and_weight_stays_bounded() -> None:
    shelf = Shelf(100)
    for key in ("a", "b", "a", "c"):
        shelf.get(key, 1, lambda: a_representation(20), asked=key)
    assert (len(shelf), shelf.weight) == (2, 80)
    assert shelf.last("a") is not None
    assert shelf.last("b") is None


def test_what_is_larger_than_the_shelf_is_given_but_not_kept() -> None:
    shelf = Shelf(100)
    assert shelf.get("k", 1, lambda: a_representation(90), asked="k").body == b"x" * 90
    assert len(shelf) == 0


def test_last_gives_the_old_state_to_who_asked_so() -> None:
    shelf = Shelf(100)
    shelf.get("k", 1, lambda: a_representation(1), asked="question")
    kept = shelf.last("question")
    assert kept is not None
    assert shelf.last("other") is None
