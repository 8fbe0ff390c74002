"""Codes of what waits for somebody: escalations, tasks, requests, emergencies."""

from __future__ import annotations

from console.words.i18n import N_

ESCALATION_STATE = {"open": N_("open"), "acknowledged": N_("acknowledged"), "settled": N_("settled")}

TASK_STATE = {"open": N_("to do"), "done": N_("done"), "dropped": N_("no longer needed")}

EMERGENCY_STATE = {"running": N_("running"), "ended": N_("ended")}

LETTER_STATE = {
    "to_come": N_("to come", "letter"),
    "open": N_("to be answered", "letter"),
    "unclear": N_("unclear", "letter"),
    "answered": N_("answered", "letter"),
    "noted": N_("needs no answer", "letter"),
    "sent": N_("sent", "letter"),
    "dropped": N_("dropped", "letter"),
}

DIRECTION = {"in": N_("in", "letter"), "out": N_("out", "letter")}

GONE = {"gone": N_("no longer with us")}

QUIET = {"defer": N_("told when they ended"), "skip": N_("not told")}

EMERGENCY_KIND = {"real": N_("EMERGENCY"), "drill": N_("drill")}

EMERGENCY_ROLE = {"person": N_("by name")}

EMERGENCY_TRIGGER = {"declared": N_("declared"), "flood": N_("flood of level 1")}

REQUEST_STATE = {
    "open": N_("to be decided"),
    "granted": N_("granted"),
    "refused": N_("refused"),
    "failed": N_("granted, but no longer possible"),
    "withdrawn": N_("withdrawn"),
    "dropped": N_("no longer needed"),
}

TRIGGER = {
    "at_risk": N_("at risk"),
    "breached": N_("breached"),
    "unacknowledged": N_("nobody acknowledged"),
    "level_raised": N_("the level was raised"),
    "chased": N_("the customer chased"),
    "registered": N_("registered at this level"),
    "promise_expired": N_("a promise has passed"),
    "unreachable": N_("nobody there could be reached"),
    "complaint": N_("a complaint"),
    "unanswered_wish": N_("a wish was not answered"),
    "manual": N_("by hand"),
}

DECISION = {"yes": N_("grant"), "no": N_("refuse")}
