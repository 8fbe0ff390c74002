"""The roster: who is there, what they do now, how much they have, whether their kit is complete."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from textual import events

from widgets.cells import printable, shortened, width_of
from widgets.columns import Column
from widgets.lists import ColumnList, ListRow, Tone

NAME, LONGEST_NAME = 6, 12
TRADE, ZONE = 4, 4
SHORT = 5
"""Cells to which a state, a trade and a zone shrink before one of them goes."""
KIT = 8
MARGIN = 1
AWAY_MARK = "x"
"""Before who cannot be sent now; their state says why."""


@dataclass(frozen=True)
class RosterRow:
    """One technician, in ready words.

    `next` is the next time that a customer was promised them for, `short_kit` and `short_state` what stands
    where `kit` and `state` find no room; `away` marks who cannot be sent now.
    """

    key: str
    name: str
    state: str
    load: str = ""
    kit: str = ""
    tones: dict[str, Tone] = field(default_factory=dict, hash=False)
    trade: str = ""
    zone: str = ""
    next: str = ""
    short_kit: str = ""
    short_state: str = ""
    away: bool = False


@dataclass(frozen=True)
class RosterLabels:
    """Headings, already translated; `state_width` is that of the longest state word."""

    name: str
    state: str
    load: str
    kit: str
    state_width: int = 4
    trade: str = ""
    zone: str = ""
    next: str = ""


class Roster(ColumnList):
    """Technicians, one per line."""

    class Moved(ColumnList.Moved):
        """The cursor stands on another technician."""

    class Chosen(ColumnList.Chosen):
        """Enter was pressed on a technician."""

    def __init__(self, labels: RosterLabels, *, bar: bool = True, id: str | None = None) -> None:
        super().__init__(roster_columns(labels), bar=bar, id=id)
        self._labels = labels
        self._people: tuple[RosterRow, ...] = ()
        self._kit_width = KIT

    def set_rows(self, rows: Sequence[RosterRow]) -> None:
        """Takes the whole roster; only what differs is drawn."""
        self._people = tuple(rows)
        columns = roster_columns(
            self._labels,
            _widest((row.name for row in rows), NAME, LONGEST_NAME),
            _widest((row.trade for row in rows), TRADE, 16),
            _widest((row.zone for row in rows), ZONE, 10),
        )
        self._kit_width = _widest((row.kit for row in rows), KIT, 40)
        if columns != self.columns:
            self.set_columns(columns)
        self._draw_people()

    def _draw_people(self) -> None:
        room = {column.name: column.width for column in self._places()}
        self.set_lines([_line(row, room) for row in self._people])

    def on_resize(self, event: events.Resize) -> None:
        self._draw_people()

    @property
    def wished_width(self) -> int:
        """Cells in which every kit stands whole."""
        *others, last = self.columns
        return sum(column.gap + column.width for column in others) + last.gap + self._kit_width + MARGIN


def _widest(words: Iterable[str], least: int, most: int) -> int:
    return min(most, max((width_of(printable(word)) for word in words), default=least))


def _line(row: RosterRow, room: Mapping[str, int]) -> ListRow:
    def fitting(name: str, *texts: str) -> str:
        """The first of the texts for which there is room; else the last one, shortened."""
        width = room.get(name, 0)
        whole = next((text for text in texts if text and width_of(printable(text)) <= width), "")
        return whole or shortened(texts[-1] or texts[0], width)

    words = {
        "away": AWAY_MARK if row.away else "",
        "name": row.name,
        "state": fitting("state", row.state, row.short_state),
        "load": row.load,
        "next": row.next,
        "trade": fitting("trade", row.trade),
        "zone": fitting("zone", row.zone),
        "kit": fitting("kit", row.kit, row.short_kit),
    }
    dim: Tone = "dim"
    # Who cannot be sent is dim from end to end, not in the middle of the row.
    tones = dict.fromkeys(words, dim) if row.away else row.tones
    return ListRow(row.key, words, tones)


def roster_columns(
    labels: RosterLabels, name_width: int = NAME, trade_width: int = TRADE, zone_width: int = ZONE
) -> tuple[Column, ...]:
    """Name, state, load, next appointment, trade, zone and kit; the kit takes what is left."""

    def at_least(label: str, width: int) -> int:
        return max(width, width_of(label))

    columns = (
        Column("away", "", 1, gap=1),
        Column("name", labels.name, at_least(labels.name, name_width), gap=0, least=6),
        Column("state", labels.state, labels.state_width, least=at_least(labels.state, SHORT)),
        Column("load", labels.load, 4, align="right"),
        Column("next", labels.next, at_least(labels.next, 5), drop=3),
        Column(
            "trade",
            labels.trade,
            at_least(labels.trade, trade_width),
            least=at_least(labels.trade, SHORT),
            drop=1,
        ),
        Column(
            "zone", labels.zone, at_least(labels.zone, zone_width), least=at_least(labels.zone, SHORT), drop=2
        ),
        Column("kit", labels.kit, KIT, least=at_least(labels.kit, 7), grow=1),
    )
    return tuple(column for column in columns if column.label or column.name == "away")
