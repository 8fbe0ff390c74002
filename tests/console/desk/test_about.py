"""The ticket stays in sight: one line above every panel that acts on it, and the opened ticket itself."""

from collections.abc import Iterator
from functools import partial
from typing import cast

import pytest
from rich.cells import cell_len

from console.panels.about import AboutLine
from console.panels.quick import QuickPanel
from console.session import Done, Then
from db.views.ticket import TicketView
from tests.console.desk.stage import HOTEL, SEEN, SIZES, desk_on
from tests.db.desk import Desk as Branch
from widgets.timeline import Timeline


async def test_the_line_of_a_sentence_follows_the_ticket_that_it_names(branch: Branch) -> None:
    other = branch.register(customer="市第三医院", phone="13800130002", fault="手术室停机", level=2)
    async with desk_on(branch) as stage:
        await stage.press("colon")
        await stage.write(f"p {other.rpartition('-')[2]} part")
        await stage.quiet()
        await stage.until(lambda: "13800130002" in stage.text)


async def test_an_answer_about_the_ticket_named_before_does_not_come_over_the_one_named_now(
    branch: Branch,
) -> None:
    """The one under the cursor needs no question, so that nothing takes the late answer's place."""
    async with desk_on(branch) as stage:
        here = stage.desk.queue.cursor_key
        await stage.until(lambda: stage.desk.shown_ticket.get("number") == here)
        await stage.press("colon")
        line, asked = stage.one(AboutLine), list[tuple[TicketView, Then]]()
        line._ask = lambda _pane, view, then: asked.append((cast(TicketView, view), then))
        line.show_tickets(("YX2607-10",))
        line.show_tickets((cast(str, here),))
        ((view, then),) = asked
        then(Done(result=branch.store.read(view, "A01")))
        words = "".join(text for _x, text, _ink in line.pieces(80))
        assert words.startswith(cast(str, here))
        assert "13800130001" in words, "nobody calls the wrong customer"


async def test_a_bulk_says_how_many_more(branch: Branch) -> None:
    async with desk_on(branch) as stage:
        await stage.press("space", "space", "space", "p")
        await stage.until(lambda: stage.desk.query(AboutLine))
        await stage.until(lambda: "13800130001" in stage.text and "and 2 more" in stage.text)


@pytest.mark.parametrize(("size", "language"), SEEN)
async def test_the_opened_ticket_says_all_and_stays_whatever_is_done_to_it(
    able: Branch, size: tuple[int, int], language: str
) -> None:
    number = able.register(
        level=1, contact="刘经理", position="工程部", address="深南大道 9 号", district="南山",
        serial="SN-0001", product="配电柜", customer="华南酒店", phone="13800139999", fault="全楼停电",
        wanted_from="2026-07-15T10:00:00+08:00", wanted_to="2026-07-15T11:00:00+08:00",
    )  # fmt: skip
    able.do("add_staff", staff="T077", label="电工七", roles="technician", phone="13700000077")
    able.do(
        "dispatch", ticket=number, technician="T077", override="演练",
        window_from="2026-07-15T10:00:00+08:00", window_to="2026-07-15T16:00:00+08:00",
    )  # fmt: skip
    able.do("remind", ticket=number, at="2026-07-15T12:00:00+08:00", text="回电")
    able.do("pause", ticket=number, reason="part")
    able.do("resume", ticket=number)
    async with desk_on(able, size, language) as stage:
        stage.desk.queue.move_to(number)
        await stage.press("enter")
        await stage.until(lambda: number in stage.lines[1])
        for fact in (
            number, "刘经理", "工程部", "13800139999", "深南大道 9 号", "配电柜", "SN-0001", "10:00-16:00",
            "电工七", "13700000077", "回电", {"en": "beyond arrive", "zh_CN": "晚于到场"}[language],
            {"en": "Visits", "zh_CN": "上门"}[language],
            {"en": "Waiting for a part", "zh_CN": "等备件"}[language],
        ):  # fmt: skip
            assert fact in stage.text, fact
        await stage.press("s")
        await stage.until(lambda: stage.desk.query(QuickPanel))
        assert "深南大道 9 号" in stage.text, "the ticket stays in sight beside the question"
        await stage.press("enter")
        await stage.until(lambda: able.ticket(number).state == "onsite")
        await stage.press("s", "enter")
        await stage.until(lambda: able.ticket(number).state == "follow_up")
        await stage.quiet()
        assert number not in stage.desk.queue.line_keys, "the view shows active tickets"
        assert stage.desk.pane == "ticket"
        assert "深南大道 9 号" in stage.text
        await stage.press("c")
        await stage.quiet()
        assert stage.desk.panels[-1].tickets == (number,)
        await stage.press("escape", "escape")
        await stage.quiet()
        assert stage.desk.opened is None
        assert stage.desk.queue.cursor_key != number


async def test_the_address_stands_in_the_smallest_panel(able: Branch) -> None:
    number = able.register(level=1, **HOTEL, address="深南大道 9 号 3 栋 1504")
    async with desk_on(able, SIZES[0]) as stage:
        stage.desk.queue.move_to(number)
        stage.desk.ask_ticket()
        assert stage.one(Timeline).size.height == 3
        await stage.until(lambda: "深南大道 9 号 3 栋 1504" in stage.text)


def place_of(label: str, texts: list[str]) -> Iterator[tuple[int, int]]:
    """Line and cell of a label."""
    return ((y, cell_len(text[: text.index(label)])) for y, text in enumerate(texts) if label in text)


def _shows(panel: Timeline, number: str) -> bool:
    return number in panel.render_line(0).text


async def test_every_fact_keeps_its_place_and_its_label_is_dim(able: Branch) -> None:
    full = able.register(level=1, **HOTEL, address="深南大道 9 号", serial="SN-0001")
    bare = able.register(level=1, customer="散客", phone="13800138877", fault="跳闸")
    async with desk_on(able) as stage:
        places = []
        for number in (full, bare):
            stage.desk.queue.move_to(number)
            stage.desk.ask_ticket()
            panel = stage.one(Timeline)
            await stage.until(partial(_shows, panel, number))
            texts = [strip.text for strip in (panel.render_line(y) for y in range(panel.size.height))]
            labels = ("Address", "Product", "Agreed", "Warranty", "Who", "Fault", "Deadlines")
            places.append([next(place_of(label, texts)) for label in labels])
            dim = [each.text for each in panel.render_line(1) if each.style == panel.ink("dim")]
            assert "Address" in dim[0]
        assert places[0] == places[1]
