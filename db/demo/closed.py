"""The stories of tickets that are closed by the demo's day."""

from __future__ import annotations

from db.demo.calls import Call
from db.demo.chance import Chance
from db.demo.hours import HOUR, MINUTE, Hours
from db.demo.plan import DESK, ON_SITE, REMOTE, Plan
from db.demo.waiting import add_waiting
from db.demo.words import words
from db.rules.targets import Milestone

LATE = 0.05
"""How often a milestone is missed."""
LONG = 24 * HOUR
"""From this allowance on nobody waits with the visit until it is nearly used up."""


def closed_plan(call: Call, reported: int, hours: Hours, chance: Chance) -> Plan:
    """The whole way from the call to closing."""
    plan = Plan(call, hours, chance, latest=hours.end - chance.between(90, 280) * MINUTE)
    plan.register(reported, triaged=True)
    respond = call.seconds(Milestone.RESPOND) or HOUR
    used = chance.share(1.1, 2.2) if chance.happens(LATE) else chance.share(0.15, 0.85)
    contact = max(plan.last + 20, reported + int(respond * used))
    plan.contacted(contact)
    if chance.happens(0.03):
        plan.add(plan.last + chance.between(60, 900), "note", chance.one(DESK),
                 text=chance.one(words()["said"]["note"]))  # fmt: skip
    cause = plan.cause()
    late = _visit(plan, reported, cause) if call.way == ON_SITE else _away(plan, reported, cause)
    _after(plan, cause, late)
    add_waiting(plan)
    return plan


def _visit(plan: Plan, reported: int, cause: str) -> bool:
    """Send somebody, who arrives and finishes; whether they came late."""
    chance, hours, call = plan.chance, plan.hours, plan.call
    arrive = call.seconds(Milestone.ARRIVE) or 24 * HOUR
    late = chance.happens(LATE)
    used = (
        chance.share(1.05, 1.6)
        if late
        else chance.share(0.05, 0.6)
        if arrive >= LONG
        else chance.share(0.3, 0.92)
    )
    arrival = max(reported + int(arrive * used), plan.last + 25 * MINUTE)
    by_day = hours.daytime(arrival, chance.between(10, 100) * MINUTE)
    if by_day > arrival and call.level > 1 and arrive < LONG:
        # Nobody at home wants a visit at night: the clock stands still until the morning (SLA-06).
        begin = plan.last + chance.between(2, 8) * MINUTE
        plan.pause(begin, "customer", words()["said"]["tomorrow"])
        plan.resume(max(by_day, begin + HOUR))
        left = max(arrive - (begin - reported), 40 * MINUTE)
        arrival = plan.last + int(left * (chance.share(1.05, 1.4) if late else chance.share(0.25, 0.85)))
    elif call.level > 1:
        arrival = by_day
    slip = chance.between(65, 100) * MINUTE if chance.happens(0.05) else 0
    plan.send(plan.last + chance.between(2, 15) * MINUTE, arrival, slip=slip)
    arrival = max(arrival, plan.last + 15 * MINUTE)
    if chance.happens(0.03):
        plan.add(plan.last + chance.between(3, 9) * MINUTE, "reassign", chance.one(DESK),
                 reason=chance.one(words()["said"]["reassign"]))  # fmt: skip
    elif slip and chance.happens(0.4):
        plan.add(arrival - chance.between(5, 30) * MINUTE, "chase", "C01",
                 text=chance.one(words()["said"]["chase"]))  # fmt: skip
    if chance.happens(0.1):
        plan.step(arrival - chance.between(15, 45) * MINUTE, "departed")
    plan.step(arrival, "arrived")
    _work(plan, cause)
    return late or bool(slip)


def _work(plan: Plan, cause: str) -> None:
    chance, hours = plan.chance, plan.hours
    hard = plan.call.problem == "complex"
    end = (
        plan.last + chance.between(60, 260) * MINUTE if hard else plan.last + chance.between(20, 130) * MINUTE
    )
    if chance.happens(0.045):
        reason = chance.one(("part", "part", "supplier", "approval", "customer"))
        plan.pause(plan.last + chance.between(15, 40) * MINUTE, reason)
        plan.resume(hours.daytime(plan.last + chance.between(5, 50) * HOUR, chance.between(20, 90) * MINUTE))
        end = plan.last + chance.between(30, 120) * MINUTE
    if chance.happens(0.03):
        plan.step(end - 12 * MINUTE, "trial_run")
    plan.finish(end, cause)


def _away(plan: Plan, reported: int, cause: str) -> bool:
    """Solved on the phone, or in the workshop."""
    chance = plan.chance
    allowed = plan.call.seconds(Milestone.RESOLVE) or 24 * HOUR
    late = chance.happens(LATE)
    used = (
        chance.share(1.05, 1.5)
        if late
        else chance.share(0.02, 0.2)
        if plan.call.way == REMOTE
        else chance.share(0.3, 0.9)
    )
    plan.finish(max(reported + int(allowed * used), plan.last + 3 * MINUTE), cause)
    return late


def _after(plan: Plan, cause: str, late: bool) -> None:
    """Verify, survey and close."""
    chance, hours = plan.chance, plan.hours

    def morning() -> int:
        return chance.between(10, 75) * MINUTE

    if plan.call.way == REMOTE:
        plan.latest -= 6 * MINUTE
        if chance.happens(0.03):
            plan.add(hours.daytime(plan.last + chance.between(2, 20) * HOUR, morning()), "verify", "C01",
                     solved="no", text=chance.one(words()["said"]["unsolved"]))  # fmt: skip
            plan.finish(plan.last + chance.between(30, 180) * MINUTE, cause)
        elif chance.happens(0.04):
            plan.add(hours.daytime(plan.last + chance.between(2, 8) * HOUR, morning()), "verify", "C01",
                     solved="unreachable")  # fmt: skip
        plan.add(hours.daytime(plan.last + chance.between(1, 22) * HOUR, morning()), "verify", "C01",
                 solved="yes")  # fmt: skip
    if chance.happens(0.05):
        plan.add(hours.daytime(plan.last + chance.between(1, 5) * HOUR, morning()), "survey", "C01",
                 unreachable=True)  # fmt: skip
    if plan.call.way == ON_SITE:
        plan.record(plan.last + 9 * MINUTE, cause)
    plan.survey(hours.daytime(_survey_at(plan), morning()), late=late)
    plan.add(plan.last + chance.between(1, 150) * MINUTE, "close", chance.one(("C01", "C01", "D01")),
             cause=cause)  # fmt: skip


def _survey_at(plan: Plan) -> int:
    """Some hours after the work; in the afternoon rather at once, since the sixteen hours run all night."""
    hour = plan.hours.hour(plan.last)
    longest = 11 * 60 if hour < 12 or plan.chance.happens(0.06) else 150
    return plan.last + plan.chance.between(20, longest) * MINUTE
