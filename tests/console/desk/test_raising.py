"""One key escalates: it calls the next rung or raises the level, always with a reason (ESC-02)."""

from __future__ import annotations

from console.panels.form import VerbPanel
from db.tables.escalation import Escalation
from tests.console.desk.stage import SMALL, desk_on
from tests.console.desk.test_choosing import choices
from tests.db.desk import Desk, reach
from widgets.form import Form


async def test_the_key_that_escalates_raises_the_level_too(branch: Desk) -> None:
    number = reach(branch, "triaged")
    assert branch.ticket(number).level == 2
    async with desk_on(branch, SMALL, "zh_CN") as stage:
        stage.desk.open_ticket(number)
        await stage.quiet()
        await choices(stage, "e")
        await stage.press("0")
        await stage.until(lambda: stage.desk.query(VerbPanel) and stage.one(Form).current == "reason")
        await stage.write("全厂停电")
        while stage.one(Form).current != "level":
            await stage.press("tab")
        assert "提高到等级" in stage.text
        await stage.press("1", "f10")
        await stage.until(lambda: not stage.desk.panels)
        await stage.quiet()
    assert branch.ticket(number).level == 1
    assert branch.events(number)[-1].verb == "escalate"
    assert branch.rows(Escalation, ticket=number) == [], "whom that calls, the watch calls"
