"""The one-line command: a sentence, what could come next, and what it would do."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip
from textual.widgets import Input

from widgets.cells import fit, printable, width_of
from widgets.columns import Column, Piece
from widgets.ground import Across, Ground
from widgets.lists import ColumnList, ListRow, Tone
from widgets.status import MessageLine, WholeMessage
from widgets.text_line import TextLine

MOST_COMPLETIONS = 6
LEAST_COMPLETIONS = 1
"""Lines that the completions keep, however much there is to tell."""


@dataclass(frozen=True)
class Completion:
    """A word that fits at the cursor, and what it means; `text` replaces the word that is being typed."""

    text: str
    label: str = ""


@dataclass(frozen=True)
class Detail:
    """One more thing that a sentence would bring with it, in a line of its own."""

    text: str
    tone: Tone = "plain"


class _Completions(ColumnList, can_focus=False):
    """The list under the sentence; the sentence has the focus."""


class _Prompt(MessageLine):
    DEFAULT_CSS = """
    _Prompt { width: 3; }
    """

    def draw_head(self, y: int) -> Strip:
        return self.strip([(1, ":", self.ink("cursor"))])


class _Preview(WholeMessage):
    """What the sentence would do: nothing of whom it concerns is cut away. Details follow, the most important
    first, as many as the panel has lines for."""

    _details: tuple[Detail, ...] = ()

    def say(self, text: str, next_step: str = "", tone: Tone = "plain") -> None:
        self.tell(text, next_step, tone)

    def tell(self, text: str, next_step: str, tone: Tone, details: Sequence[Detail] = ()) -> None:
        """What it would do, the next step, and what it brings with it."""
        height = self.head_height()
        self._details = tuple(details)
        super().say(text, next_step, tone)
        if self.head_height() != height:  # the lines of the details are counted, too
            self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many as there are, but for what the sentence itself and its completions keep of the panel."""
        room = container.height - 1 - LEAST_COMPLETIONS
        return min(len(self._lines_of(width)), max(len(super()._lines_of(width)), room))

    def _lines_of(self, width: int) -> list[list[Piece]]:
        lines, room = super()._lines_of(width), max(2, width - 2)
        for detail in self._details:
            text = printable(detail.text)
            lines.append([(1, fit(text, min(width_of(text), room)), self.tone(detail.tone))])
        return lines


class Sentence(Ground):
    """The owner hears `Typed`, answers with completions and a preview, and carries out `Sent`.

    Tab takes the completion under the cursor, up and down choose one.
    """

    DEFAULT_CSS = """
    Sentence {
        layout: vertical;
        width: 1fr;
        height: 1fr;
        & > .line { height: 1; }
        & > _Completions { height: 1fr; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "complete", show=False),
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("escape", "leave", show=False),
    ]

    class _Text(Message):
        def __init__(self, sentence: "Sentence", text: str) -> None:
            super().__init__()
            self.sentence = sentence
            self.text = text

        @property
        def control(self) -> "Sentence":
            return self.sentence

    class Typed(_Text):
        """The sentence changed."""

    class Sent(_Text):
        """Enter: to be carried out."""

    class Left(_Text):
        """Esc; the text is worth keeping."""

    def __init__(self, value: str = "", *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._line = TextLine(value)
        self._list = _Completions(
            (Column("text", "", 16, gap=3), Column("label", "", 20, gap=2, grow=1, least=4)), headings=False
        )
        self._preview = _Preview()
        self._completions: tuple[Completion, ...] = ()

    def compose(self) -> ComposeResult:
        with Across(classes="line"):
            yield _Prompt()
            yield self._line
        yield self._preview
        yield self._list

    def on_mount(self) -> None:
        self._line.focus()
        self.post_message(self.Typed(self, self.text))

    @property
    def text(self) -> str:
        """What is typed."""
        return self._line.value

    def set_text(self, text: str) -> None:
        """Replaces the sentence, for instance by an earlier one."""
        self._line.value = text
        self._line.cursor_position = len(text)

    def set_completions(self, completions: Sequence[Completion]) -> None:
        """What could stand in the place of the last word."""
        self._completions = tuple(completions[:MOST_COMPLETIONS])
        rows = [
            ListRow(str(index), {"text": completion.text, "label": completion.label}, {"label": "dim"})
            for index, completion in enumerate(self._completions)
        ]
        self._list.set_lines(rows, asked=True)
        if rows:
            self._list.move_to("0")

    def set_preview(
        self, text: str, next_step: str = "", tone: Tone = "plain", details: Sequence[Detail] = ()
    ) -> None:
        """What the sentence would do, or what keeps it from being carried out, and what that brings along."""
        self._preview.tell(text, next_step, tone, details)

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Typed(self, event.value))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if event.value.strip():
            self.post_message(self.Sent(self, event.value))

    def on_column_list_moved(self, event: ColumnList.Moved) -> None:
        event.stop()

    def action_complete(self) -> None:
        """Takes the completion under the cursor in place of the word being typed."""
        index = self._list.cursor_index
        if not 0 <= index < len(self._completions):
            return
        text = self.text
        begin = len(text) - len(text.split(" ")[-1])
        self.set_text(text[:begin] + self._completions[index].text + " ")

    def action_move(self, step: int) -> None:
        """Moves among the completions."""
        if step < 0:
            self._list.action_cursor_up()
        else:
            self._list.action_cursor_down()

    def action_leave(self) -> None:
        self.post_message(self.Left(self, self.text))
