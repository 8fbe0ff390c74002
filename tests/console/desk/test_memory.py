"""What is closed is gone: a desk that is open all day does not grow by what was opened on it."""

import asyncio
import gc
import heapq
from collections import Counter
from typing import Any
from weakref import ref

import pytest
from textual._styles_cache import StylesCache
from textual.strip import Strip
from textual.widget import Widget

from console.desk.desk import Desk as DeskScreen
from tests.conftest import SOAK
from tests.console.desk.stage import Stage, desk_on
from tests.db.desk import Desk as Branch
from tests.sampling import some_of

OPENING = (
    "n", "d", "e", "p", "t", "v", "w", "ctrl+p", "colon", "slash", "question_mark",
)  # fmt: skip
TIMES = 2
OPENED = 3
"""Panels that one run of `make test` opens again and again."""
CUT_LINES = 50
"""Lines that may be kept beside: a line remembers the last few pieces that were cut from it."""


def standing(desk: DeskScreen) -> list[Widget]:
    return [widget for widget in desk.walk_children() if isinstance(widget, Widget)]


def forget_cancelled() -> None:
    """A cancelled wait keeps what was active when it began until it would have been over, seconds later; the
    loop drops it sooner only among a hundred others."""
    loop: Any = asyncio.get_running_loop()
    loop._scheduled = [handle for handle in loop._scheduled if not handle.cancelled()]
    loop._timer_cancelled_count = 0
    heapq.heapify(loop._scheduled)


async def opened_and_closed(stage: Stage, key: str) -> list[ref[Widget]]:
    before = {id(widget) for widget in standing(stage.desk)}
    await stage.press(key)
    await stage.quiet()
    new = [ref(widget) for widget in standing(stage.desk) if id(widget) not in before]
    assert new, "nothing was opened"
    await stage.press("escape")
    await stage.until(lambda: len(standing(stage.desk)) == len(before))
    return new


async def test_nothing_of_a_closed_panel_is_kept(branch: Branch) -> None:
    async with desk_on(branch) as stage:
        gone: list[tuple[str, ref[Widget]]] = []
        for key in some_of(OPENING, "panels that leave nothing", OPENED):
            for _again in range(TIMES):
                gone += [(key, each) for each in await opened_and_closed(stage, key)]
            # The last one may still be at hand: the reader holds on to the question that it answered last.
            await opened_and_closed(stage, key)
        forget_cancelled()
        gc.collect()
        assert [(key, widget()) for key, widget in gone if widget() is not None] == []


def living() -> Counter[str]:
    """How many there are of what a panel is made of, after garbage has been looked for."""
    forget_cancelled()
    gc.collect()
    kinds = {"widgets": Widget, "what they have drawn": StylesCache, "lines": Strip}
    found = gc.get_objects()
    return Counter({name: sum(isinstance(each, kind) for each in found) for name, kind in kinds.items()})


@pytest.mark.soak
async def test_panels_again_and_again_leave_as_much_as_there_was(branch: Branch) -> None:
    keys = some_of(OPENING, "panels opened again and again", OPENED)
    async with desk_on(branch) as stage:
        for key in keys:
            await opened_and_closed(stage, key)
        for _calmer in range(3):
            before = living()
            for key in (*keys,) * (30 if SOAK else 2):
                await opened_and_closed(stage, key)
            # What was closed last is taken down in turns of the loop that nobody waits for.
            most = before["widgets"]
            await stage.until(lambda most=most: living()["widgets"] <= most)  # type: ignore[misc]  # mypy knows no default there
            after = living()
            # The first time the desk may still draw what it had asked; what is kept grows every time.
            if after["lines"] <= before["lines"] + CUT_LINES:
                break
    assert after["what they have drawn"] <= before["what they have drawn"]
    assert after["lines"] <= before["lines"] + CUT_LINES, (before, after)


async def test_rows_that_were_seen_long_ago_are_forgotten_and_a_line_is_filtered_once(
    branch: Branch, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("widgets.queue", "console.desk.showing"):
        monkeypatch.setattr(f"{module}.KEPT_ROWS", 3)
    async with desk_on(branch) as stage:
        assert len(stage.desk.rows) == 10
        await stage.write("/客户3")
        await stage.press("enter")
        await stage.until(lambda: len(stage.desk.queue.line_keys) == 1)
        await stage.quiet()
        # What the desk had asked about the line before may still come; no more than are kept stay.
        assert stage.desk.queue.cursor_key in stage.desk.rows
        assert len(stage.desk.rows) <= 3
        app = stage.app
        assert [id(each) for each in app.get_line_filters()] == [id(each) for each in app.get_line_filters()]
