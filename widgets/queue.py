"""The queue: every open ticket in order, of which only the ones in sight exist on the screen."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from time import monotonic
from typing import ClassVar

from rich.style import Style
from textual.binding import Binding, BindingType
from textual.cache import LRUCache
from textual.message import Message
from textual.strip import Strip

from widgets.cells import fit, fit_parts, width_of
from widgets.columns import Piece, Placed, header_pieces, place
from widgets.countdown import Status
from widgets.lines import LineView
from widgets.queue_row import (
    LATE_MARK,
    TASK_MARK,
    QueueLabels,
    QueueRow,
    Turn,
    due_text,
    fault_text,
    queue_columns,
    task_text,
)
from widgets.queue_wake import QueueWake

__all__ = ["Queue", "QueueLabels", "QueueRow"]

WIDEST_NUMBER = 14

KEPT_ROWS = 500
"""Rows known beyond which those out of sight are forgotten; the screen asks for them again page by page."""
KEPT_STRIPS = 256
"""Lines that are kept as drawn: those in sight a few times over, under the cursor and not."""


def _utc_now() -> datetime:
    return datetime.now(UTC)


class OfTickets(Message):
    """Something about these tickets of a queue."""

    def __init__(self, queue: "Queue", keys: tuple[str, ...]) -> None:
        super().__init__()
        self.queue = queue
        self.keys = keys

    @property
    def control(self) -> "Queue":
        return self.queue


class Queue(LineView):
    """A virtual list of tickets.

    Holds all keys in order and the rows it has been given; asks for missing ones in sight by `RowsWanted`.
    Countdowns and states follow the clock by themselves, waking only when something in sight changes.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("space", "mark", show=False, id="queue.mark")]

    class Moved(LineView.Moved):
        """The cursor stands on another ticket."""

    class Chosen(LineView.Chosen):
        """Enter was pressed on a ticket."""

    class Marked(OfTickets):
        """The marks changed; keys in queue order."""

    class RowsWanted(OfTickets):
        """Rows in sight, and a page around them, that are not known yet; answer with `add_rows`."""

    class Flipped(OfTickets):
        """By the clock alone, tickets in sight became at risk or breached."""

    def __init__(
        self,
        labels: QueueLabels,
        *,
        clock: Callable[[], datetime] = _utc_now,
        timer: Callable[[], float] = monotonic,
        number_width: int = 10,
        bar: bool = True,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        """
        Args:
            clock: the present as an aware instant.
            number_width: cells for numbers; grows by itself when a longer one comes.
        """
        super().__init__(bar=bar, timer=timer, id=id, classes=classes)
        self.labels = labels
        self._clock = clock
        self._number_width = number_width
        self._title = ("", "")
        self._rows: dict[str, QueueRow] = {}
        self._fresh: set[str] = set()
        self._asked: set[str] = set()
        self._marked: set[str] = set()
        self._placed: tuple[Placed, ...] = ()
        self._placed_for: tuple[int, int, bool, bool] | None = None
        self._tight = False
        self._with_tasks = False
        self._strips: LRUCache[object, Strip] = LRUCache(KEPT_STRIPS)
        self.wake = QueueWake(self.set_timer, self.tick)

    def set_title(self, left: str, right: str = "") -> None:
        """A line above the headings, for instance view and count; both empty for none."""
        had, self._title = any(self._title), (left, right)
        if any(self._title) == had:
            self._repaint_lines((0,))  # nothing has moved: the rows below need not be looked at
            return
        self._settle(self._cursor, line=self._cursor - self.top)
        self.repaint()

    def share(self, tight: bool) -> None:
        """Whether it stands beside others on a wide screen."""
        if tight != self._tight:
            self._tight = tight
            self.repaint()

    def set_rows(
        self,
        order: Sequence[str],
        rows: Mapping[str, QueueRow] | None = None,
        *,
        asked: bool = False,
        changed: frozenset[str] | None = None,
    ) -> None:
        """Takes a new order. Rows that are not given are drawn as last known and asked for again.

        Args:
            order: all keys of the view, in queue order.
            rows: as many of the rows as are at hand.
            asked: whether the person asked for it (view, filter), see `moved_at`.
            changed: the keys of the rows that are not as they were; None for all of them.
        """
        given = rows or {}
        self._rows.update(given)
        self._fresh = set(given) if changed is None else (self._fresh - changed) | set(given)
        self._asked = set() if changed is None else self._asked - changed
        self.reorder(list(order), asked=asked)
        self._forget_rows()
        if self._marked and (gone := self._marked - set(order)):
            self._marked -= gone
            self._say_marks()

    def _forget_rows(self) -> None:
        if len(self._rows) > KEPT_ROWS:
            sight = {key for key in self._near_sight() if key in self._rows}
            self._rows = {key: self._rows[key] for key in sight}
            self._fresh &= sight  # what is forgotten is asked for again when it comes into sight

    def add_rows(self, rows: Mapping[str, QueueRow]) -> None:
        """Rows that were asked for, or that changed without moving."""
        self._rows.update(rows)
        self._fresh.update(rows)
        self._asked.difference_update(rows)
        self.repaint()

    def redraw_rows(self, rows: Mapping[str, QueueRow]) -> None:
        """The same tickets in other words; whether they are as they were in the store is another question."""
        known = {key: row for key, row in rows.items() if key in self._rows}
        if known:
            self._rows.update(known)
            self.repaint()

    def patch(self, row: QueueRow, index: int | None = None) -> None:
        """One ticket changed.

        Args:
            index: its place in the order once it has been taken out; None when it stays where it is.
        """
        self._rows[row.key] = row
        self._fresh.add(row.key)
        if index is None:
            self.repaint()
            return
        order = list(self._keys)
        if row.key in order:
            order.remove(row.key)
        order.insert(index, row.key)
        self.reorder(order)

    def drop(self, key: str) -> None:
        """One ticket left the view; the cursor on it goes to the ticket that takes its place."""
        self._rows.pop(key, None)
        order = list(self._keys)
        if key in order:
            order.remove(key)
        self.reorder(order)
        if key in self._marked:
            self._marked.discard(key)
            self._say_marks()

    def row(self, key: str | None) -> QueueRow | None:
        """The row as last given."""
        return self._rows.get(key) if key is not None else None

    def ask_again(self) -> None:
        """What was asked for does not come: it is asked for when something is drawn next."""
        self._asked.clear()

    def is_fresh(self, key: str) -> bool:
        """Whether the row is known as it is, not as it was before the last change."""
        return key in self._fresh

    @property
    def marked(self) -> tuple[str, ...]:
        """Marked keys in queue order."""
        return tuple(key for key in self._keys if key in self._marked) if self._marked else ()

    def set_marks(self, keys: Iterable[str]) -> None:
        """Marks exactly `keys`."""
        self._marked = set(keys)
        self._say_marks()
        self.repaint()

    def action_mark(self) -> None:
        """Marks or unmarks the ticket under the cursor and goes on to the next."""
        key = self.cursor_key
        if key is None:
            return
        self._marked ^= {key}
        self._say_marks()
        self._step(1)
        self.repaint()

    def _say_marks(self) -> None:
        self.post_message(self.Marked(self, self.marked))

    # The clock

    def tick(self) -> None:
        """Draws what the clock has changed and sleeps until it changes something again."""
        flipped = self.wake.take_flipped(self._rows_in_sight(), self._clock())
        self.repaint()
        if flipped:
            self.post_message(self.Flipped(self, flipped))

    # Drawing

    def repaint(self) -> None:
        self._widen()
        super().repaint()
        if self.is_attached and self.size:
            self._ask()
            self.wake.plan(self._rows_in_sight(), self._clock())

    def on_mount(self) -> None:
        self.call_after_refresh(self.repaint)

    def on_show(self) -> None:
        # What changed while it had no room on the screen was not asked for.
        self.repaint()

    def on_unmount(self) -> None:
        self.wake.stop()

    def forget_inks(self) -> None:
        super().forget_inks()
        self._strips.clear()

    def head_height(self) -> int:
        return 2 if any(self._title) else 1

    def draw_head(self, y: int) -> Strip:
        width = self.size.width
        if y == 0 and any(self._title):
            left, right = self._title
            room = width_of(right)
            return self.strip(
                [
                    (1, fit_parts(left, max(0, width - room - 3)), self.ink("title")),
                    (max(1, width - room - 1), fit(right, room), self.ink("head")),
                ]
            )
        return self.strip(header_pieces(self._columns(), self.ink("head")))

    def draw_line(self, index: int, selected: bool) -> Strip:
        key = self._keys[index] or ""
        row = self._rows.get(key)
        marked = key in self._marked
        if row is None:
            pieces = self._mark_pieces(selected, marked)
            return self._cached((key, selected, marked, self.active), lambda: pieces, selected)
        now = self._clock()
        due, task, is_late = due_text(row, self.labels, now), task_text(row, now), row.is_task_late(now)
        status, turn = row.status(now), row.turned(now)
        return self._cached(
            (row, selected, marked, due, task, status, turn, selected and self.active),
            lambda: self._pieces(row, selected, marked, {"due": due, "task": task}, status, is_late, turn),
            selected,
        )

    def _cached(self, key: object, draw: Callable[[], list[Piece]], selected: bool) -> Strip:
        self._columns()
        strip = self._strips.get(key)
        if strip is None or strip.cell_length != self.size.width:
            strip = self.strip(draw(), bar=self.bar and selected and self.active)
            self._strips[key] = strip
        return strip

    def _mark_pieces(self, selected: bool, marked: bool) -> list[Piece]:
        return [self.marker(selected), (1, "*" if marked else " ", self.ink("cursor"))]

    def _pieces(
        self,
        row: QueueRow,
        selected: bool,
        marked: bool,
        times: Mapping[str, str],
        status: Status,
        task_late: bool,
        turn: Turn | None,
    ) -> list[Piece]:
        """`times` are the countdowns as they stand now."""
        words = {
            **times,
            "level": row.level_text,
            "number": row.number,
            "milestone": row.milestone,
            "agreed": row.agreed + (LATE_MARK if row.agreed_late else ""),
            "customer": row.customer,
            "district": row.district,
            "product": row.product,
            "technician": row.technician,
        }
        pieces = self._mark_pieces(selected, marked)
        has_column = any(column.name == "task" for column in self._columns())
        for column in self._columns():
            if column.name == "mark":
                continue
            text = fault_text(row, column.width, turn) if column.name == "fault" else words[column.name]
            urgent = column.name == "fault" and turn is not None and turn.urgent
            heavy = selected and self.active
            style = self.ink("warning") if urgent else self._style(column.name, row, heavy, status, task_late)
            pieces.append((column.x, fit(text, column.width, column.align), style))
            if column.name == "number" and times["task"] and not has_column:
                pieces[-1] = (column.x, fit(text, width := min(width_of(text), column.width)), style)
                mark, tone = (LATE_MARK, "warning") if task_late else (TASK_MARK, "dim")
                pieces.append((column.x + width, mark, self.ink(tone)))
        return pieces

    def _style(self, column: str, row: QueueRow, heavy: bool, status: Status, task_late: bool) -> Style:
        if column == "level" and row.level == 1:
            return self.ink("filled")
        if column == "due":
            tones = {"breached": ("strong",), "at_risk": ("warning",), "paused": ("dim",)}
            return self.ink(*tones.get(status, ()))
        if (column == "agreed" and row.agreed_late) or (column == "task" and task_late):
            return self.ink("warning")
        if column in ("level", "number") and heavy:
            return self.ink("cursor")
        return self.ink()

    def _columns(self) -> tuple[Placed, ...]:
        wanted = (self.size.width, self._number_width, self._tight, self._with_tasks)
        if self._placed_for != wanted:
            self._placed_for = wanted
            tasks = self._with_tasks
            columns = queue_columns(self.labels, self._number_width, tight=self._tight, tasks=tasks)
            self._placed = place(columns, self.size.width)
            self._strips.clear()
        return self._placed

    def _widen(self) -> None:
        """Makes room for what has been in sight, long numbers and tasks; never takes it back, so that
        nothing jumps."""
        for row in self._rows_in_sight().values():
            self._with_tasks = self._with_tasks or row.task_due_at is not None
            if len(row.number) > self._number_width:
                self._number_width = min(width_of(row.number), WIDEST_NUMBER)

    def _keys_in_sight(self) -> list[str]:
        return [key for index in self.in_sight if (key := self._keys[index]) is not None]

    def _rows_in_sight(self) -> dict[str, QueueRow]:
        """The rows in sight that are known, by key."""
        return {key: self._rows[key] for key in self._keys_in_sight() if key in self._rows}

    def _near_sight(self) -> list[str]:
        page = self.body_height
        start = max(0, self.top - page)
        return [key for key in self._keys[start : self.top + 2 * page] if key is not None]

    def _ask(self) -> None:
        fresh, asked = self._fresh, self._asked
        if all(key in fresh or key in asked for key in self._keys_in_sight()):
            return
        missing = tuple(key for key in self._near_sight() if key not in fresh and key not in asked)
        self._asked.update(missing)
        self.post_message(self.RowsWanted(self, missing))
