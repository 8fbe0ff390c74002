"""Text as a terminal counts it: in cells, with nothing in it that could command the terminal."""

import re
import unicodedata
from typing import Literal

from rich.cells import cell_len, set_cell_size, split_graphemes
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

Align = Literal["left", "right"]

_OPENING, _CLOSING = (
    frozenset("（［【《〈「『“‘([{"),
    frozenset("，。；：！？、）］】》〉」』”’…％·,.;:!?)]}%"),
)
_BREAK = re.compile("[\t\n\x0b\x0c\r\x1c-\x1e\x85\u2028\u2029]")

# C0, DEL, C1, soft hyphen, zero width, bidirectional controls, variation selectors, byte order mark,
# interlinear annotation, lone surrogates (which cannot be encoded), tags.
_HOSTILE = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u115f\u1160\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\ufff9-\ufffb\ud800-\udfff\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)

# One narrow stand-in for each ambiguous glyph that is common in Chinese text.
_NARROW = {
    **dict.fromkeys("—–―─━═", "-"),
    **dict.fromkeys("│┃║", "|"),
    **dict.fromkeys("┌┐└┘├┤┬┴┼╔╗╚╝", "+"),
    **dict.fromkeys("“”″", '"'),
    **dict.fromkeys("‘’′", "'"),
    **dict.fromkeys("→⇒▶▷", ">"),
    **dict.fromkeys("←◀◁", "<"),
    **dict.fromkeys("●★■◆※", "*"),
    **dict.fromkeys("○☆□◇", "o"),
    **{chr(0x2460 + index): str((index + 1) % 10) for index in range(10)},
    "…": ".",
    "·": ".",
    "•": ".",
    "×": "x",
    "÷": "/",
    "℃": "C",
    "°": "o",
    "↑": "^",
    "↓": "v",
    "±": "+",
}

CUT = "~"
"""At the end of what goes on."""


def printable(text: str) -> str:
    """`text` on one line, without anything that colours, moves, reorders or hides.

    Line ends and tabs become a space; control, bidirectional, zero-width and tag characters go.
    """
    return _HOSTILE.sub("", _BREAK.sub(" ", text))


def width_of(text: str) -> int:
    """Cells that `text` takes on a terminal. East Asian ambiguous characters count as one."""
    return cell_len(text)


def fit(text: str, width: int, align: Align = "left") -> str:
    """`text` made printable and exactly `width` cells long: padded, or cut without half a wide character."""
    if width <= 0:
        return ""
    clean = printable(text)
    missing = width - cell_len(clean)
    if align == "right" and missing > 0:
        return " " * missing + clean
    return set_cell_size(clean, width)


def cut(text: str, width: int) -> str:
    """`text` in at most `width` cells; what had to be cut says so: half a number is another number."""
    if width_of(text) <= width:
        return text
    return fit(text, width - len(CUT)) + CUT if width > 0 else ""


def fit_parts(text: str, width: int) -> str:
    """A title of parts with two blanks between, `width` cells long: parts that find no room go from the end,
    so that none stands there in half; the first one is cut if it has to be."""
    first, *others = printable(text).split("  ")
    for part in others:
        if cell_len(first) + 2 + cell_len(part) > width:
            break
        first = f"{first}  {part}"
    return fit(first, width)


def wrap(text: str, width: int) -> list[str]:
    """`text` in lines of at most `width` cells; line ends in it are kept, words stay whole where they fit."""
    width = max(width, 2)
    lines: list[str] = []
    for paragraph in re.split("\r\n|[\n\r\x85\u2028\u2029]", text):
        lines.extend(_fold(printable(paragraph), width))
    return lines


def _fold(text: str, width: int) -> list[str]:
    lines: list[str] = []
    spans, total = split_graphemes(text)
    if total <= width:
        return [text]
    begin = used = 0
    chance = 0
    for start, _end, cells in spans:
        if start > begin and _may_part(text[start - 1], text[start]):
            chance = start
        while used + cells > width:
            # What belongs together moves on as a whole, unless it alone is longer than the line.
            cut = start if text[start] == " " or chance <= begin else chance
            lines.append(text[begin:cut].rstrip(" "))
            # No line begins with the blanks at which it was parted.
            begin = cut + len(text[cut:]) - len(text[cut:].lstrip(" "))
            used = cell_len(text[begin:start])
        if start >= begin:
            used += cells
    lines.append(text[begin:])
    return lines


def _may_part(before: str, after: str) -> bool:
    """Whether a line may end between two characters: behind a blank and beside Chinese ones, but no line
    begins with a mark that closes or ends with one that opens."""
    if after in _CLOSING or before in _OPENING:
        return False
    return before == " " or bool(
        {unicodedata.east_asian_width(each) for each in (before, after)} & {"W", "F"}
    )


def narrow(text: str) -> str:
    """`text` with every East Asian ambiguous character replaced by one that is narrow everywhere.

    For terminals that draw these two cells wide and so push the rest of a line aside.
    """
    if text.isascii():
        return text
    return "".join(
        _NARROW.get(character, "?") if unicodedata.east_asian_width(character) == "A" else character
        for character in text
    )


class HostileFilter(LineFilter):
    """The way out: whatever widget drew a line, no control character of a stored text leaves with it.

    Return it from `App.get_line_filters()`. The width of a line never changes by it.

    Args:
        fold_ambiguous: also replace East Asian ambiguous glyphs, see `narrow`.
    """

    def __init__(self, enabled: bool = True, *, fold_ambiguous: bool = False) -> None:
        super().__init__(enabled)
        self.fold_ambiguous = fold_ambiguous

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Segments of the same width with printable text only."""
        return [self._clean(segment) for segment in segments]

    def _clean(self, segment: Segment) -> Segment:
        text, style, control = segment
        if control or (text.isascii() and text.isprintable()):
            return segment
        clean = printable(text) if _HOSTILE.search(text) else text
        if self.fold_ambiguous:
            clean = narrow(clean)
        if clean is text:
            return segment
        return Segment(set_cell_size(clean, cell_len(text)), style)


def shortened(text: str, width: int) -> str:
    """The text, or as much of its beginning as leaves room for the point of an abbreviation."""
    text = printable(text)
    if width_of(text) <= width or width < 2:
        return text
    return fit(text, width - 1).rstrip(" '-") + "."
