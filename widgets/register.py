"""A list of any length of which only the rows around the cursor are known; the others are asked for."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip

from widgets.cells import wrap
from widgets.columns import Column, Placed, grow
from widgets.lines import LineView
from widgets.lists import ColumnList, ListRow

UNKNOWN = "\x00"
"""What the key of a row begins with that has not come yet; its place follows."""
LEAST_CUT = 12
"""Cells from which on the last column in sight may be cut; below it is left out."""


class Known(Sequence[str | None]):
    """The keys of all rows, those that are not known being named after their place."""

    def __init__(self, total: int, keys: Mapping[int, str]) -> None:
        self._total = total
        self._keys = keys
        self._places = {key: place for place, key in keys.items()}

    def __len__(self) -> int:
        return self._total

    def __getitem__(self, place: int) -> str:  # type: ignore[override]
        place = place + self._total if place < 0 else place
        if not 0 <= place < self._total:
            raise IndexError(place)
        return self._keys.get(place) or f"{UNKNOWN}{place}"

    def index(self, key: object, start: int = 0, stop: int | None = None) -> int:
        if isinstance(key, str) and key.startswith(UNKNOWN) and int(key[1:]) < self._total:
            return int(key[1:])
        if key not in self._places:
            raise ValueError(key)
        return self._places[str(key)]


class Register(ColumnList):
    """Rows in columns. The first column stays, the others are turned over with `h` and `l`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,l", "turn(1)", show=False, id="register.right"),
        Binding("left,h", "turn(-1)", show=False, id="register.left"),
    ]

    class Moved(LineView.Moved):
        """The cursor stands on another row."""

    class Chosen(LineView.Chosen):
        """Enter was pressed on a row."""

    class Wanted(Message):
        """Rows are in sight that are not known, from the place `begin` on."""

        def __init__(self, register: "Register", begin: int) -> None:
            super().__init__()
            self.register = register
            self.begin = begin

        @property
        def control(self) -> "Register":
            return self.register

    class Turned(Message):
        """Other rows or columns are in sight."""

    def __init__(self, *, page: int = 100, id: str | None = None) -> None:
        """`page` is how many rows are asked for at once where no more are in sight."""
        super().__init__((), id=id)
        self._page = page
        self._rows: dict[int, ListRow] = {}
        self._total = 0
        self._wanted: int | None = None
        self._empty = ""
        self.marked: frozenset[str] = frozenset()
        """The keys of the rows that are marked."""
        self.first = 1
        """The column that stands next to the first one."""

    # -- what is shown ----------------------------------------------------------------------------------

    def begin_anew(self) -> None:
        """Another question: nothing is known, and the cursor will stand on the first row."""
        self._rows, self._wanted = {}, None
        self._total = 0
        self._cursor, self._cursor_key, self.top = -1, None, 0

    def set_page(self, begin: int, rows: Sequence[ListRow], total: int, *, empty: str = "") -> None:
        """Rows from `begin` on, of `total`; what was known beside them may be out of date. `empty` is said
        where there is none, in lines."""
        self._wanted = None
        asked = self._cursor_key is None or self._cursor_key.startswith(UNKNOWN)
        self._total, self._empty = total, empty
        self._rows = {begin + at: row for at, row in enumerate(rows)}
        keys = {place: row.key for place, row in self._rows.items() if row.key is not None}
        self.reorder(Known(total, keys), asked=asked)

    @property
    def page(self) -> int:
        """How many rows are asked for at once: always more than are in sight."""
        return max(self._page, 2 * self.body_height)

    @property
    def total(self) -> int:
        """How many rows there are."""
        return self._total

    @property
    def columns_in_sight(self) -> tuple[str, ...]:
        """The names of the columns that stand on the screen."""
        return tuple(column.name for column in self._places())

    @property
    def columns_hidden(self) -> int:
        """How many columns are out of sight, left or right."""
        return len(self.columns) - len(self._places())

    def set_columns(self, columns: Sequence[Column]) -> None:
        self.first = max(1, min(self.first, len(columns) - 1))
        super().set_columns(columns)

    def action_turn(self, step: int) -> None:
        """Turn to the columns on the right or left."""
        last = self.columns[-1].name if self.columns else ""
        if step > 0 and last in self.columns_in_sight:
            return
        self.first = max(1, min(self.first + step, len(self.columns) - 1))
        self._placed_for = -1
        self.repaint()
        self.post_message(self.Turned())

    # -- drawing ----------------------------------------------------------------------------------------

    def draw_line(self, index: int, selected: bool) -> Strip:
        row = self._rows.get(index)
        if row is None:
            return self.strip([self.marker(selected), (1, "…", self.ink("dim"))])
        return self.draw_row(row, selected, marked=row.key in self.marked)

    def _compose_line(self, y: int) -> Strip:
        if not self._total and y >= self.head_height():
            said = wrap(self._empty, self.size.width - 2)
            at = y - self.head_height()
            return self.strip([(1, said[at], self.ink("dim"))] if at < len(said) else [])
        return super()._compose_line(y)

    def _places(self) -> tuple[Placed, ...]:
        if self._placed_for != self.size.width:
            self._placed_for = self.size.width
            self._placed = placed(self.columns, self.first, self.size.width)
        return self._placed

    # -- asking -----------------------------------------------------------------------------------------

    def _settle(self, index: int, *, line: int) -> None:
        top = self.top
        super()._settle(index, line=line)
        if self.top != top:
            self.post_message(self.Turned())
        self._want()

    def _want(self) -> None:
        """Ask for what is in sight and not known, unless it is asked for already."""
        lacking = [place for place in self.in_sight if place not in self._rows]
        if not lacking:
            return
        asked = range(self._wanted, self._wanted + self.page) if self._wanted is not None else ()
        if all(place in asked for place in lacking):
            return
        self._wanted = max(0, self.top - (self.page - self.body_height) // 2)
        self.post_message(self.Wanted(self, self._wanted))


def placed(columns: Sequence[Column], first: int, width: int) -> tuple[Placed, ...]:
    """The first column, then those from `first` on, as many as fit; the last one that does not has what is
    left, if that says anything. Where cells are left over, columns whose texts are cut have them, and where
    all columns stand the last one has the rest. Columns aside stand only where no text is cut for them."""
    shown = [*columns[:1], *columns[max(1, first) :]]
    kept, widths = _fitting(shown, width)
    while first <= 1 and kept[1:] and kept[-1].aside and _is_cut(kept, widths):
        kept, widths = _fitting(kept[:-1], width)
    if kept and len(kept) == len(shown) and columns[-1].grow:
        widths[-1] += width - sum(column.gap for column in kept) - sum(widths)
    return tuple(_standing(kept, widths))


def _is_cut(columns: Sequence[Column], widths: Sequence[int]) -> bool:
    """Whether a text that people read of the list has not all the cells that it takes."""
    return any(not each.aside and wide < each.most for each, wide in zip(columns, widths, strict=True))


def _fitting(shown: Sequence[Column], width: int) -> tuple[list[Column], list[int]]:
    """As many of these columns as fit, and how wide."""
    widths: list[int] = []
    x = 0
    for column in shown:
        x += column.gap
        wide = min(column.width, width - x)
        if wide < column.width and (wide < max(LEAST_CUT, min(column.smallest, column.width)) and widths):
            break
        if wide <= 0:
            break
        widths.append(wide)
        x += wide
        if wide < column.width:
            break
    kept = list(shown[: len(widths)])
    cut_ones = [replace(column, grow=int(column.most > column.width)) for column in kept]
    spare = width - sum(column.gap for column in kept) - sum(widths)
    grow(cut_ones, widths, spare)
    return kept, widths


def _standing(columns: Sequence[Column], widths: Sequence[int]) -> Iterator[Placed]:
    """Columns of these widths one beside the other."""
    x = 0
    for column, wide in zip(columns, widths, strict=True):
        x += column.gap
        yield Placed(column.name, column.label, x, wide, column.align)
        x += wide
