"""The roster: who is there, what they do now, how much they have, whether their kit is complete."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from widgets.columns import Column
from widgets.lists import ColumnList, ListRow, Tone


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

    def __init__(self, labels: RosterLabels, *, bar: bool = False, id: str | None = None) -> None:
        super().__init__(roster_columns(labels), bar=bar, id=id)

    def set_rows(self, rows: Sequence[RosterRow]) -> None:
        """Takes the whole roster; only what differs is drawn."""
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


def roster_columns(labels: RosterLabels) -> tuple[Column, ...]:
    """Name, state, load and kit; the kit takes what is left."""
    return (
        Column("name", labels.name, 8, gap=2, least=6),
        Column("state", labels.state, labels.state_width),
        Column("load", labels.load, 4, align="right"),
        Column("kit", labels.kit, 8, least=4, grow=1, drop=1),
    )
