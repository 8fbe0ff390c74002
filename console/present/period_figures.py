"""Figures of a period as lines with bars: each in words, against what it ought to reach (RPT-01, SLA-10)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from console.words.codes import word
from console.words.figure_words import bucket_name, of_text, target_text, value_text
from console.words.i18n import _
from console.words.speech import Speech
from db.figures.declaration import PER_CENT, Figure
from db.figures.figures import FIGURES
from db.views.figures import FigureFacts
from widgets.bars import Bar, BarRow
from widgets.cells import width_of
from widgets.columns import Column
from widgets.lists import ListRow, Tone

ALL_OF_THEM = 100
LEAST_NAME = 26
"""Cells of the names where they are shorter."""


def columns(label: str, lines: Sequence[ListRow] = ()) -> list[Column]:
    """Beside each other: what it is, how much, as a bar, of how many, and whether that is enough. On a narrow
    line bars are short first, then names are cut."""
    headings = {"name": label, "value": _("Value"), "of": _("Of how many"), "target": _("Target")}
    wide = {
        name: max(width_of(heading), *(width_of(line.words[name]) for line in lines), 0)
        for name, heading in headings.items()
    }
    return [
        Column("name", label, max(LEAST_NAME, wide["name"]), least=14),
        Column("value", headings["value"], wide["value"], align="right"),
        Column("bar", "", 20, least=6, grow=1, most=60),
        Column("of", headings["of"], wide["of"], align="right", drop=2),
        Column("target", headings["target"], wide["target"], drop=1),
    ]


def rows(facts: Iterable[FigureFacts], speech: Speech, *, cut: bool) -> list[BarRow]:
    """A line for each; where they are `cut` by bucket, longest beside the one that has most."""
    shown = list(facts)
    most = max((float(one.value or 0) for one in shown if not _is_whole(one)), default=0.0)
    return [_row(one, speech, most, cut=cut) for one in shown]


def _row(one: FigureFacts, speech: Speech, most: float, *, cut: bool) -> BarRow:
    figure = FIGURES[one.figure]
    words = {
        "name": bucket_name(one, speech) if cut else word("figure", one.figure),
        "value": value_text(one),
        "of": of_text(one),
        "target": target_text(one),
    }
    tones: dict[str, Tone] = {}
    if one.reached is False:
        tones = {"value": "warning", "target": "warning"}
    bar = _bar(one, figure, most, cut=cut)
    key = one.bucket if cut and one.bucket else one.figure
    return BarRow(key, words, tones, bars={"bar": bar} if bar is not None else {})


def _bar(one: FigureFacts, figure: Figure, most: float, *, cut: bool) -> Bar | None:
    if one.value is None:
        return None
    if figure.unit == PER_CENT:
        aim = None if one.target is None else one.target / ALL_OF_THEM
        return Bar(float(one.value) / ALL_OF_THEM, aim)
    if not cut or not most or _is_whole(one):
        return None
    return Bar(float(one.value) / most)


def _is_whole(one: FigureFacts) -> bool:
    return one.bucket in (None, "all")
