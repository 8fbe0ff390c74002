"""What stands on a page, in blocks: the typesetter and the plain text draw the same ones.

A form is ruled on 24 columns. Everything in a page is ready text in the language of the paper.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

COLUMNS = 24


@dataclass(frozen=True, slots=True)
class Box:
    """A box that is ticked, or left to be ticked by hand."""

    label: str
    ticked: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A label with what belongs to it: a text, boxes, or a place to sign with its date. Where nothing stands
    it is left to be filled in by hand, in `lines` lines at least. One that is `over` has its label above.
    """

    label: str = ""
    text: str = ""
    boxes: tuple[Box, ...] = ()
    signed: bool = False
    date: str = ""
    """When it was signed; empty leaves room for it."""
    lines: int = 1
    over: bool = False
    shares: int = 1
    """How much of the row it takes, beside the others."""


@dataclass(frozen=True, slots=True)
class Band:
    """A heading across the page."""

    text: str
    kind: Literal["band"] = "band"


@dataclass(frozen=True, slots=True)
class Row:
    """Cells side by side."""

    cells: tuple[Cell, ...]
    kind: Literal["row"] = "row"


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its headings on every page; `widths` are columns of the form's 24. It has `least` rows:
    those that are lacking are left to be filled in by hand. `figures` are columns of numbers, by their place,
    which stand to the right."""

    headings: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]
    least: int = 0
    figures: tuple[int, ...] = ()
    kind: Literal["table"] = "table"


@dataclass(frozen=True, slots=True)
class Label:
    """A label to be cut out: a number, as a QR code too, and lines beneath it."""

    number: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Labels:
    """Labels, three beside each other."""

    labels: tuple[Label, ...]
    kind: Literal["labels"] = "labels"


@dataclass(frozen=True, slots=True)
class Bar:
    """A figure as a bar; `share` is its length, 1 the longest there is; a stroke at `aim` says how long it
    ought to be, None nothing."""

    label: str
    value: str
    share: float
    aim: float | None = None


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars beneath one another, each with what it is and how much."""

    bars: tuple[Bar, ...]
    kind: Literal["bars"] = "bars"


@dataclass(frozen=True, slots=True)
class Note:
    """A line of small print."""

    text: str
    kind: Literal["note"] = "note"


Block = Band | Row | Table | Labels | Bars | Note


def row(*cells: Cell) -> Row:
    """Cells side by side."""
    return Row(cells)


@dataclass(frozen=True, slots=True)
class Page:
    """A form as it is printed. `head` are pairs such as 文件编码 and its value, `copies` what each of several
    copies is called. `at` is the moment of the record from which all of it is: the file bears it, so that
    the same record makes the same bytes. Where nothing is on record there is none."""

    title: str
    number: str
    blocks: tuple[Block, ...]
    at: datetime | None
    company: str = ""
    subtitle: str = ""
    head: tuple[tuple[str, str], ...] = ()
    copies: tuple[str, ...] = ()
    foot: str = ""

    def as_data(self) -> dict[str, Any]:
        """The page as the typesetter's template reads it."""
        return asdict(self) | {
            "at": self.at.isoformat() if self.at else None,
            "copies": list(self.copies) or [""],
        }
