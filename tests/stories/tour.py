"""Every screen and panel of the desk, one after the other, by real keys."""

from collections.abc import AsyncIterator, Sequence

from console.panels.find import FindLine
from console.panels.panel import Panel
from tests.console.desk.stage import Stage

LEAVING = 4
"""Presses of Esc after which the queue has the focus again, wherever one was."""


async def to_queue(stage: Stage) -> None:
    """Back to the queue, all tickets in it."""
    for _ in range(LEAVING):
        if stage.desk.panels or stage.desk.query(FindLine) or not stage.desk.queue.has_focus:
            await stage.press("escape")
    if stage.desk.view != "active":
        stage.desk.show_queue(view="active", level=None, find="")
    await stage.quiet()


async def open_by(stage: Stage, *keys: str) -> None:
    """Press keys that open a panel, and wait until it has what it shows."""
    before = list(stage.desk.panels)
    await stage.press(*keys)
    await stage.until(lambda: any(panel not in before for panel in stage.desk.panels))
    await stage.quiet()


async def put(stage: Stage, state: str, view: str = "active") -> bool:
    """The cursor on the first ticket in this state; whether there is one."""
    desk = stage.desk
    if desk.view != view:
        desk.show_queue(view=view, level=None, find="")
        await stage.quiet()
    desk.queue.action_first()
    await stage.quiet()
    number = next((row.number for row in desk.rows.values() if row.state == state), None)
    if number is None or not desk.queue.move_to(number):
        return False
    await stage.pilot.pause(0.25)
    await stage.quiet()
    return True


async def tour(stage: Stage, *, find: str = "a") -> AsyncIterator[str]:
    """Yields the name of what stands on the screen, as long as it stands there."""
    yield "desk"
    await stage.press("space", "space", "j")
    yield "marks"
    await to_queue(stage)
    stage.desk.queue.set_marks(())
    for pane in ("roster", "kit", "ticket"):
        await stage.press("tab")
        await stage.quiet()
        yield f"pane_{pane}"
    await to_queue(stage)
    async for name in _verbs(stage):
        yield name
    async for name in _words(stage, find):
        yield name
    async for name in _tables(stage):
        yield name


async def _verbs(stage: Stage) -> AsyncIterator[str]:
    for state, shots in {
        "new": (("triage", "t"),),
        "triaged": (
            ("dispatch", "d"),
            ("retriage", "t", "4"),
            ("pause", "p"),
            ("escalate", "e"),
            ("why", "w"),
        ),
        "dispatched": (("reassign", "d"), ("step", "s")),
        "onsite": (("step_onsite", "s"),),
    }.items():
        if await put(stage, state):
            for name, *keys in shots:
                await open_by(stage, *keys)
                yield name
                await to_queue(stage)
    if await put(stage, "triaged"):
        for name, key in (("overrule", "o"), ("window", "comma")):
            await open_by(stage, "d")
            if stage.desk.query(Panel):
                await stage.press(key)
                await stage.quiet()
                yield name
            await to_queue(stage)
        await open_by(stage, "e")
        await stage.press("end", "enter")
        await stage.quiet()
        yield "escalate_form"
        await to_queue(stage)
    if await put(stage, "follow_up", "follow_up"):
        for name, key in (("survey", "s"), ("close", "c")):
            await open_by(stage, key)
            yield name
            for _ in range(2):
                await stage.press("escape")
    await to_queue(stage)


async def _words(stage: Stage, find: str) -> AsyncIterator[str]:
    await open_by(stage, "v")
    yield "views"
    await to_queue(stage)
    await open_by(stage, "n")
    yield "intake"
    await stage.press("tab")
    await stage.write(find)
    await stage.pilot.pause(0.3)
    await stage.quiet()
    yield "intake_callers"
    await stage.press("tab")
    await stage.quiet()
    yield "intake_faults"
    await to_queue(stage)
    await open_by(stage, "N")
    yield "drafts"
    await to_queue(stage)
    await stage.press("slash")
    await stage.write(find)
    await stage.pilot.pause(0.3)
    await stage.quiet()
    yield "find"
    await to_queue(stage)
    await open_by(stage, "colon")
    await stage.write("d 1 a")
    await stage.pilot.pause(0.3)
    await stage.quiet()
    yield "sentence"
    await to_queue(stage)
    await open_by(stage, "question_mark")
    yield "help"
    await to_queue(stage)
    await open_by(stage, "n")
    await stage.press("1", "3")
    stage.desk.run_worker(stage.desk.run_action("leave"))
    await stage.quiet()
    yield "leave"
    await to_queue(stage)


async def _tables(stage: Stage) -> AsyncIterator[str]:
    await open_by(stage, "ctrl+p")
    yield "palette"
    await to_queue(stage)
    for view in ("tools", "consumables", "escalations", "outbox", "customers", "roster", "events", "ticket"):
        await open_by(stage, "ctrl+p")
        await stage.write(view)
        await stage.quiet()
        await stage.press("enter")
        await stage.quiet()
        yield f"table_{view}"
        await to_queue(stage)
    verbs: Sequence[str] = ("register", "correct", "merge", "buy_tool", "set_duty", "remind")
    for verb in verbs:
        stage.desk.run_verb(verb)
        await stage.quiet()
        yield f"form_{verb}"
        await to_queue(stage)
