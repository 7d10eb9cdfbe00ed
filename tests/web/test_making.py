from __future__ import annotations

import asyncio
import threading

import pytest

from web.making import Maker


def test_what_many_wait_for_is_made_once_and_away_from_the_event_loop() -> None:
    makers: list[str] = []

    def work() -> str:
        makers.append(threading.current_thread().name)
        return "page"

    async def all_together() -> list[str]:
        maker = Maker()
        return await asyncio.gather(*(maker.make("key", work) for _ in range(200)))

    assert asyncio.run(all_together()) == ["page"] * 200
    assert [name.rpartition("_")[0] for name in makers] == ["maker"]


def test_next_who_asks_has_it_made_anew() -> None:
    made: list[int] = []

    async def one_after_the_other() -> None:
        maker = Maker()
        for number in range(3):
            await maker.make("key", lambda number=number: made.append(number))

    asyncio.run(one_after_the_other())
    assert made == [0, 1, 2]


def test_fault_reaches_all_who_wait() -> None:
    def work() -> str:
        raise ValueError("no")

    async def both() -> list[object]:
        maker = Maker()
        return await asyncio.gather(maker.make("key", work), maker.make("key", work), return_exceptions=True)

    assert [str(error) for error in asyncio.run(both())] == ["no", "no"]


def test_who_leaves_early_takes_nothing_from_the_others() -> None:
    begun, may_end = threading.Event(), threading.Event()

    def work() -> str:
        begun.set()
        may_end.wait(5)
        return "page"

    async def one_leaves() -> str:
        maker = Maker()
        leaves, stays = (asyncio.create_task(maker.make("key", work)) for _ in range(2))
        await asyncio.to_thread(begun.wait, 5)
        leaves.cancel()
        with pytest.raises(asyncio.CancelledError):
            await leaves
        may_end.set()
        return await stays

    assert asyncio.run(one_leaves()) == "page"
