"""Intake by real keys: a call is keyed in as it is told (INT-02, INT-03, INT-09)."""

import threading
from datetime import date

import pytest

from console.panels.beneath import Suggestions
from console.panels.caller_file import CallerFile
from console.panels.intake import IntakePanel
from console.panels.places import district_of
from db.tables.customer import Customer
from db.tables.ticket import Ticket
from tests.console.desk.stage import HOTEL, SEEN, SIZES, SMALL, SWITCHBOARD, WIDE, Stage, desk_on
from tests.db.desk import Desk as Branch
from tests.db.desk import local
from tests.widgets.stage import HOSTILE, cells_at

PHONE = HOTEL["phone"]


async def opened(stage: Stage) -> IntakePanel:
    await stage.press("n")
    await stage.until(lambda: stage.desk.query(IntakePanel) and stage.one(IntakePanel).is_keyed)
    await stage.quiet()
    return stage.one(IntakePanel)


async def known(stage: Stage, panel: IntakePanel, customer: str = HOTEL["customer"]) -> None:
    await stage.until(lambda: panel.form.values["customer"] == customer)
    await stage.quiet()


def tickets(branch: Branch) -> dict[str, Ticket]:
    return {ticket.number: ticket for ticket in branch.rows(Ticket)}


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


async def test_a_caller_in_a_hurry_is_phone_name_fault_enter(branch: Branch) -> None:
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


async def test_what_was_typed_is_never_replaced_by_the_file(branch: Branch) -> None:
    async with desk_on(branch) as stage:
        panel = await opened(stage)
        panel.form.focus_field("contact")
        await stage.write("张先生")
        panel.form.focus_field("phone")
        await stage.press(*PHONE)
        await known(stage, panel)
        values = panel.form.values
        assert (values["contact"], values["address"]) == ("张先生", "深南大道 9 号")


async def test_another_number_takes_the_first_callers_file_away(branch: Branch) -> None:
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


async def test_pinyin_initials_find_the_caller_and_enter_takes_the_marked_one(branch: Branch) -> None:
    async with desk_on(branch) as stage:
        panel = await opened(stage)
        await stage.press("tab", *"nsjd")
        await stage.until(lambda: stage.one(Suggestions).marked)
        await stage.press("enter")
        assert panel.form.values["customer"] == "南山酒店"
        assert panel.form.values["phone"] == PHONE
        assert panel.form.current == "fault"


async def test_a_name_that_is_only_part_of_a_known_one_is_kept_by_enter(branch: Branch) -> None:
    async with desk_on(branch) as stage:
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


async def test_a_serial_number_finds_customer_equipment_and_warranty(branch: Branch) -> None:
    async with desk_on(branch) as stage:
        panel = await opened(stage)
        panel.form.focus_field("serial")
        await stage.write("sn-0006")
        await known(stage, panel, "和平里物业")
        assert (panel.form.values["product"], panel.form.values["model"]) == ("挂机", "KFR-35")
        assert "in warranty to 2028-01-09" in stage.text


async def test_several_customers_at_one_number_are_chosen_by_theirs(branch: Branch) -> None:
    async with desk_on(branch) as stage:
        panel = await opened(stage)
        await stage.write(SWITCHBOARD)
        await stage.until(lambda: len(stage.one(Suggestions).items) == 2)
        assert panel.form.values["customer"] == ""
        second = stage.one(Suggestions).items[1].label
        await stage.press("enter", "2", "enter")
        await known(stage, panel, second)
        assert panel.form.values["phone"] == SWITCHBOARD
        assert panel.form.current == "fault"


async def test_one_of_several_devices_is_chosen_in_the_products_field(branch: Branch) -> None:
    async with desk_on(branch) as stage:
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


async def test_a_new_number_says_so_and_another_name_at_a_known_one_too(branch: Branch) -> None:
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


async def test_an_open_ticket_is_chased_by_one_key_instead_of_a_second_one(branch: Branch) -> None:
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
    assert set(tickets(branch)) == set(before)
    assert tickets(branch)[first].chases == 1
    assert branch.store.drafts_of("A01") == []


async def test_of_several_open_tickets_the_chased_one_is_chosen(branch: Branch) -> None:
    branch.later(minutes=5)
    second = branch.register(**HOTEL, fault="漏水", level=3)
    async with desk_on(branch) as stage:
        panel = await opened(stage)
        await stage.press(*PHONE)
        await known(stage, panel)
        await stage.until(lambda: "and 1 more" in stage.text)
        await stage.press("ctrl+r")
        await stage.pilot.pause()
        await stage.press("1")
        await stage.until(lambda: not stage.desk.panels)
    assert tickets(branch)[second].chases == 1, "the latest stands first"


async def test_a_refused_field_is_marked_and_everything_typed_stands(branch: Branch) -> None:
    async with desk_on(branch) as stage:
        panel = await opened(stage)
        await stage.press(*"12", "enter", *"abc", "enter", *"broken", "enter")
        await stage.until(lambda: "phone" in panel.form.errors)
        assert (panel.form.values["customer"], panel.form.values["fault"]) == ("abc", "broken")
        await stage.until(lambda: (panel.display, panel.form.current) == (True, "phone"))
        await stage.press("3", "f10")
        await stage.until(lambda: not stage.desk.panels)
    assert any(ticket.customer_label == "abc" for ticket in branch.rows(Ticket))


async def test_a_slow_store_delays_no_key(branch: Branch, monkeypatch: pytest.MonkeyPatch) -> None:
    gate = threading.Event()
    read = branch.store.read

    def slow(*args: object, **more: object) -> object:
        gate.wait(10)
        return read(*args, **more)  # type: ignore[arg-type]

    async with desk_on(branch) as stage:
        panel = await opened(stage)
        monkeypatch.setattr(branch.store, "read", slow)
        await stage.press(*PHONE, "enter", *"a")
        assert (panel.form.values["phone"], panel.form.values["customer"]) == (PHONE, "a")
        gate.set()
        await known(stage, panel, "a")
        await stage.until(lambda: panel.form.values["address"] == "深南大道 9 号")


@pytest.mark.parametrize(("typed", "fault"), [("1", "Not cooling"), ("zsd", "Noisy")])
async def test_enter_waits_for_the_list_that_the_number_or_initials_mean(
    branch: Branch, monkeypatch: pytest.MonkeyPatch, typed: str, fault: str
) -> None:
    gate = threading.Event()
    read = branch.store.read

    def slow(*args: object, **more: object) -> object:
        gate.wait(10)
        return read(*args, **more)  # type: ignore[arg-type]

    async with desk_on(branch) as stage:
        panel = await opened(stage)
        if typed == "1":  # not even the caller is known yet
            monkeypatch.setattr(branch.store, "read", slow)
        await stage.press(*"13800130002")
        if typed != "1":
            await known(stage, panel, "市第三医院")
            monkeypatch.setattr(branch.store, "read", slow)
        await stage.press("enter", "enter", *typed, "enter")
        assert panel.form.values["fault"] in ("", typed), "the keys wait for the caller, then for the list"
        gate.set()
        await stage.until(lambda: panel.form.values["fault"] == fault)
        await stage.until(lambda: panel.form.current == "level")


@pytest.mark.parametrize(("size", "language"), SEEN)
async def test_a_hostile_file_commands_nothing(branch: Branch, size: tuple[int, int], language: str) -> None:
    customer = branch.rows(Customer, digits=PHONE)[0]
    evil = "[/foo][@click=app.quit]\u202e倒[VIP]"
    with branch.store.engine.begin() as connection:
        table = Customer.table
        raw = table.update().where(table.c.id == customer.id).values(label=HOSTILE, contact=HOSTILE)
        connection.execution_options(writing=True).execute(raw)
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


async def test_the_place_comes_from_earlier_tickets_where_the_file_has_none(branch: Branch) -> None:
    branch.register(
        customer="和平里物业", phone="13800130005", fault="漏水", address="深圳市龙岗区和平路 7 号",
        contact="周工", district="龙岗区",
    )  # fmt: skip
    async with desk_on(branch) as stage:
        panel = await opened(stage)
        await stage.press(*"13800130005")
        await known(stage, panel, "和平里物业")
        await stage.until(lambda: panel.form.values["address"] == "深圳市龙岗区和平路 7 号")
        assert panel.form.values["contact"] == "周工"
        assert panel.form.values["district"] == "龙岗", "the file knows that already"
        await stage.press("backspace", "9")
        await known(stage, panel, "")
        assert panel.form.values["address"] == "", "it goes with the caller"


async def test_the_district_comes_from_the_addresses_own_words(branch: Branch) -> None:
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
    gate = threading.Event()
    read = branch.store.read

    def slow(*args: object, **more: object) -> object:
        gate.wait(10)
        return read(*args, **more)  # type: ignore[arg-type]

    async with desk_on(branch) as stage:
        panel = await opened(stage)
        panel.form.set_values({"fault": "smoke"})
        monkeypatch.setattr(branch.store, "read", slow)
        await stage.press(*PHONE, "f10")
        assert panel.form.errors == {}, "it is not judged before the file has come"
        gate.set()
        await stage.until(lambda: not stage.desk.panels)
    (new,) = set(tickets(branch)) - set(before)
    assert tickets(branch)[new].customer_label == HOTEL["customer"]
