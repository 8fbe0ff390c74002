"""Leaving while a draft is open: one more key."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding

from console.panels.panel import Panel
from console.words.i18n import _
from widgets.columns import Column
from widgets.lists import ColumnList, ListRow


class LeavePanel(Panel):
    """`q` or Enter leaves, Esc stays."""

    about_ticket = False

    BINDINGS = [
        Binding("q,fullwidth_latin_small_letter_q", "go", show=False),
        Binding("escape", "stay", show=False),
    ]

    @property
    def height_wanted(self) -> int:
        return 3

    def compose(self) -> ComposeResult:
        yield ColumnList([Column("words", "", 40, grow=1, gap=2)], headings=False)

    def on_mount(self) -> None:
        choices = self.query_one(ColumnList)
        choices.set_title(_("A draft is open. It is kept and waits for you under N."))
        choices.set_lines(
            [
                ListRow("go", {"words": _("q or Enter: leave")}),
                ListRow("stay", {"words": _("Esc: stay")}),
            ],
            asked=True,
        )

    def focus_first(self) -> None:
        self.query_one(ColumnList).focus()

    def on_column_list_chosen(self, event: ColumnList.Chosen) -> None:
        event.stop()
        if event.key == "go":
            self.action_go()
        else:
            self.action_stay()

    def action_go(self) -> None:
        self.app.exit()

    def action_stay(self) -> None:
        self.host.close_panel(self)
