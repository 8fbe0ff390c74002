"""Keys that arrive in one piece, as on a slow line, act as if they had come one by one."""

from textual import events

from console.intake.panel import IntakePanel
from console.panels.dispatch import DispatchPanel
from tests.console.desk.gate import held_back
from tests.console.desk.gestures import at_cursor
from tests.console.desk.stage import Stage, desk_on
from tests.db.desk import Desk as Branch


async def burst(stage: Stage, *keys: str) -> None:
    """Keys that come in one piece, as over a slow line."""
    for key in keys:
        stage.app.post_message(events.Key(key, key if len(key) == 1 else None))
    await stage.pilot.pause()
    await stage.until(lambda: not stage.app.turns.busy)
    await stage.quiet()


async def test_a_key_and_its_digit_in_one_piece_choose_and_what_follows_tab_lands_in_the_next_field(
    branch: Branch,
) -> None:
    async with desk_on(branch) as stage:
        number = at_cursor(stage)
        await burst(stage, "p", "2", "j", "p", "1")
        await stage.until(lambda: stage.app.session.waiting == 0)
        assert branch.ticket(number).state == "paused"
        assert branch.ticket(at_cursor(stage)).state == "paused"
        assert at_cursor(stage) != number
        assert stage.desk.level is None
        await burst(stage, "n", *"139", "tab", *"abc", "tab", *"xyz")
        values = stage.one(IntakePanel).form.values
        assert (values["phone"], values["customer"], values["fault"]) == ("139", "abc", "xyz")


async def test_in_one_piece_with_d_a_digit_means_nobody_and_enter_takes_the_first_when_it_comes(
    able: Branch,
) -> None:
    async with desk_on(able) as stage:
        number = at_cursor(stage)
        with held_back(able.store, "read") as gate:
            await burst_only(stage, "d", "2", "enter")
            gate.open()
            await stage.until(lambda: "before the list was shown" in stage.text)
        await stage.quiet()
        assert able.ticket(number).state == "triaged"
        await stage.rest()
        await stage.press("escape")
        await stage.until(lambda: not stage.desk.panels)
        await stage.quiet()
        with held_back(able.store, "read") as gate:
            await burst_only(stage, "d", "enter")
            assert able.ticket(number).state == "triaged"
            gate.open()
            await stage.until(lambda: able.ticket(number).state == "dispatched")


async def burst_only(stage: Stage, *keys: str) -> None:
    for key in keys:
        stage.app.post_message(events.Key(key, key if len(key) == 1 else None))
    await stage.until(lambda: stage.desk.query(DispatchPanel))
    await stage.pilot.pause(0.1)
