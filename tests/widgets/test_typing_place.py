"""The terminal's cursor stands where one types, whoever draws what when: an input method opens there."""

from collections.abc import Callable
from typing import Any

import pytest
from textual.geometry import Offset
from textual.widget import Widget

from tests.widgets.stage import LEVELS, Stage
from widgets.choice_line import ChoiceLine
from widgets.choice_list import ChoiceList
from widgets.text_line import TextBlock, TextLine

TYPED_INTO: dict[str, Callable[[], Any]] = {
    "line": lambda: TextLine("南山酒店"),
    "block": lambda: TextBlock("南山\n酒店"),
    "choice": lambda: ChoiceLine(LEVELS),
    "choices": lambda: ChoiceList(LEVELS),
}


@pytest.mark.parametrize("kind", TYPED_INTO)
async def test_the_terminals_cursor_is_sent_where_nothing_else_is_drawn(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = Stage(TYPED_INTO[kind])
    async with app.run_test(size=(40, 6)) as pilot:
        await pilot.pause()
        sent: list[Offset] = []

        def display(screen: Widget, renderable: object) -> None:
            if renderable is not None:
                sent.append(app.cursor_position)
                app._previous_cursor_position = app.cursor_position

        monkeypatch.setattr(app, "_display", display)
        widget: Any = app.widget
        stands = app.cursor_position
        # All was drawn before it was known where one types.
        app._previous_cursor_position = Offset(39, 5)
        widget.place_cursor()
        await pilot.pause()
        assert sent == [stands]
        widget.place_cursor()
        await pilot.pause()
        assert sent == [stands], "a cursor that stands there already costs nothing"
