"""Each daily task by the keys that docs/presses.md promises, on a real store."""

import pytest

from tests.console.desk.presses import PAGE, TASKS, Task, page
from tests.console.desk.stage import SMALL, Stage, desk_on
from tests.db.desk import Desk as Branch


async def play(stage: Stage, task: Task) -> int:
    """Press the keys, waiting between groups only for what the desk answers; how many there were."""
    pressed = 0
    for group in task.groups:
        for key in group:
            await stage.press(key)
            pressed += 1
        await stage.quiet()
        await stage.until(lambda: not stage.desk.moved_unasked())  # such a row is not acted on
    return pressed


@pytest.mark.parametrize("task", TASKS, ids=[task.name for task in TASKS])
async def test_a_daily_task_costs_what_the_page_says(branch: Branch, task: Task) -> None:
    number = task.prepare(branch)
    async with desk_on(branch, SMALL, "zh_CN") as stage:
        stage.desk.show_queue(view=task.view)
        await stage.quiet()
        if not task.found:
            stage.desk.queue.move_to(number)
        await stage.quiet()
        pressed = await play(stage, task)
        await stage.until(lambda: task.done(branch, number))
        assert task.shows in stage.text
        assert f"| {task.chinese} | {task.shown} | {pressed} |" in PAGE.read_text("utf-8")
        if task.found:
            assert stage.desk.rows[stage.desk.queue.cursor_key or ""].customer == "南山酒店"


def test_the_page_is_current() -> None:
    assert PAGE.read_text("utf-8") == page(), "python -m tests.console.desk.presses"
