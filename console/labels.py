"""Short words of the desk: columns, fields, views. Longer words for codes are in `console.words`."""

from __future__ import annotations

from collections.abc import Mapping

from console.i18n import N_, _

LEVEL: Mapping[int, str] = {1: N_("L1"), 2: N_("L2"), 3: N_("L3"), 4: N_("L4")}
LEVEL_LONG: Mapping[int, str] = {1: N_("level 1"), 2: N_("level 2"), 3: N_("level 3"), 4: N_("level 4")}
PAUSE: Mapping[str, str] = {
    "customer": N_("customer"),
    "part": N_("part"),
    "supplier": N_("supplier"),
    "approval": N_("approval"),
    "access": N_("access"),
}
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
    "open": N_("Open"),
    "closed": N_("Closed"),
    "missed": N_("Missed a deadline this month"),
    "dissatisfied": N_("Dissatisfied this month"),
}
FIELD: Mapping[str, str] = {
    "customer": N_("Customer"),
    "phone": N_("Phone"),
    "fault": N_("Fault"),
    "reported_at": N_("Reported at"),
    "contact": N_("Contact"),
    "position": N_("Position"),
    "address": N_("Address"),
    "district": N_("District"),
    "branch": N_("Branch"),
    "product": N_("Product"),
    "model": N_("Model"),
    "serial": N_("Serial no."),
    "project": N_("Project no."),
    "invoice": N_("Invoice no."),
    "quantity": N_("Quantity"),
    "kind": N_("Kind"),
    "channel": N_("Channel"),
    "nature": N_("Nature"),
    "way": N_("Way of service"),
    "level": N_("Fault level"),
    "problem": N_("Problem"),
    "urgent": N_("Urgent"),
    "supplier_needed": N_("Supplier needed"),
    "wanted_from": N_("Wanted from"),
    "wanted_to": N_("Wanted to"),
    "external_number": N_("Their number"),
    "ticket": N_("Ticket"),
    "zone": N_("Zone"),
    "priority": N_("Priority"),
    "reason": N_("Reason"),
    "text": N_("Text"),
    "at": N_("At"),
    "technician": N_("Technician"),
    "technicians": N_("Technicians"),
    "crew": N_("Crew"),
    "window_from": N_("Window from"),
    "window_to": N_("Window to"),
    "contract": N_("Contract"),
    "profile": N_("Profile"),
    "purchased_on": N_("Purchased on"),
    "milestone": N_("Milestone"),
    "place": N_("Shelf"),
    "condition": N_("State it came in"),
    "accessories": N_("Accessories"),
    "receipt": N_("Receipt"),
    "window_wanted_by": N_("Time wanted by"),
    "customer_told": N_("Customer told"),
    "keep_window": N_("Keep the agreed time"),
    "override": N_("Overruling reason"),
    "what": N_("Step"),
    "happened_at": N_("Happened at"),
    "estimate": N_("Estimate"),
    "rung": N_("Rung"),
    "promise": N_("Promise"),
    "solved": N_("Solved"),
    "attitude": N_("Attitude"),
    "quality": N_("Quality of work"),
    "punctuality": N_("Punctuality"),
    "hygiene": N_("Hygiene"),
    "result": N_("Result"),
    "unreachable": N_("Unreachable"),
    "cause": N_("Cause"),
    "waive": N_("Waiver"),
    "into": N_("Into"),
    "staff": N_("Staff no."),
    "label": N_("Name"),
    "roles": N_("Roles"),
    "login": N_("Login"),
    "department": N_("Department"),
    "trade": N_("Trade"),
    "skills": N_("Skills"),
    "certificates": N_("Certificates"),
    "newcomer": N_("Newcomer"),
    "left": N_("No longer with us"),
    "category": N_("Category"),
    "substitute": N_("Substitute"),
    "responsible": N_("Responsible"),
    "begins_at": N_("Begins at"),
    "ends_at": N_("Ends at"),
    "grade": N_("Grade"),
    "accepted_on": N_("Accepted on"),
    "commissioned_on": N_("Commissioned on"),
    "invoiced_on": N_("Invoiced on"),
    "count": N_("Count"),
    "number": N_("Number"),
    "replaces": N_("Replaces"),
    "price_fen": N_("Price in fen"),
    "bought_on": N_("Bought on"),
    "calibration_due": N_("Calibration due"),
    "tool": N_("Tool"),
    "imported_at": N_("Brought over"),
    "opened_by": N_("Opened by"),
    "registered_by": N_("Registered by"),
    "technician_name": N_("Name as written there"),
    "satisfaction": N_("Satisfaction"),
    "dated": N_("Day is known"),
    "by_day": N_("Known by the day"),
    "employment": N_("Employment"),
    "left_on": N_("Left on"),
    "entered_at": N_("Entered"),
    "source": N_("Other system"),
    "import_id": N_("Import"),
    "kinds": N_("Kinds of tools"),
    "durable": N_("With numbered pieces"),
    "life_months": N_("Life in months"),
    "calibration_months": N_("Months between calibrations"),
    "permit": N_("Permit"),
    "admin": N_("First person"),
    "body": N_("Policy"),
}


def level(number: int | None) -> str:
    """The level in the queue's first column; empty while untriaged."""
    return _(LEVEL[number]) if number is not None else ""


def level_long(number: int | None) -> str:
    """The level in words."""
    return _(LEVEL_LONG[number]) if number is not None else _("untriaged")


def field(name: str) -> str:
    """What stands before a field."""
    return _(FIELD[name]) if name in FIELD else name


def view(name: str) -> str:
    """The name of a queue view."""
    return _(VIEW[name])
