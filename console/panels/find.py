"""Find as you type: one line above the message line, the hits in the queue (DSP-02)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.timer import Timer
from textual.widgets import Input, Static

from console.words.i18n import _
from widgets.text_line import TextLine

if TYPE_CHECKING:
    from console.panels.host import Host

LOOK_SECONDS = 0.08
"""How long typing rests before the store is asked."""


class FindLine(Horizontal):
    """Up and down move among the hits, Enter keeps them, Esc lifts the filter."""

    DEFAULT_CSS = """
    FindLine {
        height: 1;
        & > .label { width: auto; padding: 0 1; text-style: bold; }
        & > TextLine { width: 1fr; margin-right: 1; }
    }
    """

    BINDINGS = [
        Binding("escape", "lift", show=False),
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
    ]

    def __init__(self, host: Host, text: str) -> None:
        super().__init__(id="find")
        self.host = host
        self._line = TextLine(text)
        self._asked = text
        self._resting: Timer | None = None

    def compose(self) -> ComposeResult:
        yield Static(_("Find"), markup=False, classes="label")
        yield self._line

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
        if self._resting is not None:
            self._resting.stop()
        self._resting = self.set_timer(LOOK_SECONDS, self.look)

    def look(self) -> None:
        """Look for what is typed, without waiting for the hand to rest."""
        if self._resting is not None:
            self._resting.stop()
            self._resting = None
        if self.text != self._asked:
            self._asked = self.text
            self.host.look_for(self.text)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.look()
        self.host.keep_find()

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        # Something else took the focus (a panel, the mouse); a terminal that went to the back did not.
        self.call_after_refresh(self._leave_if_left)

    def _leave_if_left(self) -> None:
        focused = self.host.focused
        if self.is_attached and self.app.app_focus and focused is not None and focused is not self._line:
            self.look()
            self.remove()

    def action_lift(self) -> None:
        self.host.lift_find()

    def action_move(self, step: int) -> None:
        queue = self.host.queue
        (queue.action_cursor_down if step > 0 else queue.action_cursor_up)()

    def action_page(self, step: int) -> None:
        queue = self.host.queue
        (queue.action_page_down if step > 0 else queue.action_page_up)()
