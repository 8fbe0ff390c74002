"""The stories of tickets that are open on the demo's day, each planned to stand where it should."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from db.demo.calls import Call
from db.demo.chance import Chance
from db.demo.hours import HOUR, MINUTE, Hours
from db.demo.plan import DESK, ON_SITE, REMOTE, Plan
from db.demo.waiting import add_waiting
from db.demo.words import words
from db.rules.targets import Milestone, Start

PATTERN = (
    "triaged", "new", "dispatched", "onsite", "paused", "follow_up", "dispatched", "triaged", "follow_up",
    "dispatched", "follow_up", "paused", "triaged", "dispatched", "follow_up", "new", "onsite", "dispatched",
    "follow_up", "paused",
)  # fmt: skip
"""The states of every twenty tickets."""
FIRST_LEVELS = (1, 2, 3, 2, 3, 4)
"""The levels of the first ones, so that every level is there."""
MOST_SENT, MOST_ON_SITE = 3.0, 0.7
"""No more open dispatches and visits for each technician than that."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an open ticket is to stand."""

    state: str
    level: int | None


def places(count: int, staff: int) -> list[Place]:
    """A state for each of so many open tickets; a level where it has to be a certain one."""
    found = []
    room = {"dispatched": int(MOST_SENT * staff), "onsite": int(MOST_ON_SITE * staff + 0.5)}
    instead = ("triaged", "follow_up", "paused", "follow_up")
    for number in range(count):
        state = PATTERN[number % len(PATTERN)]
        if state in room:
            if room[state] <= 0:
                state = instead[number % len(instead)]
            else:
                room[state] -= 1
        found.append(Place(state, FIRST_LEVELS[number] if number < len(FIRST_LEVELS) else None))
    return found


def open_plan(place: Place, call: Call, hours: Hours, chance: Chance) -> Plan:
    """The way from the call to where the ticket stands on the demo's day."""
    plan = Plan(call, hours, chance, latest=hours.end)
    _TOLD[place.state](plan)
    _extras(plan)
    add_waiting(plan)
    return plan


def _used(chance: Chance) -> float:
    """How much of an allowance is used up: mostly on track, some at risk, some breached."""
    draw = chance.random()
    if draw < 0.66:
        return chance.share(0.05, 0.70)
    return chance.share(0.78, 0.97) if draw < 0.78 else chance.share(1.03, 1.9)


def _ago(plan: Plan, allowance: int) -> int:
    """How long ago a clock started, at an hour that is believable if one can be found."""
    chance, end = plan.chance, plan.hours.end
    ago = int(allowance * _used(chance))
    for _ in range(4):
        if plan.hours.is_day(end - ago) or ago < 2 * HOUR:
            break
        ago = int(allowance * _used(chance))
    return max(ago, 90)


def _talk(plan: Plan, reported: int, until: int) -> None:
    """Contacted in time, mostly, and before what comes next."""
    respond = plan.call.seconds(Milestone.RESPOND) or HOUR
    used = plan.chance.share(1.1, 2.0) if plan.chance.happens(0.06) else plan.chance.share(0.15, 0.85)
    room = max(until - plan.last - 60, 20)
    plan.contacted(min(max(reported + int(respond * used), plan.last + 10), plan.last + int(room * 0.7)))


def _new(plan: Plan) -> None:
    chance, end = plan.chance, plan.hours.end
    if chance.happens(0.6):
        # Untriaged tickets are judged by level 1's target, ten minutes for most.
        plan.register(end - _ago(plan, 10 * MINUTE), triaged=False, at_once=True)
    else:
        reported = end - chance.between(4, 25) * MINUTE
        plan.register(reported, triaged=False, at_once=True)
        plan.contacted(reported + chance.between(60, 200))


def _triaged(plan: Plan) -> None:
    chance, end, call = plan.chance, plan.hours.end, plan.call
    if chance.happens(0.25):
        plan.register(end - _ago(plan, call.seconds(Milestone.RESPOND) or HOUR), triaged=True, at_once=True)
        return
    allowed = _from_report(call)
    reported = end - max(_ago(plan, allowed), 5 * MINUTE)
    plan.register(reported, triaged=True, at_once=end - reported < HOUR)
    _talk(plan, reported, end)


def _from_report(call: Call) -> int:
    """The shortest allowance after responding whose clock starts with the report."""
    found = [
        choice.seconds
        for milestone, choice in call.allowances.items()
        if milestone in (Milestone.ARRIVE, Milestone.RESOLVE) and choice.target.start is Start.REPORT
        and choice.seconds and (milestone is Milestone.RESOLVE or call.way == ON_SITE)
    ]  # fmt: skip
    return min(found, default=24 * HOUR)


def _dispatched(plan: Plan) -> None:
    chance, end = plan.chance, plan.hours.end
    choice = plan.call.allowances.get(Milestone.ARRIVE)
    allowed = (choice.seconds if choice else None) or 24 * HOUR
    ago = max(_ago(plan, allowed), 20 * MINUTE)
    sent = (
        end - ago
        if choice and choice.target.start is Start.DISPATCHED
        else end - int(ago * chance.share(0.2, 0.7))
    )
    reported = min(end - ago, sent - 12 * MINUTE)
    plan.register(reported, triaged=True, at_once=end - reported < HOUR)
    _talk(plan, reported, sent)
    if allowed <= 6 * HOUR and chance.happens(0.35):
        _overnight(plan)
        sent = plan.last + chance.between(5, 30) * MINUTE
    sent = min(sent, end - 3 * MINUTE)
    due = max(reported + allowed, end)
    begin = plan.hours.half(end + int(min(due - end, 9 * HOUR) * chance.share(-0.1, 0.8)))
    if not plan.hours.is_day(begin):
        begin = plan.hours.half(plan.hours.daytime(begin, HOUR))
    plan.send_in_window(sent, begin, begin + 2 * HOUR)
    if chance.happens(0.35):
        plan.step(plan.last + chance.between(2, 20) * MINUTE, "accepted")
    if begin < end + HOUR and chance.happens(0.6):
        plan.step(end - chance.between(3, 30) * MINUTE, "departed")


def _overnight(plan: Plan) -> None:
    """Wait until the morning, because the customer wants it so."""
    chance, end = plan.chance, plan.hours.end
    morning = plan.hours.midnight(end) + 7 * HOUR + chance.between(20, 70) * MINUTE
    if morning < end - 20 * MINUTE and plan.last < morning - 4 * HOUR:
        plan.pause(plan.last + chance.between(2, 8) * MINUTE, "customer", words()["said"]["tomorrow"])
        plan.resume(morning)


def _onsite(plan: Plan) -> None:
    chance, end = plan.chance, plan.hours.end
    arrived = end - (chance.between(8, 75) * MINUTE if chance.happens(0.85) else chance.between(2, 20) * HOUR)
    _arrived(plan, arrived)
    if chance.happens(0.2):
        plan.step(arrived + chance.between(5, 30) * MINUTE, "found")


def _arrived(plan: Plan, arrived: int) -> None:
    """From the call to the arrival at that second."""
    chance, hours = plan.chance, plan.hours
    allowed = plan.call.seconds(Milestone.ARRIVE) or 24 * HOUR
    used = chance.share(1.05, 1.5) if chance.happens(0.1) else chance.share(0.2, 0.9)
    reported = arrived - max(int(allowed * used), 30 * MINUTE)
    if not hours.is_day(reported) and allowed >= 12 * HOUR:
        reported -= 9 * HOUR
    plan.register(reported, triaged=True, at_once=arrived - reported < HOUR)
    sent = arrived - max(int((arrived - reported) * chance.share(0.15, 0.5)), 14 * MINUTE)
    _talk(plan, reported, sent)
    plan.send(min(sent, arrived - 4 * MINUTE), arrived)
    if chance.happens(0.3):
        plan.step(arrived - chance.between(2, 12) * MINUTE, "departed")
    plan.step(arrived, "arrived")


def _paused(plan: Plan) -> None:
    chance, hours, end = plan.chance, plan.hours, plan.hours.end
    since = end - chance.between(40, 60 * 40) * MINUTE
    if not hours.is_day(since) and end - since > 12 * HOUR:
        since = hours.daytime(since - 12 * HOUR, chance.between(0, 300) * MINUTE)
    reasons = ("customer", "customer", "approval", "access", "supplier")
    if plan.call.way == ON_SITE and chance.happens(0.5):
        _arrived(plan, since - chance.between(15, 90) * MINUTE)
        reasons = ("part", "part", "part", "supplier", "approval")
    else:
        reported = since - int(min(_from_report(plan.call), 20 * HOUR) * chance.share(0.1, 0.8))
        plan.register(reported, triaged=True)
        _talk(plan, reported, since)
    plan.pause(max(since, plan.last + MINUTE), chance.one(reasons))


def _follow_up(plan: Plan) -> None:
    chance, end = plan.chance, plan.hours.end
    cause = plan.cause()
    if plan.call.way == REMOTE:
        _solved_remotely(plan, cause)
        return
    finished = end - _ago(plan, 16 * HOUR)
    if plan.call.way == ON_SITE:
        _arrived(plan, finished - chance.between(25, 120) * MINUTE)
    else:
        reported = finished - chance.between(5, 20) * HOUR
        plan.register(reported, triaged=True)
        _talk(plan, reported, finished)
    plan.finish(max(finished, plan.last + 5 * MINUTE), cause)
    if chance.happens(0.15) and plan.last < end - 2 * HOUR:
        # Surveyed and only to be closed, or nobody was reached.
        called = plan.last + int((end - plan.last) * chance.share(0.3, 0.9))
        if chance.happens(0.5):
            plan.survey(called, late=False)
        else:
            plan.add(called, "survey", "C01", unreachable=True)


def _solved_remotely(plan: Plan, cause: str) -> None:
    chance, end = plan.chance, plan.hours.end
    verified = chance.happens(0.35)
    finished = end - _ago(plan, (16 if verified else 48) * HOUR)
    reported = finished - chance.between(30, 300) * MINUTE
    plan.register(reported, triaged=True)
    _talk(plan, reported, finished)
    plan.finish(max(finished, plan.last + 2 * MINUTE), cause)
    if verified:
        plan.add(plan.last + int((end - plan.last) * chance.share(0.05, 0.5)), "verify", "C01", solved="yes")


def _extras(plan: Plan) -> None:
    """What is said about it meanwhile: notes, chases, reminders, escalations."""
    chance, end, said = plan.chance, plan.hours.end, words()["said"]
    gap = end - plan.last

    def later() -> int:
        return plan.last + max(int((end - plan.last) * chance.share(0.2, 0.8)), 1)

    if gap > 3 * MINUTE and chance.happens(0.12):
        plan.add(later(), "note", chance.one(("C01", *DESK)), text=chance.one(said["note"]))
    if gap > HOUR and chance.happens(0.16):
        plan.add(later(), "chase", "C01", text=chance.one(said["chase"]))
        if chance.happens(0.3):
            plan.add(later(), "chase", "C01", text=chance.one(said["chase"]))
    if gap > 2 * MINUTE and chance.happens(0.06):
        at = plan.hours.text(plan.hours.half(end + chance.between(40, 300) * MINUTE))
        plan.add(later(), "remind", chance.one(DESK), at=at, text=chance.one(said["remind"]))
    if (gap > 3 * HOUR and chance.happens(0.16)) or (gap > 10 * MINUTE and chance.happens(0.02)):
        plan.add(later(), "escalate", chance.one(DESK), reason=chance.one(said["escalate"]))
        if end - plan.last > 5 * MINUTE and chance.happens(0.45):
            promise = (
                {"promise": plan.hours.text(plan.hours.half(end + 2 * HOUR))} if chance.happens(0.6) else {}
            )
            plan.add(later(), "acknowledge", "M01", **promise)


_TOLD: dict[str, Callable[[Plan], None]] = {
    "new": _new,
    "triaged": _triaged,
    "dispatched": _dispatched,
    "onsite": _onsite,
    "paused": _paused,
    "follow_up": _follow_up,
}
