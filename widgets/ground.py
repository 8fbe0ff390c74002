"""Widgets that hold others: of themselves nothing is seen but the ground between these."""

from textual.containers import Container, Horizontal, Vertical
from textual.geometry import Region, Size
from textual.reactive import Reactive
from textual.strip import Strip
from textual.widget import Widget


class Ground(Widget):
    """One line is drawn for all of it: Textual would draw each, also where something stands before it.

    For what has neither border nor padding, draws nothing itself and does not scroll. As a base it stands
    behind the container: Textual takes the rules of the first base alone.
    """

    virtual_size: Reactive[Size] = Reactive(Size(0, 0), repaint=False)
    """How much there is of it. It follows from the places that all have just been given, and asks for no
    other ones: Textual would work all of them out a second time."""

    def render_lines(self, crop: Region) -> list[Strip]:
        return super().render_lines(Region(crop.x, 0, crop.width, 1)) * crop.height


class Across(Horizontal, Ground):
    """Its parts stand side by side."""


class Down(Vertical, Ground):
    """Its parts stand one under the other."""


class Around(Container, Ground):
    """Its parts stand as its rules say."""
