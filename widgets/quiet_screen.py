"""A screen on which the focus moves without everything being sent again."""

from textual.reactive import Reactive
from textual.screen import Screen
from textual.widget import Widget


class QuietScreen(Screen[None]):
    """Textual repaints the whole screen at every change of focus, 12 kB at 120x40.

    The two widgets concerned repaint themselves anyway, and styles that depend on the focus repaint theirs.
    """

    focused: Reactive[Widget | None] = Reactive(None, repaint=False)
