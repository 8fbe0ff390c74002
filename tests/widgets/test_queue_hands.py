"""What hands do with the queue: marks, keys, colours, windows."""

from tests.widgets.queue_stage import Desk, rows, settle
from tests.widgets.stage import (
    NOW,
    screen_lines,
    ticket,
)
from widgets.queue import Queue


async def test_space_marks_and_goes_on_and_marks_leave_with_their_tickets() -> None:
    desk = Desk(rows(10))
    async with desk.app.run_test(size=(80, 24)) as pilot:
        desk.give()
        desk.queue.move_to("K2")
        desk.queue.action_mark()
        desk.queue.action_mark()
        await settle(pilot)
        assert desk.queue.marked == ("K2", "K3")
        assert desk.queue.cursor_key == "K4"
        assert screen_lines(desk.app)[3].startswith(" *三")
        desk.give([row for row in rows(10) if row.key != "K2"], asked=False)
        await settle(pilot)
        assert [message.keys for message in desk.app.heard(Queue.Marked)] == [("K2",), ("K2", "K3"), ("K3",)]


async def test_the_last_ticket_shows_its_mark_though_the_cursor_stays() -> None:
    desk = Desk(rows(3))
    async with desk.app.run_test(size=(80, 24)) as pilot:
        desk.give()
        desk.queue.action_last()
        await settle(pilot)
        desk.queue.action_mark()
        await settle(pilot)
        assert screen_lines(desk.app)[3].startswith(">*三")


async def test_keys_move_choose_and_mark() -> None:
    desk = Desk(rows(100))
    async with desk.app.run_test(size=(80, 24)) as pilot:
        desk.give()
        seen = []
        for key in ("j", "down", "k", "G", "up", "g", "pagedown", "pageup", "end", "home", "space", "enter"):
            await pilot.press(key)
            seen.append(desk.queue.cursor_key)
        assert seen == ["K1", "K2", "K1", "K99", "K98", "K0", "K21", "K0", "K99", "K0", "K1", "K1"]
        assert [message.key for message in desk.app.heard(Queue.Chosen)] == ["K1"]


async def test_the_bar_marks_the_whole_line() -> None:
    desk = Desk(rows(5), bar=True)
    async with desk.app.run_test(size=(80, 24)) as pilot:
        desk.give()
        await settle(pilot)
        strip = desk.queue.render_line(1)
        colours = {segment.style.bgcolor for segment in strip if segment.style}
        assert len(colours) == 1
        assert colours != {segment.style.bgcolor for segment in desk.queue.render_line(2) if segment.style}


async def test_level_one_and_breached_are_strong_at_risk_is_second_the_rest_plain() -> None:
    desk = Desk(
        [
            ticket(0, minutes=2000),
            ticket(1, level=1, minutes=2000),
            ticket(2, minutes=-5),
            ticket(3, minutes=5, at_risk_at=NOW),
            ticket(4),
        ]
    )
    async with desk.app.run_test(size=(80, 24)) as pilot:
        desk.give()
        await settle(pilot)

        def styled(y: int, name: str) -> str:
            style = desk.queue.ink(name)
            return "".join(s.text for s in desk.queue.render_line(y) if s.style == style).strip()

        assert [styled(y, "strong") for y in range(2, 6)] == ["", "超时  0:05", "", ""]
        assert [styled(y, "filled") for y in range(2, 6)] == ["一", "", "", ""]
        assert [styled(y, "warning") for y in range(2, 6)] == ["", "", "预警  0:05", ""]


async def test_a_longer_number_widens_its_column_for_all() -> None:
    desk = Desk([ticket(1), ticket(2)])
    async with desk.app.run_test(size=(80, 24)) as pilot:
        desk.give()
        desk.queue.patch(ticket(2, number="YX2607-12345"))
        await settle(pilot)
        lines = screen_lines(desk.app)
        assert "YX2607-12345" in lines[2]
        assert lines[1].index("到场") == lines[2].index("到场")


async def test_the_cursor_stays_in_sight_when_the_window_shrinks() -> None:
    desk = Desk(rows(100))
    async with desk.app.run_test(size=(120, 40)) as pilot:
        desk.give()
        desk.queue.move_to("K35")
        await settle(pilot)
        await pilot.resize_terminal(80, 24)
        await settle(pilot)
        assert desk.queue.cursor_index in desk.queue.in_sight
        assert any(line.startswith("> 三 YX2607-035") for line in screen_lines(desk.app))
