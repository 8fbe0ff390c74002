"""The views of the desk: what is due, what I did, what calls me, who is away; each in at most two keys."""

import re

import pytest

from console.panels.views import ViewsPanel
from console.register.card_panel import CardPanel
from console.register.panel import RegisterPanel
from tests.console.desk.stage import HOTEL, SEEN, WIDE, desk_on
from tests.db.desk import Desk as Branch


def at(text: str) -> str:
    """An instant on the day of the tests."""
    return f"2026-07-15T{text}:00+08:00"


async def test_what_is_due_within_the_hour_stands_in_its_order_two_keys_away(able: Branch) -> None:
    able.at("09:01")
    late = able.register(**HOTEL, level=1)
    able.at("10:20")
    fresh = able.register(**HOTEL, level=2)
    later = able.register(**HOTEL, level=4)
    async with desk_on(able) as stage:
        stage.desk.queue.action_last()
        await stage.press("v", "2")
        await stage.quiet()
        assert stage.desk.view == "soon"
        listed = list(stage.desk.queue.line_keys)
        assert listed.index(late) < listed.index(fresh)
        assert later not in listed
        due = [able.ticket(number or "").sort_due for number in listed]
        assert due == sorted(due), "across the levels by time"
        assert stage.desk.queue.cursor_index == 0, "a new view opens at its top"


@pytest.mark.parametrize(("size", "language"), SEEN)
async def test_what_i_did_today_opens_its_ticket_whatever_became_of_it(
    able: Branch, size: tuple[int, int], language: str
) -> None:
    number = able.register(**HOTEL, level=2)
    able.do("cancel", ticket=number, reason="客户自己修好了")
    async with desk_on(able, size, language) as stage:
        await stage.press("v", "3")
        await stage.until(lambda: stage.desk.query(RegisterPanel) and "客户自己修好了" in stage.text)
        await stage.quiet()
        await stage.press("enter")
        await stage.until(lambda: stage.desk.query(CardPanel) and number in stage.lines[1])
        assert number not in stage.desk.queue.line_keys


async def test_every_view_says_how_many_stand_in_it_and_jobs_of_somebody_on_leave_are_marked(
    able: Branch,
) -> None:
    number = able.register(**HOTEL, level=1)
    able.register(**HOTEL)
    able.do("dispatch", ticket=number, technician="T011", override="演练")
    async with desk_on(able, WIDE) as stage:
        await stage.press("v")
        await stage.quiet()
        views = {
            "Active": "active",
            "To dispatch": "to_dispatch",
            "Without a level": "untriaged",
            "Open": "open",
        }
        (panel,) = stage.desk.query(ViewsPanel)
        text = "\n".join(strip.text for strip in map(panel.list.render_line, range(panel.list.size.height)))
        said = {name: re.findall(rf" {name} +(\d+)", text)[-1] for name in views}
        await stage.press("escape")
        for name, view in views.items():
            stage.desk.show_queue(view=view, level=None, find="")
            await stage.quiet()
            assert said[name] == str(len(stage.desk.queue.line_keys)), name
        assert "away" not in stage.text
        able.do("set_duty", staff="T011", kind="leave", begins_at=at("09:00"), ends_at=at("18:00"))
        await stage.until(lambda: "away 1" in stage.lines[0])
        stage.desk.queue.move_to(number)
        await stage.until(lambda: any(number in line and "away" in line for line in stage.lines))
        stage.desk.open_view("absent")
        await stage.quiet()
        assert list(stage.desk.queue.line_keys) == [number]


async def test_the_head_says_how_many_wait_for_a_level_and_t_brings_one_after_the_other(
    branch: Branch,
) -> None:
    first, second = branch.register(**HOTEL), branch.register(customer="散客", phone="13800138877")
    branch.do("step", ticket=first, what="contacted")
    async with desk_on(branch) as stage:
        assert branch.ticket(first).due_at is None, "its deadline does not run"
        await stage.until(lambda: "2 without a level, 1 with no deadline" in stage.lines[1])
        await stage.press("1")
        await stage.quiet()
        assert "without a level" not in stage.lines[1]
        await stage.press("0")
        await stage.quiet()
        waiting = [key for key in stage.desk.queue.line_keys if key in (first, second)]
        stage.desk.queue.action_last()
        for number in waiting:
            await stage.press("T")
            assert stage.desk.queue.cursor_key == number, "it turns at the end"
            await stage.press("t", "2")
            await stage.until(lambda number=number: branch.ticket(number).level == 2)  # type: ignore[misc]  # bound at once
            await stage.quiet()
        await stage.press("T")
        assert "No ticket of this view" in stage.said


async def test_an_escalation_that_calls_me_is_counted_marked_and_listed(able: Branch) -> None:
    able.do("add_staff", staff="D09", label="值班员", roles="dispatcher")
    number = able.register(**HOTEL, level=1)
    able.do("escalate", ticket=number, reason="客户催促")
    async with desk_on(able, WIDE, actor="D09") as stage:
        assert "calls you 1" in stage.lines[0]
        await stage.until(lambda: any(number in line and "calls you" in line for line in stage.lines[1:]))
        stage.desk.open_view("called")
        await stage.quiet()
        assert number in stage.desk.queue.line_keys
        await stage.press("g", "a")
        await stage.until(lambda: "calls you" not in stage.text)
