"""What stands on a timeline, and what a window costs."""

from console.words.i18n import N_

TIMELINE = {
    "shift": N_("shift"),
    "leave": N_("on leave"),
    "resting": N_("resting"),
    "travel": N_("on the road"),
    "job": N_("at the job"),
    "window": N_("agreed window"),
    "deadline": N_("deadline"),
    "late": N_("comes late"),
    "overrun": N_("longer than agreed"),
}
COST_PART = {
    "travel": N_("more road"),
    "wait": N_("waiting"),
    "fit": N_("fits less well"),
    "put_off": N_("of theirs put off"),
}
"""The parts of what a window costs, each in minutes."""
