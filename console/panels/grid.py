"""A grid of people over time on the whole screen: a cursor, a change that is begun, its preview."""

from __future__ import annotations

from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.timer import Timer

from console.keys.key import Key as ListedKey
from console.panels.host import Host
from console.panels.panel import Panel
from widgets.grid import GridView
from widgets.lists import Tone

REST_SECONDS = 0.2
"""How long a change rests before the store is asked what it would bring."""
Notes = tuple[tuple[str, Tone], ...]


class GridPanel(Panel):
    """Left and right go along a row, up and down to another person, brackets to another time. A subclass asks
    for its rows, draws them, and judges what is begun once the keys rest."""

    alone = True
    about_ticket = False
    acts = True
    of_the_desk: ClassVar[tuple[str, ...]] = ("help", "palette")
    """Keys of the desk that mean here what they mean there."""
    BINDINGS = [
        Binding("escape", "back", show=False),
        Binding("left", "aside(-1)", show=False),
        Binding("right", "aside(1)", show=False),
        Binding("up", "along(-1)", show=False, priority=True),
        Binding("down", "along(1)", show=False, priority=True),
        Binding("left_square_bracket", "turn(-1)", show=False),
        Binding("right_square_bracket", "turn(1)", show=False),
        Binding("tab,shift+tab", "stay", show=False),
    ]

    def __init__(self, host: Host, grid: GridView[Any]) -> None:
        super().__init__(host)
        self._grid = grid
        self._rest: Timer | None = None

    def compose(self) -> ComposeResult:
        yield self._grid

    def on_mount(self) -> None:
        self.draw()
        self.ask_rows()

    def focus_first(self) -> None:
        self._grid.focus()
        self.host.refresh_keys()

    def takes(self, key: ListedKey) -> bool:
        """Letters belong to this screen."""
        return key.id in self.of_the_desk

    def ask_rows(self) -> None:
        """Ask the store for the rows."""
        raise NotImplementedError

    def draw(self, notes: Notes | None = None) -> None:
        """Show the rows as they are, with what is about to change; `notes` are said beneath them."""
        raise NotImplementedError

    def judge(self) -> None:
        """Ask the store what the change would bring."""
        raise NotImplementedError

    def drop(self) -> bool:
        """Leave what is begun; whether there was anything."""
        raise NotImplementedError

    def heard(self, subjects: frozenset[str] | None) -> None:
        """Somebody changed something: the rows are drawn anew, and what is begun is judged anew."""
        self.ask_rows()
        self.rest()

    def action_along(self, places: int) -> None:
        """The row before or after."""
        (self._grid.action_cursor_down if places > 0 else self._grid.action_cursor_up)()

    def rest(self) -> None:
        """The change is shown at once, and judged when no key follows."""
        if self._rest is not None:
            self._rest.stop()
        self._rest = self.set_timer(REST_SECONDS, self.judge)

    def action_stay(self) -> None:
        """There is one pane."""

    def action_back(self) -> None:
        """Leave what is begun, else the screen."""
        if not self.drop():
            self.host.close_panel(self)
