"""A list that follows others is the list made anew: the same entries, the same columns, cut at the same places."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from agenda.service.entry_list import (
    EntryList,
    Picked,
    Run,
    clocks_of,
    components_of,
    digest_of,
    latest_of,
    opens_run,
    order,
)
from agenda.store.entries import PublishedEntry

START = datetime(2024, 1, 8, 9, tzinfo=UTC)


def an_entry(number: int, sequence: int, hours: int) -> PublishedEntry:
    uid = str(UUID(int=Random(number).getrandbits(128)))  # noqa: S311 - the same in every run
    starts, changed = START + timedelta(hours=hours), START + timedelta(minutes=sequence)
    component = f"{uid} {sequence} {hours}\r\n".encode()
    names: frozenset[str] = frozenset()
    return PublishedEntry(
        uid, "session", "confirmed", "p", names, f"UTC {hours % 3}", starts, starts, sequence, changed, component
    )


FIRST = {number: an_entry(number, 0, number % 50) for number in range(400)}
LISTED = EntryList(sorted(FIRST.values(), key=order))
Step = dict[int, int | None]


@given(st.lists(st.dictionaries(st.integers(0, 420), st.none() | st.integers(-3, 60), max_size=8), max_size=6))
def test_list_that_follows_others_is_the_list_made_anew(steps: list[Step]) -> None:
    held, listed = dict(FIRST), EntryList(sorted(FIRST.values(), key=order))
    assert len(listed.runs) > 3
    for turn, step in enumerate(steps, 1):
        ended = {order(held[number]) for number in step if number in held}
        renewed = [an_entry(number, turn, hours) for number, hours in step.items() if hours is not None]
        for number in step:
            held.pop(number, None)
        held |= {number: an_entry(number, turn, hours) for number, hours in step.items() if hours is not None}
        listed = listed.followed(ended=ended, renewed=sorted(renewed, key=order))
        anew = EntryList(sorted(held.values(), key=order))
        assert listed == anew
        assert [run.entries for run in map(_whole, listed.runs)] == [run.entries for run in map(_whole, anew.runs)]
        assert (listed.digest, listed.clocks, listed.moments) == (anew.digest, anew.clocks, anew.moments)


def _whole(run: Run) -> Run:
    run.entries = tuple(run.entries)
    return run


def test_what_was_left_alone_is_the_same_piece_as_before() -> None:
    before = EntryList(sorted(FIRST.values(), key=order))
    pieces = before.pieces
    moved = next(one for one in FIRST.values() if not opens_run(one))
    after = before.followed(ended={order(moved)}, renewed=[])
    assert sum(piece not in pieces for piece in after.pieces) == 1


@given(st.sets(st.integers(0, len(FIRST) - 1)))
def test_what_is_picked_from_a_list_is_what_those_entries_are_alone(chosen: set[int]) -> None:
    places = sorted(chosen)
    picked, alone = Picked(LISTED, places), [LISTED[place] for place in places]
    assert (list(picked), len(picked)) == (alone, len(alone))
    for read in (components_of, digest_of, clocks_of):
        assert read(picked) == read(alone)
    if places:
        assert latest_of(picked) == latest_of(alone)
        assert alone[0] in picked
