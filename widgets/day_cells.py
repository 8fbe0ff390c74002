"""A day of somebody in half-hour cells, as shapes: pure, so that one row can be compared with itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from widgets.cells import fit, width_of
from widgets.lists import Tone

HALF = timedelta(minutes=30)
MOST_HALVES = 48
SHAPES = {
    "shift": ".", "leave": "/", "resting": "-", "window": "~", "late": "x", "travel": ">", "job": "=",
    "overrun": "+", "moved": "*",
}  # fmt: skip
"""What fills the cells of each kind of stretch; the later in this order lies over the earlier."""
DEADLINE, NOW, CLASH = "!", "|", "#"
BRACKETS = {"job": "[]", "moved": "{}"}
SOLID = tuple(BRACKETS)
"""Two of these over each other are a clash."""
BEFORE = timedelta(hours=2)
"""What begins no longer before the first shift of the day stretches the axis; the night before is folded."""
FOLD = 8
"""Cells of the fold, a blank behind it included."""
FOLDED = ("moved", "job", "window", "travel", "deadline")
"""What the fold names, the first of these before the others; a shift where there is nothing else."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of a day, `[begin, end)`; `key` names the job that it belongs to, `label` stands in it."""

    begin: datetime
    end: datetime
    kind: str
    key: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Axis:
    """The half hours that are shown: from `begin` so many `halves`, each `width` cells wide."""

    begin: datetime
    halves: int
    width: int

    @property
    def cells(self) -> int:
        """Cells of the whole axis."""
        return self.halves * self.width

    def cell(self, at: datetime) -> int:
        """The cell in which an instant lies; beyond the axis where it does not lie on it."""
        return int((at - self.begin) / HALF * self.width)

    def marks(self) -> str:
        """The hours, each above its first cell, as many as find room."""
        line, free = [" "] * self.cells, 0
        for half in range(self.halves):
            at, x = self.begin + half * HALF, half * self.width
            text = f"{at:%H}"
            if at.minute == 0 and x >= free and x + len(text) <= self.cells:
                line[x : x + len(text)] = text
                free = x + len(text) + 1
        return "".join(line)


def axis_of(bars: Iterable[Bar], now: datetime | None, room: int, day: datetime | None = None) -> Axis:
    """From the half hour of the first shift that begins on the day to the last end, with `now`, as wide as
    there is room; what lies in the night before does not move its begin, unless it is moved just now.

    Of a `day` that begins then no more than its hours. Instants are taken in the zone in which they are
    shown. Absences alone make no axis longer.
    """
    bars = [bar for bar in bars if bar.kind != "deadline"]
    bars = [bar for bar in bars if bar.kind not in ("leave", "resting")] or bars
    held = [now] if now is not None else []
    begins, ends = [bar.begin for bar in bars] + held, [bar.end for bar in bars] + held
    shifts = [bar.begin for bar in bars if bar.kind == "shift" and day is not None and bar.begin > day]
    if shifts:
        seen = [bar.begin for bar in bars if bar.kind == "moved"] + held
        first = min([min(shifts) - BEFORE, *seen])
        begins = [at for at in begins if at >= first]
    if day is not None:
        last = day + MOST_HALVES * HALF
        begins, ends = ([min(max(at, day), last) for at in times] for times in (begins, ends))
    if not begins:
        return Axis(datetime.min, 0, 1)
    begin, end = min(begins), max(ends)
    begin -= timedelta(minutes=begin.minute % 30, seconds=begin.second)
    halves = max(1, min(MOST_HALVES, -((begin - end) // HALF)))
    width = max(1, room // halves)
    return Axis(begin, min(halves, max(1, room)), width)


def folded(bars: Iterable[Bar], axis: Axis) -> tuple[str, str]:
    """What of a row lies before the axis, as its shape and the time of the first: `=02:00`, with a `+` where
    there is more; of a shift until when it goes. The key of the job beside it; both empty for nothing."""
    early = [bar for bar in bars if bar.begin < axis.begin and bar.kind in (*FOLDED, "shift")]
    found = sorted(
        (bar for bar in early if bar.kind != "shift"), key=lambda bar: (FOLDED.index(bar.kind), bar.begin)
    )
    if found:
        shape = DEADLINE if found[0].kind == "deadline" else SHAPES[found[0].kind]
        more = "+" if len({bar.key for bar in found}) > 1 else ""
        return f"{shape}{found[0].begin:%H:%M}{more}", found[0].key
    shifts = [bar.end for bar in early]
    return (f"{SHAPES['shift']}-{max(shifts):%H:%M}", "") if shifts else ("", "")


def draw(bars: Sequence[Bar], axis: Axis, now: datetime | None = None) -> list[tuple[str, Tone, str]]:
    """The row as runs of text with a tone and the key of the job that they show, every cell once."""
    shape, owner = [" "] * axis.cells, [""] * axis.cells
    tones: list[Tone] = ["plain"] * axis.cells
    solid = [False] * axis.cells
    order = list(SHAPES)
    for bar in sorted((bar for bar in bars if bar.kind in SHAPES), key=lambda bar: order.index(bar.kind)):
        first, last = _cells(bar, axis)
        text = _filled(bar, last - first)
        for at, character in zip(range(first, last), text, strict=True):
            if solid[at] and (bar.kind in SOLID or shape[at] == CLASH):
                character = CLASH
            shape[at], owner[at] = character, bar.key or owner[at]
            tones[at] = _tone(bar.kind, character)
            solid[at] = solid[at] or bar.kind in SOLID
    for bar in bars:
        # The job of a promise that is not kept says so in its first cell, whatever lies before it.
        if bar.kind == "late" and 0 <= (at := axis.cell(bar.end)) < axis.cells:
            shape[at], tones[at] = SHAPES["late"], "strong"
    for bar in bars:
        if bar.kind == "deadline" and 0 <= (at := min(axis.cell(bar.begin), axis.cells)) < axis.cells:
            shape[at], tones[at] = DEADLINE, "strong"
    if now is not None and 0 <= (at := axis.cell(now)) < axis.cells and shape[at] in " ./-~":
        shape[at], tones[at] = NOW, "warning"
    return _runs(shape, tones, owner)


def _cells(bar: Bar, axis: Axis) -> tuple[int, int]:
    """Its first cell and the one behind its last; what lies on the axis at all takes a cell at least."""
    first, last = axis.cell(bar.begin), axis.cell(bar.end)
    if last < 0 or first >= axis.cells or bar.end <= axis.begin:
        return 0, 0
    first = max(0, first)
    return first, min(axis.cells, max(first + 1, last))


def _filled(bar: Bar, cells: int) -> str:
    """The shape over its cells, a job in brackets with its label as far as that finds room."""
    fill = SHAPES[bar.kind]
    pair = BRACKETS.get(bar.kind)
    if pair is None or cells < 2:
        return fill * cells
    inner = cells - 2
    label = bar.label if width_of(bar.label) <= inner and bar.label.isascii() else ""
    return f"{pair[0]}{fit(label, len(label))}{fill * (inner - len(label))}{pair[1]}"


def _tone(kind: str, character: str) -> Tone:
    if character == CLASH:
        return "strong"
    if kind == "late":
        return "strong"
    return "plain" if kind in SOLID else "warning" if kind in ("window", "overrun") else "dim"


def _runs(shape: Sequence[str], tones: Sequence[Tone], owner: Sequence[str]) -> list[tuple[str, Tone, str]]:
    runs: list[tuple[str, Tone, str]] = []
    for character, tone, key in zip(shape, tones, owner, strict=True):
        if runs and runs[-1][1:] == (tone, key):
            runs[-1] = (runs[-1][0] + character, tone, key)
        else:
            runs.append((character, tone, key))
    return runs


def free_of(bars: Iterable[Bar]) -> list[tuple[datetime, datetime]]:
    """The stretches of a shift in which nothing else lies, in order."""
    bars = list(bars)
    taken = sorted((bar.begin, bar.end) for bar in bars if bar.kind in ("job", "travel", "leave", "resting"))
    found = []
    for shift in sorted((bar.begin, bar.end) for bar in bars if bar.kind == "shift"):
        at = shift[0]
        for begin, end in taken:
            if end <= at or begin >= shift[1]:
                continue
            if begin > at:
                found.append((at, begin))
            at = max(at, end)
        if at < shift[1]:
            found.append((at, shift[1]))
    return found
