"""Rows of any list in words, and the columns that they need: the most telling first, all of them there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from console.present.table import is_id
from console.words import labels
from console.words.days import days_shown
from console.words.headings import Spoken
from console.words.i18n import _
from console.words.saying import title
from console.words.speech import Speech
from db import kinds
from db.views.view import Shape, View
from widgets.cells import width_of
from widgets.columns import Column
from widgets.lists import ListRow, Tone

Row = Mapping[str, Any]
WIDEST = 36
"""Cells of a column while others need the room; the card has what is longer."""
WHOLE = 18
"""Cells up to which a column is shown whole or not at all: half an instant says nothing."""
ASCENDING, DESCENDING = "^", "v"
NUMBERED = "Staff no."
STATUS_TONES: Mapping[str, Tone] = {"breached": "strong", "at_risk": "warning"}
LEFT_OUT = (kinds.Rows, kinds.Against, kinds.ForForms, kinds.OwnVersion)
"""Kinds that no row has room for, or that nobody reads."""


class Rows:
    """One list in words while it is shown: columns grow with the rows that come, and never shrink."""

    def __init__(self, view: type[View[Any]], speech: Speech) -> None:
        self._view, self._shape, self._speech = view, view.shape(), speech
        self._words = Spoken(self._shape, speech)
        self._widths: dict[str, int] = {}
        self._known: dict[str, tuple[Row, ListRow]] = {}
        self._unnamed = unnamed(view, self._shape)
        self._names = [
            name for name in in_order(view, self._shape) if not names_one_of(self._shape, name, self._unnamed)
        ]

    def said(self, rows: Iterable[Row]) -> list[ListRow]:
        """The rows (`db.views.as_json`) in words; of moments known by their day there is no hour
        (INT-11). One that is as it was last is not said anew."""
        known, self._known = self._known, {}
        lines = []
        for row in rows:
            key = self._view.key_of(row)
            before = known.get(key)
            line = (
                before[1]
                if before is not None and before[0] == row
                else self._row(key, days_shown(row, None))
            )
            self._known[key] = (row, line)
            lines.append(line)
        return lines

    def forget(self) -> None:
        """Say everything anew: a day has ended, or people are called otherwise."""
        self._known.clear()

    def _row(self, key: str, row: Row) -> ListRow:
        words = {name: self._text(name, row) for name in self._names if name in row}
        for name, text in words.items():
            if text:
                self._widths[name] = max(self._widths.get(name, 0), width_of(text))
        tones = {name: tone for name in words if (tone := self._tone(name, row)) is not None}
        return ListRow(key, words, tones)

    def _text(self, name: str, row: Row) -> str:
        kind, value = self._shape[name].kind, row[name]
        if isinstance(kind, LEFT_OUT) or is_id(value):
            return ""
        if isinstance(kind, kinds.Level):
            return labels.level(value)
        if name in self._unnamed and value:
            several = value if isinstance(value, list | tuple) else [value]
            return _(", ").join(self._speech.person(str(each)) for each in several)
        return " ".join(self._words.text(name, value, row).split())

    def _tone(self, name: str, row: Row) -> Tone | None:
        kind, value = self._shape[name].kind, row[name]
        if isinstance(kind, kinds.Level):
            return "strong" if value == 1 else None
        return (
            STATUS_TONES.get(str(value)) if isinstance(kind, kinds.Code) and kind.group == "status" else None
        )

    def columns(self, sort: str = "", *, descending: bool = False) -> list[Column]:
        """The columns in which something stands, and those that always do; the one that the rows are sorted
        by is marked."""
        always = self._view.always if self._widths else frozenset()
        names = [name for name in self._names if name in self._widths or name in always]
        return [self._column(name, name == names[-1], name == sort, descending) for name in names]

    def _column(self, name: str, last: bool, sorts: bool, descending: bool) -> Column:
        label = self._title(name) + ((DESCENDING if descending else ASCENDING) if sorts else "")
        width = max(width_of(label), min(WIDEST, self._widths.get(name, 0)))
        right = isinstance(self._shape[name].kind, kinds.Number) and not isinstance(
            self._shape[name].kind, kinds.Level
        )
        return Column(
            name, label, width, align="right" if right else "left", least=min(width, WHOLE), gap=1,
            grow=int(last and not right),  # a number far from its row is not read with it
            most=self._widths.get(name, 0), aside=bool(read := read_in(self._view)) and name not in read,
        )  # fmt: skip

    def _title(self, name: str) -> str:
        """Where people stand by name, nothing heads them as numbers."""
        column = self._shape[name]
        return _("Person") if name in self._unnamed and column.label == NUMBERED else title(column)


def read_in(view: type[View[Any]]) -> tuple[str, ...]:
    """The columns that people read of a view, in order; none for all."""
    return tuple(dict.fromkeys((*view.briefer, *view.brief)))


def silent_keys(view: type[View[Any]]) -> set[str]:
    """Keys that the view leaves out of what people read: codes, which only tell its rows apart."""
    told = read_in(view)
    return {name for name in view.key_columns() if told and name not in told}


def in_order(view: type[View[Any]], shape: Shape) -> Sequence[str]:
    """The columns of a view, those that tell most first, without those that tell nobody anything."""
    told = read_in(view)
    silent = silent_keys(view)
    # The key of a thing beside what people call it says the same once more.
    called = {column.kind.of for column in shape.values() if isinstance(column.kind, kinds.Text)}
    silent |= {name for name in called & shape.keys() if isinstance(shape[name].kind, kinds.SubjectKey)}
    return tuple(name for name in dict.fromkeys((*told, *shape)) if name not in silent)


def names_one_of(shape: Shape, name: str, numbers: Iterable[str]) -> bool:
    """Whether a column names the people of one of these columns, who are told there by name and number."""
    kind = shape[name].kind
    return isinstance(kind, kinds.Text) and bool(kind.of) and kind.of in numbers


def unnamed(view: type[View[Any]], shape: Shape) -> frozenset[str]:
    """Columns of people beside which people do not read the name: it stands in them."""
    told = view.briefer or view.brief or tuple(shape)
    texts = [column.kind for name, column in shape.items() if name in told]
    beside = {kind.of for kind in texts if isinstance(kind, kinds.Text)}
    own = view.opens.column if view.opens is not None else ""
    return frozenset(
        name
        for name, column in shape.items()
        if isinstance(column.kind, kinds.StaffNo) and column.kind.named and name not in (*beside, own)
    )
