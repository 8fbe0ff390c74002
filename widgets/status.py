"""The two lines that are always there: how things stand, and what was said last."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from rich.style import Style
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip
from textual.timer import Timer

from widgets.cells import cut, printable, width_of, wrap
from widgets.columns import Piece
from widgets.lines import LineView
from widgets.lists import Tone

LEAST_NAME = 12
"""Cells of a person's name that stay, however many figures stand before it."""
MOST_LINES = 3
"""Lines of what is said whole; the next step may take one more."""


@dataclass(frozen=True)
class StatusPart:
    """A few words of the status line.

    Attributes:
        drop: 0 stays always, the highest number goes first when the line is too narrow.
        gap: blank cells before it.
    """

    text: str
    tone: Tone = "plain"
    drop: int = 0
    gap: int = 2


class OneLine(LineView, can_focus=False):
    """A fixed line that sends only what changed in it."""

    DEFAULT_CSS = """
    OneLine { height: 1; width: 1fr; }
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(cursor=False, id=id, classes=classes)

    def head_height(self) -> int:
        return 1

    def draw_head(self, y: int) -> Strip:
        return self.strip(self.pieces(self.size.width))

    def pieces(self, width: int) -> list[Piece]:
        """What stands on the line."""
        raise NotImplementedError

    def tone(self, tone: Tone) -> Style:
        """Terminal style of a tone."""
        return self.ink() if tone == "plain" else self.ink(tone)


class StatusLine(OneLine):
    """Counts on the left, who and what time on the right; parts go by their rank where the width ends.

    The time comes from `clock` and is drawn anew on the minute, nothing else.
    """

    class Ticked(Message):
        """A new minute has begun."""

    def __init__(
        self,
        clock: Callable[[], datetime] | None = None,
        *,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        """
        Args:
            clock: the present in the zone to be shown; None for no time.
        """
        super().__init__(id=id, classes=classes)
        self._clock = clock
        self._left: tuple[StatusPart, ...] = ()
        self._person = ""
        self._wake: Timer | None = None

    def set_status(self, parts: Sequence[StatusPart], person: str = "") -> None:
        """Takes all parts; only what differs is drawn."""
        self._left = tuple(parts)
        self._person = person
        self.repaint()

    def on_mount(self) -> None:
        self._plan()

    def on_unmount(self) -> None:
        if self._wake is not None:
            self._wake.stop()

    def tick(self) -> None:
        """Draws the new minute."""
        self.post_message(self.Ticked())
        self.repaint()
        self._plan()

    def _plan(self) -> None:
        if self._clock is None:
            return
        now = self._clock()
        self._wake = self.set_timer(60 - now.second - now.microsecond / 1_000_000 + 0.05, self.tick)

    def pieces(self, width: int) -> list[Piece]:
        end = self._end(width)
        parts = list(self._left)
        room = width - width_of(end) - 3
        while parts and _length(parts) > room:
            going = max(reversed(parts), key=lambda part: part.drop)
            if going.drop == 0:
                # What stays always moves together before any of it is cut.
                parts = [replace(part, gap=1) for part in parts]
                break
            parts.remove(going)
        pieces: list[Piece] = []
        x = 1
        for index, part in enumerate(parts):
            x += part.gap if index else 0
            text = cut(printable(part.text), max(0, room + 1 - x))
            pieces.append((x, text, self.tone(part.tone)))
            x += width_of(text)
        pieces.append((max(x, width - width_of(end) - 1), end, self.ink()))
        return pieces

    def _end(self, width: int) -> str:
        """Who and what time. A name longer than what the figures leave is cut before one of them goes, and
        before the time: it is a word of somebody's own."""
        time = self._clock().strftime("%H:%M") if self._clock is not None else ""
        left = width - 4 - width_of(time) - (_length(self._left) if self._left else 0)
        return f"{cut(printable(self._person), max(LEAST_NAME, left))} {time}".strip()


def _length(parts: Sequence[StatusPart]) -> int:
    return sum(width_of(printable(part.text)) + part.gap for part in parts) - parts[0].gap


class MessageLine(OneLine):
    """The last answer, refusal or error, and what to do next.

    The words give way to the next step, never the other way round.
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._text = ""
        self._next = ""
        self._tone: Tone = "plain"

    @property
    def text(self) -> str:
        """What is said now."""
        return self._text

    @property
    def refuses(self) -> bool:
        """Whether it says why something was not done."""
        return self._tone == "warning"

    def say(self, text: str, next_step: str = "", tone: Tone = "plain") -> None:
        """Replaces what was said; `tone` is warning for a refusal, strong for an error."""
        self._text, self._next, self._tone = text, next_step, tone
        self.repaint()

    def pieces(self, width: int) -> list[Piece]:
        step = printable(self._next)
        step_width = min(width_of(step), width // 2)
        text = printable(self._text)
        room = width - 2 - (step_width + 3 if step else 0)
        text = cut(text, max(0, room))
        pieces: list[Piece] = [(1, text, self.tone(self._tone))]
        if step:
            x = 1 + width_of(text) + (3 if text else 0)
            pieces.append((x, cut(step, width - x - 1), self.ink("title")))
        return pieces


class WholeMessage(MessageLine):
    """What is said in as many lines as it takes, the next step behind the last or on a line of its own."""

    DEFAULT_CSS = """
    WholeMessage { height: auto; }
    """

    def say(self, text: str, next_step: str = "", tone: Tone = "plain") -> None:
        before = self.head_height()
        super().say(text, next_step, tone)
        if self.head_height() != before:
            self.refresh(layout=True)

    def head_height(self) -> int:
        return len(self._lines_of(self.size.width))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._lines_of(width))

    def draw_head(self, y: int) -> Strip:
        lines = self._lines_of(self.size.width)
        return self.strip(lines[y]) if y < len(lines) else self.blank()

    def _lines_of(self, width: int) -> list[list[Piece]]:
        room = max(2, width - 2)
        texts = wrap(self._text, room)[:MOST_LINES]
        lines: list[list[Piece]] = [[(1, text, self.tone(self._tone))] for text in texts]
        step, x = printable(self._next), 1 + width_of(texts[-1]) + (3 if texts[-1] else 0)
        if step and x + width_of(step) > width - 1 and width_of(texts[-1]) > 0:
            lines.append([])
            x = 1
        if step:
            lines[-1].append((x, cut(step, room), self.ink("title")))
        return lines


class SpokenLine(WholeMessage):
    """The desk's message line: what happened takes one line, so that nothing moves; a refusal can be read
    whole, since it says what is missing."""

    def _lines_of(self, width: int) -> list[list[Piece]]:
        return [self.pieces(width)] if self._tone == "plain" else super()._lines_of(width)
