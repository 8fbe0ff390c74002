"""A list of choices in as many columns as there is room for: a digit takes, typing filters, Enter takes."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Offset
from textual.message import Message
from textual.strip import Strip

from widgets.cells import cut, fit, printable, width_of, wrap
from widgets.choosing import Choosing, Taken
from widgets.chosen_by_keys import ChosenByKeys
from widgets.columns import Piece
from widgets.field import Choice
from widgets.lines import LineView
from widgets.typing_place import put_cursor

FEW = 8
"""So many choices stand under one another; more stand side by side where there is room."""
AROUND = 6
"""Cells beside a label: marker, digit and blanks."""
NOTE_GAP = 3
LONGEST = 200
"""Characters that one's own words may have."""


class ChoiceList(LineView, ChosenByKeys, inherit_bindings=False):
    """Choices behind their digits. What stands marked is what Enter takes, one's own words among it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False, id="choice.up"),
        Binding("down", "move(1)", show=False, id="choice.down"),
        Binding("left", "across(-1)", show=False, id="choice.left"),
        Binding("right", "across(1)", show=False, id="choice.right"),
        Binding("backspace", "rub_out", show=False, id="choice.rub_out"),
        Binding("enter,f10,ctrl+j", "take", show=False, id="choice.take"),
    ]

    class Chosen(Message):
        """Taken: a choice by its value, or with `value` None one's own words."""

        def __init__(self, view: "ChoiceList", value: str | None, words: str) -> None:
            super().__init__()
            self.view = view
            self.value = value
            self.words = words

        @property
        def control(self) -> "ChoiceList":
            return self.view

    def __init__(
        self,
        choices: Sequence[Choice],
        *,
        title: str = "",
        hints: Sequence[str] = (),
        own: Callable[[str], str] | None = None,
        first: str | None = None,
        id: str | None = None,
    ) -> None:
        """
        Args:
            hints: beside the title while nothing is typed: the first for which there is room.
            own: how one's own words are offered; None where they are not allowed.
            first: value of the choice that is marked at first; by default the first one.
        """
        super().__init__(cursor=False, id=id)
        self._title, self._hints, self._own, self._first = title, tuple(map(printable, hints)), own, first
        self._choosing = Choosing(choices, free=own is not None)
        self._longest = LONGEST
        self._mark_first()

    def set_choices(self, choices: Sequence[Choice]) -> None:
        """Other choices; what is typed stays."""
        before = self._choosing
        self._choosing = Choosing(choices, free=self._own is not None)
        self._choosing.is_words = before.is_words
        self._choosing.type(before.typed)
        self.show_typed()

    def digit_of(self, value: str) -> str:
        """The key that takes the choice with this value; empty where there is none."""
        values = [choice.value for choice in self.choices]
        return self._choosing.digit_of(values.index(value))

    @property
    def marked(self) -> str | None:
        """Value of the choice that Enter takes."""
        place = self._choosing.marked
        return None if place is None else self._choosing.choices[place].value

    def lines_wanted(self, width: int) -> int:
        """Lines that it needs to show everything."""
        return self.head_height() + self._rows(width) + self._note_lines(width)

    def _mark_first(self) -> None:
        choosing = self._choosing
        choosing.mark(self._first)
        if choosing.marked is None:
            choosing.step(1)

    # Keys

    def show_typed(self) -> None:
        if not self.typed and not self._choosing.is_words:
            self._mark_first()
        self._follow()

    def action_rub_out(self) -> None:
        """Takes the last character back."""
        self._choosing.rub_out()
        self.show_typed()

    def action_move(self, step: int) -> None:
        """Marks the next or previous one."""
        self._choosing.step(step)
        self._follow()

    def action_across(self, step: int) -> None:
        """Marks the one beside it."""
        self._choosing.step(step * self._rows(self.size.width))
        self._follow()

    def action_take(self) -> None:
        """Takes what is marked."""
        self.take_marked()

    def take(self, taken: Taken, *, decided: bool) -> None:
        choice = taken.choice
        self.post_message(self.Chosen(self, None if choice is None else choice.value, taken.words))

    # Drawing

    def _entries(self) -> list[tuple[str, str, str]]:
        """What stands there: digit, label and note."""
        choosing = self._choosing
        entries = [
            (
                choosing.digit_of(at),
                printable(choosing.choices[at].label),
                printable(choosing.choices[at].note),
            )
            for at in choosing.shown
        ]
        if choosing.own_shown and self._own is not None:
            entries.append(("", printable(self._own(self.typed.strip())), ""))
        return entries

    def _columns(self, width: int) -> list[int]:
        """Cells of each column. Beside notes a column is as wide as what stands in it, else all are alike."""
        choices = self._listed
        if len(choices) <= FEW:
            return [width - 1]
        for count in range(-(-len(choices) // (FEW // 2)), 1, -1):
            rows = -(-len(choices) // count)
            columns = [_width(choices[at : at + rows]) for at in range(0, len(choices), rows)]
            if not any(choice.note for choice in choices):
                columns = [max(columns)] * count
            spare = width - 1 - sum(columns)
            if spare >= 0:
                return [each + spare // len(columns) for each in columns]
        return [width - 1]

    def _rows(self, width: int) -> int:
        """Lines of the list while nothing is typed: what is left by typing stands in the same columns."""
        return max(1, -(-max(len(self._listed), len(self._entries())) // len(self._columns(width))))

    @property
    def _listed(self) -> list[Choice]:
        """What is shown while nothing is typed."""
        return [choice for choice in self.choices if not choice.hidden]

    def _follow(self) -> None:
        rows = self._rows(self.size.width)
        place = self._place()
        line = 0 if place is None else place % rows
        height = max(1, self.body_height)
        self.top = min(max(self.top, line - height + 1), line)
        self.reorder([None] * min(rows, max(1, len(self._entries()))), asked=True)
        if self.has_focus:
            self.call_after_refresh(self.place_cursor)

    def _place(self) -> int | None:
        choosing = self._choosing
        if choosing.own_marked:
            return len(choosing.shown)
        return None if choosing.marked is None else choosing.shown.index(choosing.marked)

    def on_mount(self) -> None:
        self._follow()

    def on_focus(self) -> None:
        self.call_after_refresh(self.place_cursor)

    def place_cursor(self) -> None:
        """Puts the terminal's cursor behind what is typed: the window of an input method opens there."""
        if self.has_focus:
            x = width_of(printable(f"{self._title}   {self.typed}")) + 1
            put_cursor(self, self.region.offset + Offset(min(x, max(0, self.size.width - 1)), 0))

    def on_resize(self, event: events.Resize) -> None:
        self._follow()

    def _note_room(self, width: int) -> int:
        """Cells for the notes beside the choices; where these stand side by side all notes have room."""
        if len(self._columns(width)) > 1:
            return width
        label = max((width_of(printable(choice.label)) for choice in self._listed), default=0)
        return width - 1 - 4 - label - NOTE_GAP

    def _note_lines(self, width: int) -> int:
        """Lines beneath the list for the longest note that found no room beside its choice."""
        room = self._note_room(width)
        cut = (each.note for each in self._listed if width_of(printable(each.note)) > room)
        return max((len(wrap(note, width - 2)) for note in cut), default=0)

    def foot_height(self) -> int:
        return min(self._note_lines(self.size.width), max(0, self.size.height - 3))

    def draw_foot(self, y: int) -> Strip:
        """The note of the marked one in full, where it was cut."""
        place = self._choosing.marked
        note = "" if place is None else self.choices[place].note
        if width_of(printable(note)) <= self._note_room(self.size.width):
            return self.blank()
        lines = wrap(note, self.size.width - 2)
        return self.strip([(1, lines[y], self.ink("dim"))]) if y < len(lines) else self.blank()

    def head_height(self) -> int:
        return 1

    def draw_head(self, y: int) -> Strip:
        width = self.size.width
        title = fit(self._title, min(width_of(printable(self._title)), width - 2))
        pieces: list[Piece] = [(1, title, self.ink("title"))]
        x = 1 + width_of(title) + 3
        if self.typed:
            pieces.append((x, fit(self.typed, width - x - 1), self.ink("cursor")))
        elif hint := next((each for each in self._hints if width_of(each) < width - x), ""):
            pieces.append((width - width_of(hint) - 1, hint, self.ink("head")))
        return self.strip(pieces)

    def draw_line(self, index: int, selected: bool) -> Strip:
        entries, rows = self._entries(), self._rows(self.size.width)
        bar = self.bar and self.active
        columns = self._columns(self.size.width)
        x, pieces, filled = 0, list[Piece](), False
        for column, width in enumerate(columns):
            place = column * rows + index
            if place < len(entries):
                marked = place == self._place()
                label = max(width_of(each) for _, each, _ in entries[column * rows : (column + 1) * rows])
                entry = self._entry(entries[place], marked, x, width, label)
                if marked and bar and len(columns) > 1:
                    entry = [self._barred(entry, x, width - 1)]
                else:
                    filled = marked and bar
                pieces += entry
            x += width
        return self.strip(pieces, bar=filled)

    def _barred(self, entry: list[Piece], x: int, width: int) -> Piece:
        """A cell among others that the bar fills from end to end."""
        text = ""
        for start, words, _ink in entry:
            text = fit(text, start - x) + words
        return (x, fit(text, width), self.ink("bar", "cursor"))

    def _entry(
        self, entry: tuple[str, str, str], marked: bool, x: int, width: int, widest: int
    ) -> list[Piece]:
        """One choice in `width` cells from `x` on, its note behind the widest label of its column."""
        digit, label, note = entry
        ink = self.ink("cursor") if marked else self.ink()
        pieces: list[Piece] = [
            (x, ">" if marked else " ", self.ink("cursor")),
            (x + 1, fit(digit, 2, "right"), self.ink("dim")),
            (x + 4, cut(label, width - 5), ink),
        ]
        if note:
            at = x + 4 + widest + NOTE_GAP
            room = max(0, x + width - at)
            pieces.append((at, fit(cut(note, room), room), self.ink("dim")))
        return pieces


def _width(choices: Sequence[Choice]) -> int:
    """Cells that these need under one another."""
    note = max(width_of(printable(choice.note)) for choice in choices)
    label = max(width_of(printable(choice.label)) for choice in choices)
    return AROUND + label + (NOTE_GAP + note if note else 0)
