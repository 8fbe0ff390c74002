"""Each daily task by the keys that docs/presses.md promises, on a real store."""

from collections.abc import Iterator

import pytest

from tests.console.desk.presses import OTHER, PAGE, TASKS, Task, equipped, page
from tests.console.desk.stage import SMALL, Stage, desk_on, populate
from tests.databases import Databases
from tests.db.desk import Desk as Branch
from tests.db.desk import copied, template


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


@pytest.fixture(scope="session")
def prepared(databases: Databases) -> Iterator[Databases]:
    """The template with the small branch and those whom the tasks send."""
    made = databases.with_rows("presses", template(people))
    yield made
    made.close()


@pytest.fixture
def hands(prepared: Databases) -> Iterator[Branch]:
    """A copy of it for this test alone."""
    with copied(prepared) as desk:
        yield desk


def people(branch: Branch) -> None:
    populate(branch)
    equipped(branch)
    equipped(branch, OTHER, "吴磊")


@pytest.mark.ways("task")
@pytest.mark.parametrize(("about", "task"), [pytest.param(task.about, task, id=task.name) for task in TASKS])
async def test_a_daily_task_costs_what_the_page_says(hands: Branch, about: str, task: Task) -> None:
    """One run plays one task about each thing."""
    number = task.prepare(hands)
    async with desk_on(hands, SMALL, "zh_CN") as stage:
        stage.desk.show_queue(view=task.view)
        await stage.quiet()
        if not task.found:
            stage.desk.queue.move_to(number)
        await stage.quiet()
        pressed = await play(stage, task)
        await stage.until(lambda: task.done(hands, number))
        assert task.shows in stage.text
        assert f"| {task.chinese} | {task.shown} | {pressed} |" in PAGE.read_text("utf-8")
        if task.found:
            assert stage.desk.rows[stage.desk.queue.cursor_key or ""].customer == "南山酒店"


def test_the_page_is_current() -> None:
    assert PAGE.read_text("utf-8") == page(), "python -m tests.console.desk.presses"
