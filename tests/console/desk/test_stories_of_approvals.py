"""Two stories by real keys: an extension that a substitute decides, an emergency that one does not answer."""

from typing import Any

import pytest

from console.panels.form import VerbPanel
from console.panels.palette import PalettePanel
from console.register.card_panel import CardPanel
from console.register.panel import RegisterPanel
from db.tables.emergency import Emergency
from tests.console.desk.stage import HOTEL, SMALL, WIDE, Stage, desk_on
from tests.db.desk import Desk as Branch
from tests.db.desk import local


async def by_name(stage: Stage, typed: str) -> None:
    """Open a verb or a list from the palette."""
    await stage.press("ctrl+p")
    await stage.until(lambda: stage.desk.query(PalettePanel))
    await stage.write(typed)
    await stage.quiet()
    await stage.press("enter")
    await stage.until(lambda: not stage.desk.query(PalettePanel))
    await stage.quiet()


async def sent(stage: Stage) -> None:
    await stage.until(lambda: not stage.desk.query(VerbPanel))
    await stage.quiet()


def people(branch: Branch) -> None:
    branch.do("add_staff", staff="L09", label="周班长", roles="lead")
    branch.do("add_staff", staff="C09", label="赵敏", roles="customer_service")
    branch.do("add_staff", staff="M09", label="解经理", roles="manager")


@pytest.mark.parametrize(("size", "language"), [(SMALL, "zh_CN"), (WIDE, "en")])
async def test_a_technician_asks_and_the_substitute_of_the_absent_lead_decides(
    able: Branch, size: tuple[int, int], language: str
) -> None:
    people(able)
    number = able.register(**HOTEL, level=2)
    able.do("dispatch", ticket=number, technician="T011", override="演练")
    begin, end = (local(f"07-{day} 08:00").isoformat() for day in (15, 16))
    able.do("set_duty", staff="L09", kind="leave", substitute="C09", begins_at=begin, ends_at=end)
    due = able.target(number, "arrive").due_at
    assert due is not None
    async with desk_on(able, size, language, actor="T011") as stage:
        await stage.press("slash")
        await stage.write(number)
        await stage.until(lambda: stage.desk.queue.cursor_key == number)
        await stage.press("enter")
        await stage.quiet()
        await by_name(stage, "extend" if language == "en" else "申请延期")
        await stage.until(lambda: stage.desk.query(VerbPanel))
        await stage.press("3")  # the arrival
        await stage.write("07-18 10:00")
        await stage.press("enter")
        await stage.write("等备件")
        await stage.press("f10")
        await sent(stage)
    async with desk_on(able, size, language, actor="C09") as stage:
        assert {"en": "asks you 1", "zh_CN": "待批 1"}[language] in stage.lines[0]
        await by_name(stage, "requests")
        await stage.until(lambda: isinstance(stage.desk.panels[-1], RegisterPanel))
        await stage.until(lambda: number in stage.text)
        await stage.quiet()
        await stage.press("y")
        await stage.until(lambda: stage.desk.query(VerbPanel))
        await stage.press("enter")
        await sent(stage)
        await stage.until(lambda: "C09" in str(able.show("requests")))
    [row] = able.show("requests", ticket=number)
    assert (row["state"], row["decided_by"], row["decided_for"]) == ("granted", "C09", "L09")
    target = able.target(number, "arrive")
    assert (target.due_at, target.original_due_at) == (local("07-18 10:00"), due)
    async with desk_on(able, size, language, actor="T011") as stage:
        stage.desk.open_card(f"ticket:{number}")
        await stage.until(lambda: "07-18 10:00" in stage.text)
        assert f"{due.astimezone(able.store.zone):%m-%d %H:%M}" in stage.text  # beside it


@pytest.mark.parametrize(("size", "language"), [(SMALL, "zh_CN"), (WIDE, "en")])
async def test_three_answer_a_drill_and_one_does_not(
    able: Branch, size: tuple[int, int], language: str
) -> None:
    people(able)
    able.do("add_staff", staff="G09", label="总经理", roles="general_manager")
    async with desk_on(able, size, language) as stage:
        await by_name(stage, "declare" if language == "en" else "启动应急")
        await stage.until(lambda: stage.desk.query(VerbPanel))
        panel = stage.one(VerbPanel)
        panel.form.set_values({"reason": "季度演练", "drill": "yes"})
        await stage.press("f10")
        await sent(stage)
        [emergency] = able.rows(Emergency)
        assert emergency.drill
        word = {"en": "DRILL", "zh_CN": "演练"}[language]
        called = len(able.show("emergency", id=emergency.id)["calls"])
        await stage.until(lambda: f"{word} {emergency.id} 0/{called}" in stage.lines[0])
    able.at("09:02")
    async with desk_on(able, size, language, actor="L09") as stage:
        await by_name(stage, "Emergencies" if language == "en" else "应急与演练")
        await stage.until(lambda: isinstance(stage.desk.panels[-1], RegisterPanel))
        await stage.until(lambda: emergency.id in stage.lines[3])
        await stage.quiet()
        await stage.press("a")
        await stage.until(lambda: answered(able, emergency.id, "L09"))
    for minutes, who in ((5, "M09"), (9, "G09")):
        able.at(f"09:{minutes:02}")
        able.do("answer_call", by=who, escalation=emergency.id)
    async with desk_on(able, size, language, actor="M09") as stage:
        stage.desk.open_card(f"emergency:{emergency.id}")
        await stage.until(
            lambda: isinstance(stage.desk.panels[-1], CardPanel) and stage.desk.panels[-1].answer
        )
        await stage.quiet()
        shown = able.show("emergency", id=emergency.id)
        assert (shown["answered"], shown["first_minutes"], shown["last_minutes"]) == (3, 2, 9)
        for name in shown["waiting"]:
            assert name in stage.text


def answered(branch: Branch, id: str, who: str) -> Any:
    return next(row["answered_at"] for row in branch.show("emergency", id=id)["calls"] if row["staff"] == who)
