"""While the caller is on the phone windows are offered, and one key agrees one (DSP-03)."""

import asyncio

from console.intake.offered import REST_SECONDS
from db.views.offered import OfferedWindows
from tests.console.desk.gate import away
from tests.console.desk.intake import opened, tickets
from tests.console.desk.stage import SMALL, desk_on
from tests.db.desk import Desk


async def test_a_key_agrees_a_window_and_registering_sends_whoever_comes_then(branch: Desk) -> None:
    before = set(tickets(branch))
    async with desk_on(branch, SMALL, "en") as stage:
        panel = await opened(stage)
        await stage.press(*"13700137000", "tab", *"Harbour", "tab", *"no light", "tab")
        with away(branch.store, OfferedWindows):
            await stage.until(lambda: "no light" in panel.form.values.values())
            await asyncio.sleep(REST_SECONDS)
            await stage.quiet()
            assert "No window keeps" not in stage.text, "it is not known"
        panel.form.focus_field("level")
        await stage.press("3")
        await stage.until(lambda: panel.offered.agreed is None and "Free:" in stage.text)
        await stage.press("ctrl+o")
        await stage.until(lambda: "Agreed:" in stage.text)
        agreed = panel.offered.agreed
        assert agreed is not None
        await stage.press("f10")
        await stage.until(lambda: set(tickets(branch)) != before)
        await stage.quiet()
        await stage.until(
            lambda: [
                each
                for each in tickets(branch).values()
                if each.state == "dispatched" and each.number not in before
            ]
        )
    (number,) = set(tickets(branch)) - before
    ticket = tickets(branch)[number]
    assert (ticket.technician, ticket.agreed_from, ticket.agreed_to) == (
        agreed.staff,
        agreed.window_from,
        agreed.window_to,
    )
