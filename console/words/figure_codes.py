"""Words of figures: periods, cuts, units, and the buckets that no list has (`db/figures`)."""

from __future__ import annotations

from collections.abc import Mapping

from console.words.i18n import N_

PERIOD = {
    "day": N_("day"),
    "week": N_("week"),
    "month": N_("month"),
    "quarter": N_("quarter"),
    "half_year": N_("half-year"),
    "year": N_("year"),
}
UNIT = {
    "percent": N_("%"),
    "minutes": N_("minutes"),
    "tickets": N_("tickets"),
    "milestones": N_("milestones"),
    "pauses": N_("pauses"),
    "calls": N_("calls"),
    "dispatches": N_("dispatches"),
}
UNIT_READ = UNIT | {"minutes": N_("h:min")}
"""What stands beside figures that people read (`kinds.Measured`)."""
FIGURE_PART = {"counted": N_("what counts for it"), "rest": N_("what counts against it")}
BUCKET = {"all": N_("all"), "unknown": N_("unknown"), "none": N_("none of ours")}
"""Buckets of every cut."""
REACHED = {"yes": N_("reached"), "no": N_("not reached")}


def figure_labels() -> Mapping[str, str]:
    """What figures are called: msgids by name."""
    from db.figures.figures import FIGURES

    return {name: figure.label for name, figure in FIGURES.items()}


def cut_labels() -> Mapping[str, str]:
    """What figures are cut by: msgids by name."""
    from db.figures.cuts import CUTS

    return {name: by.label for name, by in CUTS.items()}


def milestone_of(figure: str) -> str:
    """The milestone that a figure is of; empty for one of all of them."""
    from db.figures.figures import FIGURES

    return FIGURES[figure].of if figure in FIGURES else ""
