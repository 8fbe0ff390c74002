"""Every list as a register over the whole screen: narrowed, sorted, paged, exported, its rows acted on."""

import csv
from pathlib import Path
from typing import Any

import pytest
from textual import events

from console.panels.dispatch import DispatchPanel
from console.panels.form import VerbPanel
from console.panels.palette import PalettePanel
from console.panels.quick import QuickPanel
from console.register import listing
from console.register.card_panel import CardPanel
from console.register.panel import RegisterPanel
from console.words.i18n import _
from db.tables.tool import Tool
from db.views.customers import Customers
from db.views.queue import Queue
from db.views.registers import Tickets
from db.views.tools import Tools
from db.views.view import VIEWS, View
from tests.console.desk.lists import EMPTY, LISTS
from tests.console.desk.stage import HOTEL, SEEN, SMALL, Stage, desk_on
from tests.db.desk import Desk as Branch
from tests.db.desk import reach
from tests.sampling import some_of
from widgets.card import Card

WALKED = 4
"""Lists in which one run of `make test` goes through all columns and opens a row; it opens all of them."""


async def opened(stage: Stage, view: View[Any]) -> RegisterPanel:
    stage.desk.open_register(view)
    return await shown(stage)


async def shown(stage: Stage) -> RegisterPanel:
    """The register in front, once its rows have come and nothing else is asked."""
    panel = await come(stage)
    await stage.quiet()
    return panel


async def come(stage: Stage) -> RegisterPanel:
    """The register in front, once its rows have come."""
    await stage.until(lambda: isinstance(stage.desk.panels[-1], RegisterPanel))
    panel = stage.desk.panels[-1]
    assert isinstance(panel, RegisterPanel)
    await stage.until(lambda: panel._page is not None and not panel.is_asked(panel._pane))
    return panel


async def reaches_every_column(stage: Stage, panel: RegisterPanel) -> None:
    seen = set(panel.register.columns_in_sight)
    for _step in panel.register.columns:
        await stage.press("l")
        seen |= set(panel.register.columns_in_sight)
    assert seen == {column.name for column in panel.register.columns}, "every column can be reached"
    stage.assert_clean()


async def opens_its_row(stage: Stage, panel: RegisterPanel) -> None:
    """Enter on the first row shows its card, or the list that it sums, and Esc comes back to it."""
    name, key = type(panel.view).name, panel.register.cursor_key
    await stage.press("enter")
    await stage.until(lambda: stage.desk.panels[-1] is not panel)
    await stage.quiet()
    front = stage.desk.panels[-1]
    if isinstance(front, CardPanel):
        assert front.answer, name
        assert front.query_one(Card).line_name or not front.subject, name
    else:
        assert isinstance(front, RegisterPanel), name
        assert type(panel.view).led_by(panel.row) == front.view, name
    stage.assert_clean()
    await stage.press("escape")
    await stage.until(lambda: stage.desk.panels[-1] is panel)
    await stage.quiet()
    assert panel.register.cursor_key == key, name


@pytest.fixture
def busy(able: Branch) -> Branch:
    """Something in every list."""
    number = able.register(**HOTEL, level=2)
    able.do("dispatch", ticket=number, technician="T011", override="演练")
    able.do("escalate", ticket=number, reason="催")
    able.do("remind", ticket=number, at="2026-07-15T15:00:00+08:00", text="回电")
    until = "2026-07-18T09:00:00+08:00"
    able.do("add_staff", staff="C09", label="赵敏", roles="customer_service")
    able.staff("K09", "keeper")
    lent, gone = able.do("buy_tool", kind="multimeter", count=2, calibration_due="2026-07-20")["tools"]
    able.do("lend_tool", tool=lent, department="YF", until=until, reason="样机测试")
    for by in ("K09", "A01"):
        able.do("count_tools", by=by, found="999")
    counted = able.do("count_tools", close=True, cause="标签不明")
    assert (counted["missing"], counted["unknown"]) == ([gone], ["T0999"])
    visited = reach(able, "follow_up", technician="T012")
    able.do("record", ticket=visited, work="更换主板", by="T012")
    able.do("declare_emergency", reason="半城停电")
    able.do("receive_letter", who="南山酒店", content="何时来修", ticket=number)
    able.do("set_setting", setting="at_risk_percent", value=30, reason="演练")
    able.do("extend", by="C09", ticket=number, milestone="arrive", until=until, reason="客户同意")
    return able


@pytest.mark.parametrize(("size", "language"), SEEN)
async def test_every_list_opens_as_a_register(busy: Branch, size: tuple[int, int], language: str) -> None:
    number = next(row.number for row in busy.store.read(Queue(), "A01") if row.technician)
    walked = some_of(LISTS, "lists walked through", WALKED)
    async with desk_on(busy, size, language) as stage:
        stage.desk.queue.move_to(number)
        stage.desk.ask_ticket()
        await stage.quiet()
        for name in LISTS:
            stage.desk.open_answer(name, (number,))
            assert stage.desk.panels, (name, stage.said)
            panel = await come(stage)
            stage.assert_clean()
            # The ticket that a list is asked about stands above it.
            assert any(_(VIEWS[name].label) in line for line in stage.lines[1:3]), name
            answer = busy.store.read(panel.asked(limit=1), "A01")
            assert panel.register.total == answer.total, name
            assert answer.total or name in EMPTY, name
            assert len(panel.register.columns_in_sight) > 1 or not answer.total, name
            if name in walked:
                await walked_through(stage, panel)
            else:
                stage.desk.close_panel(panel)


async def walked_through(stage: Stage, panel: RegisterPanel) -> None:
    """All columns, the first row, and Esc back to the queue."""
    await stage.quiet()
    await reaches_every_column(stage, panel)
    if panel.register.total:
        await opens_its_row(stage, panel)
    await stage.press("escape")
    await stage.until(lambda: not stage.desk.panels)
    assert stage.desk.focused is stage.desk.queue


async def test_narrowed_sorted_exported_opened_and_back_by_real_keys(
    able: Branch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Customers by initials, by district downwards, into a file, the card of one, and back to its line."""
    monkeypatch.chdir(tmp_path)
    async with desk_on(able, SMALL, "zh_CN") as stage:
        await stage.press("ctrl+p")
        await stage.until(lambda: stage.desk.query(PalettePanel))
        await stage.write("customers")
        await stage.until(lambda: "客户" in stage.text)
        await stage.press("enter")
        panel = await shown(stage)
        every = panel.register.total
        await stage.press("slash", *"hq")
        await stage.press("enter")
        await stage.until(lambda: panel.register.total == 2)
        assert every > 2
        assert "华强数据中心" in stage.text
        assert "华强商场" in stage.text
        assert "“hq”" in stage.lines[1]
        await stage.press("o")
        await stage.quiet()
        assert panel.sort == "customer"
        await stage.press("O")
        await stage.quiet()
        assert panel.descending
        assert "客户v" in stage.lines[2]
        listed = [row["customer"] for row in panel._rows.values()]
        assert listed == sorted(listed, reverse=True)
        await stage.press("x")
        for _letter in "customers.xlsx":
            await stage.press("backspace")
        await stage.write("out.csv")
        await stage.press("enter")
        await stage.until(lambda: "2" in stage.said and "out.csv" in stage.said)
        with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as stream:
            header, *rows = csv.reader(stream)
        assert [row[header.index("客户")] for row in rows] == listed
        await stage.press("j")
        chosen = panel.register.cursor_key
        assert chosen == list(panel._rows)[1]
        await stage.press("enter")
        await stage.until(
            lambda: isinstance(stage.desk.panels[-1], CardPanel) and listed[1] in stage.lines[1]
        )
        await stage.press("escape")
        await stage.until(lambda: stage.desk.panels[-1] is panel)
        await stage.quiet()
        assert panel.register.cursor_key == chosen
        assert (panel.find, panel.sort, panel.descending) == ("hq", "customer", True)
        assert stage.lines[4].startswith(">")
        await stage.press("escape")
        await stage.until(lambda: panel.register.total == every)
        await stage.press("escape")
        await stage.until(lambda: not stage.desk.panels)


async def test_what_is_typed_behind_the_key_of_the_filter_goes_into_it(able: Branch) -> None:
    """A fast hand does not look: n is a letter here, and no new ticket."""
    async with desk_on(able, SMALL) as stage:
        panel = await opened(stage, Customers())
        for name, character in (
            ("slash", "/"),
            ("n", "n"),
            ("s", "s"),
            ("j", "j"),
            ("d", "d"),
            ("enter", None),
        ):
            stage.app.post_message(events.Key(name, character))
        await stage.until(lambda: panel.find == "nsjd" and panel.register.total == 1)
        assert stage.desk.panels == [panel]
        assert "南山酒店" in stage.text


def add_customers(branch: Branch, count: int) -> None:
    for at in range(count):
        branch.do("add_customer", customer=f"客户{at:03}", phone=f"1390000{at:04}")


async def test_of_a_long_list_no_page_is_read_that_is_not_in_sight_and_the_line_stays_whoever_changes_it(
    able: Branch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "PAGE", 40)  # twice what is in sight, and no less is asked for
    add_customers(able, 80)
    async with desk_on(able, SMALL) as stage:
        panel = await opened(stage, Customers())
        model = [row.id for row in able.store.read(panel.asked(limit=1000), "A01").rows]
        assert len(panel._rows) == 40 < panel.register.total == len(model)
        seen: dict[str, None] = {}
        while True:
            await stage.quiet()
            await stage.until(lambda: not panel.is_asked(panel._pane) and "…" not in stage.text)
            seen |= dict.fromkeys(panel.register.line_keys[at] or "" for at in panel.register.in_sight)
            before = panel.register.cursor_index
            await stage.press("pagedown")
            if panel.register.cursor_index == before:
                break
        assert list(seen) == model
        await stage.press("g", "G")
        await stage.until(lambda: panel.row and panel.register.cursor_key == model[-1])
        assert f"{len(model)} of {len(model)}" in stage.lines[1]
        await stage.press("g")
        await stage.until(lambda: panel.register.cursor_key == model[0])
        here = model[25]
        assert panel.register.move_to(here)
        for at in range(3):
            able.do("add_customer", customer=f"AA{at}", phone=f"1370000{at:04}")
        await stage.until(lambda: panel.register.total == len(model) + 3)
        assert panel.register.cursor_key == here
        able.do("change_customer", customer=here, label="ZZ 新名", reason="客户来信")
        await stage.until(lambda: panel.row.get("customer") == "ZZ 新名")
        assert panel.register.cursor_key == here
        assert "ZZ 新名" in stage.text


async def test_the_keys_of_verbs_act_on_the_ticket_of_the_row_or_on_all_that_are_marked(able: Branch) -> None:
    new, held = able.register(**HOTEL), able.register(**HOTEL, level=3)
    async with desk_on(able) as stage:
        panel = await opened(stage, Tickets(view="open"))
        panel.register.move_to(new)
        await stage.until(lambda: new in stage.desk.rows)
        await stage.press("t")
        await stage.until(lambda: isinstance(stage.desk.panels[-1], QuickPanel))
        await stage.press("2")
        await stage.until(lambda: able.ticket(new).level == 2)
        await stage.until(lambda: stage.desk.panels == [panel] and panel.row.get("level") == 2)
        assert panel.register.cursor_key == new
        panel.register.move_to(held)
        await stage.until(lambda: held in stage.desk.rows)
        await stage.press("d")
        await stage.until(lambda: isinstance(stage.desk.panels[-1], DispatchPanel))
        await stage.press("escape")
        await stage.until(lambda: stage.desk.panels == [panel])
        await stage.press("v", "1", "T")
        await stage.quiet()
        assert stage.desk.panels == [panel], "keys of the queue rest while a list stands before it"
        await stage.press("g", "space", "space")
        await stage.until(lambda: len(panel.tickets) == 2 and set(panel.tickets) <= set(stage.desk.rows))
        numbers = panel.tickets
        stage.desk.run_verb("note")
        await stage.until(lambda: stage.desk.query(VerbPanel))
        assert stage.one(VerbPanel).tickets == numbers
        stage.one(VerbPanel).form.set_values({"text": "同一栋楼"})
        await stage.press("f10")
        await stage.quiet()
        assert [able.events(number)[-1].verb for number in numbers] == ["note", "note"]


async def test_verbs_know_the_tool_of_the_row_or_all_that_are_marked_and_a_file_is_not_lost(
    able: Branch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for number in ("K-1", "K-2", "K-3"):
        able.do("buy_tool", kind="multimeter", number=number)
    able.do("issue_tool", tool="K-2", staff="T011")
    async with desk_on(able) as stage:
        panel = await opened(stage, Tools(kind="multimeter"))
        await verb_of_the_row(stage, able, panel)
        await file_that_is_there(stage, tmp_path / "tools.xlsx")
        await verb_of_marked_rows(stage, able, panel)


async def verb_of_the_row(stage: Stage, branch: Branch, panel: RegisterPanel) -> None:
    """It knows which one is meant, and a key of tickets does nothing here but say so."""
    panel.register.move_to("K-3")
    await stage.quiet()
    stage.desk.run_verb("issue_tool")
    await stage.until(lambda: isinstance(stage.desk.panels[-1], VerbPanel))
    await stage.quiet()
    assert stage.one(VerbPanel).form.values["tool"] == "K-3"
    assert "K-3" in stage.text
    await stage.press("escape")
    await stage.until(lambda: stage.desk.panels[-1] is panel)
    before = branch.count_events()
    await stage.press("d")
    await stage.quiet()
    assert stage.desk.panels == [panel]
    assert branch.count_events() == before
    assert stage.said


async def file_that_is_there(stage: Stage, file: Path) -> None:
    """It is not overwritten in silence, and where none can be written that is said."""
    file.write_text("mine")
    await stage.rest()
    await stage.press("x", "enter")
    await stage.until(lambda: "is there already" in stage.said)
    assert file.read_text() == "mine"
    await stage.press("escape")
    await stage.quiet()
    assert file.read_text() == "mine"
    assert "is there already" not in stage.said, "Enter does something else now"
    await stage.press("x", "enter")
    await stage.press("enter")
    await stage.until(lambda: "written" in stage.said)
    assert file.read_bytes().startswith(b"PK")
    for wrong, why in (("tools.doc", "ending"), ("no/such/tools.csv", "no folder")):
        await stage.press("x", "ctrl+u")
        await stage.write(wrong)
        await stage.press("enter")
        await stage.until(lambda why=why: why in stage.said)  # type: ignore[misc]  # bound at once
        await stage.press("escape")


async def verb_of_marked_rows(stage: Stage, branch: Branch, panel: RegisterPanel) -> None:
    """All of them at once, and what is refused says so."""
    numbers = [row["number"] for row in panel._rows.values()]
    panel.register.action_first()
    for _row in numbers:
        await stage.press("space")
    await stage.until(lambda: f"{len(numbers)} marked" in stage.text)
    stage.desk.run_verb("issue_tool")
    await stage.until(lambda: stage.desk.query(VerbPanel))
    form = stage.one(VerbPanel)
    assert form.form.values["tool"] == ",".join(numbers)
    form.form.set_values({"staff": "T012"})
    await stage.press("f10")
    await stage.until(lambda: not stage.desk.query(VerbPanel))
    await stage.quiet()
    held = {tool.number: tool.holder for tool in branch.rows(Tool, kind="multimeter")}
    assert (held["K-1"], held["K-2"], held["K-3"]) == ("T012", "T011", "T012")
    assert "K-2" in stage.said, "what is refused is named"
    await stage.press("escape")
    await stage.until(lambda: "marked" not in stage.lines[1])
    assert isinstance(stage.desk.panels[-1], RegisterPanel), "the marks go before the list does"
