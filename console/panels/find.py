"""Find as you type: one line above the message line, the hits in the queue (DSP-02)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Input, Static

from console.panels.resting import Resting
from console.present.found import COLUMNS, found_lines
from console.words.i18n import _
from widgets.ground import Across, Down
from widgets.lists import ColumnList
from widgets.text_line import TextLine

if TYPE_CHECKING:
    from console.panels.host import Host
    from db.views.finding_things import FoundRow

LOW, TALL = 4, 8
"""Lines of what else answers, on a small screen and on a tall one."""


class FindLine(Down):
    """Up and down move among the tickets, Enter keeps them, Esc lifts the filter. What else answers stands
    above the line, kind by kind: Tab goes there, and Enter opens its card."""

    DEFAULT_CSS = """
    FindLine {
        height: auto;
        & > Across { height: 1; }
        & .label { width: auto; padding: 0 1; text-style: bold; }
        & TextLine { width: 1fr; margin-right: 1; }
        & > ColumnList { display: none; height: 1; }
    }
    """

    BINDINGS = [
        Binding("escape", "lift", show=False),
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("tab,shift+tab", "other", show=False),
    ]

    def __init__(self, host: Host, text: str) -> None:
        super().__init__(id="find")
        self.host = host
        self._line = TextLine(text)
        self._others = ColumnList(COLUMNS, headings=False)
        self._resting = Resting(self, lambda: self.text, host.look_for, asked=text)

    def compose(self) -> ComposeResult:
        yield self._others
        with Across():
            yield Static(_("Find"), markup=False, classes="label")
            yield self._line

    def on_mount(self) -> None:
        if self.text.strip():
            self.host.look_for(self.text)

    def focus_line(self) -> None:
        """Type here: a letter begins another text, an arrow or End goes on with this one."""
        self._line.focus()
        self._line.select_all()

    @property
    def text(self) -> str:
        """What is typed."""
        return self._line.value

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._resting.typed()

    def look(self) -> None:
        """Look for what is typed, without waiting for the hand to rest."""
        self._resting.now()

    def show_others(self, rows: Sequence[FoundRow]) -> None:
        """What answers besides the tickets; nothing takes no line."""
        self._others.set_title(_("Also found"), _("Tab: go there   Enter: open"))
        self._others.set_lines(found_lines(rows, self.host.speech), asked=True)
        self._others.display = bool(rows)
        self._fit_others()

    def on_resize(self) -> None:
        self._fit_others()

    def _fit_others(self) -> None:
        most = TALL if self.host.size.height >= 36 else LOW
        self._others.styles.height = 1 + min(len(self._others.line_keys), most)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.look()
        first = self._others.cursor_key
        if first is not None and not self.host.queue.line_keys:
            self._open(first)  # no ticket answers: what does is meant
        else:
            self.host.keep_find()

    def on_column_list_chosen(self, event: ColumnList.Chosen) -> None:
        event.stop()
        self._open(event.key)

    def _open(self, key: str) -> None:
        self.host.keep_find()
        self.host.open_card(key)

    def action_other(self) -> None:
        """From the line to what else answers, and back."""
        if self._others.display and not self._others.has_focus:
            self._others.focus()
        else:
            self._line.focus()

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        # Something else took the focus (a panel, the mouse); a terminal that went to the back did not.
        self.call_after_refresh(self._leave_if_left)

    def _leave_if_left(self) -> None:
        focused = self.host.focused
        if self.is_attached and self.app.app_focus and focused is not None and self not in focused.ancestors:
            self.look()
            self.remove()

    def action_lift(self) -> None:
        if self._others.has_focus:
            self._line.focus()
        else:
            self.host.lift_find()

    def action_move(self, step: int) -> None:
        queue = self.host.queue
        (queue.action_cursor_down if step > 0 else queue.action_cursor_up)()

    def action_page(self, step: int) -> None:
        queue = self.host.queue
        (queue.action_page_down if step > 0 else queue.action_page_up)()
