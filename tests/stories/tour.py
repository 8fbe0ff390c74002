"""Every screen and panel of the desk, one after the other."""

from collections.abc import AsyncIterator, Mapping, Sequence

from console.panels.form import VerbPanel
from console.panels.quick import QuickPanel
from console.sentence.panel import SentencePanel
from tests.console.desk.stage import Stage
from widgets.candidates import Candidates

ON_TICKETS: Mapping[str, Mapping[str, str]] = {
    "new": {"triage": "triage"},
    "triaged": {"dispatch": "dispatch", "pause": "pause", "escalate": "escalate", "why": "why"},
    "dispatched": {"reassign": "dispatch", "step": "step"},
    "onsite": {"step_onsite": "step"},
}
"""By the state of the ticket under the cursor: the name of the picture and the action that opens it."""
VIEWS = ("tools", "consumables", "escalations", "customers", "roster", "events", "kit", "reminders")
FORMS = ("register", "correct", "triage", "merge", "buy_tool", "set_duty", "remind")
PARTS = ("panes", "keys", "words", "tables", "forms")


async def tour(
    stage: Stage,
    *,
    typed: str = "na",
    views: Sequence[str] = VIEWS,
    forms: Sequence[str] = FORMS,
    parts: Sequence[str] = PARTS,
) -> AsyncIterator[str]:
    """Yields the name of what stands on the screen, as long as it stands there.

    `typed` is looked for: among callers, in all tickets, in a sentence. `parts` are those that are gone
    through, in their order.
    """
    screens = {
        "panes": lambda: _panes(stage),
        "keys": lambda: _keys(stage),
        "words": lambda: _words(stage, typed),
        "tables": lambda: _tables(stage, views),
        "forms": lambda: _forms(stage, forms),
    }
    for part in sorted(parts, key=PARTS.index):
        async for name in screens[part]():
            await settled(stage)
            yield name
            await _home(stage)


async def settled(stage: Stage) -> None:
    """Until everything that was asked is on the screen."""
    session = stage.app.session
    still = 0
    while still < 2:
        await stage.pilot.pause(0.01)
        still = still + 1 if not session._questions and session.waiting == 0 else 0


async def _home(stage: Stage) -> None:
    desk = stage.desk
    for panel in list(desk.panels):
        desk.close_panel(panel)
    desk.lift_find()
    desk.show_pane("queue")
    await settled(stage)


async def _act(stage: Stage, action: str) -> None:
    await stage.desk.run_action(action)
    await settled(stage)


async def stand_on(stage: Stage, state: str, view: str = "active") -> bool:
    """Put the cursor on the first ticket in this state; whether there is one."""
    desk = stage.desk
    desk.show_queue(view=view, level=None, find="")
    await settled(stage)
    desk.queue.action_first()
    await settled(stage)
    number = next((each for each in desk.queue.line_keys if desk.state_of(each or "") == state), None)
    if number is None or not desk.queue.move_to(number):
        return False
    desk.ask_ticket()
    return True


async def _panes(stage: Stage) -> AsyncIterator[str]:
    desk = stage.desk
    desk.ask_ticket()
    yield "queue"
    desk.queue.action_mark()
    desk.queue.action_mark()
    yield "marks"
    desk.queue.set_marks(())
    for pane in ("roster", "kit", "ticket"):
        desk.show_pane(pane)
        yield pane
    await _act(stage, "views")
    yield "views"


async def _keys(stage: Stage) -> AsyncIterator[str]:
    for state, actions in ON_TICKETS.items():
        if await stand_on(stage, state):
            for name, action in actions.items():
                await _act(stage, action)
                yield name
    if await stand_on(stage, "triaged"):
        for name, key in {"overrule": "o", "window": "comma"}.items():
            await _act(stage, "dispatch")
            await stage.until(lambda: stage.one(Candidates).painted)
            await stage.press(key)
            await stage.until(lambda: stage.desk.query(VerbPanel) or stage.desk.query(QuickPanel))
            yield name
    if await stand_on(stage, "follow_up", "follow_up"):
        for name, action in {"survey": "step", "close": "close_ticket"}.items():
            await _act(stage, action)
            yield name
    stage.desk.show_queue(view="active", level=None, find="")
    await settled(stage)


async def _words(stage: Stage, typed: str) -> AsyncIterator[str]:
    desk = stage.desk
    await _act(stage, "new_ticket")
    yield "intake"
    for name, tabs in {"intake_callers": 1, "intake_faults": 2}.items():
        await _act(stage, "new_ticket")
        await stage.press("tab")
        await stage.write(typed)
        await stage.pilot.pause(0.3)
        if tabs > 1:
            await stage.press("tab")
        yield name
    await _act(stage, "drafts")
    yield "drafts"
    await _act(stage, "new_ticket")
    await stage.press("1")
    await _act(stage, "leave")
    yield "leave"
    await _act(stage, "find")
    await stage.write(typed)
    await stage.pilot.pause(0.3)
    yield "find"
    await _act(stage, "sentence")
    await stage.until(lambda: stage.one(SentencePanel).is_ready)
    await stage.write(f"d {typed}")
    yield "sentence"
    await _act(stage, "help")
    yield "help"
    await _act(stage, "palette")
    yield "palette"
    assert desk.queue.cursor_key


async def _tables(stage: Stage, views: Sequence[str]) -> AsyncIterator[str]:
    desk = stage.desk
    for view in views:
        desk.open_answer(view, (desk.queue.cursor_key or "",))
        yield f"table_{view}"


async def _forms(stage: Stage, forms: Sequence[str]) -> AsyncIterator[str]:
    for verb in forms:
        stage.desk.run_verb(verb)
        yield f"form_{verb}"
