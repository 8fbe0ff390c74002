"""The people of the demonstration branch, their kits and their duty."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from db.demo.chance import Chance
from db.demo.hours import DAY, HOUR, Hours
from db.demo.telling import Telling
from db.demo.words import words
from db.tables.tool import Tool
from db.verbs.founding import FIRST, Found

TEAMS = 2
"""A branch with at least so many technicians of each trade is divided: each customer has their team."""
SPECIAL = 8
"""With fewer technicians nobody is on leave, without a certificate, out of calibration or has yet to sign."""
ON_LEAVE, EXPIRED, UNCALIBRATED, UNSIGNED = 2, 4, 5, 1
"""Who is: by their place in the roster."""
PHONES = ("1380013", "1390013", "1370013", "1360013", "1350013", "1340013", "1880013", "1870013")
"""Every telephone number of the demo begins like this; none of them is anybody's."""


@dataclass(slots=True)
class Technician:
    """What sending somebody out asks for."""

    no: str
    trade: str
    zone: str
    certificates: tuple[str, ...]
    skills: dict[str, int]
    team: int = 0
    tools: set[str] = field(default_factory=set)


def phone(number: int) -> str:
    """The made-up number with this place in the row, each given out once."""
    return f"{PHONES[number // 10_000 % len(PHONES)]}{number % 10_000:04d}"


def person(chance: Chance) -> str:
    """A name; family names with several readings come up more often than in life."""
    names = words()["names"]
    family = names["several_readings"] if chance.happens(0.12) else names["family"]
    given: str = chance.one(names["men"] if chance.happens(0.8) else names["women"])
    return f"{chance.one(family)}{given}"


def found(telling: Telling, begin: int) -> None:
    """Found the store and enter the people who are always there."""
    telling.at(begin)
    telling.tell(Found(admin=words()["admin"]), FIRST)
    for place, (no, about) in enumerate(words()["fixed"].items()):
        telling.at(begin + 60 * (place + 1))
        telling.do(
            "add_staff", FIRST if place == 0 else "M01", staff=no, label=about["label"],
            roles=about["roles"], department=about["department"], phone=phone(70_000 + place),
        )  # fmt: skip


def hire(telling: Telling, chance: Chance, count: int, begin: int, hours: Hours) -> list[Technician]:
    """Enter the technicians, buy their tools and issue the kits."""
    trades = _trades(count)
    of_trade = Counter(trades)
    teams = TEAMS if all(of_trade[trade] >= TEAMS for trade in words()["trade"]) else 1
    seen: Counter[str] = Counter()
    staff = []
    for place, trade in enumerate(trades):
        one = _hire(telling, chance, place, trade, begin, hours, versed=seen[trade] < teams)
        one.team = seen[trade] % teams
        seen[trade] += 1
        staff.append(one)
    _equip(telling, chance, staff, begin + HOUR, hours)
    return staff


def _trades(count: int) -> list[str]:
    """A trade for each, by their shares, so that the first few are of the most frequent ones."""
    shares = {trade: about["share"] for trade, about in words()["trade"].items()}
    chosen: Counter[str] = Counter()
    for place in range(count):
        chosen[max(shares, key=lambda trade: shares[trade] * (place + 1) / 100 - chosen[trade])] += 1
    left, order = Counter(chosen), []
    for _ in range(count):
        trade = max(left, key=lambda each: (left[each] / chosen[each], shares[each]))
        left[trade] -= 1
        order.append(trade)
    return order


def _hire(
    telling: Telling, chance: Chance, place: int, trade: str, begin: int, hours: Hours, *, versed: bool
) -> Technician:
    about, policy = words()["trade"][trade], telling.policy
    expired = place == EXPIRED
    papers = [*about["certificates"], *(each for each in about["sometimes"] if chance.happens(0.3))]
    skills = [f"{skill}:{chance.between(1, 3)}" for skill in about["skills"]]
    more = [skill for skill in about["often"] if chance.happens(0.4) or versed]
    skills += [f"{skill}:{chance.between(1, 2)}" for skill in more]
    if "high_voltage" in more:
        papers.append("high_voltage")
    elif trade == "refrigeration" and "electrical" in more:
        papers.append("electrician")
    dated = []
    for at, paper in enumerate(papers):
        days = -12 if expired and at == 0 else chance.between(8, 25) if chance.happens(0.06) else None
        days = chance.between(60, 1000) if days is None else days
        dated.append(f"{paper}:{hours.day(hours.end + days * DAY)}")
    zones = [code for code, row in policy.organisation.zone.items() if row.distance_km <= 40]
    no, zone = f"T{place + 1:03d}", zones[place % len(zones)]
    lead = place % 12 == 0
    telling.at(begin + 20 * place)
    telling.do(
        "add_staff", "M01", staff=no, label=person(chance), phone=phone(70_100 + place), trade=trade,
        zone=zone, skills=skills, certificates=dated,
        roles=["lead", "technician"] if lead else ["technician"], newcomer=place % 17 == 13,
    )  # fmt: skip
    graded = {skill: int(grade) for skill, _, grade in (each.partition(":") for each in skills)}
    return Technician(no, trade, zone, tuple(papers), graded)


def _equip(telling: Telling, chance: Chance, staff: list[Technician], begin: int, hours: Hours) -> None:
    policy = telling.policy
    wanted: dict[str, list[Technician]] = {}
    for place, each in enumerate(staff):
        kit = list(policy.standard_kit(each.trade))
        if place % 9 == 7:
            # Some kits are incomplete (KIT-04).
            for _ in range(chance.between(1, 2)):
                kit.remove(chance.one(kit))
        extra = words()["trade"][each.trade]["extra_tools"]
        kit += [tool for paper in each.certificates for tool in extra.get(paper, ()) if tool not in kit]
        for kind in kit:
            wanted.setdefault(kind, []).append(each)
    second = begin
    for kind, people in wanted.items():
        numbers: list[str] = []
        bought_on = hours.day(begin - chance.between(3, 30) * DAY)
        while len(numbers) < len(people):
            telling.at(second := second + 15)
            pieces = min(len(people) + 2 - len(numbers), 200)
            answer = telling.do("buy_tool", "K01", kind=kind, count=pieces, bought_on=bought_on)
            numbers += answer["tools"]
        for number, each in zip(numbers, people, strict=False):
            telling.at(second := second + 5)
            telling.do("issue_tool", "K01", staff=each.no, tool=_sound(telling, staff, each, number, hours))
            each.tools.add(kind)
    for each in staff[UNSIGNED if len(staff) >= SPECIAL else 0 :]:
        telling.at(second := second + 5)
        telling.do("sign_tools", each.no)
    _consumables(telling, staff, second)


def _sound(telling: Telling, staff: list[Technician], holder: Technician, number: str, hours: Hours) -> str:
    """The tool to issue; one person gets one whose calibration runs out before the demo's day."""
    tool = telling.world.get(Tool, number)
    assert tool is not None
    if len(staff) < SPECIAL or holder is not staff[UNCALIBRATED] or tool.calibration_due is None:
        return number
    if any(each.calibration_due and str(each.calibration_due) < hours.day(hours.end)
           for each in telling.world.rows(Tool, holder=holder.no)):  # fmt: skip
        return number
    answer = telling.do(
        "buy_tool", "K01", kind=tool.kind, bought_on=str(tool.bought_on - timedelta(days=150)),
        calibration_due=hours.day(hours.end - 9 * DAY),
    )  # fmt: skip
    found: str = answer["tools"][0]
    return found


def _consumables(telling: Telling, staff: list[Technician], second: int) -> None:
    for kind, count in (("shoe_covers", 50), ("insulating_tape", 3)):
        telling.at(second := second + 15)
        if staff:
            telling.do("buy_tool", "K01", kind=kind, count=min(count * len(staff) // 3 + count, 1000))
        for each in staff[::6][:40]:
            telling.at(second := second + 5)
            telling.do("issue_tool", "K01", staff=each.no, kind=kind, count=count // 3)


def duties(staff: list[Technician], hours: Hours) -> list[tuple[int, dict[str, Any]]]:
    """The shifts around the demo's day, as (second of the entry, fields of set_duty)."""
    today = hours.midnight(hours.end)
    planned: list[tuple[int, dict[str, Any]]] = []

    def enter(place: int, kind: str, begin: int, end: int) -> None:
        entered = today - 2 * DAY + 17 * HOUR + 30 * len(planned)
        planned.append(
            (entered, {"staff": staff[place].no, "kind": kind, "begins_at": hours.text(begin),
                       "ends_at": hours.text(end)})
        )  # fmt: skip

    for place in range(len(staff)):
        first, last = (12, 22) if place % 6 == 5 else (20, 32) if place % 15 == 13 else (7, 20)
        for day in range(-1, 3):
            midnight = today + day * DAY
            if place % 12 == 11 and day >= 0:
                enter(place, "off", midnight, midnight + DAY)
            else:
                enter(place, "duty", midnight + first * HOUR, midnight + last * HOUR)
        if place % 15 == 3:
            enter(place, "resting", today + 6 * HOUR, today + 14 * HOUR)
        if len(staff) >= SPECIAL and place == ON_LEAVE:
            enter(place, "leave", today, today + 4 * DAY)
    return planned
