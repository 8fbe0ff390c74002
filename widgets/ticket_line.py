"""Whom it is about: one line that stays above whatever acts on a ticket."""

from collections.abc import Sequence
from dataclasses import dataclass

from widgets.cells import fit, printable, width_of
from widgets.columns import Piece
from widgets.status import OneLine

CUSTOMER, LEAST_FAULT = 28, 8
"""Cells that a customer's name takes at most, and those that the fault needs to say anything."""


@dataclass(frozen=True)
class TicketWords:
    """One ticket in ready words; `more` stands for the others of a bulk."""

    number: str = ""
    level: str = ""
    customer: str = ""
    phone: str = ""
    fault: str = ""
    more: str = ""
    worst: bool = False


class TicketLine(OneLine):
    """Number, level, customer, phone, fault. The fault gives way first, then the customer, not the phone."""

    def __init__(self, words: TicketWords | None = None, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._words = words or TicketWords()

    def show_words(self, words: TicketWords) -> None:
        """Another ticket, or more about the same; only what differs is drawn."""
        self._words = words
        self.repaint()

    def pieces(self, width: int) -> list[Piece]:
        words = self._words
        level = ("filled",) if words.worst else ()
        parts: Sequence[tuple[str, tuple[str, ...], int]] = (
            (words.number, ("title",), width),
            (words.more, (), width),
            (words.level, level, width),
            (words.customer, ("title",), CUSTOMER),
            (words.phone, (), width),
        )
        shown = [(text, tone, min(most, width_of(printable(text)))) for text, tone, most in parts if text]
        over = sum(wide + 1 for _text, _tone, wide in shown) - (width - 2)
        pieces: list[Piece] = []
        x = 1
        for text, tone, wide in shown:
            if text is words.customer and over > 0:
                wide = max(4, wide - over)
            pieces.append((x, fit(text, wide), self.ink(*tone)))
            x += wide + 1
        room = width - x - 1
        if words.fault and room >= LEAST_FAULT:
            pieces.append((x, fit(words.fault, min(room, width_of(printable(words.fault)))), self.ink()))
        return pieces
