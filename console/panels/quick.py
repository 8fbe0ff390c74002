"""One choice by one key: a level, a reason, a step, an answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.binding import Binding
from textual.widget import Widget

from console.panels.panel import Panel
from widgets.columns import Column
from widgets.lists import ColumnList, ListRow

if TYPE_CHECKING:
    from console.screens.desk import Desk


class _Choices(ColumnList):
    """The choices, each behind its digit."""

    BINDINGS = [Binding(str(digit), f"pick({digit})", show=False) for digit in range(10)]

    def action_pick(self, digit: int) -> None:
        keys = [key for key in self.line_keys if key is not None]
        place = digit - 1 if digit else 9
        if place < len(keys):
            self.post_message(self.Chosen(self, str(keys[place])))


class QuickPanel(Panel):
    """Choices under one another; a digit, or Enter on one, decides at once."""

    BINDINGS = [Binding("escape", "leave", show=False)]

    def __init__(
        self,
        desk: Desk,
        title: str,
        choices: Sequence[tuple[str, str]],
        then: Callable[[str], Widget | None],
        *,
        first: str | None = None,
        note: str = "",
    ) -> None:
        """`choices` are value and words; `first` is where the cursor begins; `then` gets the value."""
        super().__init__(desk)
        self._title = title
        self._choices = choices
        self._then = then
        self._first = first
        self._note = note

    @property
    def height_wanted(self) -> int:
        return len(self._choices) + 1

    def compose(self) -> ComposeResult:
        yield _Choices(
            [Column("digit", "", 2, align="right"), Column("words", "", 20, grow=1)], headings=False
        )

    def on_mount(self) -> None:
        choices = self.query_one(_Choices)
        choices.set_title(self._title, self._note)
        choices.set_lines(
            [
                ListRow(value, {"digit": str(at % 10) if at <= 10 else "", "words": words})
                for at, (value, words) in enumerate(self._choices, start=1)
            ],
            asked=True,
        )
        if self._first is not None:
            choices.move_to(self._first)

    def focus_first(self) -> None:
        self.query_one(_Choices).focus()

    def on_column_list_chosen(self, event: ColumnList.Chosen) -> None:
        event.stop()
        self.desk.close_panel(self)
        self._then(event.key)

    def action_leave(self) -> None:
        self.desk.close_panel(self)
