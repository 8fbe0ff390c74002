"""The kit panel: what one technician holds."""

from collections.abc import Sequence
from dataclasses import dataclass

from widgets.cells import width_of
from widgets.columns import Column
from widgets.lists import ColumnList, ListRow, Tone

TOOL_MOST = 26
"""Cells beyond which a tool's name needs no more room: its number stands beside it."""


@dataclass(frozen=True)
class KitLabels:
    """Headings, already translated; none for none."""

    kind: str = ""
    number: str = ""
    note: str = ""


@dataclass(frozen=True)
class KitRow:
    """One tool, or one that is missing, in ready words; `note` says until when it is calibrated, or what is
    the matter with it."""

    key: str
    kind: str
    number: str = ""
    note: str = ""
    tone: Tone = "plain"


class Kit(ColumnList):
    """Tools, one per line, under a title with the holder and what is missing."""

    class Moved(ColumnList.Moved):
        """The cursor stands on another tool."""

    class Chosen(ColumnList.Chosen):
        """Enter was pressed on a tool."""

    def __init__(
        self, labels: KitLabels | None = None, *, cursor: bool = True, bar: bool = True, id: str | None = None
    ) -> None:
        labels = labels or KitLabels()
        columns = (
            Column("kind", labels.kind, 12, least=8, gap=1 + int(cursor), grow=1, most=TOOL_MOST),
            Column("number", labels.number, 5),
            Column("note", labels.note, max(11, width_of(labels.note)), least=10, drop=1),
        )
        super().__init__(columns, cursor=cursor, bar=bar, headings=bool(labels.kind), id=id)

    def set_kit(self, title: str, summary: str, rows: Sequence[KitRow]) -> None:
        """Takes another kit; only what differs is drawn."""
        self._title = (title, summary)
        self.set_lines(
            [
                ListRow(
                    row.key,
                    {"kind": row.kind, "number": row.number, "note": row.note},
                    {"kind": row.tone, "note": row.tone},
                )
                for row in rows
            ]
        )
