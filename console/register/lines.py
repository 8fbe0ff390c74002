"""The lines beneath a register in which something is typed: what narrows it, and where it is exported to."""

from __future__ import annotations

from collections.abc import Callable

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Input, Static

from console.panels.resting import Resting
from widgets.ground import Across
from widgets.text_line import TextLine


class TypedLine(Across):
    """One line with what it asks for. Enter hands over what is typed, Esc gives it up."""

    DEFAULT_CSS = """
    TypedLine {
        height: 1;
        dock: bottom;
        & > .label { width: auto; padding: 0 1; text-style: bold; }
        & > TextLine { width: 1fr; margin-right: 1; }
    }
    """
    BINDINGS = [Binding("escape", "give_up", show=False)]

    def __init__(
        self, label: str, text: str, done: Callable[[str], object], given_up: Callable[[], object]
    ) -> None:
        super().__init__()
        self._label = label
        self._line = TextLine(text)
        self._done, self._given_up = done, given_up

    def compose(self) -> ComposeResult:
        yield Static(self._label, markup=False, classes="label")
        yield self._line

    @property
    def text(self) -> str:
        """What is typed."""
        return self._line.value

    def focus_line(self) -> None:
        """Type here: a letter begins another text, an arrow or End goes on with this one."""
        self._line.focus()
        self._line.select_all()

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._done(self.text)

    def action_give_up(self) -> None:
        self._given_up()


class FilterLine(TypedLine):
    """Narrows as it is typed; up and down move among what is left."""

    def __init__(
        self, label: str, text: str, look: Callable[[str], object], *,
        done: Callable[[str], object], given_up: Callable[[], object], moved: Callable[[str], object],
    ) -> None:  # fmt: skip
        super().__init__(label, text, done, given_up)
        self._moved = moved
        self._resting = Resting(self, lambda: self.text, look, asked=text)

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._resting.typed()

    def look(self) -> None:
        """Look for what is typed, without waiting for the hand to rest."""
        self._resting.now()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.look()
        super().on_input_submitted(event)

    def on_key(self, event: events.Key) -> None:
        if event.key in ("up", "down", "pageup", "pagedown"):
            event.stop()
            event.prevent_default()
            self._moved(event.key)
