"""The figures of the line above the queue, and the list that each of them counts (RPT-05)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as made
from decimal import Decimal
from typing import Any

from console.present.watch import watch_part
from console.words import labels
from console.words.i18n import _, translate
from db.views.counts import Counts, CountsRow
from db.views.view import VIEWS, View
from db.views.watch import WatchState
from widgets.lists import Tone
from widgets.status import StatusPart


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: how it stands in the line, and which view of the queue, of which level, it counts, or which
    other list with which fields: a view by its name, so that what draws the line imports none of them.

    `is_shown` is False for what is nought and needs no room in the line; its list can be opened all the same.
    """

    part: StatusPart
    view: str
    level: int | None = None
    is_shown: bool = True
    other: str = ""
    fields: Mapping[str, object] = made(default_factory=dict)
    label: str = ""

    @property
    def asked(self) -> View[Any]:
        """The list that it counts."""
        if self.other:
            return VIEWS[self.other].model_validate(self.fields)
        return VIEWS["queue"].model_validate({"view": self.view, "level": self.level})

    @property
    def name(self) -> str:
        """The list in words."""
        if self.other:
            return _(VIEWS[self.other].label)
        name = _(self.label) if self.label else labels.view(self.view)
        return name if self.level is None else f"{name}  {labels.level_long(self.level)}"


def figures(counts: CountsRow) -> Iterable[Figure]:
    """Every figure in the order of the line: tickets of each level, what is late, the month's targets."""
    yield from _running(counts)
    new = StatusPart(translate("new {count}", count=counts.untriaged), "warning", gap=3)
    yield Figure(new, "untriaged", is_shown=bool(counts.untriaged))
    for level, count in counts.by_level.items():
        tone: Tone = "strong" if level == 1 and count else "plain"
        part = StatusPart(f"{labels.level(level)} {count}", tone, gap=3 if level == 1 else 2)
        yield Figure(part, "active", level)
    late = translate("late {count}", count=counts.breached)
    yield Figure(StatusPart(late, "strong" if counts.breached else "dim", gap=3), "breached")
    risk = translate("risk {count}", count=counts.at_risk)
    yield Figure(StatusPart(risk, "warning" if counts.at_risk else "dim", drop=1), "at_risk")
    called = StatusPart(translate("calls you {count}", count=counts.called), "strong")
    yield Figure(called, "called", is_shown=bool(counts.called))
    asks = StatusPart(translate("asks you {count}", count=counts.to_decide), "warning", drop=1)
    yield Figure(asks, "", is_shown=bool(counts.to_decide), other="requests", fields={"to_decide": True})
    away = StatusPart(translate("away {count}", count=counts.absent), "warning", drop=1)
    yield Figure(away, "absent", is_shown=bool(counts.absent))
    aims = counts.targets
    yield _percentage(_("in time"), counts.timeliness, aims["timeliness"], "missed", 3)
    yield _percentage(_("satisfied"), counts.satisfaction, aims["satisfaction"], "dissatisfied", 4)
    yield from further(counts)


def figure_of(name: str, counts: CountsRow) -> Figure:
    """The figure that counts a view of the queue or another list."""
    return next(each for each in figures(counts) if name in (each.view, each.other))


def digit_of(name: str, counts: CountsRow) -> str:
    """The digit that opens the list of a figure among all of them; empty where it has none."""
    at = next(at for at, each in enumerate(figures(counts), 1) if name in (each.view, each.other))
    return str(at) if at <= 9 else ""  # one key each


def _running(counts: CountsRow) -> Iterable[Figure]:
    """What nobody may overlook: an emergency that runs, how many have answered, and that it calls you."""
    one = counts.emergency
    if one is None:
        yield Figure(StatusPart("-"), "", is_shown=False, other="emergencies")
        return
    texts = {"number": one.id, "answered": one.answered, "called": one.called}
    if one.drill:
        text = translate("DRILL {number} {answered}/{called}", **texts)
    else:
        text = translate("EMERGENCY {number} {answered}/{called}", **texts)
    if one.mine:
        text = f"{text} {_('answer!')}"
    tone: Tone = "warning" if one.drill else "strong"
    yield Figure(StatusPart(text, tone), "", other="emergencies", fields={"state": "running"})


def further(counts: CountsRow) -> Iterable[Figure]:
    """Figures for which the line has no room; their lists can be opened all the same."""
    for view, count in (("paused", counts.paused), ("follow_up", counts.follow_up)):
        yield Figure(StatusPart(str(count)), view, is_shown=False)
    shape = Counts.shape()
    for view, field, count in (
        ("idle", "untriaged_idle", counts.untriaged_idle),
        ("unlevelled", "unlevelled", counts.unlevelled),
        ("unreachable", "unreachable", counts.unreachable),
    ):
        yield Figure(StatusPart(str(count)), view, is_shown=False, label=shape[field].label)
    yield Figure(
        StatusPart(str(counts.calls)), "", is_shown=False, other="escalations", fields={"mine": True}
    )
    yield Figure(StatusPart(str(counts.my_tasks)), "", is_shown=False, other="tasks", fields={"mine": True})
    was = counts.original_timeliness
    originally = StatusPart("-" if was is None else f"{was}%")
    yield Figure(originally, "missed_originally", is_shown=False)
    kept = counts.kept_appointments
    text = "-" if kept is None else f"{kept}%"
    yield Figure(StatusPart(text), "", is_shown=False, other="appointments", fields={"state": "missed"})


def _percentage(name: str, value: Decimal | None, aim: int, view: str, drop: int) -> Figure:
    tone: Tone = "warning" if value is not None and value < aim else "plain"
    text = f"{name} -" if value is None else f"{name} {value}%"
    return Figure(StatusPart(text, tone, drop, gap=3), view, is_shown=value is not None)


def status_parts(counts: CountsRow, branch: str, watched: WatchState | None = None) -> list[StatusPart]:
    """Where, that it is not watched, and the figures that are to be shown."""
    head = [StatusPart(_("Paigong"), drop=2), StatusPart(branch, drop=1, gap=1)]
    watch = watch_part(watched) if watched is not None else None
    shown = (figure.part for figure in figures(counts) if figure.is_shown)
    return [*head, *((watch,) if watch is not None else ()), *shown]
