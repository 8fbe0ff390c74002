"""What is closed is gone: a desk that is open all day does not grow by what was opened on it."""

import gc
from weakref import ref

import pytest
from textual.widget import Widget

from console.screens.desk import Desk as DeskScreen
from tests.console.desk.stage import Stage, desk_on
from tests.db.desk import Desk as Branch

OPENING = (
    "n", "d", "e", "p", "t", "v", "w", "ctrl+p", "colon", "slash", "question_mark",
)  # fmt: skip
TIMES = 4


def standing(desk: DeskScreen) -> list[Widget]:
    return [widget for widget in desk.walk_children() if isinstance(widget, Widget)]


async def opened_and_closed(stage: Stage, key: str) -> list[ref[Widget]]:
    before = {id(widget) for widget in standing(stage.desk)}
    await stage.press(key)
    await stage.quiet()
    new = [ref(widget) for widget in standing(stage.desk) if id(widget) not in before]
    assert new, "nothing was opened"
    await stage.press("escape")
    await stage.until(lambda: len(standing(stage.desk)) == len(before))
    return new


@pytest.mark.parametrize("key", OPENING)
async def test_nothing_of_a_closed_panel_is_kept(branch: Branch, key: str) -> None:
    async with desk_on(branch) as stage:
        gone: list[ref[Widget]] = []
        for _again in range(TIMES):
            gone += await opened_and_closed(stage, key)
        # The last one may still be at hand: the reader holds on to the question that it answered last.
        await opened_and_closed(stage, key)
        gc.collect()
        assert [widget() for widget in gone if widget() is not None] == []


async def test_a_line_is_filtered_once(branch: Branch) -> None:
    async with desk_on(branch) as stage:
        app = stage.app
        assert [id(each) for each in app.get_line_filters()] == [id(each) for each in app.get_line_filters()]
