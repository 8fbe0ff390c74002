"""Screens that are drawn when a test looks at them, and not at each change before.

Without a terminal Textual draws every change and throws it away: a seventh of what a test of the desk costs.
Of the tests of a run one in a few is drawn throughout, so that each intermediate state is, in time.
"""

from functools import cache
from typing import Any
from weakref import WeakSet

from textual.app import App
from textual.screen import Screen

_unpainted: WeakSet[App[Any]] = WeakSet()


def draw_when_looked_at(app: App[Any]) -> None:
    """From now on nothing of this application is drawn that nobody looks at; it is laid out all the same."""
    _spare_unseen()
    _unpainted.add(app)


@cache
def _spare_unseen() -> None:
    inner = Screen._compositor_refresh

    def sparing(screen: Screen[Any]) -> None:
        app = screen.app
        if app not in _unpainted or screen is not app.screen or _has_to_be_seen(screen):
            inner(screen)
            return
        # What the drawing would have left behind.
        screen._compositor._dirty_regions.clear()
        screen._dirty_widgets.clear()
        app._update_mouse_over(screen)

    Screen._compositor_refresh = sparing  # type: ignore[method-assign, assignment]  # its own throws it away


def _has_to_be_seen(screen: Screen[Any]) -> bool:
    """Whether something waits for being drawn before it takes a key: a list of people to be sent."""
    return any(getattr(each, "painted", True) is False for each in screen._compositor.visible_widgets)
