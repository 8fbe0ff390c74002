"""Garbage is looked for when the hands rest, not while they type."""

import asyncio
import gc

from rich.segment import Segment

from console import resting
from console.resting import Rest


async def test_it_waits_until_nobody_types() -> None:
    rests: list[float] = []
    clock = asyncio.get_running_loop()
    rest = Rest(lambda: rests.append(clock.time()), seconds=0.2)
    for _key in range(6):
        rest.typed()
        await asyncio.sleep(0.05)
    last = clock.time()
    assert rests == []
    await asyncio.sleep(0.5)
    assert len(rests) == 1
    assert rests[0] >= last + 0.1


async def test_a_desk_at_which_nobody_types_does_nothing() -> None:
    rests: list[int] = []
    rest = Rest(lambda: rests.append(1), seconds=0.01)
    rest.typed()
    await asyncio.sleep(0.2)
    assert rests == [1]
    assert rest._waking is None
    rest.typed()
    rest.stop()
    await asyncio.sleep(0.1)
    assert rests == [1]


class Ring:
    """Holds itself."""

    living = 0

    def __init__(self) -> None:
        self.itself = self
        Ring.living += 1

    def __del__(self) -> None:
        Ring.living -= 1


def test_what_holds_only_itself_is_freed_once_it_is_much() -> None:
    gc.collect()
    gc.disable()
    try:
        for _ in range(10):
            Ring()
        resting.let_go()
        assert Ring.living == 10
        for _ in range(resting.LITTLE):
            Ring()
        resting.let_go()
        assert Ring.living == 0
    finally:
        gc.enable()


def test_pieces_of_lines_are_forgotten_once_they_are_many() -> None:
    for cut in range(1, resting.MOST_CUT + 2):
        Segment("长" * (cut + 1)).split_cells(cut)
    assert Segment._split_cells.cache_info().currsize > resting.MOST_CUT
    resting.let_go()
    assert Segment._split_cells.cache_info().currsize == 0
