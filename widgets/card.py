"""A card: the facts of one thing in fixed places, and beneath them lists of what belongs to it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

from textual import events
from textual.strip import Strip

from widgets.cells import cut, fit, printable, width_of, wrap
from widgets.columns import Column, Piece, Placed, place
from widgets.lines import LineView
from widgets.lists import ListRow, Tone
from widgets.pages import flow, right

WIDE = 100
TWO_COLUMNS = 72
"""Cells from which on two facts share a line."""
LABEL_SHORT, LABEL_MOST = 18, 28
"""Cells of a label beside which two facts fit on a narrow line; cells beyond which one is cut."""
AIRY = 30
"""Lines from which on a blank one stands before each list."""


@dataclass(frozen=True)
class CardFact:
    """What stands behind a label, always in the same place; empty where nothing is known.

    `name` is what the cursor holds on to; that of the first in a line stands for the line. `opens` says that
    there is something behind it.
    """

    name: str
    label: str
    value: str = ""
    tone: Tone = "plain"
    opens: bool = False


@dataclass(frozen=True)
class CardList:
    """Rows under a title, which takes the place of the first column's heading. Row keys differ within the
    card; `more` is a last line behind the key of the same name that brings more of them."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[ListRow, ...]
    more: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class CardText:
    """Short parts that flow in lines of their own behind a label, at most so many where `most` is said: then
    `more` stands in the place of those for which there is no room."""

    name: str
    label: str
    parts: tuple[str, ...] = ()
    most: int = 0
    more: str = ""

    def lines(self, width: int) -> list[str]:
        """The lines of this width."""
        parts = [printable(each) for each in self.parts]
        lines = flow(parts, width)
        while parts and self.most and len(lines) > self.most:
            parts.pop()
            lines = flow([*parts, printable(self.more)], width)
        return lines


Part = tuple[CardFact, ...] | CardList | CardText
"""Facts that share a line, rows, or parts that flow."""


@dataclass(frozen=True)
class CardFacts:
    """All of a card. `title` is what stands out, first of all the name; `note` stands at its right end."""

    title: tuple[str, ...] = ()
    note: str = ""
    parts: tuple[Part, ...] = ()


@dataclass
class _Line:
    key: str | None
    pieces: list[Piece] = field(default_factory=list)


class Card(LineView):
    """Draws one card for the width at hand; the cursor goes through all its lines."""

    class Moved(LineView.Moved):
        """The cursor stands on another line."""

    class Chosen(LineView.Chosen):
        """Enter was pressed on a line."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._card = CardFacts()
        self._lines: Sequence[_Line] = ()

    def show_card(self, card: CardFacts) -> None:
        """Another card, or the same one as it is now; the cursor stays on its line."""
        self._card = card
        self._lay_out(asked=True)

    @property
    def line_name(self) -> str:
        """The name of the fact or row under the cursor, whichever of its lines that is."""
        return (self.cursor_key or "").partition("\n")[0]

    def _lay_out(self, *, asked: bool) -> None:
        width = self.size.width
        if not width:
            return  # out of sight; the cursor keeps its line until there is room again
        self._lines = self._made(width)
        self.reorder([line.key for line in self._lines], asked=asked)

    def on_resize(self, event: events.Resize) -> None:
        self._lay_out(asked=True)

    def head_height(self) -> int:
        return int(bool(self._card.title))

    def draw_head(self, y: int) -> Strip:
        """The note stands where the title leaves room for the whole of it: that of a card is known by what
        opened it."""
        width = self.size.width
        title = flow([printable(part) for part in self._card.title], 10_000)
        said = cut(title[0] if title else "", width - 2)
        pieces: list[Piece] = [(1, said, self.ink("title"))]
        at = width - width_of(self._card.note) - 1
        if at >= width_of(said) + 3:
            pieces.append((at, self._card.note, self.ink("head")))
        return self.strip(pieces)

    def foot_height(self) -> int:
        return int(len(self._lines) > self.size.height - self.head_height())

    def draw_foot(self, y: int) -> Strip:
        read = f"{min(self.top + self.body_height, len(self._lines))}/{len(self._lines)}"
        return self.strip([(1, right(read, self.size.width - 2), self.ink("dim"))])

    def draw_line(self, index: int, selected: bool) -> Strip:
        pieces = [self.marker(selected), *self._lines[index].pieces]
        return self.strip(pieces, bar=self.bar and selected and self.active)

    # -- laying out -------------------------------------------------------------------------------------

    def _made(self, width: int) -> list[_Line]:
        lines: list[_Line] = []
        for listed, parts in groupby(self._card.parts, key=lambda part: isinstance(part, CardList)):
            block = list(parts)
            label = 0 if listed else self._label_width(block)
            paired = width >= (TWO_COLUMNS if label <= LABEL_SHORT else WIDE)
            if lines and not listed and self.size.height >= AIRY and lines[-1].key is not None:
                lines.append(_Line(None))  # a fact right beneath rows would be read as one of them
            for part in block:
                if isinstance(part, CardList):
                    if lines and self.size.height >= AIRY:
                        lines.append(_Line(None))
                    lines += self._list_lines(part, width)
                elif isinstance(part, CardText):
                    lines += self._text_lines(part, label, width)
                elif paired:
                    lines += self._fact_lines(part, label, width)
                else:
                    for fact in part:
                        lines += self._fact_lines((fact,), label, width)
        return lines

    @staticmethod
    def _label_width(block: Sequence[Part]) -> int:
        """The labels between two lists stand whole, one beneath another."""
        labels = [part.label for part in block if isinstance(part, CardText)]
        labels += [fact.label for part in block if isinstance(part, tuple) for fact in part]
        return min(LABEL_MOST, max((width_of(printable(label)) for label in labels), default=0))

    def _fact_lines(self, facts: Sequence[CardFact], label: int, width: int) -> list[_Line]:
        wide = (width - 1) // 2 if len(facts) > 1 else width - 1
        columns = [wrap(fact.value, max(2, wide - label - 3)) for fact in facts]
        lines = []
        for y in range(max(1, *(len(column) for column in columns))):
            line = _Line(_key(facts[0].name, y))
            for at, (fact, column) in enumerate(zip(facts, columns, strict=True)):
                x = 1 + at * wide
                if y == 0:
                    line.pieces.append((x, fit(fact.label, label), self.ink("dim")))
                if y < len(column):
                    ink = self.ink() if fact.tone == "plain" else self.ink(fact.tone)
                    line.pieces.append((x + label + 1, column[y], ink))
            lines.append(line)
        return lines

    def _text_lines(self, part: CardText, label: int, width: int) -> list[_Line]:
        texts = part.lines(width - label - 3)
        return [
            _Line(
                _key(part.name, y),
                [
                    *([(1, fit(part.label, label), self.ink("dim"))] if y == 0 else []),
                    (label + 2, text, self.ink()),
                ],
            )
            for y, text in enumerate(texts)
        ]

    def _list_lines(self, part: CardList, width: int) -> list[_Line]:
        placed = place(part.columns, width - 1)
        lines = [_Line(None, self._heading(part, placed))]
        for row in part.rows:
            lines += self._row_lines(row, placed)
        if part.more[0]:
            lines.append(_Line(_key(part.more[0], 0), [(1, part.more[1], self.ink("dim"))]))
        return lines

    def _heading(self, part: CardList, placed: Sequence[Placed]) -> list[Piece]:
        pieces: list[Piece] = [(1, printable(part.title), self.ink("title"))]
        reach = 2 + width_of(part.title)
        for column in placed[1:]:
            text = fit(column.label, column.width, column.align)
            if column.x >= reach:
                pieces.append((column.x, text, self.ink("head")))
        return pieces

    def _row_lines(self, row: ListRow, placed: Sequence[Placed]) -> list[_Line]:
        """The last column's text hangs beneath itself where it is longer; others say where they are cut."""
        if not placed:
            return []
        last = placed[-1]
        texts = wrap(row.words.get(last.name, ""), last.width) or [""]
        first = _Line(_key(row.key or "", 0))
        for column in placed:
            tone = row.tones.get(column.name, "plain")
            ink = self.ink() if tone == "plain" else self.ink(tone)
            text = texts[0] if column is last else row.words.get(column.name, "")
            first.pieces.append((column.x, fit(cut(text, column.width), column.width, column.align), ink))
        more = (
            _Line(_key(row.key or "", y), [(last.x, text, self.ink())])
            for y, text in enumerate(texts[1:], start=1)
        )
        return [first, *more]


def _key(name: str, line: int) -> str:
    """The key of a line of several: the cursor goes through each, so that a long text can be read."""
    return f"{name}\n{line}" if line else name
