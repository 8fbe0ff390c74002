"""A line to type in: what each character costs, and where a long text stands."""

import pytest
from rich.cells import cell_len

from tests.widgets.stage import Stage, layouts, screen_lines
from widgets.text_line import TextLine


async def test_a_character_gives_no_widget_another_place(monkeypatch: pytest.MonkeyPatch) -> None:
    app = Stage(TextLine)
    async with app.run_test(size=(20, 3)) as pilot:
        await pilot.pause()
        laid = layouts(monkeypatch)
        await pilot.press(*"abc")
        assert screen_lines(app)[0].strip() == "abc"
        assert laid == []


async def test_a_text_longer_than_its_line_scrolls_with_the_cursor() -> None:
    app = Stage(TextLine)
    async with app.run_test(size=(20, 3)) as pilot:
        await pilot.press(*"abcdefghijklmnopqrstuvwxyz")
        assert screen_lines(app)[0].rstrip().endswith("xyz")
        assert app.cursor_position.x == len(screen_lines(app)[0].rstrip())
        await pilot.press("home")
        assert screen_lines(app)[0].startswith("abc")
        await pilot.press(*["delete"] * 20)
        assert screen_lines(app)[0].strip() == "uvwxyz"


async def test_a_long_text_that_stands_there_already_is_seen_where_one_writes() -> None:
    app = Stage(lambda: TextLine("abcdefghijklmnopqrstuvwxyz深南大道"))
    async with app.run_test(size=(20, 3)) as pilot:
        for width in (20, 12, 26):
            await pilot.resize_terminal(width, 3)
            await pilot.pause()
            shown = screen_lines(app)[0].rstrip()
            assert shown.endswith("南大道")
            assert app.cursor_position.x == cell_len(shown)
        await pilot.press("home")
        assert screen_lines(app)[0].startswith("abc")
        assert app.cursor_position.x == 0
