"""A field that is chosen, on one line: no pop-up, one key."""

import unicodedata
from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from widgets.cells import fit, printable, width_of
from widgets.columns import Piece
from widgets.field import Choice
from widgets.status import OneLine


class ChoiceLine(OneLine, can_focus=True, inherit_bindings=False):
    """Shows the chosen value; with the focus all values, each behind its digit.

    Digit or initials choose, left and right go to the neighbour, backspace takes the choice back.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "neighbour(-1)", show=False),
        Binding("right,space", "neighbour(1)", show=False),
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

    def __init__(self, choices: Sequence[Choice], value: str = "", *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.choices = tuple(choices)
        self._value = value
        self._typed = ""

    @property
    def value(self) -> str:
        """The chosen value, empty for none."""
        return self._value

    @value.setter
    def value(self, value: str) -> None:
        self._choose(value, decided=False)

    def _choose(self, value: str, *, decided: bool) -> None:
        changed = value != self._value
        self._value = value
        self.repaint()
        if changed or decided:
            self.post_message(self.Changed(self, value, decided))

    def check_consume_key(self, key: str, character: str | None) -> bool:
        return character is not None and character.isprintable()

    def on_key(self, event: events.Key) -> None:
        if event.character is None or not event.is_printable or event.key == "space":
            return
        event.stop()
        event.prevent_default()
        self._type(unicodedata.normalize("NFKC", event.character).lower())

    def _type(self, character: str) -> None:
        if character.isdigit():
            self._typed = ""
            index = int(character) - 1
            if 0 <= index < len(self.choices):
                self._choose(self.choices[index].value, decided=True)
            return
        for typed in (self._typed + character, character):
            hits = [choice for choice in self.choices if _begins(choice, typed)]
            if hits:
                break
        self._typed = typed if hits else ""
        if hits:
            again = [choice.value for choice in hits]
            # The same initial again goes on to the next value that begins with it.
            place = again.index(self._value) + 1 if self._value in again and len(typed) == 1 else 0
            self._choose(again[place % len(again)], decided=len(hits) == 1)

    def on_focus(self) -> None:
        self._typed = ""
        self.repaint()

    def on_blur(self) -> None:
        self.repaint()

    def action_neighbour(self, step: int) -> None:
        """Chooses the next or previous value, round and round."""
        if not self.choices:
            return
        values = [choice.value for choice in self.choices]
        if self._value in values:
            place = (values.index(self._value) + step) % len(values)
        else:
            place = 0 if step > 0 else len(values) - 1
        self._choose(values[place], decided=False)

    def action_clear(self) -> None:
        """Takes the choice back."""
        self._choose("", decided=False)

    def pieces(self, width: int) -> list[Piece]:
        chosen = next((choice for choice in self.choices if choice.value == self._value), None)
        if not self.has_focus:
            text = chosen.label if chosen else self._value
            return [(0, fit(text, width), self.ink())]
        texts = [
            f"{index + 1} {printable(choice.label)}" if index < 9 else printable(choice.label)
            for index, choice in enumerate(self.choices)
        ]
        if chosen:
            # A sign as well as a colour.
            at = self.choices.index(chosen)
            texts[at] = f"[{texts[at]}]"
        place = self.choices.index(chosen) if chosen else 0
        gap = 2 if sum(width_of(text) + 2 for text in texts) - 2 <= width else 1
        start = _first_shown(texts, place, width, gap)
        pieces: list[Piece] = [(0, "<", self.ink("dim"))] if start else []
        x = 2 if start else 0
        for index in range(start, len(texts)):
            if x + width_of(texts[index]) > width - (2 if index + 1 < len(texts) else 0):
                pieces.append((width - 1, ">", self.ink("dim")))
                break
            ink = self.ink("bar") if chosen and index == place else self.ink()
            pieces.append((x, texts[index], ink))
            x += width_of(texts[index]) + gap
        return pieces


def _begins(choice: Choice, typed: str) -> bool:
    return choice.short.lower().startswith(typed) or choice.label.lower().startswith(typed)


def _first_shown(texts: Sequence[str], place: int, width: int, gap: int) -> int:
    """The leftmost value such that the one at `place` is still in sight, between the marks of more."""
    start = 0
    while start < place:
        used = (2 if start else 0) + sum(width_of(text) + gap for text in texts[start : place + 1]) - gap
        if used <= width - (2 if place + 1 < len(texts) else 0):
            break
        start += 1
    return start
