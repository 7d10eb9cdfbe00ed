"""Running orders on the clock, and minutes shared out without loss."""

from __future__ import annotations

from typing import Any

import pytest
from builders import a_session
from hypothesis import given, settings
from hypothesis import strategies as st

from agenda.running import RunningOrder, length_of, planned_starts, running_order, shared
from agenda.session import Session

always = settings(deadline=None, derandomize=True)


def order_of(*minutes: int | None, **keys: Any) -> RunningOrder:
    """The running order of a sitting from 10:00 to 13:00 in Brussels with slots of so many minutes."""
    slots = [{"title": "T"} | ({} if each is None else {"minutes": each}) for each in minutes]
    return running_order(Session.model_validate(a_session("s", slots=slots, **keys)), "Europe/Brussels")


def hours(order: RunningOrder) -> list[tuple[str | None, str | None]]:
    return [
        tuple(None if moment is None else f"{moment:%H:%M}" for moment in (one.start, one.end)) for one in order.slots
    ]


def sums(order: RunningOrder) -> tuple[int | None, int, int | None, int | None, int]:
    return order.length, order.planned, order.remaining, order.over, order.open_slots


def test_slots_follow_one_another() -> None:
    order = order_of(15, 60, 30)
    assert hours(order) == [("10:00", "10:15"), ("10:15", "11:15"), ("11:15", "11:45")]
    assert sums(order) == (180, 105, 75, 0, 0)


def test_nothing_is_told_beyond_a_slot_without_minutes() -> None:
    order = order_of(15, None, 30)
    assert hours(order) == [("10:00", "10:15"), ("10:15", None), (None, None)]
    assert sums(order) == (180, 45, 135, 0, 1)


def test_slots_that_take_too_long_are_over() -> None:
    assert sums(order_of(120, 90)) == (180, 210, 0, 30, 0)


def test_slots_run_over_a_change_of_clocks_in_elapsed_time() -> None:
    order = order_of(60, 60, 60, start="2022-10-30T01:30", end="2022-10-30T04:00")
    assert hours(order) == [("01:30", "02:30"), ("02:30", "02:30"), ("02:30", "03:30")]
    assert sums(order) == (210, 180, 30, 0, 0)


def test_sitting_without_a_start_has_sums_and_no_hours() -> None:
    order = order_of(60, 60, start=None, minutes=90)
    assert hours(order) == [(None, None), (None, None)]
    assert sums(order) == (90, 120, 0, 30, 0)


def test_sitting_without_an_end_has_hours_and_no_rest() -> None:
    order = order_of(60, end=None)
    assert hours(order) == [("10:00", "11:00")]
    assert sums(order) == (None, 60, None, None, 0)


def test_no_slots_have_no_hours() -> None:
    assert sums(order_of()) == (180, 0, 180, 0, 0)
    assert list(planned_starts((), None)) == []


@pytest.mark.parametrize(
    ("keys", "minutes"),
    [
        ({}, 180),
        ({"minutes": 45}, 45),
        ({"start": None, "minutes": 45}, 45),
        ({"start": None}, None),
        ({"end": None}, None),
        ({"end": "2022-11-16T09:00"}, None),
        ({"minutes": 0}, None),
    ],
)
def test_length_is_that_of_the_sitting_dated_or_not(keys: dict[str, Any], minutes: int | None) -> None:
    assert length_of(Session.model_validate(a_session("s", **keys)), "Europe/Brussels") == minutes


@pytest.mark.parametrize(
    ("total", "weights", "parts"),
    [
        (10, [1, 1, 1], (4, 3, 3)),
        (10, [1, 2], (3, 7)),
        (10, [0, 1], (0, 10)),
        (10, [0, 0], (5, 5)),
        (3, [1, 1000, 1], (1, 1, 1)),
        (1, [1, 1], (1, 0)),
        (0, [1, 1], (0, 0)),
    ],
)
def test_minutes_are_shared_in_proportion(total: int, weights: list[int], parts: tuple[int, ...]) -> None:
    assert shared(total, weights) == parts


@always
@given(st.integers(0, 2_000), st.lists(st.integers(0, 500), min_size=1, max_size=12))
def test_shares_sum_exactly_and_none_of_weight_vanishes(total: int, weights: list[int]) -> None:
    parts = shared(total, weights)
    assert sum(parts) == total
    assert min(parts) >= 0
    if total >= sum(weight > 0 for weight in weights):
        assert all(part > 0 for part, weight in zip(parts, weights, strict=True) if weight)


@always
@given(st.lists(st.integers(0, 500), min_size=1, max_size=12).filter(any))
def test_shares_of_their_own_sum_are_the_weights(weights: list[int]) -> None:
    assert shared(sum(weights), weights) == tuple(weights)
