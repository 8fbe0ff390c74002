"""A morning in peak season by real keys: many calls, many tickets at once, slips of the finger."""

import pytest

from console.intake.panel import IntakePanel
from db.tables.ticket import Ticket
from tests.console.desk.stage import SMALL, WIDE, desk_on
from tests.db.desk import Desk as Branch
from tests.sampling import SAMPLED
from tests.stories.cast import HOME
from tests.stories.hands import Hands

CALLS = 3 if SAMPLED else 20


async def test_a_storm_of_twenty_calls_is_registered_in_a_row(branch: Branch) -> None:
    before = branch.rows(Ticket)
    async with desk_on(branch, SMALL, "zh_CN") as stage:
        hands = Hands(stage)
        for call in range(CALLS):
            await stage.press("f2" if call % 2 else "n")
            await stage.until(lambda: stage.desk.query(IntakePanel) and stage.one(IntakePanel).is_keyed)
            await hands.burst(f"138{call:08}")
            await stage.press("enter")
            await stage.write("客")
            await stage.press("enter")
            await stage.write("停电")
            await stage.press("enter")
            await stage.until(lambda: not stage.desk.panels)
            branch.later(seconds=20)
        await stage.quiet()
        assert f"新建 {CALLS}" in stage.lines[0]
        await hands.press("0")
        stage.assert_clean()
    registered = branch.rows(Ticket)[len(before) :]
    assert [int(ticket.phone[3:]) for ticket in registered] == list(range(CALLS)), "none lost, in their order"
    assert branch.differences() == []


@pytest.mark.ways("key")
@pytest.mark.parametrize("key", ["u", "ctrl+u"])
async def test_a_wrong_key_is_undone(branch: Branch, key: str) -> None:
    async with desk_on(branch) as stage:
        hands = Hands(stage)
        number = stage.desk.queue.cursor_key
        assert number is not None
        await hands.pick("p", "part")
        assert branch.ticket(number).state == "paused"
        assert stage.said.endswith("u undo")
        await hands.press(key)
        assert branch.ticket(number).state == "triaged"
        assert "undo" in stage.said
        await hands.press(key)
        assert branch.ticket(number).state == "triaged", "nothing older is taken back by accident"
    assert branch.differences() == []


async def test_a_call_that_is_interrupted_is_taken_up_again(branch: Branch) -> None:
    before = branch.rows(Ticket)
    async with desk_on(branch, WIDE, "zh_CN") as stage:
        hands = Hands(stage)
        await stage.press("n")
        await stage.until(lambda: stage.desk.query(IntakePanel) and stage.one(IntakePanel).is_keyed)
        await stage.press(*"13911110000", "enter")
        await stage.write("急客户")
        urgent = await hands.register("13922220000", "插队客户", "冒烟", key="f2")
        await hands.pick("t", "1")
        assert branch.ticket(urgent).level == 1
        await hands.press("N")
        await stage.press("enter")
        await stage.until(lambda: stage.desk.query(IntakePanel) and stage.one(IntakePanel).is_keyed)
        assert stage.one(IntakePanel).form.values["customer"] == "急客户"
        stage.one(IntakePanel).form.focus_field("fault")
        await stage.write("跳闸")
        await hands.press("enter")
    parked = branch.rows(Ticket)[-1]
    assert len(branch.rows(Ticket)) == len(before) + 2
    assert (parked.customer_label, parked.phone, parked.fault) == ("急客户", "13911110000", "跳闸")
    assert branch.store.drafts_of("A01") == []
    assert branch.differences() == []


@pytest.mark.parametrize(("language", "size"), [("zh_CN", SMALL), ("en", WIDE)])
async def test_a_bulk_dispatch_goes_through_but_for_one(
    branch: Branch, language: str, size: tuple[int, int]
) -> None:
    async with desk_on(branch, size, language) as stage:
        hands = Hands(stage)
        numbers = [str(number) for number in stage.desk.queue.line_keys]
        await hands.press("space", "space", "space")
        assert stage.desk.queue.marked == tuple(numbers[:3])
        branch.do("pause", ticket=numbers[1], reason="customer", by="D02")
        await stage.until(lambda: stage.desk.state_of(numbers[1]) == "paused")
        await hands.propose()
        left = next(line for line in reversed(stage.lines) if numbers[1] in line)
        assert ("已暂停" if language == "zh_CN" else "paused") in left
        await hands.press("enter")
        states = [branch.ticket(number).state for number in numbers[:3]]
        assert states == ["dispatched", "paused", "dispatched"]
        assert stage.desk.queue.marked == ()
        assert ("已办 2 张工单" if language == "zh_CN" else "done 2 tickets") in stage.said
        events = [branch.events(number)[-1] for number in (numbers[0], numbers[2])]
        assert {event.verb for event in events} == {"dispatch"}
        await hands.press("u")
        assert [branch.ticket(number).state for number in numbers[:3]] == ["triaged", "paused", "triaged"]
        stage.assert_clean()
    assert branch.differences() == []


async def test_the_side_roads_by_palette_and_sentence(branch: Branch) -> None:
    async with desk_on(branch, WIDE, "en") as stage:
        hands = Hands(stage)
        first, second, third, fourth, _fifth = (str(number) for number in stage.desk.queue.line_keys)
        await hands.dispatch()
        await hands.form(await hands.palette("recall"), reason="wrong part")
        assert branch.ticket(first).state == "triaged"
        await hands.form(await hands.palette("correct"), serial="SN-77")
        assert branch.ticket(first).serial == "SN-77"
        await hands.press("j")
        await hands.sentence(f"merge {second.rpartition('-')[2]} {first.rpartition('-')[2]}", again=True)
        assert branch.ticket(second).merged_into == first
        await stage.until(lambda: second not in stage.desk.queue.line_keys)
        await hands.on(third)
        await stage.rest()
        await hands.form(await hands.palette("cancel"), reason="works again")
        assert branch.ticket(third).state == "cancelled"
        await hands.press("escape")
        await hands.on(fourth)
        await stage.rest()
        await hands.sentence("note calls at noon")
        await hands.press("full_stop")
        assert [event.verb for event in branch.events(fourth)][-2:] == ["note", "note"]
    assert branch.differences() == []


async def test_a_remote_ticket_is_finished_verified_surveyed_closed_and_reopened(branch: Branch) -> None:
    number = branch.register(customer=HOME, phone="13900000009", level=4, way="remote", fault="不会设置")
    async with desk_on(branch, SMALL, "zh_CN") as stage:
        hands = Hands(stage)
        await hands.on(number)
        await hands.pick("s", "finished")
        await hands.press("escape")
        await hands.pick("v", "follow_up")
        await hands.pick("s", "no")
        assert branch.ticket(number).state == "triaged", "not solved: it is open again"
        await hands.pick("v", "active")
        await hands.on(number)
        await hands.pick("s", "finished")
        await hands.press("escape")
        await hands.pick("v", "follow_up")
        await hands.pick("s", "yes")
        await hands.press("s")
        await hands.press(*"44544", "f10")
        await hands.pick("c", "configuration")
        assert branch.ticket(number).state == "closed"
        await hands.pick("v", "closed")
        assert stage.desk.queue.cursor_key == number
        await hands.form(await hands.palette("reopen"), reason="noise again")
        assert branch.ticket(number).state == "triaged"
    assert branch.differences() == []
