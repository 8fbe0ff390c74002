"""Fields to type in: Textual's own editors, without borders, blinking or surprises."""

from typing import Any, ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Offset, Region, Size
from textual.message import Message
from textual.reactive import Reactive
from textual.screen import Screen
from textual.signal import Signal
from textual.widget import Widget
from textual.widgets import Input, TextArea

from widgets.cells import printable
from widgets.inks import StyledWhenDrawn
from widgets.typing_place import put_cursor

LONGEST = 2000
"""Characters that a field takes: no fact of the store is longer, and longer ones draw ever slower."""


class TooLong(Message):
    """More was pasted or typed than a field takes; nothing of it was taken."""

    def __init__(self, editor: Widget, length: int, most: int = LONGEST) -> None:
        super().__init__()
        self.editor = editor
        self.length = length
        self.most = most

    @property
    def control(self) -> Widget:
        return self.editor


class _Forgetting(StyledWhenDrawn):
    """A field that the screen forgets when it goes: Textual's own editors stay subscribed to a signal of the
    screen, with all that they hold, for as long as the screen lives."""

    _signal: Signal[Screen[Any]] | None = None

    def on_mount(self) -> None:
        self._signal = self.screen.text_selection_started_signal

    def on_unmount(self) -> None:
        if self._signal is not None:
            self._signal.unsubscribe(self)


class TextLine(Input, _Forgetting):
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
    TextLine:nocolor > .input--cursor { text-style: reverse; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+j", "submit", show=False)]

    virtual_size: Reactive[Size] = Reactive(Size(0, 0))
    """How long the text is, which gives no other widget another place: Textual works out all of them anew at
    every character."""

    def __init__(
        self,
        value: str = "",
        *,
        name: str | None = None,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        super().__init__(
            value, select_on_focus=False, compact=True, name=name, id=id, classes=classes, max_length=LONGEST
        )
        self.cursor_blink = False

    @property
    def cursor_screen_offset(self) -> Offset:
        # Textual's own lies a cell behind the end of the text.
        x, y, _width, _height = self.content_region
        return Offset(x + self._position_to_cell(self.cursor_position) - self.scroll_offset.x, y)

    def watch_selection(self) -> None:
        # Textual places it before the line scrolls to it.
        self.place_cursor()

    def on_focus(self) -> None:
        self.call_after_refresh(self.place_cursor)

    def on_resize(self) -> None:
        self.call_after_refresh(self.place_cursor)

    def place_cursor(self) -> None:
        """Puts the terminal's cursor where the next character will appear, which is always in sight: Textual
        looks after that only where the cursor moves within the text."""
        if self.has_focus:
            at = Region(self._cursor_offset, 0, 1, 1)
            self.scroll_to_region(at, force=True, animate=False)
            put_cursor(self, self.cursor_screen_offset)

    def _on_paste(self, event: events.Paste) -> None:
        # Textual would take the first line only.
        event.stop()
        event.prevent_default()
        start, end = sorted(self.selection)
        length = len(self.value) - (end - start) + len(event.text)
        if length > LONGEST:
            self.post_message(TooLong(self, length))
        elif text := printable(event.text.strip("\r\n")):
            self.replace(text, start, end)

    def restricted(self) -> None:
        self.post_message(TooLong(self, len(self.value) + 1))


class TextBlock(TextArea, _Forgetting):
    """Several lines of text. Enter goes on like everywhere else, ctrl+j begins a new line."""

    DEFAULT_CSS = """
    TextBlock, TextBlock:focus {
        border: none;
        padding: 0;
        background: $surface;
    }
    TextBlock:focus { background: $boost; }
    TextBlock:ansi { background: ansi_default; }
    TextBlock:nocolor .text-area--cursor { text-style: reverse; }
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
            put_cursor(self, self.cursor_screen_offset)

    async def _on_paste(self, event: events.Paste) -> None:
        length = len(self.text) - len(self.selected_text) + len(event.text)
        if length > LONGEST:
            event.stop()
            event.prevent_default()
            self.post_message(TooLong(self, length))
        else:
            await super()._on_paste(event)

    async def _on_key(self, event: events.Key) -> None:
        if event.is_printable and len(self.text) - len(self.selected_text) >= LONGEST:
            event.stop()
            event.prevent_default()
            self.post_message(TooLong(self, len(self.text) + 1))
        elif event.key == "enter":
            event.stop()
            event.prevent_default()
            self.post_message(self.Done(self))
        elif event.key == "ctrl+j":
            event.stop()
            event.prevent_default()
            self.insert("\n")
        else:
            await super()._on_key(event)
