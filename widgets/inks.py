"""The inks that lines are drawn in: one name each, whatever the theme and the colours of the terminal."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.css.styles import RenderStyles
from textual.dom import DOMNode
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from widgets.columns import Piece, strip_of


class StyledWhenDrawn(Widget):
    """A widget whose component classes are worked out when something is drawn in them."""

    _styled_as: tuple[object, ...] = ()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._component_styles.clear()

    @classmethod
    def _get_component_classes(cls) -> frozenset[str]:  # type: ignore[override]  # no cache for nothing
        # Textual would work out all of them whenever a class changes anywhere above, which takes longer than
        # all the rest of opening a panel: here a part is styled when it is drawn.
        return frozenset()

    def update_node_styles(self, animate: bool = True) -> None:
        # Textual's editors set a class while they are made, and would be styled for it before they have a
        # place; whatever gets one is styled then.
        if self.is_attached:
            super().update_node_styles(animate)

    def get_component_styles(self, *names: str) -> RenderStyles:
        if self._styled_as != (now := self._pseudo_classes_cache_key):
            self._styled_as = now
            self._component_styles.clear()
        for name in names:
            if name in self.COMPONENT_CLASSES and name not in self._component_styles:
                inked = DOMNode(classes=name)
                inked._attach(self)
                self.app.stylesheet.apply(inked)
                self._component_styles[name] = inked.styles
        return super().get_component_styles(*names)


class InkedWidget(StyledWhenDrawn):
    """A widget that draws its lines itself, in inks that the theme, or the lack of colours, decides on."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "line--head",
        "line--cursor",
        "line--bar",
        "line--filled",
        "line--strong",
        "line--warning",
        "line--dim",
        "line--title",
    }

    DEFAULT_CSS = """
    InkedWidget {
        & > .line--head { color: $text-muted; }
        & > .line--title { text-style: bold; }
        & > .line--cursor { text-style: bold; }
        & > .line--bar { background: $primary; color: $text; }
        & > .line--filled { background: $error; color: $text; text-style: bold; }
        & > .line--strong { color: $text-error; text-style: bold; }
        & > .line--warning { color: $text-warning; }
        & > .line--dim { color: $text-muted; }
        &:ansi {
            & > .line--head { color: ansi_default; text-style: dim; }
            & > .line--bar { background: ansi_blue; color: ansi_bright_white; }
            & > .line--filled { background: ansi_red; color: ansi_bright_white; text-style: bold; }
            & > .line--strong { color: ansi_red; text-style: bold; }
            & > .line--warning { color: ansi_yellow; }
            & > .line--dim { color: ansi_default; text-style: dim; }
        }
        &:nocolor {
            & > .line--bar { text-style: reverse; }
            & > .line--filled { text-style: bold reverse; }
            & > .line--warning { text-style: underline; }
        }
    }
    """

    def __init__(
        self,
        *,
        name: str | None = None,
        id: str | None = None,
        classes: str | None = None,
        disabled: bool = False,
    ) -> None:
        super().__init__(name=name, id=id, classes=classes, disabled=disabled)
        self._inks: dict[tuple[str, ...], Style] = {}
        self._ground: tuple[object, ...] = ()
        self._measure: Size | None = None

    @property
    def size(self) -> Size:
        return self._measure or super().size

    @contextmanager
    def measured(self) -> Iterator[None]:
        """While many lines are drawn: the size is asked for several times for each, and Textual looks for
        the widget among all on the screen every time."""
        before, self._measure = self._measure, super().size
        try:
            yield
        finally:
            self._measure = before

    def ink(self, *names: str) -> Style:
        """Terminal style of component classes, without their `line--`; no name is plain text."""
        style = self._inks.get(names)
        if style is None:
            style = self.get_visual_style(*(f"line--{name}" for name in names)).rich_style
            # Textual loses this one on its way to the terminal.
            if any(self.get_component_styles(f"line--{name}").text_style.reverse for name in names):
                style += Style(reverse=True)
            self._inks[names] = style
            self._ground = self._ground or self._stands_on()
        return style

    def _stands_on(self) -> tuple[object, ...]:
        """All that the inks follow from: where this is the same, they are."""
        app = self.app
        return app.theme, app.native_ansi_color, app.no_color, self.classes, self.get_visual_style()

    def blank(self) -> Strip:
        """An empty line."""
        return Strip([Segment(" " * self.size.width, self.ink())], self.size.width)

    def strip(self, pieces: Sequence[Piece], *, bar: bool = False) -> Strip:
        """A line as wide as the widget; with `bar` all of it in the colours of the full-width cursor, but
        for cells that are filled themselves."""
        if bar:
            ink, filled = self.ink("bar"), self.ink("filled")
            pieces = [(x, text, _on_bar(style, ink, filled)) for x, text, style in pieces]
            return strip_of(pieces, self.size.width, ink)
        return strip_of(pieces, self.size.width, self.ink())

    def forget_inks(self) -> None:
        """The inks are others now; whoever keeps what was drawn in them forgets that too."""
        self._inks.clear()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        if not self._inks or (self.is_attached and self._ground == self._stands_on()):
            return  # a place on the screen is a style too
        self._ground = ()
        self.forget_inks()
        if self.is_attached:
            self.refresh()  # another theme may change nothing but the inks


def _on_bar(style: Style, bar: Style, filled: Style) -> Style:
    """A piece's style where the cursor fills the line: what is heavy stays so, a filled cell stands out."""
    if style == filled:
        return style + Style(reverse=False) if bar.reverse else style
    return bar + Style(bold=True) if style.bold else bar
