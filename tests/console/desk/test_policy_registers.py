"""The regulations at the desk: registers that fill in the verbs, and what an edit would move."""

from __future__ import annotations

from typing import Any

import pytest

from console.panels.form import VerbPanel
from console.register.panel import RegisterPanel
from db.tables.event import PolicyVersion
from db.tables.ticket import Ticket
from db.views.policies import CalendarDays, Profiles
from db.views.renewal import Renewal
from db.views.view import View
from tests.console.desk.stage import SEEN, SMALL, WIDE, Stage, desk_on
from tests.db.desk import Desk as Branch


async def register(stage: Stage, name: str) -> RegisterPanel:
    """A view by its name from the palette, with its rows there."""
    await stage.press("ctrl+p")
    await stage.quiet()
    await stage.write(name)
    await stage.press("enter")
    return await shown(stage)


async def shown(stage: Stage) -> RegisterPanel:
    await stage.quiet()
    panel = stage.desk.panels[-1]
    assert isinstance(panel, RegisterPanel)
    return panel


async def list_of(stage: Stage, view: View[Any]) -> RegisterPanel:
    """The same without the palette."""
    stage.desk.open_register(view)
    return await shown(stage)


async def form_of(stage: Stage, name: str) -> VerbPanel:
    """The form of a verb without the palette."""
    stage.desk.run_verb(name)
    await stage.until(lambda: stage.desk.query(VerbPanel))
    await stage.quiet()
    return stage.desk.query_one(VerbPanel)


async def verb(stage: Stage, name: str) -> VerbPanel:
    """A verb by its name from the palette, as its form."""
    await stage.press("ctrl+p")
    await stage.quiet()
    await stage.write(name)
    await stage.press("enter")
    await stage.until(lambda: stage.desk.query(VerbPanel))
    await stage.quiet()
    return stage.desk.query_one(VerbPanel)


@pytest.mark.parametrize(("size", "language"), SEEN)
async def test_a_row_of_a_profile_fills_in_the_verb_that_changes_it(
    branch: Branch, size: tuple[int, int], language: str
) -> None:
    async with desk_on(branch, size, language) as stage:
        panel = await register(stage, "profiles")
        assert isinstance(panel.view, Profiles)
        stage.assert_clean()
        await stage.press("end", "enter")
        panel = await shown(stage)
        assert panel.view.model_dump()["profile"] == "vehicles"
        stage.assert_clean()
        form = (await verb(stage, "set_target")).form
        values = {name: value for name, value in form.values.items() if value}
        assert (values["profile"], values["milestone"], values["start"]) == ("vehicles", "respond", "report")
        stage.assert_clean()
        await stage.press("escape")
        await stage.quiet()
        await stage.press("escape")
        panel = await shown(stage)
        assert isinstance(panel.view, Profiles), "Esc goes back to where Enter came from"


async def test_what_is_wrong_stands_beside_its_field_and_an_edit_that_moves_nothing_is_sent_at_once(
    branch: Branch,
) -> None:
    async with desk_on(branch, SMALL, "en") as stage:
        panel = await verb(stage, "set_hours")
        panel.form.set_values({"calendar": "service", "windows": "soon", "reason": "x"})
        await stage.press("f10")
        await stage.quiet()
        assert stage.desk.panels[-1] is panel, "nothing is listed before"
        assert any("are no hours" in line for line in stage.lines)
        assert len(branch.rows(PolicyVersion)) == 1
        await stage.rest()
        await stage.press("escape")
        await stage.until(lambda: not stage.desk.panels)
        form = (await verb(stage, "set_setting")).form
        form.set_values({"setting": "repeat_days", "value": "60", "reason": "试行"})
        await stage.press("f10")
        await stage.until(lambda: not stage.desk.query(VerbPanel))
        assert branch.store.policy().setting("repeat_days") == 60
        assert "in force for new tickets" in stage.said


async def test_a_manager_enters_the_official_list_looks_at_what_moves_and_moves_open_tickets(
    branch: Branch,
) -> None:
    branch.do("set_target", profile="electrical", milestone="answer", working_days=2, calendar="office",
              reason="答复两个工作日")  # fmt: skip
    branch.at("2026-12-30 10:00")
    fields: dict[str, Any] = {"customer": "南山酒店", "phone": "13800130001", "product": "照明", "level": 2}
    number = branch.do("register", fault="全楼停电", **fields)["number"]
    assert branch.show("ticket", number=number)["provisional"] == [2027]
    async with desk_on(branch, WIDE, "zh_CN", actor="M01") as stage:
        # The list of next year, as the notice has it.
        await form_of(stage, "enter_holidays")
        notice = "元旦：1月1日至3日放假，共3天。", "春节：2月5日至11日放假，共7天。1月4日上班。"
        panel = stage.desk.query_one(VerbPanel)
        panel.form.set_values({"days": "\n".join(notice), "year": "2027", "reason": "国办通知"})
        await stage.press("f10")
        await stage.quiet()
        listed = await shown(stage)
        assert isinstance(listed.view, Renewal)
        assert "Esc 返回表单" in stage.said
        assert len([each for each in branch.rows(PolicyVersion) if each.active]) == 1
        assert 2027 not in branch.store.policy().calendars.holidays["china"].years, "only shown so far"
        stage.assert_clean()
        await stage.press("escape")
        await stage.quiet()
        await stage.press("f10")
        await stage.until(lambda: not stage.desk.query(VerbPanel))
        await stage.quiet()
        assert branch.store.policy().calendars.holidays["china"].years == {2026, 2027}
        assert branch.show("ticket", number=number)["provisional"] == [2027], "no ticket has moved"
        panel_of_days = await list_of(stage, CalendarDays())
        assert isinstance(panel_of_days.view, CalendarDays)
        await stage.press("escape")
        await stage.quiet()
        # What would move, then all of it at once.
        panel_of_rows = await list_of(stage, Renewal())
        assert number in {row["number"] for row in panel_of_rows._rows.values()}
        form = (await form_of(stage, "renew")).form
        form.set_values({"reason": "按官方安排", "all_open": "yes"})
        await stage.press("f10")
        await stage.quiet()
        await stage.press("escape")
        await stage.quiet()
        await stage.press("f10")
        await stage.until(lambda: not stage.desk.query(VerbPanel))
        await stage.quiet()
        present = branch.store.policy().version
        open_ones = [each for each in branch.rows(Ticket) if each.state not in ("closed", "cancelled")]
        assert {each.policy for each in open_ones} == {present}
        assert branch.show("ticket", number=number)["provisional"] == []
        await stage.press("escape", "u")
        await stage.quiet()
        await stage.press("enter")
        await stage.quiet()
    assert branch.store.audit().differences == ()
