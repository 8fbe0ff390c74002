"""Wherever a tool or a customer is asked for, number, name, pinyin and initials find it (interface page)."""

import pytest

from console.panels.form import VerbPanel
from console.panels.palette import PalettePanel
from console.sentence.panel import SentencePanel
from db.tables.tool import Tool
from db.verbs.verb import VERBS, references
from tests.console.desk.gestures import message
from tests.console.desk.stage import SEEN, SMALL, Stage, desk_on
from tests.db.desk import Desk as Branch
from widgets.form import Form


async def form_of(stage: Stage, verb: str) -> Form:
    """The form of a verb that was chosen in the palette."""
    await stage.press("ctrl+p")
    await stage.until(lambda: stage.desk.query(PalettePanel) and stage.desk.things)
    await stage.press(*verb)
    await stage.press("enter")
    await stage.until(lambda: stage.desk.query(VerbPanel))
    await stage.quiet()
    return stage.one(VerbPanel).form


@pytest.mark.parametrize(("size", "language"), SEEN)
async def test_a_form_finds_a_tool_by_number_and_by_initials(
    branch: Branch, size: tuple[int, int], language: str
) -> None:
    tool = branch.do("buy_tool", kind="multimeter")["tools"][0]
    async with desk_on(branch, size, language) as stage:
        form = await form_of(stage, "issue_tool")
        for typed in (tool.lower(), "wyb"):
            form.focus_field("tool")
            form.set_values({"tool": ""})
            await stage.press(*typed)
            await stage.press("tab")
            await stage.until(lambda: form.values["tool"] == tool)
        stage.assert_clean()


async def test_a_form_finds_a_customer_by_initials_and_leaves_others_to_the_store(branch: Branch) -> None:
    customer = branch.do("add_customer", customer="蓝天幼儿园", phone="13900139000")["customer"]
    async with desk_on(branch, SMALL) as stage:
        form = await form_of(stage, "add_equipment")
        form.focus_field("customer")
        await stage.press(*"ltyey")
        await stage.press("tab")
        await stage.until(lambda: form.values["customer"] == customer)
        form.focus_field("customer")
        form.set_values({"customer": ""})
        await stage.press(*"1390099")
        await stage.press("tab")
        await stage.until(lambda: form.values["customer"] == "1390099")


async def test_a_sentence_issues_a_tool_by_names(branch: Branch) -> None:
    tool = branch.do("buy_tool", kind="multimeter")["tools"][0]
    async with desk_on(branch, SMALL) as stage:
        await stage.press("colon")
        await stage.until(lambda: stage.desk.query(SentencePanel) and stage.desk.things)
        await stage.until(lambda: stage.one(SentencePanel).is_ready)
        line = stage.one(SentencePanel).line
        line.set_text("issue_tool T001 wyb")
        await stage.until(lambda: tool in stage.text)
        await stage.press("enter")
        await stage.until(lambda: "T001" in message(stage) or not stage.desk.query(SentencePanel))
        (held,) = branch.rows(Tool, number=tool)
        assert held.holder == "T001"


def test_every_such_field_is_declared() -> None:
    assert {family for verb in VERBS.values() for family in references(verb).values()} >= {
        "staff", "ticket", "tool", "customer",
    }  # fmt: skip
