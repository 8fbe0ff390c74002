"""A screen as SVG, every cell where a terminal would put it, whatever font the reader has."""

import re
from collections.abc import Iterable, Iterator
from html import escape

from rich.cells import cell_len
from rich.segment import Segment
from textual.strip import Strip

CELL, LINE, FONT, EDGE = 10, 24, 18, 14
"""Pixels: width of a cell, height of a line, size of the font, room around."""
INK = {None: "#d0d0d0", 1: "#ff6b6b", 3: "#e5c07b", 4: "#3b6ea5", 15: "#ffffff"}
PAPER, DIM = "#1c1c1c", "#8a8a8a"
RUN = re.compile(r"[\u2e80-\ufffd]+|[^\s\u2e80-\ufffd]+")
"""Words, wide and narrow ones apart."""


def svg_of(strips: Iterable[Strip], width: int, height: int, title: str) -> str:
    """The whole picture; `title` is what is read out where it cannot be seen."""
    across, down = width * CELL + 2 * EDGE, height * LINE + 2 * EDGE
    fonts = "'Noto Sans Mono CJK SC','Sarasa Mono SC',Menlo,Consolas,'DejaVu Sans Mono',monospace"
    body = "\n".join(text for y, strip in enumerate(strips) for text in _line(strip, y))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {across} {down}" role="img">\n'
        f"<title>{escape(title)}</title>\n"
        f'<rect width="{across}" height="{down}" rx="8" fill="{PAPER}"/>\n'
        f'<g font-family="{fonts}" font-size="{FONT}" fill="{INK[None]}">\n{body}\n</g>\n</svg>\n'
    )


def _line(strip: Strip, y: int) -> Iterator[str]:
    x = 0
    for segment in strip:
        yield from _segment(segment, x, y)
        x += segment.cell_length


def _segment(segment: Segment, x: int, y: int) -> Iterator[str]:
    style = segment.style
    look = ""
    if style is not None:
        number = style.color.number if style.color is not None and not style.color.is_default else None
        colour = INK.get(number, INK[None])
        if style.dim:
            colour = DIM
        look = f' fill="{colour}"' if colour != INK[None] else ""
        look += ' font-weight="bold"' if style.bold else ""
        if style.bgcolor is not None and style.bgcolor.number is not None:
            paper = INK.get(style.bgcolor.number, PAPER)
            yield (
                f'<rect x="{EDGE + x * CELL}" y="{EDGE + y * LINE}" width="{segment.cell_length * CELL}"'
                f' height="{LINE}" fill="{paper}"/>'
            )
    for found in RUN.finditer(segment.text):
        run = found[0]
        at = x + cell_len(segment.text[: found.start()])
        room = cell_len(run) * CELL
        # The glyphs of most fonts are narrower than their cells: the rest is put between them.
        spread = f' textLength="{room}"' if len(run) > 1 else ""
        if cell_len(run) == 2 * len(run):
            spread += f' letter-spacing="{2 * CELL - FONT}"'
        place = f'x="{EDGE + at * CELL}" y="{EDGE + y * LINE + FONT}"'
        yield f"<text {place}{spread}{look}>{escape(run)}</text>"
