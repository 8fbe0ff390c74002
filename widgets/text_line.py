"""Fields to type in: Textual's own editors, without borders, blinking or surprises."""

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input, TextArea

from widgets.cells import printable


class TextLine(Input):
    """One line of text. Tab never replaces what is there; pasted text loses its control characters.

    Several pasted lines become one. The terminal's own cursor is kept at the insertion point, because the
    window of an input method opens there.
    """

    DEFAULT_CSS = """
    TextLine, TextLine:focus {
        border: none;
        height: 1;
        padding: 0;
        background: $surface;
    }
    TextLine:focus { background: $boost; }
    TextLine:ansi { background: ansi_default; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+j", "submit", show=False)]

    def __init__(
        self,
        value: str = "",
        *,
        name: str | None = None,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(value, select_on_focus=False, compact=True, name=name, id=id, classes=classes)
        self.cursor_blink = False

    def on_focus(self) -> None:
        self.call_after_refresh(self.place_cursor)

    def place_cursor(self) -> None:
        """Puts the terminal's cursor where the next character will appear."""
        if self.has_focus:
            self.app.cursor_position = self.cursor_screen_offset

    def _on_paste(self, event: events.Paste) -> None:
        # Textual would take the first line only.
        event.stop()
        event.prevent_default()
        text = printable(event.text.strip("\r\n"))
        if text:
            start, end = self.selection
            self.replace(text, min(start, end), max(start, end))


class TextBlock(TextArea):
    """Several lines of text. Enter goes on like everywhere else, ctrl+j begins a new line."""

    DEFAULT_CSS = """
    TextBlock, TextBlock:focus {
        border: none;
        padding: 0;
        background: $surface;
    }
    TextBlock:focus { background: $boost; }
    TextBlock:ansi { background: ansi_default; }
    """

    class Done(Message):
        """Enter was pressed."""

        def __init__(self, block: "TextBlock") -> None:
            super().__init__()
            self.block = block

        @property
        def control(self) -> "TextBlock":
            return self.block

    def __init__(self, value: str = "", *, name: str | None = None, id: str | None = None) -> None:
        super().__init__(
            value, tab_behavior="focus", compact=True, highlight_cursor_line=False, name=name, id=id
        )
        self.cursor_blink = False

    def on_focus(self) -> None:
        self.call_after_refresh(self.place_cursor)

    def place_cursor(self) -> None:
        """Puts the terminal's cursor where the next character will appear."""
        if self.has_focus:
            self.app.cursor_position = self.cursor_screen_offset

    async def _on_key(self, event: events.Key) -> None:
        if event.key == "enter":
            event.stop()
            event.prevent_default()
            self.post_message(self.Done(self))
        elif event.key == "ctrl+j":
            event.stop()
            event.prevent_default()
            self.insert("\n")
        else:
            await super()._on_key(event)
