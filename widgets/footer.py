"""The key hints in the last line."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from widgets.cells import printable, width_of
from widgets.columns import Piece
from widgets.status import OneLine


@dataclass(frozen=True)
class KeyHint:
    """A key and what it does; a disabled one is dim. When it gets narrow the highest `drop` goes first, of
    equal ones the last."""

    key: str
    label: str
    enabled: bool = True
    drop: int = 1


class KeyLine(OneLine):
    """Hints from left to right, as many as fit; never wraps, never cuts one in the middle."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._hints: tuple[KeyHint, ...] = ()

    def set_keys(self, hints: Sequence[KeyHint]) -> None:
        """Takes all hints, most important first; only what differs is drawn."""
        self._hints = tuple(hints)
        self.repaint()

    def pieces(self, width: int) -> list[Piece]:
        hints, gap = self._fitting(width - 2)
        pieces: list[Piece] = []
        x = 1
        for hint in hints:
            key, label = printable(hint.key), printable(hint.label)
            pieces.append((x, key, self.ink("cursor") if hint.enabled else self.ink("dim")))
            x += width_of(key) + 1
            pieces.append((x, label, self.ink() if hint.enabled else self.ink("dim")))
            x += width_of(label) + gap
        return pieces

    def _fitting(self, room: int) -> tuple[list[KeyHint], int]:
        """Two blanks between where all fit so, else one; then as many go as have to."""
        hints = list(self._hints)
        for gap in (2, 1):
            if _length(hints, gap) <= room:
                return hints, gap
        while hints and _length(hints, 1) > room:
            hints.remove(max(reversed(hints), key=lambda hint: hint.drop))
        gap = 2 if _length(hints, 2) <= room else 1
        return hints, gap


def _length(hints: Sequence[KeyHint], gap: int) -> int:
    return sum(_words(hint.key, hint.label) for hint in hints) + gap * max(0, len(hints) - 1)


@lru_cache(maxsize=1024)
def _words(key: str, label: str) -> int:
    return width_of(printable(key)) + 1 + width_of(printable(label))
