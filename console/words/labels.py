"""Short words of the desk: levels, fields, views of the queue. Words for codes are in `words.codes`."""

from __future__ import annotations

from collections.abc import Mapping

from console.declared import called
from console.words.i18n import N_, _

LEVEL: Mapping[int, str] = {1: N_("L1"), 2: N_("L2"), 3: N_("L3"), 4: N_("L4")}
LEVEL_LONG: Mapping[int, str] = {1: N_("level 1"), 2: N_("level 2"), 3: N_("level 3"), 4: N_("level 4")}
VIEW: Mapping[str, str] = {
    "active": N_("Active"),
    "soon": N_("Due within the hour"),
    "today": N_("What I did today"),
    "to_dispatch": N_("To dispatch"),
    "called": N_("Escalated to me"),
    "absent": N_("Held by somebody on leave"),
    "follow_up": N_("To follow up"),
    "paused": N_("Paused"),
    "breached": N_("Breached"),
    "at_risk": N_("At risk"),
    "mine": N_("Mine"),
    "untriaged": N_("Without a level"),
    "slack": N_("Who has to leave first"),
    "open": N_("Open"),
    "closed": N_("Closed"),
    "missed": N_("Missed a deadline this month"),
    "missed_originally": N_("Missed as originally due"),
    "dissatisfied": N_("Dissatisfied this month"),
}


def level(number: int | None) -> str:
    """The level in the queue's first column; empty while untriaged."""
    return _(LEVEL[number]) if number is not None else ""


def level_long(number: int | None) -> str:
    """The level in words."""
    return _(LEVEL_LONG[number]) if number is not None else _("untriaged")


def field(name: str) -> str:
    """What stands before a field of which only the name is known; the name itself where nothing is."""
    return _(called(name)) or name


def view(name: str) -> str:
    """The name of a queue view."""
    return _(VIEW[name])
