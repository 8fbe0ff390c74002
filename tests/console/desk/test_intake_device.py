"""What broke: one of the caller's devices and its common faults, by a key or by initials (INT-02, INT-03)."""

import pytest

from console.panels.beneath import Suggestions
from tests.console.desk.gate import Gate
from tests.console.desk.intake import PHONE, known, opened, tickets
from tests.console.desk.stage import SMALL, WIDE, desk_on
from tests.db.desk import Desk as Branch


async def test_a_device_is_found_by_its_serial_number_or_chosen_in_the_products_field(branch: Branch) -> None:
    async with desk_on(branch) as stage:
        panel = await opened(stage)
        panel.form.focus_field("serial")
        await stage.write("sn-0006")
        await known(stage, panel, "和平里物业")
        assert (panel.form.values["product"], panel.form.values["model"]) == ("挂机", "KFR-35")
        assert "in warranty to 2028-01-10" in stage.text
        await stage.press("escape")
        await stage.until(lambda: not stage.desk.panels)
        panel = await opened(stage)
        await stage.press(*"13800130005")
        await known(stage, panel, "和平里物业")
        assert panel.form.values["product"] == ""
        panel.form.focus_field("product")
        await stage.until(lambda: len(stage.one(Suggestions).items) == 2)
        await stage.press("down", "down", "enter")
        values = panel.form.values
        assert (values["product"], values["model"], values["serial"]) in {
            ("挂机", "KFR-35", "SN-0006"),
            ("多联机", "V8", "SN-0005"),
        }
        assert panel.form.current == "fault", "its faults come next"


async def test_of_several_devices_one_is_chosen_before_its_faults_are_offered(branch: Branch) -> None:
    before = tickets(branch)
    async with desk_on(branch, WIDE, "zh_CN") as stage:
        panel = await opened(stage)
        await stage.press(*"13800130005", "enter", "enter")
        await stage.until(lambda: panel.form.current == "product")
        items = stage.one(Suggestions).items
        place = next(item.number for item in items if "挂机" in item.label)
        await stage.press(place, "enter")
        assert panel.form.current == "fault"
        values = panel.form.values
        assert (values["product"], values["model"], values["serial"]) == ("挂机", "KFR-35", "SN-0006")
        await stage.quiet()
        offered = [item.label for item in stage.one(Suggestions).items]
        assert "不制冷" in offered, "those of an air conditioner"
        await stage.press("1", "enter", "enter")
        await stage.until(lambda: not stage.desk.panels)
    (new,) = set(tickets(branch)) - set(before)
    assert (tickets(branch)[new].product, tickets(branch)[new].serial) == ("挂机", "SN-0006")
    assert tickets(branch)[new].fault == offered[0]


@pytest.mark.ways("typed")
@pytest.mark.parametrize("typed", ["gj", "挂", "sn-0006"])
async def test_a_device_is_found_by_what_is_typed(branch: Branch, typed: str) -> None:
    async with desk_on(branch, SMALL, "zh_CN") as stage:
        panel = await opened(stage)
        await stage.press(*"13800130005", "enter", "enter")
        await stage.until(lambda: panel.form.current == "product")
        await stage.write(typed)
        await stage.until(
            lambda: [item.label for item in stage.one(Suggestions).items] == ["挂机 KFR-35 SN-0006"]
        )


async def test_common_faults_are_found_by_initials_and_bring_a_level_that_one_key_changes(
    branch: Branch,
) -> None:
    async with desk_on(branch, WIDE, "zh_CN") as stage:
        panel = await opened(stage)
        await stage.press(*PHONE)
        await known(stage, panel)
        await stage.press("enter", "enter", *"pftz")
        await stage.until(lambda: stage.one(Suggestions).marked)
        await stage.press("enter")
        assert (panel.form.values["fault"], panel.form.values["level"]) == ("频繁跳闸", "2")
        await stage.press("3")
        assert (panel.form.values["level"], panel.form.current) == ("3", "level")


@pytest.mark.ways("typed", "fault")
@pytest.mark.parametrize(("typed", "fault"), [("1", "Not cooling"), ("zsd", "Noisy")])
async def test_enter_waits_for_the_list_that_the_number_or_initials_mean(
    branch: Branch, monkeypatch: pytest.MonkeyPatch, typed: str, fault: str
) -> None:
    gate = Gate()
    async with desk_on(branch) as stage:
        panel = await opened(stage)
        if typed == "1":  # not even the caller is known yet
            monkeypatch.setattr(branch.store, "read", gate.before(branch.store.read))
        await stage.press(*"13800130002")
        if typed != "1":
            await known(stage, panel, "市第三医院")
            monkeypatch.setattr(branch.store, "read", gate.before(branch.store.read))
        await stage.press("enter", "enter", *typed, "enter")
        assert panel.form.values["fault"] in ("", typed), "the keys wait for the caller, then for the list"
        gate.open()
        await stage.until(lambda: panel.form.values["fault"] == fault)
        await stage.until(lambda: panel.form.current == "level")
