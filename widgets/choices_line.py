"""Several that are chosen, on one line: each as in a field of one, with commas between them."""

import re
from collections.abc import Sequence

from widgets.choice_line import ChoiceLine
from widgets.choosing import Taken
from widgets.field import Choice

COMMAS = ",\uff0c\u3001"
"""The Chinese commas as well."""
LONGEST = 200
"""Characters of several names that are pasted at once."""


class ChoicesLine(ChoiceLine):
    """Its value is the chosen values with commas.

    Typing, digits and arrows mark one as in `ChoiceLine`. A comma takes it and asks for the next one, leaving
    the field takes it as well. Backspace with nothing typed takes the last one back.
    """

    def __init__(self, choices: Sequence[Choice], value: str = "", *, id: str | None = None) -> None:
        super().__init__(choices, _joined(values_of(value)), id=id)
        self._longest = LONGEST

    def take(self, taken: Taken, *, decided: bool) -> None:
        # One more; which was the last one only the person knows: the field keeps the focus.
        if taken.choice is not None:
            self._choose(_joined([*values_of(self._value), taken.choice.value]), decided=False)

    def _choose(self, value: str, *, decided: bool) -> None:
        super()._choose(_joined(values_of(value)), decided=decided)

    def _rest(self) -> None:
        self._choosing.type("")

    def press(self, character: str) -> None:
        if character in COMMAS:
            self.settle()
        else:
            super().press(character)

    def paste(self, text: str) -> None:
        self._type("")
        *whole, last = re.split(f"[{COMMAS}]", text)
        for place, each in enumerate(whole):
            self._type(each)
            if not self.settle():
                # What is no choice waits to be mended, and what stands behind it is not lost.
                self._type(",".join([*whole[place:], last]))
                return
        self._type(last)

    def _type(self, text: str) -> None:
        self._choosing.type(text)
        self._show()

    def action_neighbour(self, step: int) -> None:
        """Marks the next or previous match."""
        if self.typed:
            super().action_neighbour(step)

    def action_clear(self) -> None:
        """Takes back the last character, or the last one that was taken."""
        if self.typed:
            self._type(self.typed[:-1])
        else:
            self._choose(_joined(values_of(self._value)[:-1]), decided=False)

    def _before(self) -> str:
        return "".join(f"{self._one(each)}, " for each in values_of(self._value)) + self.typed

    def _label(self, value: str) -> str:
        return ", ".join(self._one(each) for each in values_of(value))

    def _one(self, value: str) -> str:
        return super()._label(value)


def values_of(text: str) -> list[str]:
    """What stands between the commas, each once."""
    return list(dict.fromkeys(part.strip() for part in re.split(f"[{COMMAS}]", text) if part.strip()))


def _joined(parts: Sequence[str]) -> str:
    return ",".join(dict.fromkeys(parts))
