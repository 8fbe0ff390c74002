"""What a widget has drawn goes with it."""

from textual._styles_cache import StylesCache


def let_drawn_lines_go() -> None:
    """Let the lines of a widget go with the widget.

    Textual remembers two colours by a method of the object that holds a widget's drawn lines, and with them
    the object: the lines of the last thousand widgets stayed. As the method of the class, which its signature
    says it is, it remembers the colours alone.
    """
    remembered = StylesCache.__dict__["get_inner_outer"]
    if not isinstance(remembered, classmethod):
        StylesCache.get_inner_outer = classmethod(remembered)  # type: ignore[assignment]
