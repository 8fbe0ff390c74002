"""What opens in place over part of the desk, and gives the focus back when it closes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.widget import Widget

if TYPE_CHECKING:
    from console.screens.desk import Desk
    from console.session import Done


class Panel(Widget):
    """A panel of the desk. `beside` asks for the roster's place where there is room, `alone` for all lines
    between status and message."""

    beside = False
    alone = False
    can_focus = False

    DEFAULT_CSS = """
    Panel { width: 1fr; height: 1fr; layout: vertical; }
    """

    def __init__(self, desk: Desk, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.desk = desk

    @property
    def height_wanted(self) -> int:
        """Lines that it would like."""
        return 12

    def focus_first(self) -> None:
        """Take the focus."""

    def answered(self, done: Done) -> bool:
        """The store's answer to what this panel sent; False keeps the panel, with what was typed."""
        return done.ok
