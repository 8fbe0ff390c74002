"""Figures in words: value, of how many, what they ought to reach, and how they are made (`db/figures`)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from console.words.codes import word
from console.words.i18n import _, translate
from console.words.saying import said
from console.words.speech import Speech
from db.figures.declaration import MINUTES, PER_CENT, Figure
from db.figures.figures import FIGURES
from db.kinds import Bucket
from db.views.figures import FigureFacts

BUCKET = Bucket()
HOUR = 60


def bucket_name(one: FigureFacts, speech: Speech) -> str:
    """What a bucket is called."""
    return said(BUCKET, one.bucket, speech, {"by": one.by})


def value_text(one: FigureFacts) -> str:
    """The figure itself; a sign where there is none."""
    unit = FIGURES[one.figure].unit
    if one.value is None:
        return "-"
    if unit == PER_CENT:
        return f"{one.value}%"
    if unit == MINUTES:
        return minutes_text(one.value)
    return f"{one.value:,}"


def minutes_text(value: int | Decimal) -> str:
    """Minutes as people read them: hours and minutes."""
    hours, minutes = divmod(int(value), HOUR)
    return f"{hours:,}:{minutes:02}"


def of_text(one: FigureFacts) -> str:
    """How many rows it was made of."""
    if one.part is not None:
        return f"{one.part:,}/{one.whole:,}"
    return "" if one.whole is None or one.unit != MINUTES else f"{one.whole:,}"


def target_text(one: FigureFacts) -> str:
    """What it ought to reach, and whether it does, in words."""
    if one.target is None:
        return ""
    figure = FIGURES[one.figure]
    aim = f"< {one.target}" if figure.below else f">= {one.target}"
    if one.reached is None:
        return aim
    return f"{aim} {word('target_reached', 'yes' if one.reached else 'no')}"


def definition(figure: Figure) -> Sequence[str]:
    """How a figure is made, in two lines of words."""
    part, whole = figure.says
    rows, period = _(figure.population.rows), _(figure.population.period)
    first = translate("{rows}; each in the period of: {period}", rows=rows, period=period)
    if figure.is_share:
        return first, translate("{part} / {whole}", part=_(part), whole=_(whole))
    return first, "; ".join(_(each) for each in (part, whole) if each)
