"""The queue on the screen (DSP-01): still at rest, one line for one change, the cursor on its ticket."""

from datetime import timedelta

import pytest

from tests.widgets.queue_stage import SIZES, Desk, rows, settle
from tests.widgets.stage import (
    HOSTILE,
    LABELS,
    NOW,
    assert_clean,
    cells_at,
    screen_lines,
    ticket,
)
from widgets.queue import Queue


@pytest.mark.parametrize("size", SIZES)
async def test_every_cell_stands_under_its_heading(size: tuple[int, int]) -> None:
    desk = Desk(
        [
            ticket(1, minutes=-14, level=1),
            ticket(2, minutes=12, at_risk_at=NOW, flags=("催2",), customer="世纪花园12栋二期A座"),
            ticket(3, minutes=None, level=None, customer="", technician=""),
            ticket(
                4,
                minutes=1800,
                customer="ABC Ltd. and a very long name",
                fault="x" * 60,
                flags=("返修", "待补全"),
            ),
            ticket(5, minutes=None, paused_minutes=200),
        ]
    )
    async with desk.app.run_test(size=size) as pilot:
        desk.give()
        await settle(pilot)
        lines = screen_lines(desk.app)
        assert_clean(lines, size[0])
        placed = {column.name: column for column in desk.queue._columns()}
        for name in ("number", "milestone", "district", "technician"):
            column = placed[name]
            assert cells_at(lines[0], column.x, column.x + column.width).strip() == LABELS.columns[name]
        for y, row in enumerate(desk.rows, 1):
            for name in ("number", "milestone", "district", "technician"):
                column = placed[name]
                assert cells_at(lines[y], column.x, column.x + column.width).strip() == getattr(row, name)
        assert ("product" in placed) == (size[0] > 80)
        due = placed["due"]
        said = [cells_at(line, due.x, due.x + due.width) for line in lines[1:6]]
        assert said == ["超时  0:14", "预警  0:12", " " * 10, "      30 h", "暂停  3:20"]
        assert "返修 待补全" in lines[4]


@pytest.mark.parametrize("size", SIZES)
async def test_hostile_rows_are_drawn_as_text(size: tuple[int, int]) -> None:
    evil = ticket(
        1,
        customer=HOSTILE,
        fault=HOSTILE,
        district=HOSTILE,
        technician=HOSTILE,
        flags=(HOSTILE,),
        number=HOSTILE,
    )
    desk = Desk([evil, ticket(2)])
    async with desk.app.run_test(size=size) as pilot:
        desk.give()
        desk.queue.set_title(HOSTILE, HOSTILE)
        await settle(pilot)
        lines = screen_lines(desk.app)
        assert_clean(lines, size[0])
        assert "[/foo]" in lines[2]
        assert "恒丰家具城" in lines[3]


async def test_an_empty_queue_is_calm() -> None:
    desk = Desk([])
    async with desk.app.run_test(size=(80, 24)) as pilot:
        desk.give()
        for action in ("down", "up", "G", "g", "pagedown", "enter", "space"):
            await pilot.press(action)
        assert desk.queue.cursor_key is None
        assert desk.app.heard(Queue.Chosen) == []
        assert_clean(screen_lines(desk.app), 80)


async def test_of_100000_tickets_only_the_lines_in_sight_are_drawn() -> None:
    everything = rows(100_000)
    desk = Desk(everything)
    async with desk.app.run_test(size=(80, 24)) as pilot:
        desk.recorder.take()
        desk.give()
        await settle(pilot)
        assert len(desk.recorder.take()) <= 24
        desk.queue.action_last()
        await settle(pilot)
        assert desk.queue.cursor_key == "K99999"
        assert len(desk.recorder.take()) <= 24


async def test_a_step_draws_two_lines_and_leaving_the_window_turns_the_page() -> None:
    desk = Desk(rows(100))
    async with desk.app.run_test(size=(80, 24)) as pilot:
        desk.give()
        await settle(pilot)
        drawn = []
        for _ in range(50):
            desk.recorder.take()
            desk.queue.action_cursor_down()
            await settle(pilot)
            drawn.append(len(desk.recorder.take()))
        assert desk.queue.cursor_key == "K50"
        assert sorted(drawn)[:-3] == [2] * 47
        desk.queue.action_cursor_up()
        await settle(pilot)
        assert desk.queue.cursor_key == "K49"


async def test_one_changed_row_draws_one_line_and_an_unchanged_one_none() -> None:
    desk = Desk(rows(100))
    async with desk.app.run_test(size=(80, 24)) as pilot:
        desk.give()
        await settle(pilot)
        desk.recorder.take()
        desk.queue.patch(ticket(5, minutes=2300, technician="李强"))
        await settle(pilot)
        assert desk.recorder.take() == [6]
        desk.queue.patch(ticket(5, minutes=2300, technician="李强", version=7))
        desk.queue.patch(ticket(90, technician="李强"))
        desk.give([*rows(5), ticket(5, minutes=2300, technician="李强"), *rows(100)[6:]])
        await settle(pilot)
        assert desk.recorder.take() == []


async def test_at_rest_nothing_is_drawn() -> None:
    desk = Desk(rows(50))
    async with desk.app.run_test(size=(80, 24)) as pilot:
        desk.give()
        await settle(pilot)
        desk.recorder.take()
        desk.clock.go(seconds=20)
        desk.queue.tick()
        await pilot.pause(0.2)
        assert desk.recorder.take() == []


async def test_no_timer_runs_when_nothing_in_sight_runs_out() -> None:
    desk = Desk([ticket(number, minutes=None) for number in range(30)] + [ticket(99, minutes=3)])
    async with desk.app.run_test(size=(80, 24)) as pilot:
        desk.give()
        await settle(pilot)
        assert desk.queue.wake.timer is None
        desk.queue.action_last()
        await settle(pilot)
        assert desk.queue.wake.at == NOW + timedelta(minutes=1)


async def test_the_clock_draws_only_the_rows_it_changes() -> None:
    desk = Desk(
        [
            ticket(0, minutes=40),
            ticket(1, minutes=107),
            ticket(2, minutes=1900),
            ticket(3, minutes=300, at_risk_at=NOW + timedelta(minutes=2)),
            ticket(4, minutes=3),
        ]
    )
    async with desk.app.run_test(size=(80, 24)) as pilot:
        desk.give()
        await settle(pilot)
        desk.recorder.take()
        said = []
        for _ in range(4):
            desk.clock.go(seconds=60)
            desk.queue.tick()
            await settle(pilot)
            said.append(desk.recorder.take())
        # Minutes under an hour, five minutes under a day (ticket 3 drops below 5:00 at once), hours beyond.
        assert said == [[1, 4, 5], [1, 4, 5], [1, 2, 5], [1, 5]]
        flips = [keys for message in desk.app.heard(Queue.Flipped) for keys in message.keys]
        assert flips == ["K3", "K4"]
        assert "超时  0:01" in screen_lines(desk.app)[5]
        assert "预警" in screen_lines(desk.app)[4]


async def test_the_cursor_follows_its_ticket_when_the_order_changes() -> None:
    desk = Desk(rows(60))
    async with desk.app.run_test(size=(80, 24)) as pilot:
        desk.give()
        desk.queue.move_to("K7")
        await settle(pilot)
        desk.seconds = 200.0
        desk.give([ticket(500, level=1), *rows(60)], asked=False)
        await settle(pilot)
        assert desk.queue.cursor_key == "K7"
        assert screen_lines(desk.app)[9].startswith("> 三 YX2607-007")
        assert desk.queue.moved_at is None, "whose line moves is still the one that is meant"
        moved = rows(60)
        desk.give([*moved[:7], *moved[8:], moved[7]], asked=False)
        await settle(pilot)
        assert desk.queue.cursor_key == "K7"
        assert any(line.startswith("> 三 YX2607-007") for line in screen_lines(desk.app))


async def test_a_ticket_that_goes_leaves_the_cursor_in_its_place_and_notes_the_move() -> None:
    desk = Desk(rows(60))
    async with desk.app.run_test(size=(80, 24)) as pilot:
        desk.give()
        desk.queue.move_to("K7")
        await settle(pilot)
        at_rest = desk.queue.moved_at
        assert at_rest is None
        desk.seconds = 300.0
        desk.queue.drop("K7")
        await settle(pilot)
        assert desk.queue.cursor_key == "K8"
        assert desk.queue.moved_at == 300.0
        assert [message.key for message in desk.app.heard(Queue.Moved)] == ["K0", "K7", "K8"]


async def test_a_change_that_leaves_the_cursors_line_alone_is_no_move() -> None:
    desk = Desk(rows(60))
    async with desk.app.run_test(size=(80, 24)) as pilot:
        desk.give()
        desk.queue.move_to("K7")
        desk.queue.patch(ticket(500), index=20)
        desk.queue.drop("K30")
        await settle(pilot)
        assert desk.queue.moved_at is None


async def test_a_view_that_was_asked_for_is_no_move() -> None:
    desk = Desk(rows(60))
    async with desk.app.run_test(size=(80, 24)) as pilot:
        desk.give()
        desk.queue.move_to("K7")
        desk.give(rows(60)[20:], asked=True)
        await settle(pilot)
        assert desk.queue.cursor_key == "K27"
        assert desk.queue.moved_at is None


async def test_a_patched_row_moves_alone() -> None:
    desk = Desk(rows(60))
    async with desk.app.run_test(size=(80, 24)) as pilot:
        desk.give()
        await settle(pilot)
        desk.recorder.take()
        desk.queue.patch(ticket(3, minutes=2180), index=6)
        await settle(pilot)
        assert list(desk.queue.line_keys[:8]) == ["K0", "K1", "K2", "K4", "K5", "K6", "K3", "K7"]
        assert desk.recorder.take() == [4, 5, 6, 7]


async def test_rows_in_sight_are_asked_for_once_and_drawn_when_they_come() -> None:
    desk = Desk(rows(1000))
    async with desk.app.run_test(size=(80, 24)) as pilot:
        desk.queue.set_rows(desk.keys(), {})
        await settle(pilot)
        desk.queue.action_cursor_down()
        await settle(pilot)
        (wanted,) = desk.app.heard(Queue.RowsWanted)
        assert wanted.keys[:2] == ("K0", "K1")
        assert 23 <= len(wanted.keys) <= 69
        known = {row.key: row for row in desk.rows}
        desk.queue.add_rows({key: known[key] for key in wanted.keys})
        await settle(pilot)
        assert "YX2607-000" in screen_lines(desk.app)[1]
        desk.queue.action_last()
        await settle(pilot)
        assert "K999" in desk.app.heard(Queue.RowsWanted)[-1].keys
        assert desk.queue.row(desk.queue.cursor_key) is None


async def test_what_was_forgotten_is_asked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("widgets.queue.KEPT_ROWS", 60)
    desk = Desk(rows(200))
    async with desk.app.run_test(size=(80, 24)) as pilot:
        desk.give()
        await settle(pilot)
        desk.queue.set_rows(desk.keys(), changed=frozenset({"K0"}))
        await settle(pilot)
        assert desk.queue.row("K0") is not None
        assert desk.queue.row("K199") is None
        desk.app.said.clear()
        desk.queue.action_last()
        await settle(pilot)
        assert "K199" in desk.app.heard(Queue.RowsWanted)[-1].keys


async def test_rows_of_the_former_order_stay_on_the_screen_until_new_ones_come() -> None:
    desk = Desk(rows(50))
    async with desk.app.run_test(size=(80, 24)) as pilot:
        desk.give()
        await settle(pilot)
        desk.recorder.take()
        desk.queue.set_rows(desk.keys())
        await settle(pilot)
        assert desk.recorder.take() == []
        assert len(desk.app.heard(Queue.RowsWanted)) == 1


async def test_the_earliest_task_counts_down_in_a_column_or_leaves_a_mark() -> None:
    desk = Desk(
        [
            ticket(1, minutes=None, task_due_at=NOW + timedelta(minutes=21)),
            ticket(2, minutes=None, task_due_at=NOW - timedelta(minutes=9)),
            ticket(3, minutes=None),
        ]
    )
    async with desk.app.run_test(size=(90, 24)) as pilot:
        desk.give()
        await settle(pilot)
        column = {each.name: each for each in desk.queue._columns()}["task"]
        seen = [cells_at(line, column.x, column.x + column.width) for line in screen_lines(desk.app)[1:4]]
        assert [each.strip() for each in seen] == ["0:21", "0:09!", ""]
        assert seen[0].index(":") == seen[1].index(":")
        # It is looked at again when it says something else, though no deadline of the ticket runs.
        assert desk.queue.wake.at == NOW + timedelta(minutes=1)
        desk.clock.go(minutes=22)
        desk.queue.tick()
        await settle(pilot)
        assert "0:01!" in screen_lines(desk.app)[1]
        await pilot.resize_terminal(80, 24)
        await settle(pilot)
        assert "task" not in {each.name for each in desk.queue._columns()}
        lines = screen_lines(desk.app)
        assert_clean(lines, 80)
        assert "YX2607-001!" in lines[1]
        desk.clock.go(minutes=-32)
        desk.queue.tick()
        await settle(pilot)
        lines = screen_lines(desk.app)
        assert ("YX2607-001+" in lines[1], "YX2607-002+" in lines[2]) == (True, True)
        assert "YX2607-003 " in lines[3]
