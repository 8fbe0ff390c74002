"""Codes of the store as words for people. A code without a word stays as it is.

`WORDS[kind][code]` is a msgid. One code may mean different things (a state, a role), so that every kind has
its own table and its own English words.
"""

from collections.abc import Callable, Mapping

from console.words.figure_codes import (
    BUCKET,
    FIGURE_PART,
    PERIOD,
    REACHED,
    UNIT,
    UNIT_READ,
    cut_labels,
    figure_labels,
    milestone_of,
)
from console.words.i18n import N_, _, translate
from console.words.notice_codes import ADDRESSEE, NOT_SENT, NOTICE_STATE, TRY_RESULT
from console.words.policy_codes import CONDITION, DAY_KIND, DAY_SOURCE, NO_CONDITION, SETTING, WEEKDAY
from console.words.record_codes import RECORD_WORDS
from console.words.report_codes import CODES as REPORT_CODES
from console.words.timeline_codes import COST_PART, TIMELINE
from console.words.tool_codes import TOOL_WORDS
from console.words.waiting_codes import (
    DECISION,
    DIRECTION,
    EMERGENCY_KIND,
    EMERGENCY_ROLE,
    EMERGENCY_STATE,
    EMERGENCY_TRIGGER,
    ESCALATION_STATE,
    GONE,
    LETTER_STATE,
    QUIET,
    REQUEST_STATE,
    TASK_STATE,
    TRIGGER,
)
from db.verbs.verb import declaration, verbs

STATE = {
    "new": N_("new"),
    "triaged": N_("triaged"),
    "dispatched": N_("dispatched"),
    "onsite": N_("at the customer's"),
    "paused": N_("paused"),
    "follow_up": N_("in follow-up"),
    "closed": N_("closed"),
    "cancelled": N_("cancelled"),
}
STATUS = {"on_track": N_("on track"), "at_risk": N_("at risk"), "breached": N_("breached")}
MILESTONE = {
    "respond": N_("respond"),
    "answer": N_("answer"),
    "arrive": N_("arrive"),
    "resolve": N_("resolve"),
    "verify": N_("verify"),
    "survey": N_("survey"),
}
WAY = {
    "on_site": N_("on-site visit"),
    "remote": N_("remote"),
    "send_in": N_("sent in"),
    "mail": N_("by mail"),
}
NATURE = {"support": N_("technical support"), "quality": N_("quality report")}
PROBLEM = {"simple": N_("simple"), "complex": N_("complex")}
CHANNEL = {
    "phone": N_("phone"),
    "letter": N_("letter"),
    "email": N_("e-mail"),
    "web": N_("web"),
    "chat": N_("chat"),
    "wechat": N_("WeChat"),
    "walk_in": N_("walk-in"),
    "branch": N_("from a branch"),
    "field": N_("from the field"),
    "planned": N_("planned"),
}
JOB = {
    "installation": N_("installation"),
    "commissioning": N_("commissioning"),
    "repair": N_("repair"),
    "maintenance": N_("maintenance"),
    "training": N_("training"),
    "consulting": N_("consulting"),
    "remote": N_("remote support"),
    "parts": N_("spare parts"),
    "inspection": N_("inspection"),
    "upgrade": N_("upgrade"),
    "data": N_("data"),
}
STEP = {
    "contacted": N_("contacted"),
    "answered": N_("answered"),
    "accepted": N_("accepted"),
    "departed": N_("departed"),
    "arrived": N_("arrived"),
    "found": N_("fault found"),
    "trial_run": N_("trial run"),
    "finished": N_("finished"),
    "left": N_("left the site"),
    "returned": N_("back at base"),
}
MOMENT = STEP | {
    "dispatched": N_("dispatched"),
    "paused": N_("paused"),
    "surveyed": N_("surveyed"),
    "closed": N_("closed"),
    "cancelled": N_("cancelled"),
    "resumed": N_("resumed"),
    "triaged": N_("triaged"),
    "noted": N_("noted"),
}
"""What happened to a ticket that was brought over, beside the steps of a visit."""
ITEM = {
    "received": N_("received"),
    "shelved": N_("on the shelf"),
    "estimated": N_("estimated"),
    "repaired": N_("repaired"),
    "inspected": N_("inspected"),
    "shipped": N_("shipped"),
    "collected": N_("collected"),
}
ROLE = {
    "dispatcher": N_("dispatcher"),
    "customer_service": N_("customer service"),
    "technician": N_("technician"),
    "lead": N_("team leader"),
    "department_lead": N_("head of department"),
    "project_manager": N_("project manager"),
    "keeper": N_("store keeper"),
    "purchaser": N_("purchaser"),
    "quality": N_("quality officer"),
    "manager": N_("department manager"),
    "finance": N_("finance officer"),
    "general_manager": N_("general manager"),
    "supervisor": N_("supervisor"),
    "admin": N_("administrator"),
}
RIGHT = {
    "personal_data": N_("see phones and addresses in full"),
    "money": N_("see money"),
    "waive": N_("waive what is missing at closing"),
    "override_gate": N_("overrule a hard stop when dispatching"),
    "overrule": N_("overrule another person's decision"),
    "reopen_closed": N_("reopen a closed ticket"),
    "act_for_others": N_("act for others"),
}
PERSON_STATE = {
    "free": N_("free"),
    "en_route": N_("en route"),
    "on_site": N_("on site"),
    "resting": N_("resting"),
    "leave": N_("on leave"),
    "off": N_("off duty"),
    "duty": N_("on duty"),
    "substitute": N_("stands in"),
    "gone": N_("no longer with us"),
}
PERSON_STATE_SHORT = {
    "free": N_("free"),
    "en_route": N_("going"),
    "on_site": N_("there"),
    "resting": N_("rest"),
    "leave": N_("leave"),
    "off": N_("off"),
    "duty": N_("duty"),
}
"""The same in at most five cells, where there is no room for more."""
TARGET_STATE = {
    "waiting": N_("waiting to start"),
    "running": N_("running"),
    "paused": N_("paused"),
    "met": N_("met"),
    "not_applicable": N_("not applicable"),
}
START = {
    "report": N_("from the report"),
    "dispatched": N_("from the dispatch"),
    "arrived": N_("from the arrival"),
    "finished": N_("from the finish"),
    "verified": N_("from the verification"),
}
CLOCK = {"elapsed": N_("every minute"), "service": N_("service hours")}
WHY = {
    "counted": N_("counted"),
    "closed": N_("outside hours"),
    "holiday": N_("holiday"),
    "paused": N_("paused"),
}
SOLVED = {"yes": N_("yes"), "no": N_("no"), "unreachable": N_("unreachable")}
WANTED_BY = {"customer": N_("wanted by the customer"), "us": N_("arranged by us")}
SOLVER = {"builtin": N_("built-in solver"), "vroom": N_("VROOM")}
APPOINTMENT = {"open": N_("open"), "kept": N_("kept"), "missed": N_("not kept"), "moved": N_("moved")}
PROFILE_SOURCE = {
    "kind": N_("kind of service"),
    "contract": N_("contract"),
    "equipment": N_("equipment"),
    "category": N_("product"),
    "branch": N_("branch office"),
    "default": N_("general rule"),
}
GRADE = {
    "ordinary": N_("ordinary"),
    "long_standing": N_("long-standing"),
    "important": N_("important"),
}
PART = {
    "skill": N_("skill"),
    "certificate": N_("certificate"),
    "kit": N_("kit"),
    "load": N_("load"),
    "zone": N_("distance"),
    "responsible": N_("own zone"),
    "knows": N_("knows them"),
    "knows_customer": N_("knows customer"),
    "knows_equipment": N_("knows equipment"),
    "fair": N_("fair week"),
    "slack": N_("time left"),
}
TAKEN = {
    "first": N_("the first one"),
    "plan": N_("as planned"),
    "other": N_("another one"),
    "overruled": N_("somebody who was stopped"),
}
GATE = {
    "role": N_("role"),
    "welcome": N_("customer's refusal"),
    "duty": N_("duty"),
    "certificate": N_("certificate"),
    "kit": N_("tools"),
    "skill": N_("skill"),
    "overlap": N_("window"),
    "load": N_("day's load"),
    "parts": N_("parts", "gate"),
    "branch": N_("branch"),
    "district": N_("district"),
    "newcomer": N_("newcomer"),
    "last": N_("last on call"),
}
RESULT = {"pass": N_("passes"), "warn": N_("warns"), "block": N_("stops")}

FAMILY = {
    "ticket": N_("ticket"),
    "customer": N_("customer"),
    "equipment": N_("equipment"),
    "staff": N_("person"),
    "tool": N_("tool"),
    "tool_kind": N_("kind of tool"),
    "place": N_("place of tools"),
    "task": N_("task"),
    "request": N_("request"),
    "emergency": N_("emergency"),
    "notice": N_("notice"),
    "report": N_("report"),
    "handover": N_("hand-over"),
    "record": N_("service record"),
    "sample": N_("sample"),
    "letter": N_("call or letter"),
}
"""Kinds of things, as find groups them."""

DUE_THING = {
    "task": N_("task"),
    "begun": N_("task begun"),
    "reminder": N_("reminder"),
    "request": N_("request"),
    "decision": N_("decision"),
    "loan": N_("loan"),
    "calibration": N_("calibration"),
    "broken": N_("broken"),
    "count": N_("count"),
}
"""What fell due."""

UNLISTED = {
    "unclassified": N_("unclassified (own words)"),
    "by_product": N_("as the product says"),
    "branch": N_("the branch's own"),
    "late_start": N_("late start"),
}
"""What stands where nothing of the policy's list does: a cause in own words, no profile of its own;
that somebody came late, where a leave has its kind."""

BECAUSE = {
    "merged": N_("two tickets merged"),
    "way": N_("way set by the dispatch"),
    "window": N_("time agreed with the dispatch"),
}
"""Why a deadline moved where nobody had to say it (SLA-13)."""
WORDS: Mapping[str, Mapping[str, str]] = {
    **REPORT_CODES,
    "state": STATE,
    "status": STATUS,
    "milestone": MILESTONE,
    "way": WAY,
    "nature": NATURE,
    "problem": PROBLEM,
    "channel": CHANNEL,
    "job": JOB,
    "step": STEP,
    "moment": MOMENT,
    "item": ITEM,
    "role": ROLE,
    "right": RIGHT,
    "person_state": PERSON_STATE,
    "person_state_short": PERSON_STATE_SHORT,
    "target_state": TARGET_STATE,
    "start": START,
    "clock": CLOCK,
    "why": WHY,
    "solved": SOLVED,
    "wanted_by": WANTED_BY,
    "appointment": APPOINTMENT,
    "timeline_kind": TIMELINE,
    "cost_part": COST_PART,
    "solver": SOLVER,
    "profile_source": PROFILE_SOURCE,
    "day_kind": DAY_KIND,
    "day_source": DAY_SOURCE,
    "weekday": WEEKDAY,
    "setting": SETTING,
    "condition": CONDITION,
    "no_condition": NO_CONDITION,
    "grade": GRADE,
    "result": RESULT,
    "part": PART,
    "taken": TAKEN,
    "gate": GATE,
    "escalation_state": ESCALATION_STATE,
    "task_state": TASK_STATE,
    "request_state": REQUEST_STATE,
    "letter_state": LETTER_STATE,
    "direction": DIRECTION,
    "emergency_state": EMERGENCY_STATE,
    "emergency_trigger": EMERGENCY_TRIGGER,
    "emergency_role": EMERGENCY_ROLE,
    "emergency_kind": EMERGENCY_KIND,
    "gone": GONE,
    "quiet": QUIET,
    "decision": DECISION,
    "notice_state": NOTICE_STATE,
    "try_result": TRY_RESULT,
    "addressee": ADDRESSEE,
    "not_sent": NOT_SENT,
    "family": FAMILY,
    "due_thing": DUE_THING,
    "trigger": TRIGGER,
    "because": BECAUSE,
    "unlisted": UNLISTED,
    "period": PERIOD,
    "unit": UNIT,
    "unit_read": UNIT_READ,
    "figure_part": FIGURE_PART,
    "bucket": BUCKET,
    "target_reached": REACHED,
    **RECORD_WORDS,
    **TOOL_WORDS,
}
_DECLARED: Mapping[str, Callable[[], Mapping[str, str]]] = {
    "verb": lambda: {name: verb.word for name, verb in verbs().items()},
    "figure": figure_labels,
    "cut": cut_labels,
}
"""Lists that say themselves what they are called, made when somebody asks."""


def group(kind: str) -> Mapping[str, str]:
    """The msgids of a list of codes."""
    made = _DECLARED.get(kind)
    return made() if made is not None else WORDS[kind]


def word(kind: str, code: str) -> str:
    """The word for a code in the language of the interface; the code itself where there is none."""
    if kind == "verb":
        verb = declaration(code)
        return _(verb.word) if verb is not None else code
    text = _(group(kind).get(code, "")) or code
    of = milestone_of(code) if kind == "figure" else ""
    return translate("{figure}: {milestone}", figure=text, milestone=_(MILESTONE[of])) if of else text


def words(kind: str, codes: str) -> str:
    """The words for codes joined by commas, as the store keeps and names them."""
    return _(", ").join(word(kind, code.strip()) for code in codes.split(","))


def yes_or_no(value: bool) -> str:
    """A yes or no of the store."""
    return _("yes") if value else _("no")
