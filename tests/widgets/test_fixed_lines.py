"""The lines that are always there: status, message and key hints; and the help they lead to."""

from datetime import datetime

import pytest
from textual.strip import Strip

from tests.widgets.stage import Recorder, Stage, screen_lines
from widgets.cells import CUT
from widgets.footer import KeyHint, KeyLine
from widgets.help import HelpPage, HelpSection
from widgets.status import MessageLine, SpokenLine, StatusLine, StatusPart


async def test_the_status_line_drops_parts_by_rank_and_keeps_person_and_time() -> None:
    for width, expected in (
        (70, " 派工台 南山  一 3  超时 7  及时 92.4"),
        (44, " 派工台 南山  一 3  超时 7"),
        (34, " 一 3  超时 7"),
        (24, " 一 3 超时 7"),
        (23, " 一 3 超时~"),
    ):
        widget = StatusLine(lambda: datetime(2026, 7, 15, 14, 6))
        app = Stage(widget)
        async with app.run_test(size=(width, 3)) as pilot:
            widget.set_status(
                [
                    StatusPart("派工台 南山", drop=1),
                    StatusPart("一 3", "strong"),
                    StatusPart("超时 7", "strong"),
                    StatusPart("及时 92.4", drop=2),
                ],
                "王芳",
            )
            await pilot.pause()
            line = screen_lines(app)[0].rstrip()
            assert line.endswith("王芳 14:06")
            assert line.removesuffix("王芳 14:06").rstrip() == expected


async def test_a_long_name_is_cut_before_a_figure_goes_and_never_the_time() -> None:
    parts = [StatusPart("派工台 南山"), StatusPart("超时 7"), StatusPart("及时 92.4", drop=2)]
    name = "Wolfeschlegelsteinhausenbergerdorff"
    for width, shown, rate in (
        (90, name, True),
        (60, "Wolfeschlegelsteinha~", True),
        (40, "Wolfeschleg~", False),
    ):
        widget = StatusLine(lambda: datetime(2026, 7, 15, 14, 6))
        app = Stage(widget)
        async with app.run_test(size=(width, 3)) as pilot:
            widget.set_status(parts, name)
            await pilot.pause()
            line = screen_lines(app)[0]
            assert line.startswith(" 派工台 南山")
            assert line.rstrip().endswith(f"{shown} 14:06")
            assert ("及时" in line) == rate


async def test_the_status_line_is_drawn_once_a_minute_and_not_for_the_same_counts() -> None:
    now = [datetime(2026, 7, 15, 14, 6, 30)]
    widget = StatusLine(lambda: now[0])
    recorder = Recorder(widget)
    app = Stage(widget)
    async with app.run_test(size=(80, 3)) as pilot:
        widget.set_status([StatusPart("一 3")], "王芳")
        await pilot.pause()
        recorder.take()
        widget.set_status([StatusPart("一 3")], "王芳")
        widget.tick()
        await pilot.pause()
        assert recorder.take() == []
        now[0] = datetime(2026, 7, 15, 14, 7)
        widget.tick()
        await pilot.pause()
        assert recorder.take() == [0]


async def test_a_long_message_gives_way_to_the_next_step() -> None:
    widget = MessageLine()
    app = Stage(widget)
    async with app.run_test(size=(40, 3)) as pilot:
        widget.say("已派" * 40, "u 撤销")
        await pilot.pause()
        assert screen_lines(app)[0].rstrip().endswith("u 撤销")
        assert f"{CUT}   u 撤销" in screen_lines(app)[0], "what is cut says so"


async def test_a_refusal_is_read_whole_and_an_answer_moves_nothing() -> None:
    widget = SpokenLine()
    app = Stage(widget)
    async with app.run_test(size=(40, 6)) as pilot:
        said = "缺：服务记录、签字、表单（售后信息处理单、外出服务记录表、客户意见反馈单）、满意度调查"
        widget.say(said, "CLS-05", "warning")
        await pilot.pause()
        shown = "".join(line.strip() for line in screen_lines(app))
        assert shown.replace(" ", "") == f"{said}CLS-05"
        widget.say(said, "u 撤销")
        await pilot.pause()
        lines = [line.rstrip() for line in screen_lines(app) if line.strip()]
        assert len(lines) == 1
        assert lines[0].endswith("u 撤销")


async def test_key_hints_never_wrap_and_help_goes_last() -> None:
    hints = [KeyHint(key, "操作") for key in "nespcdwtav"] + [KeyHint("?", "帮助", drop=0)]
    for width in range(10, 90, 7):
        widget = KeyLine()
        app = Stage(widget)
        async with app.run_test(size=(width, 3)) as pilot:
            widget.set_keys(hints)
            await pilot.pause()
            lines = screen_lines(app)
            assert lines[0].rstrip().endswith("? 帮助")
            assert lines[0].count("操作") == lines[0].count(" 操作")
            assert not lines[1].strip()


async def test_help_uses_columns_where_there_is_room() -> None:
    sections = [HelpSection(f"第 {number} 节", (("j", "下"), ("k", "上"))) for number in range(6)]
    heights = {}
    for width in (40, 80, 120):
        widget = HelpPage()
        app = Stage(widget)
        async with app.run_test(size=(width, 40)) as pilot:
            widget.show_sections(sections)
            await pilot.pause()
            lines = screen_lines(app)
            assert sum(line.count("节") for line in lines) == 6
            heights[width] = sum(1 for line in lines if line.strip())
    assert heights[40] > heights[80] > heights[120]


async def test_what_was_never_drawn_is_composed_once_when_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    widget, composed = KeyLine(), []
    inner = widget.draw_head

    def counted(y: int) -> Strip:
        composed.append(y)
        return inner(y)

    monkeypatch.setattr(widget, "draw_head", counted)
    app = Stage(widget)
    async with app.run_test(size=(40, 3)) as pilot:
        await pilot.pause()
        first = len(composed)
        widget._shown.clear()  # as it is before its first drawing
        for at in range(5):
            widget.set_keys([KeyHint(str(at), "go")])
        assert len(composed) == first
        await pilot.pause()
        assert "4 go" in screen_lines(app)[0]
        widget.set_keys([KeyHint("5", "go")])
        assert len(composed) > first + 1, "what was drawn is compared with what will be"
