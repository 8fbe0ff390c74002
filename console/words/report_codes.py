"""Codes of the hand-over of a shift, the calendar of reports, and samples (RPT-04, RPT-06, PRC-01)."""

from console.words.i18n import N_

REPORT_KIND = {"report": N_("report"), "meeting": N_("meeting")}
REPORT_STATE = {
    "late": N_("late"),
    "open": N_("to do"),
    "coming": N_("to come"),
    "done": N_("done"),
    "dropped": N_("no longer needed"),
}
HANDOVER_SECTION = {
    "since": N_("Since"),
    "came_in": N_("Came in"),
    "open": N_("Open"),
    "at_risk": N_("At risk"),
    "promised": N_("Promised"),
    "waiting": N_("Waiting for"),
    "called": N_("Called"),
    "away": N_("Away"),
    "watch": N_("Watch"),
}
HANDOVER_LINE = {
    "handed_over": N_("the last hand-over"),
    "shift": N_("the begin of the shift"),
    "day": N_("the beginning of the day"),
    "asked": N_("the time asked for"),
    "new": N_("new tickets"),
    "reopened": N_("reopened"),
    "chased": N_("chased by customers"),
    "handed": N_("handed over by name"),
    "closed": N_("closed"),
    "untriaged": N_("without a level"),
    "to_dispatch": N_("to be dispatched"),
    "on_the_way": N_("dispatched"),
    "onsite": N_("at the customer's"),
    "follow_up": N_("in follow-up"),
    "breached": N_("breached"),
    "at_risk": N_("at risk"),
    "due_soon": N_("due within the hour"),
    "provisional": N_("counted on days off not official yet"),
    "appointments": N_("appointments within a day"),
    "promises": N_("promises of escalations"),
    "extended": N_("extended deadlines"),
    "paused": N_("paused tickets"),
    "requests": N_("requests to decide"),
    "tasks": N_("tasks"),
    "other_tasks": N_("tasks of others"),
    "reports": N_("late reports"),
    "emergency": N_("EMERGENCY, not answered"),
    "drill": N_("drill, not answered"),
    "unanswered": N_("escalations not answered"),
    "promise_passed": N_("promises that passed"),
    "leave": N_("on leave"),
    "held_by_absent": N_("tickets of those away"),
    "nobody_watches": N_("nobody watches"),
    "watched_by_process": N_("a process watches"),
    "watched_by_desk": N_("a desk watches"),
}
SAMPLE_RESULT = {"waiting": N_("not looked at"), "in_order": N_("in order"), "finding": N_("finding")}
CODES = {
    "sample_result": SAMPLE_RESULT,
    "report_kind": REPORT_KIND,
    "report_state": REPORT_STATE,
    "handover_section": HANDOVER_SECTION,
    "handover_line": HANDOVER_LINE,
}
