"""A plain model of the tool room, written from the regulation: where each tool is, whether it is broken,
whether it is lent. It knows no machine, no ledger and no condition but these."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tests.db.verbs.model import need

STORE, REPAIR, LOST, SCRAP, AWAY = "store", "repair", "lost", "scrap", "department:YF"


@dataclass(frozen=True)
class Piece:
    """One tool."""

    place: str = STORE
    broken: bool = False
    lent: bool = False

    @property
    def out(self) -> bool:
        """Whether somebody has it, or another department."""
        return self.place.startswith(("staff:", "department:"))

    @property
    def fit(self) -> bool:
        """Whether it lies in the store or is out, and works."""
        return not self.broken and (self.place == STORE or self.out)


class Room:
    """All tools of one kind, by their numbers; each deed raises Illegal where the regulation forbids it."""

    def __init__(self, numbers: tuple[str, ...]) -> None:
        self.all = {number: Piece() for number in numbers}
        self.closed: set[str] = set()

    def _put(self, number: str, **changes: object) -> None:
        self.all[number] = replace(self.all[number], **changes)  # type: ignore[arg-type]  # fields by name

    def issue(self, number: str, staff: str) -> None:
        piece = self.all[number]
        need(piece.place == STORE and not piece.broken)
        self._put(number, place=f"staff:{staff}")

    def give_back(self, number: str, condition: str | None) -> None:
        piece = self.all[number]
        need(piece.out and not (piece.lent and condition is None))
        broken = piece.broken if condition is None else condition == "broken"
        self.all[number] = Piece(STORE, broken)

    def lend(self, number: str, to: str) -> None:
        piece = self.all[number]
        need(piece.place == STORE and not piece.broken)
        self._put(number, place=to, lent=True)

    def transfer(self, number: str, to: str) -> None:
        piece = self.all[number]
        need(
            piece.place.startswith("staff:") and piece.fit and not piece.lent and piece.place != f"staff:{to}"
        )
        self._put(number, place=f"staff:{to}")

    def broke(self, number: str) -> None:
        need(self.all[number].fit)
        self._put(number, broken=True)

    def accident(self, number: str) -> None:
        piece = self.all[number]
        need(piece.place == STORE or piece.out)
        self._put(number, broken=True)

    def lose(self, number: str) -> None:
        need(self.all[number].place not in (LOST, SCRAP))
        self._put(number, place=LOST, lent=False)

    def find(self, number: str, condition: str | None) -> None:
        piece = self.all[number]
        need(piece.place == LOST)
        broken = piece.broken if condition is None else condition == "broken"
        self.all[number] = Piece(STORE, broken)

    def repair(self, number: str) -> None:
        need(self.all[number].place == STORE)
        self._put(number, place=REPAIR)

    def repaired(self, number: str, condition: str | None) -> None:
        need(self.all[number].place == REPAIR)
        self.all[number] = Piece(STORE, condition == "broken")

    def calibrate(self, number: str, passed: bool) -> None:
        need(self.all[number].fit)
        self._put(number, broken=not passed)

    def inspect(self, number: str) -> None:
        """It is found broken."""
        piece = self.all[number]
        need(piece.place == STORE or piece.out)
        self._put(number, broken=True)

    def scrap(self, number: str) -> None:
        need(self.all[number].place == STORE)
        self._put(number, place=SCRAP)

    def exchange(self, number: str, staff: str) -> None:
        piece = self.all[number]
        free = sorted(each for each, other in self.all.items() if other.place == STORE and not other.broken)
        need(piece.place == f"staff:{staff}" and (piece.broken or not piece.lent) and free)
        self.all[number] = Piece(STORE, broken=True)
        self._put(free[0], place=f"staff:{staff}")

    def count(self, found: tuple[str, ...], month: str) -> None:
        need(month not in self.closed)
        self.closed.add(month)
        for number, piece in self.all.items():
            if piece.place == STORE and number not in found:
                self._put(number, place=LOST)
            elif number in found and piece.place not in (STORE, SCRAP):
                self._put(number, place=STORE, lent=False)

    def clear(self, staff: str, kept_back: tuple[str, ...]) -> None:
        for number in self.list_of(staff):
            self._put(number, place=LOST if number in kept_back else STORE, lent=False)

    def list_of(self, staff: str) -> list[str]:
        """What somebody has."""
        return sorted(number for number, piece in self.all.items() if piece.place == f"staff:{staff}")

    def states(self) -> dict[str, tuple[str, str]]:
        """Place and state of each tool, in the words of the program."""
        return {number: (piece.place, _state(piece)) for number, piece in self.all.items()}


def _state(piece: Piece) -> str:
    if piece.place in (REPAIR, LOST):
        return piece.place
    if piece.place == SCRAP:
        return "scrapped"
    if piece.broken:
        return "damaged"
    return "in_store" if piece.place == STORE else "lent" if piece.lent else "held"
