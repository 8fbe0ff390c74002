"""The terminal's cursor, where one types: the window of an input method opens there."""

from textual.geometry import Offset, Region
from textual.widget import Widget


def put_cursor(widget: Widget, at: Offset) -> None:
    """Puts the terminal's cursor at a place of the screen that lies in this widget.

    It goes to the terminal with what is drawn. A widget may have been drawn before it knew its place, and
    then nothing would take the cursor along: its first line does.
    """
    app = widget.app
    app.cursor_position = at
    if app._previous_cursor_position != app.screen.outer_size.clamp_offset(at):  # what was sent
        widget.refresh(Region(0, 0, widget.size.width, 1))
