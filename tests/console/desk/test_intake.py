"""Intake by real keys: a call is keyed in as it is told, registered or chased (INT-01, INT-09, INT-11)."""

from datetime import date

import pytest

from db.tables.ticket import Ticket
from tests.console.desk.gate import Gate
from tests.console.desk.intake import PHONE, known, opened, tickets
from tests.console.desk.stage import HOTEL, SEEN, SIZES, SMALL, desk_on
from tests.db.desk import Desk as Branch
from tests.db.desk import local


@pytest.mark.parametrize("size", SIZES)
async def test_a_known_caller_is_registered_in_at_most_ten_keys_after_the_number(
    branch: Branch, size: tuple[int, int]
) -> None:
    before = tickets(branch)
    async with desk_on(branch, size, "zh_CN") as stage:
        panel = await opened(stage)
        await stage.press(*PHONE)
        await known(stage, panel)
        keys = ["enter", "enter", "1", "enter", "enter"]
        assert len(keys) <= 10
        for key in keys:
            await stage.press(key)
            await stage.pilot.pause()
        await stage.until(lambda: not stage.desk.panels)
        await stage.quiet()
        (new,) = set(tickets(branch)) - set(before)
        ticket = tickets(branch)[new]
        assert (ticket.customer_label, ticket.contact, ticket.district) == ("南山酒店", "刘经理", "南山")
        assert (ticket.product, ticket.model, ticket.serial) == ("配电柜", "GGD-2", "SN-0001")
        assert (ticket.fault, ticket.level, ticket.state) == ("全楼停电", 1, "triaged")
        await stage.until(lambda: stage.desk.queue.cursor_key == new)
        assert new in stage.said
        assert min(before) in stage.said, "the earlier one of the same customer is named"


async def test_an_open_ticket_is_chased_by_one_key_and_of_several_the_chosen_one(branch: Branch) -> None:
    before = tickets(branch)
    first = min(before)
    async with desk_on(branch) as stage:
        panel = await opened(stage)
        await stage.press(*PHONE)
        await known(stage, panel)
        await stage.until(lambda: f"open already: {first}" in stage.text)
        await stage.press("enter", "enter")
        await stage.write("又停了")
        await stage.press("ctrl+r")
        await stage.until(lambda: not stage.desk.panels)
        await stage.until(lambda: stage.desk.queue.cursor_key == first)
        assert first in stage.said
        assert set(tickets(branch)) == set(before), "instead of a second one"
        assert tickets(branch)[first].chases == 1
        assert branch.store.drafts_of("A01") == []
        branch.later(minutes=5)
        second = branch.register(**HOTEL, fault="漏水", level=3)
        panel = await opened(stage)
        await stage.press(*PHONE)
        await known(stage, panel)
        await stage.until(lambda: "and 1 more" in stage.text)
        await stage.press("ctrl+r")
        await stage.pilot.pause()
        await stage.press("1")
        await stage.until(lambda: not stage.desk.panels)
    assert tickets(branch)[second].chases == 1, "the latest stands first"


async def test_a_call_in_a_hurry_is_phone_name_fault_enter_and_a_refused_field_is_marked(
    branch: Branch,
) -> None:
    before = tickets(branch)
    async with desk_on(branch) as stage:
        await opened(stage)
        await stage.press(*"13912345678", "enter")
        await stage.write("新客户")
        await stage.press("enter")
        await stage.write("门口冒烟")
        await stage.press("enter")
        await stage.until(lambda: not stage.desk.panels)
        (new,) = set(tickets(branch)) - set(before)
        ticket = tickets(branch)[new]
        assert (ticket.customer_label, ticket.phone, ticket.fault) == ("新客户", "13912345678", "门口冒烟")
        assert (ticket.state, ticket.level) == ("new", None)
        panel = await opened(stage)
        await stage.press(*"12", "enter", *"abc", "enter", *"broken", "enter")
        await stage.until(lambda: "phone" in panel.form.errors)
        assert (panel.form.values["customer"], panel.form.values["fault"]) == ("abc", "broken")
        await stage.until(lambda: (panel.display, panel.form.current) == (True, "phone"))
        await stage.rest()
        await stage.press("3", "f10")
        await stage.until(lambda: not stage.desk.panels)
    assert any(ticket.customer_label == "abc" for ticket in branch.rows(Ticket))


async def test_a_slow_store_delays_no_key(branch: Branch, monkeypatch: pytest.MonkeyPatch) -> None:
    gate = Gate()
    async with desk_on(branch) as stage:
        panel = await opened(stage)
        monkeypatch.setattr(branch.store, "read", gate.before(branch.store.read))
        await stage.press(*PHONE, "enter", *"a")
        assert (panel.form.values["phone"], panel.form.values["customer"]) == (PHONE, "a")
        gate.open()
        await known(stage, panel, "a")
        await stage.until(lambda: panel.form.values["address"] == "深南大道 9 号")


@pytest.mark.parametrize(("size", "language"), SEEN)
async def test_every_field_is_reachable_and_every_line_fits(
    branch: Branch, size: tuple[int, int], language: str
) -> None:
    async with desk_on(branch, size, language) as stage:
        panel = await opened(stage)
        seen = []
        for _ in panel.form.fields:
            seen.append(panel.form.current)
            stage.assert_clean()
            await stage.press("tab")
        assert seen == [field.name for field in panel.form.fields]
        assert seen[:5] == ["phone", "customer", "fault", "product", "level"]


async def test_a_time_that_is_past_is_asked_about_and_one_that_is_none_is_refused_once(
    branch: Branch,
) -> None:
    before = tickets(branch)
    async with desk_on(branch, SMALL) as stage:
        panel = await opened(stage)
        await stage.press(*"13912345678", "tab", *"abc", "tab", *"smoke")
        panel.form.focus_field("wanted_from")
        await stage.press(*"25:99", "f10")
        await stage.until(lambda: "wanted_from" in panel.form.errors)
        assert "T14:00:00+08:00" not in stage.text, "nobody has to write an instant as a machine does"
        assert "is no time" not in stage.said, "it stands beside the field"
        await stage.press(*["backspace"] * 5, *"08:00", "f10")
        await stage.until(lambda: "07-15 08:00 is past" in stage.text)
        assert set(tickets(branch)) == set(before)
        await stage.press("f10")
        await stage.until(lambda: not stage.desk.panels)
    assert len(tickets(branch)) == len(before) + 1


TOLD = {
    "phone": "13912345678", "customer": "报修单位", "fault": "不制冷", "product": "挂机",
    "address": "龙华路 1 号", "district": "龙华", "contact": "张工", "position": "机电主管",
    "serial": "SN-0099", "model": "KFR-35", "wanted_from": "14:00-16:00", "window_wanted_by": "customer",
    "channel": "letter", "reported_at": "07-14 16:30",
    "project": "AB-7", "invoice": "F-1", "quantity": "3", "commissioned_on": "2025-03-01",
}  # fmt: skip
TIMES = ("wanted_from", "reported_at")


async def test_everything_that_a_sheet_says_is_registered_at_the_desk(branch: Branch) -> None:
    """INT-01, INT-02, INT-11: channel, earlier report, wanted time and who wanted it, position, project,
    invoice, quantity, commissioning date."""
    before = tickets(branch)
    async with desk_on(branch, SMALL, "zh_CN") as stage:
        panel = await opened(stage)
        assert set(TOLD) <= set(panel.form.values)
        panel.form.set_values(TOLD)
        await stage.quiet()
        await stage.press("f10")
        await stage.until(lambda: not stage.desk.panels or panel.form.errors)
        assert panel.form.errors == {}
    (new,) = set(tickets(branch)) - set(before)
    ticket = tickets(branch)[new]
    told = {name: getattr(ticket, name, None) for name in TOLD if name not in TIMES and name != "customer"}
    assert told == {**{name: TOLD[name] for name in told}, "quantity": 3, "commissioned_on": date(2025, 3, 1)}
    assert ticket.customer_label == TOLD["customer"]
    assert (ticket.reported_at, ticket.entered_at) == (local("07-14 16:30"), branch.now)
    assert (ticket.wanted_from, ticket.wanted_to) == (local("07-15 14:00"), local("07-15 16:00"))


async def test_f10_waits_for_the_caller_that_the_number_means(
    branch: Branch, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = tickets(branch)
    gate = Gate()
    async with desk_on(branch) as stage:
        panel = await opened(stage)
        panel.form.set_values({"fault": "smoke"})
        monkeypatch.setattr(branch.store, "read", gate.before(branch.store.read))
        await stage.press(*PHONE, "f10")
        assert panel.form.errors == {}, "it is not judged before the file has come"
        gate.open()
        await stage.until(lambda: not stage.desk.panels)
    (new,) = set(tickets(branch)) - set(before)
    assert tickets(branch)[new].customer_label == HOTEL["customer"]
