"""Who calls, and from where: the file is found and overwrites nothing that was typed (INT-02, INT-03)."""

import pytest

from console.intake.caller_file import CallerFile
from console.intake.places import district_of
from console.panels.beneath import Suggestions
from db.engine import transaction
from db.tables.customer import Customer
from db.tables.ticket import Ticket
from tests.console.desk.intake import PHONE, known, opened, tickets
from tests.console.desk.stage import SEEN, SMALL, SWITCHBOARD, WIDE, desk_on
from tests.db.desk import Desk as Branch
from tests.widgets.stage import HOSTILE, cells_at


async def test_what_was_typed_is_never_replaced_by_file_or_address(branch: Branch) -> None:
    async with desk_on(branch) as stage:
        panel = await opened(stage)
        panel.form.focus_field("address")
        await stage.write("深圳市宝安区新安街道 5 号")
        await stage.until(lambda: panel.form.values["district"] == "宝安区")
        panel.form.focus_field("district")
        await stage.press(*["backspace"] * 3)
        await stage.write("沙井")
        panel.form.focus_field("address")
        await stage.write("东")
        await stage.quiet()
        assert panel.form.values["district"] == "沙井", "what was typed stays"
        await stage.press(*["backspace"] * 15)
        panel.form.focus_field("contact")
        await stage.write("张先生")
        panel.form.focus_field("phone")
        await stage.press(*PHONE)
        await known(stage, panel)
        values = panel.form.values
        assert (values["contact"], values["address"]) == ("张先生", "深南大道 9 号")
        assert values["district"] == "沙井"


async def test_the_file_and_the_place_go_with_the_number(branch: Branch) -> None:
    branch.register(
        customer="和平里物业", phone="13800130005", fault="漏水", address="深圳市龙岗区和平路 7 号",
        contact="周工", district="龙岗区",
    )  # fmt: skip
    async with desk_on(branch) as stage:
        panel = await opened(stage)
        await stage.press(*PHONE)
        await known(stage, panel)
        await stage.press("backspace", "2")
        await known(stage, panel, "市第三医院")
        assert panel.form.values["serial"] == "SN-0002"
        await stage.press("backspace", "9")
        await known(stage, panel, "")
        assert not any(value for name, value in panel.form.values.items() if name in ("serial", "address"))
        await stage.press("backspace", "5")
        await known(stage, panel, "和平里物业")
        await stage.until(lambda: panel.form.values["address"] == "深圳市龙岗区和平路 7 号")
        assert panel.form.values["contact"] == "周工", "from an earlier ticket, where the file has none"
        assert panel.form.values["district"] == "龙岗", "the file knows that already"
        await stage.press("backspace", "9")
        await known(stage, panel, "")
        assert panel.form.values["address"] == "", "it goes with the caller"


async def test_a_part_of_a_name_is_kept_by_enter_and_initials_take_the_marked_caller(branch: Branch) -> None:
    async with desk_on(branch) as stage:
        panel = await opened(stage)
        await stage.press("tab", *"nsjd")
        await stage.until(lambda: stage.one(Suggestions).marked)
        await stage.press("enter")
        assert panel.form.values["customer"] == "南山酒店"
        assert panel.form.values["phone"] == PHONE
        assert panel.form.current == "fault"
        await stage.press("escape")
        await stage.until(lambda: not stage.desk.panels)
        panel = await opened(stage)
        await stage.press("tab")
        await stage.write("南山")
        await stage.until(lambda: stage.one(Suggestions).items)
        assert stage.one(Suggestions).marked is None
        await stage.press("enter")
        assert panel.form.values["customer"] == "南山"
        await stage.press("shift+tab")
        await stage.until(lambda: stage.one(Suggestions).items)
        await stage.press("right")
        assert panel.form.values["customer"] == "南山酒店"


async def test_a_number_says_whether_it_is_new_or_another_s_and_who_of_several_calls(
    branch: Branch,
) -> None:
    async with desk_on(branch, SMALL, "zh_CN") as stage:
        panel = await opened(stage)
        await stage.press(*"1391234567")
        await stage.quiet()
        await stage.press("8")
        await stage.until(lambda: "新客户" in stage.text)
        await stage.press(*["backspace"] * 11, *PHONE)
        await known(stage, panel)
        assert "新客户" not in stage.text
        await stage.press("enter", *["backspace"] * 4)
        await stage.write("别家店")
        await stage.until(lambda: "该号码是南山酒店" in stage.text)
        await stage.press("escape")
        await stage.until(lambda: not stage.desk.panels)
        panel = await opened(stage)
        await stage.write(SWITCHBOARD)
        await stage.until(lambda: len(stage.one(Suggestions).items) == 2)
        assert panel.form.values["customer"] == ""
        second = stage.one(Suggestions).items[1].label
        await stage.press("enter", "2", "enter")
        await known(stage, panel, second)
        assert panel.form.values["phone"] == SWITCHBOARD
        assert panel.form.current == "fault"


@pytest.mark.parametrize(("size", "language"), SEEN)
async def test_a_hostile_file_commands_nothing(branch: Branch, size: tuple[int, int], language: str) -> None:
    customer = branch.rows(Customer, digits=PHONE)[0]
    evil = "[/foo][@click=app.quit]\u202e倒[VIP]"
    with transaction(branch.store.engine, writing=True) as connection:
        table = Customer.table
        raw = table.update().where(table.c.id == customer.id).values(label=HOSTILE, contact=HOSTILE)
        connection.execute(raw)
        tried = Ticket.table.update().where(Ticket.table.c.customer == customer.id).values(fault=HOSTILE)
        connection.execute(tried)
    async with desk_on(branch, size, language) as stage:
        panel = await opened(stage)
        await stage.press(*PHONE)
        await stage.until(lambda: panel.form.values["customer"])
        await stage.quiet()
        stage.assert_clean()
        assert "VIP" in stage.text
        panel.form.set_values({"fault": evil})
        panel.form.focus_field("customer")
        await stage.quiet()
        stage.assert_clean()
        await stage.press("f2")
        await stage.pilot.pause()
        stage.assert_clean()


@pytest.mark.parametrize(
    ("address", "district"),
    [
        ("深圳市南山区深南大道 9 号", "南山区"),
        ("广东省深圳市龙岗区坂田", "龙岗区"),
        ("浦东新区世纪大道", "浦东新区"),
        ("科技园北区 3 栋", "南山"),
        ("阳光小区 5 栋", ""),
        ("", ""),
    ],
)
def test_a_district_stands_in_the_address(branch: Branch, address: str, district: str) -> None:
    assert district_of(branch.store.policy(), address) == district


@pytest.mark.parametrize("language", ["en", "zh_CN"])
async def test_the_callers_file_stands_beside_the_form_from_a_hundred_cells_on(
    branch: Branch, language: str
) -> None:
    async with desk_on(branch, WIDE, language) as stage:
        panel = await opened(stage)
        await stage.press(*PHONE)
        await known(stage, panel)
        shown = stage.one(CallerFile)
        place = shown.region
        beside = "\n".join(cells_at(line, place.x, 120) for line in stage.lines[place.y : place.bottom])
        for words in ("南山酒店", "刘经理", "13800130001", "深南大道 9 号", "SN-0001", min(tickets(branch))):
            assert words in beside
        assert panel.form.region.right < place.x
        stage.assert_clean()
        await stage.pilot.resize_terminal(80, 24)
        await stage.quiet()
        assert not shown.display or shown.region.width == 0
        assert "SN-0001" in stage.text, "one line says it where there is no room"
        stage.assert_clean()
