"""Making the running order fill a sitting: what is stretched, what is kept, and that it comes out even."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from builders import a_meeting, a_phase, a_session
from hypothesis import given, settings
from hypothesis import strategies as st

from agenda.edits import read_edit
from agenda.edits.fitting import fitted
from agenda.errors import InvalidEdit
from agenda.session import Session, Slot

if TYPE_CHECKING:
    from agenda.meeting import Meeting

BREAK = "break"


def slots(*minutes: int | tuple[str, int | None] | None) -> list[dict[str, Any]]:
    """Slots of so many minutes; a break as ("break", minutes)."""
    made: list[dict[str, Any]] = []
    for each in minutes:
        kind, lasts = each if isinstance(each, tuple) else ("item", each)
        made.append({"kind": kind, "title": f"Slot {len(made)}"} | ({} if lasts is None else {"minutes": lasts}))
    return made


def a_running_order(*minutes: int | tuple[str, int | None] | None, **keys: Any) -> Meeting:
    """A sitting s of three hours with slots of these minutes."""
    return a_meeting(phases=[a_phase(sessions=[a_session("s", slots=slots(*minutes), **keys)])])


def fit(meeting: Meeting) -> Session:
    return read_edit({"edit": "fit_slots", "session": "s"}).apply(meeting).phases[0].sessions[0]


def minutes_of(session: Session) -> list[int | None]:
    return [slot.minutes for slot in session.slots]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param([60, 60], [90, 90], id="stretched-alike"),
        pytest.param([30, 60], [60, 120], id="stretched-in-proportion"),
        pytest.param([120, 240], [60, 120], id="shortened-in-proportion"),
        pytest.param([10, 10, 10, 10, 10, 10, 10], [26, 26, 26, 26, 26, 25, 25], id="odd-minutes-go-to-the-earlier"),
        pytest.param([60, (BREAK, 15), 60], [83, (BREAK, 15), 82], id="break-keeps-its-minutes"),
        pytest.param([60, None, None], [60, 60, 60], id="open-slots-share-what-is-left"),
        pytest.param([65, (BREAK, 15), None, None], [65, (BREAK, 15), 50, 50], id="open-slots-beside-a-break"),
        pytest.param([60, (BREAK, None)], [60, (BREAK, 120)], id="open-break-takes-what-is-left"),
        pytest.param([None, None, None], [60, 60, 60], id="all-open"),
        pytest.param([120, 60, None], [80, 40, 60], id="nothing-left-for-the-open-one"),
        pytest.param([(BREAK, 30), (BREAK, 60)], [(BREAK, 60), (BREAK, 120)], id="nothing-but-breaks"),
        pytest.param([0, 60], [0, 180], id="mark-without-length-stays-one"),
        pytest.param([0, 60, (BREAK, 179)], [0, 1, (BREAK, 179)], id="mark-needs-no-minute"),
        pytest.param([0, 0], [90, 90], id="marks-alone-share"),
        pytest.param([1, 10_000], [1, 179], id="smallest-does-not-vanish"),
        pytest.param([100, 80], [100, 80], id="fits-already"),
    ],
)
def test_fitted_slots_fill_the_sitting(before: list[Any], after: list[Any]) -> None:
    assert fit(a_running_order(*before)) == a_running_order(*after).phases[0].sessions[0]


def test_fitting_leaves_all_but_minutes() -> None:
    slot = {"title": {"en": "Tour", "fr": "Tour de table"}, "kind": "statement", "minutes": 5}
    meeting = a_meeting(phases=[a_phase(sessions=[a_session("s", slots=[slot])])])
    assert fit(meeting).slots == (Slot.model_validate(slot | {"minutes": 180}),)


def test_fitting_is_to_elapsed_time_over_a_change_of_clocks() -> None:
    night = {"start": "2022-10-30T01:00", "end": "2022-10-30T04:00"}
    assert minutes_of(fit(a_running_order(1, 1, **night))) == [120, 120]


@pytest.mark.parametrize("keys", [{"start": None, "minutes": 90}, {"minutes": 90}])
def test_fitting_goes_by_minutes_where_there_is_no_end(keys: dict[str, Any]) -> None:
    assert minutes_of(fit(a_running_order(10, 20, **keys))) == [30, 60]


@pytest.mark.parametrize(
    ("meeting", "said"),
    [
        pytest.param(a_running_order(), "has no slots", id="no-slots"),
        pytest.param(a_running_order(10, start=None, end=None), "has no length", id="tray-without-length"),
        pytest.param(a_running_order(10, end=None), "has no length", id="start-alone"),
        pytest.param(a_running_order(10, end="2022-11-16T10:00"), "has no length", id="ends-as-it-starts"),
        pytest.param(a_running_order(10, (BREAK, 180)), ": 0 left for 1 slots", id="breaks-take-all"),
        pytest.param(a_running_order(10, 10, (BREAK, 300)), ": 0 left for 2 slots", id="breaks-take-more"),
    ],
)
def test_running_order_that_cannot_fill_is_refused(meeting: Meeting, said: str) -> None:
    with pytest.raises(InvalidEdit, match=said) as caught:
        fit(meeting)
    assert [problem.pointer for problem in caught.value.problems] == ["/session"]


lengths = st.none() | st.integers(0, 400)
running_orders = st.lists(st.tuples(st.sampled_from(["item", "break", "statement"]), lengths), min_size=1, max_size=8)


@settings(deadline=None, derandomize=True)
@given(running_orders, st.integers(1, 600))
def test_fitted_minutes_sum_exactly_and_fit_again_as_they_are(order: list[tuple[str, int | None]], length: int) -> None:
    before = [Slot.model_validate({"kind": kind, "minutes": minutes}) for kind, minutes in order]
    try:
        minutes = fitted(before, length)
    except InvalidEdit:
        breaks = sum(minutes or 0 for kind, minutes in order if kind == "break")
        assert length < breaks + len(order)
        return
    assert sum(minutes) == length
    assert all(new >= 1 for slot, new in zip(before, minutes, strict=True) if slot.minutes != 0)
    after = [slot.model_copy(update={"minutes": new}) for slot, new in zip(before, minutes, strict=True)]
    if any(slot.kind != "break" for slot in after):
        assert fitted(after, length) == minutes
