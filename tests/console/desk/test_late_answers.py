"""An answer that comes when what asked for it has gone touches nothing: one guard, where answers arrive."""

import ast
import asyncio
from pathlib import Path

from textual import events
from textual.keys import _character_to_key

from console.panels.find import FindLine
from console.panels.help import HelpPanel
from console.panels.palette import PalettePanel
from tests.console.desk.gate import held_back
from tests.console.desk.stage import Stage, desk_on
from tests.console.running import ROOT
from tests.db.desk import Desk as Branch
from tests.sampling import SAMPLED, some_of

OPENING = {
    "candidates": ("d",),
    "proof": ("w",),
    "sentence": (":",),
    "sentence with a dry run": (":", *"note x"),
    "intake": ("n", *"13800130001"),
    "intake, the fault": ("n", *"13800130005", "enter", *"ld"),
    "level": ("t",),
    "reasons": ("e",),
    "correct": ("ctrl+p", *"correct", "enter"),
    "a table": ("ctrl+p", *"tools", "enter"),
    "find": ("/", *"nsjd"),
    "drafts": ("N",),
    "help": ("?",),
}
OVER = ("new_ticket", "sentence", "palette", "help", "dispatch", "why", "views")
OPENED = 3
"""Of so many panels one run of `make test` sees that they may go."""


async def test_every_panel_may_go_before_its_answer_comes(branch: Branch) -> None:
    """One desk opens them one after the other: what came late for one would meet the next."""
    async with desk_on(branch) as stage:
        for name in some_of(tuple(OPENING), "panels whose answers come late", OPENED):
            with held_back(branch.store, "read", "preview") as gate:
                _type(stage, *OPENING[name])
                if name != "drafts":  # of which there may be none
                    await stage.until(lambda: stage.desk.panels or stage.desk.query(FindLine))
                for _ in range(10):
                    await asyncio.sleep(0.02)
                _type(stage, "escape", "escape", "escape")
                await stage.until(lambda: not stage.desk.panels and not stage.desk.query(FindLine))
                gate.open()
            await stage.quiet()
            assert stage.app.is_running, name
            assert not stage.app.incident, name
            await stage.rest()  # an Esc that closed nothing takes what follows it at once along


async def test_a_panel_that_opens_and_closes_at_each_turn_of_the_loop(branch: Branch) -> None:
    async with desk_on(branch) as stage:
        for _ in range(2 if SAMPLED else 15):
            _type(stage, "2", "d", "escape", ":", "escape", "w", "escape", "n", "escape", "N", "escape")
            await asyncio.sleep(0.01)
        while stage.app.turns.busy:
            await asyncio.sleep(0.05)
        await stage.quiet()
        assert not stage.app.incident


def test_no_panel_goes_round_the_guard() -> None:
    """A panel, and whatever it holds, asks through `Panel.ask`; nothing else knows whether it is open."""
    around = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in sorted((Path(ROOT) / "console" / "panels").glob("*.py"))
        if path.name != "panel.py"
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute)
        and node.attr in ("ask", "send")
        and isinstance(node.value, ast.Attribute)
        and node.value.attr == "session"
    ]
    assert around == []


def _type(stage: Stage, *keys: str) -> None:
    for key in keys:
        named, said = (_character_to_key(key), key) if len(key) == 1 else (key, None)
        stage.app.post_message(events.Key(named, said))


async def test_a_panel_beneath_goes_before_the_one_over_it_has_its_parts(branch: Branch) -> None:
    async with desk_on(branch) as stage:
        for action in some_of(OVER, "panels that open over one that goes", OPENED):
            beneath = HelpPanel(stage.desk) if action != "help" else PalettePanel(stage.desk)
            stage.desk.open_panel(beneath)
            await stage.quiet()
            getattr(stage.desk, f"action_{action}")()
            assert len(stage.desk.panels) == 2, action
            stage.desk.close_panel(beneath)
            await stage.quiet()
            (over,), focused = stage.desk.panels, stage.desk.focused
            assert focused is not None, action
            assert over in focused.ancestors_with_self, action
            stage.desk.close_panel(over)
            await stage.quiet()
