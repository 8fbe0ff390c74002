"""The roster: who is there, what they do now, how much they have, whether their kit is complete."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from widgets.cells import printable, width_of
from widgets.columns import Column
from widgets.lists import ColumnList, ListRow, Tone

NAME, LONGEST_NAME = 8, 12
KIT = 8
MARGIN = 1


@dataclass(frozen=True)
class RosterRow:
    """One technician, in ready words."""

    key: str
    name: str
    state: str
    load: str = ""
    kit: str = ""
    tones: dict[str, Tone] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class RosterLabels:
    """Headings, already translated; `state_width` is that of the longest state word."""

    name: str
    state: str
    load: str
    kit: str
    state_width: int = 4


class Roster(ColumnList):
    """Technicians, one per line."""

    class Moved(ColumnList.Moved):
        """The cursor stands on another technician."""

    class Chosen(ColumnList.Chosen):
        """Enter was pressed on a technician."""

    def __init__(self, labels: RosterLabels, *, bar: bool = True, id: str | None = None) -> None:
        super().__init__(roster_columns(labels), bar=bar, id=id)
        self._labels = labels
        self._widest = (NAME, KIT)

    def set_rows(self, rows: Sequence[RosterRow]) -> None:
        """Takes the whole roster; only what differs is drawn."""
        name = min(LONGEST_NAME, max((width_of(printable(row.name)) for row in rows), default=NAME))
        if name != self._widest[0]:
            self.set_columns(roster_columns(self._labels, name))
        self._widest = (name, max((width_of(printable(row.kit)) for row in rows), default=KIT))
        self.set_lines(
            [
                ListRow(
                    row.key,
                    {"name": row.name, "state": row.state, "load": row.load, "kit": row.kit},
                    row.tones,
                )
                for row in rows
            ]
        )

    @property
    def wished_width(self) -> int:
        """Cells in which every kit stands whole."""
        name, kit = self._widest
        *others, last = roster_columns(self._labels, name)
        return sum(column.gap + column.width for column in others) + last.gap + kit + MARGIN


def roster_columns(labels: RosterLabels, name_width: int = NAME) -> tuple[Column, ...]:
    """Name, state, load and kit; the kit takes what is left."""
    return (
        Column("name", labels.name, max(name_width, width_of(labels.name)), gap=2, least=6),
        Column("state", labels.state, labels.state_width),
        Column("load", labels.load, 4, align="right"),
        Column("kit", labels.kit, KIT, least=4, grow=1, drop=1),
    )
