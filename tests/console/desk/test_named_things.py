"""Wherever a thing is asked for, number, name, pinyin and initials find it, asked of the store as one types
(interface page)."""

from typing import Any

import pytest

from console.panels import naming
from console.panels.fields import form_fields
from console.panels.form import VerbPanel
from console.panels.palette import PalettePanel
from console.sentence.panel import SentencePanel
from console.session import Then
from db.kinds import STAFF
from db.policy.load import shipped
from db.tables.tool import Tool
from db.verbs.verb import references, verbs
from db.views.finding_things import Find
from db.views.view import View
from tests.console.desk.gestures import message
from tests.console.desk.stage import SEEN, SMALL, Stage, desk_on
from tests.db.desk import CALLER
from tests.db.desk import Desk as Branch
from tests.sampling import SAMPLED
from widgets.form import Form


async def form_of(stage: Stage, verb: str) -> Form:
    """The form of a verb that was chosen in the palette."""
    await stage.press("ctrl+p")
    await stage.until(lambda: stage.desk.query(PalettePanel))
    await stage.press(*verb)
    await stage.press("enter")
    await stage.until(lambda: stage.desk.query(VerbPanel))
    await stage.quiet()
    return stage.one(VerbPanel).form


async def take(stage: Stage, form: Form, field: str, typed: str) -> None:
    """Type into a field as fast as a hand can, and leave it."""
    form.focus_field(field)
    form.set_values({field: ""})
    await stage.until(lambda: form.current == field)
    await stage.press(*typed)
    await stage.press("tab")
    await stage.until(lambda: form.current != field)


@pytest.mark.parametrize(("size", "language"), SEEN)
async def test_a_form_finds_a_tool_by_number_and_by_initials(
    branch: Branch, size: tuple[int, int], language: str
) -> None:
    given, tool = branch.do("buy_tool", kind="multimeter", count=2)["tools"]
    branch.do(
        "issue_tool", tool=given, staff="T001"
    )  # of one name the one that lies in the store comes first
    async with desk_on(branch, size, language) as stage:
        form = await form_of(stage, "issue_tool")
        for typed in (tool.lower(), "wyb", "万用"):
            await take(stage, form, "tool", typed)
            assert form.values["tool"] == tool
        assert tool in stage.text
        stage.assert_clean()


OTHERS = 20 if SAMPLED else 230
"""Customers who come before the one that is looked for: more than are ever offered at once."""


async def test_a_form_finds_a_customer_behind_many_others_and_leaves_others_to_the_store(
    branch: Branch, monkeypatch: pytest.MonkeyPatch
) -> None:
    for at in range(OTHERS):
        branch.do("add_customer", customer=f"阿甲公司{at:03}", phone=f"138{at:08}")
    customer = branch.do("add_customer", customer="蓝天幼儿园", phone="13900139000")["customer"]
    async with desk_on(branch, SMALL) as stage:
        form = await form_of(stage, "add_equipment")
        for typed in ("ltyey", "蓝天", "13900139"):
            await take(stage, form, "customer", typed)
            assert form.values["customer"] == customer, typed
        assert "蓝天幼儿园" in stage.text
        await take(stage, form, "customer", "1390099")
        assert form.values["customer"] == "1390099"
        await asked_once(stage, form, monkeypatch)
        await stage.press("escape")
        await stage.until(
            lambda: "Parked: 蓝天幼儿园" in stage.said
        )  # and not by its number, which nobody knows
        # What stands there already is called by its name.
        stage.desk.run_verb("add_equipment", {"customer": customer})
        await stage.until(lambda: "蓝天幼儿园" in stage.text)
        assert customer not in stage.text
        assert stage.one(VerbPanel).form.values["customer"] == customer


async def asked_once(stage: Stage, form: Form, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many letters a fast hand types."""
    asked: list[View[Any]] = []
    ask = stage.desk.session.ask

    def heard(pane: str, view: View[Any], then: Then) -> None:
        asked.append(view)
        ask(pane, view, then)

    with monkeypatch.context() as patch:
        patch.setattr(naming, "LOOK_SECONDS", 1.5)  # a hand on a busy machine is not slower than that
        patch.setattr(stage.desk.session, "ask", heard)
        await take(stage, form, "customer", "ltyey")
    assert [view for view in asked if isinstance(view, Find)] == [
        Find(text="ltyey", family="customer", limit=9)
    ]


def called_off(branch: Branch) -> str:
    """A ticket that is not in sight."""
    number = branch.do("register", **CALLER | {"customer": "东方饭店", "phone": "13977713977"})["number"]
    branch.do("cancel", ticket=number, reason="撤销")
    return str(number)


async def test_a_ticket_that_is_not_in_sight_is_named_by_its_customer_and_by_no_other_number(
    branch: Branch,
) -> None:
    number = called_off(branch)
    async with desk_on(branch, SMALL) as stage:
        stage.desk.run_verb("merge")
        await stage.until(lambda: stage.desk.query(VerbPanel))
        await stage.quiet()
        form = stage.one(VerbPanel).form
        for typed in ("dffd", "东方饭店", number.rpartition("-")[2]):
            await take(stage, form, "into", typed)
            assert form.values["into"] == number, typed
        await take(stage, form, "into", "777")
        assert form.values["into"] == "777", "a piece of its phone, and no ticket's number"


@pytest.mark.ways("text")
@pytest.mark.parametrize("text", ["note dffd", "note 东方", "note ticket=dffd"])
async def test_a_sentence_completes_a_ticket_by_its_customer_and_issues_a_tool_by_names(
    branch: Branch, text: str
) -> None:
    number, tool = called_off(branch), branch.do("buy_tool", kind="multimeter")["tools"][0]
    async with desk_on(branch, SMALL) as stage:
        await stage.press("colon")
        await stage.until(lambda: stage.desk.query(SentencePanel) and stage.one(SentencePanel).is_ready)
        line = stage.one(SentencePanel).line
        line.set_text(text)
        await stage.until(lambda: number in stage.text)
        await stage.press("tab")
        await stage.until(lambda: number in line.text)
        line.set_text("issue_tool T001 wyb")
        await stage.until(lambda: tool in stage.text)
        await stage.press("enter")
        await stage.until(lambda: "T001" in message(stage) or not stage.desk.query(SentencePanel))
        (held,) = branch.rows(Tool, number=tool)
        assert held.holder == "T001"


def test_every_field_that_names_something_completes_it() -> None:
    people = {"T001": "王强"}
    for verb in verbs().values():
        fields = {each.name: each for each in form_fields(verb, shipped(), people=people, hidden=())}
        for name, family in references(verb).items():
            if family == STAFF:
                assert [each.value for each in fields[name].choices] == ["T001"], (verb.name, name)
            else:
                assert fields[name].asks, (verb.name, name)
