"""Who calls, about what: customers with their equipment, faults as the policy lists them."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

from db.demo.chance import Chance
from db.demo.hours import DAY, Hours
from db.demo.people import person, phone
from db.demo.telling import Telling
from db.demo.words import words
from db.policy.faults import Fault
from db.policy.model import Policy
from db.policy.products import Category
from db.rules.profile import Conditions
from db.rules.targets import Choice, Milestone
from db.verbs.clocks import UNDECIDED

LEVELS, LEVEL_SHARES = (1, 2, 3, 4), tuple(accumulate((0.05, 0.37, 0.42, 0.16)))
CHANNELS = ("phone", "wechat", "web", "branch", "walk_in", "email", "letter")
CHANNEL_SHARES = tuple(accumulate((0.66, 0.16, 0.06, 0.04, 0.02, 0.045, 0.015)))
WRITTEN = ("email", "letter", "web")
"""Such calls are entered some time after they came."""
HOME, OFFICE = "home", "office"


@dataclass(slots=True)
class Thing:
    """An installed product."""

    category: str
    product: str
    model: str
    serial: str


@dataclass(slots=True)
class Caller:
    """A customer as they call; `things` is what they have with a serial number."""

    kind: str
    label: str
    phone: str
    contact: str
    position: str
    district: str
    address: str
    team: int
    things: list[Thing] = field(default_factory=list)


@dataclass(slots=True)
class Call:
    """One call: what is keyed in, and what it means."""

    caller: Caller
    category: Category
    fault: Fault
    level: int
    problem: str
    way: str
    fields: dict[str, Any]
    allowances: dict[Milestone, Choice]
    is_outside: bool = False
    """Whether another department goes out for it (DSP-07)."""

    def seconds(self, milestone: Milestone) -> int:
        """The allowance of a milestone; 0 where it has none."""
        choice = self.allowances.get(milestone)
        return (choice.seconds or 0) if choice else 0


class Calls:
    """Draws customers and calls; everybody who called may call again."""

    def __init__(self, policy: Policy, chance: Chance, hours: Hours, teams: int) -> None:
        self.policy, self.chance, self.hours, self.teams = policy, chance, hours, teams
        self.callers: list[Caller] = []
        self.products: dict[str, Any] = words()["product"]
        self._districts = words()["district"]
        self._by_district = list(accumulate(each["share"] for each in self._districts))
        self._kinds = list(words()["customer"]["kind"].items())
        self._by_kind = list(accumulate(about["share"] for _, about in self._kinds))
        self._labels: set[str] = set()
        self._serial = 0

    # -- customers --------------------------------------------------------------------------------------

    def enter_files(self, telling: Telling, count: int, begin: int) -> None:
        """Open the files of so many customers with their equipment, before the season."""
        second = begin
        for _ in range(count):
            telling.at(second := second + 40)
            kind, about = self.chance.weighted(self._kinds, self._by_kind)
            caller = self._organisation(kind, about)
            answer = telling.do(
                "add_customer", "C01", customer=caller.label, phone=caller.phone, contact=caller.contact,
                position=caller.position, address=caller.address, district=caller.district,
                grade=about["grade"],
            )  # fmt: skip
            for _ in range(self.chance.one((1, 1, 1, 2, 2, 3, 4))):
                thing = self._thing(self._category(OFFICE, heat=30.0))
                telling.at(second := second + 15)
                dates = ("accepted_on", "commissioned_on", "invoiced_on")
                date = dates[min(self.chance.between(0, 5) // 2, 2)]
                day = self.hours.day(self.hours.end - self.chance.between(130, 1900) * DAY)
                telling.do(
                    "add_equipment", "C01", customer=answer["customer"], product=thing.product,
                    model=thing.model, serial=thing.serial, **{date: day},
                )  # fmt: skip
                caller.things.append(thing)

    def _organisation(self, kind: str, about: dict[str, Any]) -> Caller:
        first, place = words()["customer"]["first"], self._district()
        for attempt in range(200):
            street = place["district"].removesuffix("区").removesuffix("新").removesuffix("市")
            label = f"{street}{self.chance.one(first)}{self.chance.one(about['last'])}"
            if attempt >= 100:
                label += f"{len(self._labels)}部"
            if label not in self._labels:
                break
        self._labels.add(label)
        position = self.chance.one(words()["customer"]["positions"])
        return self._caller(OFFICE, label, person(self.chance), position, place)

    def _district(self) -> dict[str, Any]:
        found: dict[str, Any] = self.chance.weighted(self._districts, self._by_district)
        return found

    def _caller(self, kind: str, label: str, contact: str, position: str, place: dict[str, Any]) -> Caller:
        city = "" if place["city"] == place["district"] else place["city"]
        address = (
            f"{city}{place['district']}{self.chance.one(place['streets'])}{self.chance.between(1, 260)}号"
        )
        if kind == HOME:
            address += (
                f"{self.chance.between(1, 18)}栋{self.chance.between(2, 31)}0{self.chance.between(1, 8)}"
            )
        number = phone(len(self.callers) % 70_000 + 1)
        team = len(self.callers) % self.teams
        caller = Caller(kind, label, number, contact, position, place["district"], address, team)
        self.callers.append(caller)
        return caller

    def _who(self) -> Caller:
        if self.callers and self.chance.happens(0.58):
            return self.chance.one(self.callers)
        if self.chance.happens(0.3):
            return self._organisation(*self.chance.weighted(self._kinds, self._by_kind))
        return self._caller(HOME, person(self.chance), "", "", self._district())

    # -- what is wrong ----------------------------------------------------------------------------------

    def _category(self, kind: str, heat: float) -> str:
        warm = max(0.4, min(2.2, (heat - 22) / 8))
        names, weights = [], []
        for code, about in self.products.items():
            if about["of"] in (kind, "any"):
                names.append(code)
                weights.append(about["share"] * (warm if about["cooling"] else 1.0))
        return self.chance.weighted(names, list(accumulate(weights)))

    def _thing(self, category: str) -> Thing:
        about = self.products[category]
        self._serial += 1
        model = self.chance.one(about["models"])
        serial = f"{model.split('-')[0]}{self.chance.between(19, 26)}{self._serial:06d}"
        return Thing(category, self.chance.one(about["names"]), model, serial)

    def draw(self, second: int, heat: float, *, level: int | None = None, staffed: bool = True) -> Call:
        """A call at that time; `level` when it has to be one of that level. Where nobody can be sent
        (not `staffed`), everything is served from afar."""
        caller = self._who()
        if level == 1 and caller.kind == HOME:
            caller = self._organisation(*self.chance.weighted(self._kinds, self._by_kind))
        wanted = level or self.chance.weighted(LEVELS, LEVEL_SHARES)
        thing, known = self._about(caller, heat)
        fault = self._fault(thing.category, wanted, caller.kind, second)
        meant = level or fault.level or wanted
        complex_ = self.chance.happens(0.2 if meant < 4 else 0.02)
        fields: dict[str, Any] = {
            "customer": caller.label, "phone": caller.phone, "fault": self._words(caller.kind, fault),
            "channel": self.chance.weighted(CHANNELS, CHANNEL_SHARES),
        }  # fmt: skip
        self._describe(fields, caller, thing, known)
        if complex_:
            fields["problem"] = "complex"
        if meant == 2 and self.chance.happens(0.08):
            fields["urgent"] = True
        if meant in (2, 3) and self.chance.happens(0.05):
            fields["nature"] = "quality"
        way = "remote" if meant == 4 else "on_site"
        if thing.category == "furniture" or (meant == 4 and self.chance.happens(0.1)):
            way = "on_site"
            fields["way"] = way
        elif meant > 1 and (thing.category == "software" or self.chance.happens(0.02)):
            way = "remote"
            fields["way"] = way
        elif meant == 3 and self.chance.happens(0.015):
            way = fields["way"] = "send_in"
        if not staffed:
            way = fields["way"] = "remote"
        return self._call(caller, thing, fault, meant, way, fields)

    def _about(self, caller: Caller, heat: float) -> tuple[Thing, bool]:
        """What they call about, and whether their file knows it by its serial number."""
        if caller.things and self.chance.happens(0.75):
            return self.chance.one(caller.things), True
        thing = self._thing(self._category(caller.kind, heat))
        if self.chance.happens(0.3):
            caller.things.append(thing)
            return thing, True
        return thing, False

    def _describe(self, fields: dict[str, Any], caller: Caller, thing: Thing, known: bool) -> None:
        if known:
            fields["serial"] = thing.serial
        fields["product"] = thing.product
        if known or self.chance.happens(0.6):
            fields["model"] = thing.model
        if self.chance.happens(0.94):
            fields |= {"address": caller.address, "district": caller.district}
        if caller.contact:
            fields |= {"contact": caller.contact, "position": caller.position}

    def _fault(self, category: str, level: int, kind: str, second: int) -> Fault:
        faults = self.policy.faults_of(category)
        cold = 4 <= self.hours.month(second) <= 10
        fitting = [
            each for each in faults
            if each.code != ("not_heating" if cold else "not_cooling")
            and not (kind == HOME and each.level == 1)
        ]  # fmt: skip
        exact = [each for each in fitting if each.level == level]
        if not exact and level == 1:
            return next(each for each in faults if each.level == 1 or each is faults[0])
        return self.chance.one(exact or fitting)

    def _words(self, kind: str, fault: Fault) -> str:
        where = self.chance.one(words()["place"][kind])
        detail = words()["detail"].get(fault.code)
        return f"{where}{fault.zh}，{self.chance.one(detail)}" if detail else f"{where}{fault.zh}"

    def _call(
        self, caller: Caller, thing: Thing, fault: Fault, level: int, way: str, fields: dict[str, Any]
    ) -> Call:
        policy = self.policy
        category = policy.category_of(thing.product)
        zone = policy.zone_of(fields.get("district"), fields.get("address"))
        conditions = Conditions(
            level=level, way=way, urgent=fields.get("urgent", False),
            problem=fields.get("problem", "simple"), main_urban=zone.main_urban,
            travel_minutes=zone.travel_minutes, distance_km=zone.distance_km,
        )  # fmt: skip
        chosen = policy.targets.chosen(policy.profile_for(thing.product), conditions)
        route = policy.route_of(category.code).code
        ours = policy.organisation.default_department
        outside = way == "on_site" and route != UNDECIDED and policy.responsible_for(category.code) != ours
        problem = fields.get("problem", "simple")
        return Call(caller, category, fault, level, problem, way, fields, chosen, outside)
