"""A window on many lines: the one list that all others of this package are made of."""

from collections.abc import Callable, Iterable, Sequence
from time import monotonic
from typing import ClassVar, Self

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import Reactive
from textual.strip import Strip

from widgets.columns import Piece, changed_width
from widgets.inks import InkedWidget

OVERLAP = 2
"""Lines that stay in sight when a page is turned."""


class LineView(InkedWidget, can_focus=True):
    """Draws only the lines in sight and sends only the lines that changed.

    Lines have keys; None is a line that the cursor skips (a heading between rows). The cursor holds on to its
    key, not to its place. A cursor that leaves the window turns the page instead of scrolling every line,
    so that a held key stays cheap over a thin line.

    A subclass calls `reorder` with its keys, answers `draw_line`, and may have fixed lines above
    (`head_height`, `draw_head`) and below (`foot_height`, `draw_foot`). After a change it calls `repaint`.
    """

    ALLOW_SELECT = False

    virtual_size: Reactive[Size] = Reactive(Size(0, 0), repaint=False)
    """As large as the place that it has just been given, which gives no other widget another one: Textual
    would work all of them out a second time."""

    DEFAULT_CSS = """
    LineView {
        width: 1fr;
        height: 1fr;
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "cursor_up", show=False, id="line.up"),
        Binding("down,j", "cursor_down", show=False, id="line.down"),
        Binding("pageup", "page_up", show=False, id="line.page_up"),
        Binding("pagedown", "page_down", show=False, id="line.page_down"),
        Binding("home,g", "first", show=False, id="line.first"),
        Binding("end,G", "last", show=False, id="line.last"),
        Binding("enter", "choose", show=False, id="line.choose"),
    ]

    class Moved(Message):
        """The cursor stands on another key, or on none."""

        def __init__(self, view: "LineView", key: str | None) -> None:
            super().__init__()
            self.view = view
            self.key = key

        @property
        def control(self) -> "LineView":
            return self.view

    class Chosen(Message):
        """Enter was pressed on a line."""

        def __init__(self, view: "LineView", key: str) -> None:
            super().__init__()
            self.view = view
            self.key = key

        @property
        def control(self) -> "LineView":
            return self.view

    def __init__(
        self,
        *,
        cursor: bool = True,
        bar: bool = True,
        timer: Callable[[], float] = monotonic,
        name: str | None = None,
        id: str | None = None,
        classes: str | None = None,
        disabled: bool = False,
    ) -> None:
        """
        Args:
            cursor: whether there is a cursor; without one the keys scroll.
            bar: mark the line under the cursor over its full width, not only in column 1 and by weight;
                on a screen with the class `-marker` (a thin line) no list does.
            timer: monotonic seconds, for `moved_at`.
        """
        super().__init__(name=name, id=id, classes=classes, disabled=disabled)
        self.show_cursor = cursor
        self._bar = bar
        self.top = 0
        self.moved_at: float | None = None
        """When the cursor last came onto another key without having been asked (seconds of `timer`)."""
        self._timer = timer
        self._keys: Sequence[str | None] = ()
        self._cursor = -1
        self._cursor_key: str | None = None
        self._shown: dict[int, Strip] = {}

    # What a subclass answers

    def draw_line(self, index: int, selected: bool) -> Strip:
        """Line `index` of the list, as wide as the widget."""
        raise NotImplementedError

    def head_height(self) -> int:
        """Fixed lines above the list."""
        return 0

    def draw_head(self, y: int) -> Strip:
        """Fixed line `y` above the list."""
        return self.blank()

    def foot_height(self) -> int:
        """Fixed lines below the list."""
        return 0

    def draw_foot(self, y: int) -> Strip:
        """Fixed line `y` below the list."""
        return self.blank()

    # What a subclass uses

    @property
    def cursor_key(self) -> str | None:
        """Key of the line under the cursor."""
        return self._cursor_key if self.show_cursor else None

    @property
    def cursor_index(self) -> int:
        """Place of the cursor, -1 when there is none."""
        return self._cursor

    @property
    def line_keys(self) -> Sequence[str | None]:
        """All keys in order."""
        return self._keys

    @property
    def active(self) -> bool:
        """Whether keys move the cursor: it is dim in a list that has not the focus but could."""
        return self.has_focus or not self.can_focus

    @property
    def bar(self) -> bool:
        """Whether the line under the cursor is filled over its full width."""
        return self._bar and not (self.is_attached and self.screen.has_class("-marker"))

    @property
    def body_height(self) -> int:
        """Lines between head and foot."""
        return max(0, self.size.height - self.head_height() - self.foot_height())

    @property
    def in_sight(self) -> range:
        """Indexes of the lines in sight."""
        return range(self.top, min(len(self._keys), self.top + self.body_height))

    def marker(self, selected: bool) -> Piece:
        """Column 1: where the cursor is."""
        return (0, ">" if selected else " ", self.ink("cursor" if self.active else "dim"))

    def reorder(self, keys: Sequence[str | None], *, asked: bool = False) -> None:
        """Takes a new order. The cursor stays on its key; if that went, on the line in its place.

        Args:
            asked: whether the person asked for it (another view); otherwise it is noted in `moved_at` when
                the cursor stands on another key now.
        """
        before = self._cursor_key
        line = self._cursor - self.top
        self._keys = keys
        index = self._find(self._cursor_key)
        if index < 0:
            index = self._selectable(max(0, self._cursor))
        self._settle(index, line=line)
        if before != self._cursor_key:
            if before is not None and not asked:
                self.moved_at = self._timer()
            if self.show_cursor:
                self.post_message(self.Moved(self, self._cursor_key))
        self.repaint()

    def repaint(self) -> None:
        """Marks what differs from the screen for drawing, each line only up to its last changed cell."""
        self._repaint_lines(range(self.size.height))

    def _repaint_lines(self, lines: Iterable[int]) -> None:
        if not self.is_attached or not self.size:
            return
        if not self._shown:
            super().refresh()  # all of it will be drawn: there is nothing to compare with
            return
        with self.measured():
            for y in lines:
                shown = self._shown.get(y)
                strip = self._compose_line(y)
                if shown is not strip and shown != strip:
                    self.refresh(Region(0, y, changed_width(shown, strip), 1))

    def move_to(self, key: str) -> bool:
        """Puts the cursor on `key`; False when it is not in the list."""
        index = self._find(key)
        if index >= 0:
            self._go(index)
        return index >= 0

    # Drawing

    def render_lines(self, crop: Region) -> list[Strip]:
        with self.measured():
            return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        strip = self._compose_line(y)
        self._shown[y] = strip
        return strip

    def _compose_line(self, y: int) -> Strip:
        head = self.head_height()
        if y < head:
            return self.draw_head(y)
        if y >= head + self.body_height:
            return self.draw_foot(y - head - self.body_height)
        index = self.top + y - head
        if index >= len(self._keys):
            return self.blank()
        return self.draw_line(index, self.show_cursor and index == self._cursor)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return self.head_height() + len(self._keys) + self.foot_height()

    def refresh(
        self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False
    ) -> Self:
        # Textual asks for the whole widget at every change of focus; what looks the same is not sent again.
        if repaint and self._shown and not (regions or layout or recompose):
            self._repaint_lines(range(self.size.height))
            return self
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def on_resize(self, event: events.Resize) -> None:
        self._settle(self._cursor, line=self._cursor - self.top)
        self.repaint()

    # Moving

    def _find(self, key: str | None) -> int:
        if key is None:
            return -1
        if 0 <= self._cursor < len(self._keys) and self._keys[self._cursor] == key:
            return self._cursor
        try:
            return self._keys.index(key)
        except ValueError:
            return -1

    def _selectable(self, index: int, step: int = 1) -> int:
        """The nearest line with a key, from `index` on in the direction of `step`, then back; else -1."""
        index = min(index, len(self._keys) - 1)
        for direction in (step, -step):
            probe = index
            while 0 <= probe < len(self._keys):
                if self._keys[probe] is not None:
                    return probe
                probe += direction
        return -1

    def _settle(self, index: int, *, line: int) -> None:
        """Sets the cursor and brings it into sight, at `line` of the window if it has to jump."""
        self._cursor = index
        self._cursor_key = self._keys[index] if 0 <= index < len(self._keys) else None
        height = self.body_height
        furthest = max(0, len(self._keys) - height)
        if self.show_cursor and index >= 0 and height and not self.top <= index < self.top + height:
            self.top = index - min(max(line, 0), height - 1)
        self.top = min(max(0, self.top), furthest) if height else self.top

    def _go(self, index: int, step: int = 1) -> None:
        if not self.show_cursor:
            return
        index = self._selectable(max(0, index), step)
        if index < 0:
            return
        height = self.body_height
        before, top = self._cursor, self.top
        moved = self._keys[index] != self._cursor_key
        below = index >= self.top + height
        self._settle(
            index, line=min(OVERLAP, height // 3) if below else height - 1 - min(OVERLAP, height // 3)
        )
        if moved:
            self.post_message(self.Moved(self, self._cursor_key))
        if self.top != top:
            self.repaint()
        elif moved:
            # A held key has no time for the lines that cannot have changed.
            head = self.head_height() - top
            foot = range(self.size.height - self.foot_height(), self.size.height)
            self._repaint_lines({head + before, head + index, *foot} & set(range(self.size.height)))

    def _scroll(self, lines: int) -> None:
        self.top = min(max(0, self.top + lines), max(0, len(self._keys) - self.body_height))
        self.repaint()

    def _step(self, lines: int) -> None:
        if self.show_cursor:
            self._go(self._cursor + lines, 1 if lines > 0 else -1)
        else:
            self._scroll(lines)

    def action_cursor_up(self) -> None:
        if self._cursor > 0 or not self.show_cursor:
            self._step(-1)

    def action_cursor_down(self) -> None:
        self._step(1)

    def _turn_page(self, lines: int) -> None:
        """The window goes with the cursor, so that no line is turned over unseen."""
        if not self.show_cursor:
            self._scroll(lines)
            return
        top = min(max(0, self.top + lines), max(0, len(self._keys) - self.body_height))
        moved, self.top = top != self.top, top
        self._step(lines)
        if moved:
            self.repaint()

    def action_page_up(self) -> None:
        self._turn_page(-max(1, self.body_height - OVERLAP))

    def action_page_down(self) -> None:
        self._turn_page(max(1, self.body_height - OVERLAP))

    def action_first(self) -> None:
        self._step(-len(self._keys))

    def action_last(self) -> None:
        self._step(len(self._keys))

    def action_choose(self) -> None:
        if self.cursor_key is not None:
            self.post_message(self.Chosen(self, self.cursor_key))

    def on_click(self, event: events.Click) -> None:
        y = event.y - self.head_height()
        if 0 <= y < self.body_height and self.top + y < len(self._keys):
            self._go(self.top + y)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self._step(3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self._step(-3)
