"""The few cheapest windows for a ticket that is there: one key agrees one, or moves what was agreed (DSP-03,
SLA-11)."""

import pytest

from console.panels.quick import QuickPanel
from console.panels.wanted import WantedPanel
from console.panels.windows import WindowsPanel
from db.tables.ticket import Assignment, MilestoneTime
from tests.console.desk.gestures import at_cursor
from tests.console.desk.stage import SEEN, SMALL, Stage, desk_on
from tests.db.desk import Desk as Branch


async def opened(stage: Stage, key: str = "W") -> WindowsPanel:
    await stage.press(key)
    await stage.until(lambda: stage.desk.query(WindowsPanel) and stage.one(WindowsPanel).rows is not None)
    await stage.quiet()
    return stage.one(WindowsPanel)


@pytest.mark.parametrize(("size", "language"), SEEN)
async def test_a_key_agrees_a_window_and_a_ring_back_moves_it(
    able: Branch, size: tuple[int, int], language: str
) -> None:
    async with desk_on(able, size, language) as stage:
        number = at_cursor(stage)
        first = (await opened(stage, "ctrl+o")).rows
        assert first
        stage.assert_clean()
        await stage.press("1")
        await stage.until(lambda: able.ticket(number).state == "dispatched")
        await stage.quiet()
        sent = able.ticket(number)
        assert (sent.technician, sent.agreed_from, sent.agreed_to) == first[0][:1] + first[0][2:4]
        before = arrival(able, number)

        stage.desk.go_to(number, lifted=True)
        await stage.quiet()
        panel = await opened(stage)
        assert (panel.agreed.begin, panel.agreed.holder) == (sent.agreed_from, sent.technician)
        await stage.press("right")
        await stage.until(lambda: panel.rows is not None and panel.rows[0].window_from.day == 16)
        await stage.quiet()
        assert ("agreed:" if language == "en" else "已约") in stage.text
        assert ("later" if language == "en" else "推迟") in stage.text
        stage.assert_clean()
        shown = list(panel.rows or ())
        (row, *_others) = [each for each in shown if each.staff == sent.technician]
        await stage.press(str(shown.index(row) + 1))
        await stage.until(lambda: stage.desk.query(WantedPanel))
        await stage.quiet()
        stage.assert_clean()
        asked = able.count_events()
        await stage.press("1")
        await stage.until(lambda: not stage.desk.query(WantedPanel) and stage.desk.query(QuickPanel))
        assert able.count_events() == asked, "what becomes of the deadline is only tried"
        await stage.press("1")
        await stage.until(lambda: able.ticket(number).agreed_from == row.window_from)
        moved = able.ticket(number)
        assert (moved.technician, moved.window_wanted_by) == (sent.technician, "customer")
        assert moved.told_at is not None
        after = arrival(able, number)
        assert after.due_at == row.window_to, "the customer wanted it: it is the deadline now"
        assert after.original_due_at == before.due_at, "and the original stays beside it"
        (old,) = [each for each in able.rows(Assignment) if each.ticket == number and each.ended_at]
        assert old.window_from == sent.agreed_from, "what was agreed before stays on record"


def arrival(branch: Branch, number: str) -> MilestoneTime:
    rows = {(row.ticket, row.milestone): row for row in branch.rows(MilestoneTime)}
    return rows[number, "arrive"]


async def test_who_is_done_hears_of_the_next_job_near_by_and_one_key_sends_them(able: Branch) -> None:
    async with desk_on(able, SMALL) as stage:
        number = at_cursor(stage)
        able.register(customer="配电1号楼", product="配电柜", level=1, phone="13900001001")
        able.do("dispatch", ticket=number, technician="T011")
        able.do("step", ticket=number, what="arrived")
        await stage.until(lambda: stage.desk.state_of(number) == "onsite")
        stage.desk.go_to(number, lifted=True)
        await stage.press("s")
        await stage.until(lambda: stage.desk.query(QuickPanel))
        await stage.press("enter")
        await stage.until(lambda: "near by: " in stage.said)
        (first, *_others) = able.show("near", staff="T011")
        assert first["number"] in stage.said
        await stage.press("J")
        await stage.until(lambda: stage.desk.query(QuickPanel))
        stage.assert_clean()
        await stage.press("1")
        await stage.until(lambda: able.held_by(first["number"]) == ["T011"])
