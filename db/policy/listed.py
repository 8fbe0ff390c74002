"""The policy's lists by the names under which kinds of values know them (`db.kinds.Listed`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from db.policy.model import Policy
from db.policy.parts import Names
from db.policy.stores import store_rooms

CELLS: Mapping[str, Names] = {
    "-": Names(zh="休", en="off"),
    "leave": Names(zh="请假", en="leave"),
    "resting": Names(zh="休息", en="resting"),
    "off": Names(zh="不在岗", en="off duty"),
    "duty": Names(zh="在岗", en="on duty"),
}
"""What may stand in a cell of the shift calendar beside a shift."""
LISTS: Mapping[str, Callable[[Policy], Mapping[str, Names]]] = {
    "cause_category": lambda policy: policy.reasons.category,
    "fault_group": lambda policy: policy.products.fault_group,
    "category": lambda policy: policy.products.category,
    "profile": lambda policy: policy.profiles.profile,
    "ladder": lambda policy: policy.ladders.ladder,
    "trade": lambda policy: policy.kits.trade,
    "tool": lambda policy: policy.tools.tool,
    "certificate": lambda policy: policy.certificates.certificate,
    "skill": lambda policy: policy.certificates.skill,
    "zone": lambda policy: policy.organisation.zone,
    "branch": lambda policy: policy.organisation.branch,
    "store": store_rooms,
    "department": lambda policy: policy.organisation.department,
    "calendar": lambda policy: policy.calendars.calendar,
    "shift": lambda policy: policy.shifts,
    "shift_cell": lambda policy: {**policy.shifts, **CELLS},
    "holidays": lambda policy: policy.calendars.holidays,
    # What is owed by the calendar is a task of its own name.
    "task": lambda policy: {**policy.tasks.task, **policy.reports.report},
    "flow_rule": lambda policy: policy.process.rule,
    "report": lambda policy: policy.reports.report,
    "notice_channel": lambda policy: policy.notices.channel,
    "occasion": lambda policy: policy.notices.occasion,
    "approval": lambda policy: policy.approvals.approval,
    "paper": lambda policy: policy.records.form,
}


def listed(policy: Policy, name: str) -> Mapping[str, Names]:
    """The rows of a list by their codes."""
    return LISTS[name](policy)
