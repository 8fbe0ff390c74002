"""Keys by chance, with answers that come late: no crash, no desk that stands still, nothing interpreted."""

import asyncio
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from textual import events

from console.terminal.events import KeysRead
from db.store import Store
from tests.conftest import SOAK
from tests.console.desk.hostile import COMMANDS, HOSTILE, MARKUP
from tests.console.desk.stage import LANGUAGES, SMALL, WIDE, Stage, desk_on
from tests.console.desk.test_hostile import spoiled
from tests.db.desk import Desk as Branch
from tests.db.desk import reach
from tests.reliability import record

KEYS, STRETCH = 10_000, 100
"""All of them on either store in `make soak`, a hundredth in `make test`; after a stretch
the desk has to answer."""
COMMAND_KEYS = [*"dpsectauwnN/:v012340jkgG?oxyr .,-"]
NAMED = ["enter", "escape", "tab", "shift+tab", "up", "down", "left", "right", "pageup", "pagedown", "home",
         "end", "backspace", "delete", "space", "ctrl+p", "ctrl+t", "ctrl+k", "ctrl+w", "ctrl+u", "ctrl+e",
         "ctrl+r", "ctrl+j", "ctrl+c",
         "f1", "f2", "f3", "f4", "f5", "f6", "f7", "f8", "f9", "f10"]  # fmt: skip
TEXTS = ["13800130001", "南山", "wj", "412", "14:00", HOSTILE, MARKUP, COMMANDS, "长a" * 50, "｜ｄ：？"]


def chosen(dice: random.Random) -> tuple[events.Key | events.Paste, ...]:
    """One key, or several that came in one piece."""
    draw = dice.random()
    if draw < 0.45:
        return (key(dice.choice(COMMAND_KEYS)),)
    if draw < 0.85:
        return (key(dice.choice(NAMED)),)
    if draw < 0.95:
        return tuple(key(each) for each in dice.choice(TEXTS))
    if draw < 0.97:
        return (events.Paste(dice.choice(TEXTS)),)
    return tuple(key(dice.choice(COMMAND_KEYS + NAMED)) for _ in range(dice.randrange(2, 8)))


def key(name: str) -> events.Key:
    """A key by its name, or the character itself."""
    return events.Key(name, name if len(name) == 1 else {"space": " ", "enter": "\r"}.get(name))


@contextmanager
def late(store: Store, dice: random.Random) -> Iterator[None]:
    """A store whose answers are sometimes held back."""

    def slowed(door: Any) -> Any:
        def answer(*what: Any, **more: Any) -> Any:
            if dice.random() < 0.3:
                time.sleep(dice.random() * 0.05)
            return door(*what, **more)

        return answer

    doors = ("read", "preview", "do")
    for door in doors:
        setattr(store, door, slowed(getattr(store, door)))
    try:
        yield
    finally:
        for door in doors:
            delattr(store, door)


def believed(branch: Branch) -> None:
    """Hostile text, but through the doors, so that an audit may be clean afterwards."""
    for state in ("new", "dispatched", "onsite", "paused", "follow_up"):
        reach(branch, state) if state != "dispatched" else reach(branch, state, technician="T002")
    branch.register(customer=MARKUP, phone="13800138000", fault=MARKUP * 3, address=MARKUP)


@pytest.mark.ways("poisoned")
@pytest.mark.soak
@pytest.mark.parametrize("poisoned", [False, True])
async def test_keys_by_chance(
    branch: Branch, dice: random.Random, monkeypatch: pytest.MonkeyPatch, poisoned: bool
) -> None:
    monkeypatch.setattr(
        "console.keys.typing_ahead.FLOW_SECONDS", 0.0
    )  # a refused key takes nothing with it here
    (spoiled if poisoned else believed)(branch)
    language, size = dice.choice(LANGUAGES), dice.choice((SMALL, WIDE))
    count, begun = KEYS if SOAK else KEYS // 200, time.monotonic()
    async with desk_on(branch, size, language) as stage:
        with late(branch.store, dice):
            for at in range(count):
                stage.app.post_message(KeysRead(chosen(dice)))
                await asyncio.sleep(dice.choice((0, 0, 0.001, 0.02)))
                if at % STRETCH == STRETCH - 1:
                    await answers(stage)
        await answers(stage)
    if not poisoned:
        assert branch.differences() == []
    name = "poisoned rows" if poisoned else "audited"
    record(f"random keys, {name}", f"{count} keys", "no crash, the desk answers", time.monotonic() - begun)


async def answers(stage: Stage) -> None:
    """Esc leads back to the queue, and keys act."""
    assert not stage.app.incident, stage.app._exception
    for _ in range(100):
        while stage.app.turns.busy:
            assert not stage.app.incident, stage.app._exception
            await asyncio.sleep(0.02)
        if not stage.desk.panels and stage.desk.focused is stage.desk.queue:
            break
        await asyncio.sleep(0.35)
        stage.app.post_message(key("escape"))
        await asyncio.sleep(0.05)
    assert not stage.desk.panels, stage.text
    stage.assert_clean()
    assert "owned" not in stage.app.title
