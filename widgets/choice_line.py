"""A field that is chosen, on one line: no pop-up, one key."""

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.geometry import Offset
from textual.message import Message

from widgets.cells import fit, printable, width_of
from widgets.choosing import Choosing, Taken
from widgets.chosen_by_keys import ChosenByKeys
from widgets.columns import Piece
from widgets.field import Choice
from widgets.status import OneLine
from widgets.text_line import LONGEST as LONGEST_TEXT
from widgets.typing_place import put_cursor

LONGEST = 40
"""Characters that may be typed or pasted to find a choice; where own words are allowed, as in any text."""

MARKED = 14
"""Cells that stay for the values behind a long text."""


class ChoiceLine(OneLine, ChosenByKeys, can_focus=True, inherit_bindings=False):
    """Shows the chosen value; with the focus all values, each behind its digit, one of them marked.

    A digit takes. Typing leaves what matches and marks the best, which `settle` takes; left and right mark
    the neighbour. Nothing is taken that does not stand marked: text that matches nothing is one's own words
    where these are allowed, which stay there to be changed, and else waits to be mended. Where they are
    allowed a blank begins them, elsewhere it goes to the next value.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "neighbour(-1)", show=False),
        Binding("right", "neighbour(1)", show=False),
        Binding("backspace,delete", "clear", show=False),
    ]

    class Changed(Message):
        """Another value; `decided` when one key named it, so that the form may go on."""

        def __init__(self, line: "ChoiceLine", value: str, decided: bool) -> None:
            super().__init__()
            self.line = line
            self.value = value
            self.decided = decided

        @property
        def control(self) -> "ChoiceLine":
            return self.line

    class Asked(Message):
        """Something is typed to which whoever owns the line knows the choices."""

        def __init__(self, line: "ChoiceLine", text: str) -> None:
            super().__init__()
            self.line = line
            self.text = text

        @property
        def control(self) -> "ChoiceLine":
            return self.line

    def __init__(
        self,
        choices: Sequence[Choice],
        value: str = "",
        *,
        own: str = "",
        writing: bool = False,
        asks: bool = False,
        id: str | None = None,
    ) -> None:
        """`own` is how one's own words are offered; empty where they are not allowed. `writing` begins with
        them. One that `asks` posts `Asked` as something is typed, and is answered with `offer`."""
        super().__init__(id=id)
        self._choosing = Choosing(choices, free=bool(own), numbers=asks)
        self._asks = asks
        self._asked = ""
        self._own = own
        self._value = value
        self._longest = LONGEST_TEXT if own else LONGEST
        self._rest()
        if writing and not value:
            self._choosing.begin_words()

    @property
    def value(self) -> str:
        """The chosen value, empty for none."""
        return self._value

    @value.setter
    def value(self, value: str) -> None:
        self._choose(value, decided=False)

    @property
    def words(self) -> str:
        """What is chosen, as it is shown."""
        return self._label(self._value)

    def offer(self, choices: Sequence[Choice]) -> None:
        """Other choices; what is typed stays, and so does what was chosen before."""
        kept = [each for each in self.choices if each.value == self._value != ""]
        known = {each.value for each in choices}
        kept = [each._replace(hidden=True) for each in kept if each.value not in known]
        was_own = self._is_own and self.typed == self._value
        self._choosing.offer([*choices, *kept])
        if was_own and not self._is_own:
            self._rest()  # what it is called is known now
        self._show()

    def settle(self) -> bool:
        """Take what stands marked; False when something is typed that is none of the choices."""
        if not self.typed.strip():
            self._rest()
            return True
        return self.take_marked()

    def take(self, taken: Taken, *, decided: bool) -> None:
        self._choose(taken.words if taken.choice is None else taken.choice.value, decided=decided)

    @property
    def _is_own(self) -> bool:
        """Whether one's own words were taken."""
        return bool(self._own and self._value) and all(each.value != self._value for each in self.choices)

    def _rest(self) -> None:
        """Mark what was taken; own words stand there to be changed."""
        self._choosing.put(self._value if self._is_own else "")
        if not self._is_own:
            self._choosing.mark(self._value)

    def _choose(self, value: str, *, decided: bool) -> None:
        changed = value != self._value
        self._value = value
        self._rest()
        self._show()
        if changed or decided:
            self.post_message(self.Changed(self, value, decided))

    def press_blank(self) -> None:
        self.action_neighbour(1)

    def show_typed(self) -> None:
        self._show()

    def paste(self, text: str) -> None:
        self._choosing.type(text)
        self._typed_anew()

    def _typed_anew(self) -> None:
        """Own words that are rubbed out wholly are no value any more; what was chosen stands marked again."""
        if not self.typed and self._is_own:
            self._choose("", decided=False)
        elif not self.typed and not self._choosing.is_words:
            self._choosing.mark(self._value)
        self._show()

    def on_focus(self) -> None:
        self._show()

    def on_blur(self) -> None:
        self.repaint()

    def _show(self) -> None:
        self.repaint()
        text = "" if self._is_own and self.typed == self._value else self.typed.strip()
        if self._asks and text != self._asked:
            self._asked = text
            self.post_message(self.Asked(self, text))
        if self.has_focus:
            self.call_after_refresh(self.place_cursor)

    def place_cursor(self) -> None:
        """Puts the terminal's cursor behind what is typed: the window of an input method opens there."""
        if self.has_focus:
            x = min(width_of(self._head(self.size.width)), max(0, self.size.width - 1))
            put_cursor(self, self.region.offset + Offset(x, 0))

    def action_neighbour(self, step: int) -> None:
        """Marks the next or previous value, round and round; with nothing typed it is chosen."""
        self._choosing.step(step, around=True)
        place = self._choosing.marked
        if not self.typed and place is not None:
            self._choose(self.choices[place].value, decided=False)
        self._show()

    def action_clear(self) -> None:
        """Takes back the last character, or the choice."""
        if self.typed or self._choosing.is_words:
            self._choosing.rub_out()
            self._typed_anew()
        else:
            self._choose("", decided=False)

    # Drawing

    def pieces(self, width: int) -> list[Piece]:
        if not self.has_focus:
            is_settled = self.typed in ("", self._value)
            text = self._label(self._value) if is_settled else self._before()
            return [(0, fit(text, width), self.ink() if is_settled else self.ink("strong"))]
        head = self._head(width)
        if not head:
            return self._values(0, width)
        x = width_of(head) + 2
        return [(0, head, self.ink("title")), *self._values(x, width - x)]

    def _head(self, width: int) -> str:
        """What stands before the values: the end of what is typed, the marked value beside it in sight."""
        text = printable(self._before())
        if width_of(text) <= width - 2 - MARKED:
            return text
        while text and width_of(text) > width - 3 - MARKED:
            text = text[1:]
        return f"<{text}"

    def _before(self) -> str:
        return self.typed

    def _label(self, value: str) -> str:
        return next((choice.label for choice in self.choices if choice.value == value), value)

    def _values(self, left: int, width: int) -> list[Piece]:
        """The values that are shown, in `width` cells from `left` on, the marked one in sight."""
        choosing = self._choosing
        texts = [
            f"{choosing.digit_of(at)} {printable(self.choices[at].label)}".lstrip() for at in choosing.shown
        ]
        if choosing.own_shown:
            texts.append(self._own)
        marked = len(choosing.shown) if choosing.own_marked else None
        if choosing.marked is not None:
            marked = choosing.shown.index(choosing.marked)
        place = marked or 0
        if marked is not None:
            # A sign as well as a colour.
            texts[place] = f"[{texts[place]}]"
        gap = 2 if sum(width_of(text) + 2 for text in texts) - 2 <= width else 1
        start = _first_shown(texts, place, width, gap)
        pieces: list[Piece] = [(left, "<", self.ink("dim"))] if start else []
        x = 2 if start else 0
        for index in range(start, len(texts)):
            room = width - x - (2 if index + 1 < len(texts) else 0)
            if index == start and width_of(texts[index]) > room:
                texts[index] = fit(texts[index], max(room, 0)).rstrip()  # something of it is seen
            if width_of(texts[index]) > room:
                pieces.append((left + width - 1, ">", self.ink("dim")))
                break
            ink = self.ink("bar") if marked is not None and index == place else self.ink()
            pieces.append((left + x, texts[index], ink))
            x += width_of(texts[index]) + gap
        return pieces


def _first_shown(texts: Sequence[str], place: int, width: int, gap: int) -> int:
    """The leftmost value such that the one at `place` is still in sight, between the marks of more."""
    start = 0
    while start < place:
        used = (2 if start else 0) + sum(width_of(text) + gap for text in texts[start : place + 1]) - gap
        if used <= width - (2 if place + 1 < len(texts) else 0):
            break
        start += 1
    return start
