"""A screen on which the focus moves without everything being sent again, and what is new hears its size."""

from typing import Any

from rich.console import RenderableType
from textual._compositor import Compositor, CompositorMap, ReflowResult
from textual.geometry import Size
from textual.reactive import Reactive
from textual.screen import Screen
from textual.widget import Widget

from widgets.ground import Ground


class QuietScreen(Screen[None], Ground):
    """Textual repaints the whole screen at every change of focus, 12 kB at 120x40.

    The two widgets concerned repaint themselves anyway, and styles that depend on the focus repaint theirs.
    """

    focused: Reactive[Widget | None] = Reactive(None, repaint=False)

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._compositor = _Telling()


class _Telling(Compositor):
    """Tells every widget its size, also where somebody asked for a place before all had one.

    Whoever asks for a place while something new waits for one has all of them worked out at once. Textual
    compares with these when they are given: nothing seems new then, and what is new never hears its size.
    """

    def __init__(self) -> None:
        super().__init__()
        self._told: CompositorMap | None = None
        """The places as all were told them last, where others have been worked out since."""
        self._resized: set[Widget] = set()

    @property
    def full_map(self) -> CompositorMap:
        if self._full_map_invalidated and self._told is None:
            self._told = self._full_map
        return super().full_map

    def reflow(self, parent: Widget, size: Size) -> ReflowResult:
        if self._told is not None:
            self._full_map, self._told = self._told, None
        result = super().reflow(parent, size)
        self._resized = result.shown | result.resized
        return result

    def render_update(self, *arguments: Any, **named: Any) -> RenderableType | None:
        for widget in self._resized:  # each is drawn whole now, and was marked as a whole besides
            widget._exchange_repaint_regions()
        self._resized = set()
        return super().render_update(*arguments, **named)
