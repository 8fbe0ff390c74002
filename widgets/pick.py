"""A short list that is found by number, initials or text."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input

from widgets.cells import printable, width_of
from widgets.choosing import found, plain
from widgets.columns import Column
from widgets.ground import Ground
from widgets.lists import ColumnList, ListRow
from widgets.status import MessageLine
from widgets.text_line import TextLine

LABEL, LONGEST_LABEL = 12, 40
"""Cells of the labels at least and at most."""


@dataclass(frozen=True)
class PickItem:
    """One line to pick.

    Attributes:
        label: what it is; `note` stands behind it.
        finders: other ways to type it: number, pinyin initials, a phone number.
        disabled: why it cannot be picked now; empty when it can.
        heading: what stands above it and its neighbours of the same heading, while nothing is typed.
    """

    key: str
    label: str
    note: str = ""
    finders: tuple[str, ...] = ()
    disabled: str = ""
    heading: str = ""


class PickList(ColumnList, can_focus=False):
    """The list under the line; the line has the focus."""


class Pick(Ground):
    """A line to type in and beneath it what matches.

    What begins like the typed text stands before what only contains it. Up and down move, Enter picks, a
    digit typed alone finds the line of that number first. With `search=False` the owner filters: it hears
    `Typed` and answers with `set_items`.
    """

    DEFAULT_CSS = """
    Pick {
        layout: vertical;
        width: 1fr;
        height: 1fr;
        & > PickList { width: 100%; height: 1fr; }
        & > TextLine { margin: 0 1; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,ctrl+p", "move(-1)", show=False),
        Binding("down,ctrl+n", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("escape", "leave", show=False),
    ]

    class _Text(Message):
        def __init__(self, pick: "Pick", text: str) -> None:
            super().__init__()
            self.pick = pick
            self.text = text

        @property
        def control(self) -> "Pick":
            return self.pick

    class Typed(_Text):
        """The text changed."""

    class Left(_Text):
        """Esc."""

    class Chosen(_Text):
        """An item was picked; key None for free text that is no item (only with `free`)."""

        def __init__(self, pick: "Pick", key: str | None, text: str) -> None:
            super().__init__(pick, text)
            self.key = key

    def __init__(
        self,
        items: Sequence[PickItem] = (),
        *,
        value: str = "",
        search: bool = True,
        free: bool = False,
        numbered: bool = True,
        empty_text: str = "",
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        """
        Args:
            search: whether the widget filters by itself.
            free: whether Enter on text without a match hands over the text.
            numbered: whether the first nine lines carry a number.
            empty_text: what to say when nothing matches.
        """
        super().__init__(id=id, classes=classes)
        self._items = tuple(items)
        self._shown: tuple[PickItem, ...] = ()
        self._search = search
        self._free = free
        self._numbered = numbered
        self._empty_text = empty_text
        self._line = TextLine(value)
        self._list = PickList(_columns(self._items, numbered), headings=False)
        self._why = MessageLine()

    def compose(self) -> ComposeResult:
        yield self._line
        yield self._list
        yield self._why

    def on_mount(self) -> None:
        self._line.focus()
        self._filter()

    @property
    def text(self) -> str:
        """What is typed."""
        return self._line.value

    @property
    def cursor_key(self) -> str | None:
        """Key of the item under the cursor."""
        return self._list.cursor_key

    def set_items(self, items: Sequence[PickItem]) -> None:
        """Takes other items; what is typed stays."""
        self._items = tuple(items)
        self._list.set_columns(_columns(self._items, self._numbered))
        self._filter()

    def _filter(self) -> None:
        if self._search:
            self._shown = matching(self._items, self._line.value, numbered=self._numbered)
        else:
            self._shown = self._items
        numbers = {item.key: index for index, item in enumerate(self._items, 1)}
        rows = []
        heading = ""
        for item in self._shown:
            if item.heading != heading and not self._line.value.strip():
                heading = item.heading
                rows.append(ListRow(None, heading=heading))
            number = str(numbers[item.key]) if self._numbered and numbers[item.key] < 100 else ""
            rows.append(_row(item, number))
        if not rows and self._empty_text:
            rows = [ListRow(None, heading=self._empty_text)]
        self._list.set_lines(rows, asked=True)
        if self._shown:
            self._list.move_to(self._shown[0].key)
        self._explain()

    def _explain(self) -> None:
        item = self._current()
        self._why.say(item.disabled if item else "", tone="warning")

    def _current(self) -> PickItem | None:
        return next((item for item in self._shown if item.key == self._list.cursor_key), None)

    def on_input_changed(self, event: Input.Changed) -> None:
        event.stop()
        self._filter()
        self.post_message(self.Typed(self, event.value))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        item = self._current()
        if item is not None and not item.disabled:
            self.post_message(self.Chosen(self, item.key, event.value))
        elif item is None and self._free and event.value.strip():
            self.post_message(self.Chosen(self, None, event.value))

    def on_column_list_chosen(self, event: ColumnList.Chosen) -> None:
        event.stop()

    def on_column_list_moved(self, event: ColumnList.Moved) -> None:
        event.stop()

    def action_move(self, step: int) -> None:
        """Moves the cursor of the list."""
        if step < 0:
            self._list.action_cursor_up()
        else:
            self._list.action_cursor_down()
        self._explain()

    def action_page(self, step: int) -> None:
        """Turns the page of the list."""
        if step < 0:
            self._list.action_page_up()
        else:
            self._list.action_page_down()
        self._explain()

    def action_leave(self) -> None:
        self.post_message(self.Left(self, self._line.value))


def _row(item: PickItem, number: str) -> ListRow:
    return ListRow(
        item.key,
        {"number": number, "label": item.label, "note": item.note},
        {"label": "dim", "note": "dim"} if item.disabled else {"note": "dim"},
    )


def _columns(items: Sequence[PickItem], numbered: bool) -> tuple[Column, ...]:
    """The labels take what the longest of all items needs, the notes what is left."""
    longest = max((width_of(printable(item.label)) for item in items), default=0)
    label = min(max(longest, LABEL), LONGEST_LABEL)
    number = (Column("number", "", 2, align="right", gap=2),) if numbered else ()
    return (
        *number,
        Column("label", "", label, least=min(label, LABEL), gap=1 if numbered else 2),
        Column("note", "", 24, least=8, grow=1, gap=2, drop=1),
    )


def matching(items: Sequence[PickItem], typed: str, *, numbered: bool = True) -> tuple[PickItem, ...]:
    """Items that match, best first: the number, what is called so, begins so, contains it; else in order."""
    entries = [(*item.finders, item.label) for item in items]
    places = found(entries, typed)
    named = set(places)
    places += [at for at in found([(item.note,) for item in items], typed) if at not in named]
    if numbered and plain(typed).isdecimal():
        of_number = int(plain(typed)) - 1
        if 0 <= of_number < len(items):
            places = [of_number, *(at for at in places if at != of_number)]
    return tuple(items[at] for at in places)
