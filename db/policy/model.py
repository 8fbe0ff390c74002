"""One version of the policy: immutable, named by its content, its parts built when first asked for."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from pydantic import ValidationError

from db.policy import defaults, parts
from db.policy.error import PolicyError, what_is_wrong
from db.policy.files import SECTIONS, shipped_section

if TYPE_CHECKING:
    from db.policy.calendars import Calendars, ShiftRow
    from db.policy.certificates import Certificates
    from db.policy.emergency import Emergencies
    from db.policy.faults import Fault, Faults
    from db.policy.flow import Process
    from db.policy.ladders import Ladder, Ladders
    from db.policy.noticing import Notices
    from db.policy.organisation import Organisation, Zone
    from db.policy.paper import Forms
    from db.policy.products import Category, FaultGroup, Products, Route
    from db.policy.profiles import KindRow, Profiles
    from db.policy.reasons import CauseCategory, Reason, Reasons
    from db.policy.recording import Closing, Records
    from db.policy.reporting import Reports
    from db.policy.roles import Roles
    from db.policy.settings import Question, Settings
    from db.policy.tooling import Kits, ToolKind, Tools, Trade
    from db.policy.waiting import Approvals, Tasks
    from db.rules.products import Vocabulary
    from db.rules.targets import Targets
    from db.rules.travelling import Roads

BASE = "base"
"""What stands beside the sections: `{"shipped": version}`, which a policy with own edits was made from."""
ADMIN = "admin"
EMPTY_KIT: Mapping[str, int] = MappingProxyType({})

P = TypeVar("P", bound=parts.Part)


class Section(Generic[P]):
    """A part of a policy, built when it is first asked for and kept there; its shape is imported with it."""

    def __init__(self, room: str, shape: str) -> None:
        self._room = f"db.policy.{room}"
        self._shape = shape

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, policy: Policy, owner: type) -> P:
        kind: type[P] = getattr(import_module(self._room), self._shape)
        found = policy.__dict__[self._name] = policy.section(self._name, kind)
        return found


class Policy:
    """The regulations as the rules, verbs and views ask for them. Names come in Chinese and English.

    A part that does not make sense raises PolicyError when it is first asked for; `db.policy.check` asks for
    all of them. A version outlives the program that wrote it: sections, settings, rights and lists that it
    lacks are the shipped ones, fields that it lacks take their defaults, and what the program does not know
    is kept and has no effect (`unknown`).
    """

    def __init__(self, sections: Mapping[str, Any]) -> None:
        """`sections` is the content of the files by their names; the order of their keys does not matter."""
        self._canonical = json.dumps(sections, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        self.version = hashlib.sha256(self._canonical.encode()).hexdigest()[:16]
        # Read again in the canonical order, so that a fresh policy and one from a store are the same in it.
        self._sections: dict[str, Any] = json.loads(self._canonical)

    def canonical(self) -> str:
        """The policy as JSON with sorted keys and no floats: what the store keeps and the version names."""
        return self._canonical

    def sections(self) -> dict[str, Any]:
        """The content by section, to be changed at will."""
        content: dict[str, Any] = json.loads(self._canonical)
        content.pop(BASE, None)
        return content

    def based_on(self) -> str:
        """The version of the shipped policy that this one was made from; its own where it is shipped."""
        return str(self._sections.get(BASE, {}).get("shipped", self.version))

    def __repr__(self) -> str:
        return f"Policy({self.version})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Policy) and self.version == other.version

    def __hash__(self) -> int:
        return hash(self.version)

    def section(self, name: str, kind: type[P]) -> P:
        """The part of that name; raises PolicyError where it does not make sense."""
        try:
            content = self._sections.get(name)
            return kind.model_validate(shipped_section(name) if content is None else content)
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(str(step) for step in first["loc"])
            said = {"file": name, "place": place, "cause": what_is_wrong(first)}
            raise PolicyError("{file}: {place}: {cause}.", **said) from error

    profiles: Section[Profiles] = Section("profiles", "Profiles")
    calendars: Section[Calendars] = Section("calendars", "Calendars")
    roles: Section[Roles] = Section("roles", "Roles")
    reasons: Section[Reasons] = Section("reasons", "Reasons")
    tools: Section[Tools] = Section("tooling", "Tools")
    kits: Section[Kits] = Section("tooling", "Kits")
    certificates: Section[Certificates] = Section("certificates", "Certificates")
    process: Section[Process] = Section("flow", "Process")
    products: Section[Products] = Section("products", "Products")
    faults: Section[Faults] = Section("faults", "Faults")
    organisation: Section[Organisation] = Section("organisation", "Organisation")
    ladders: Section[Ladders] = Section("ladders", "Ladders")
    notices: Section[Notices] = Section("noticing", "Notices")
    emergencies: Section[Emergencies] = Section("emergency", "Emergencies")
    forms: Section[Forms] = Section("paper", "Forms")
    tasks: Section[Tasks] = Section("waiting", "Tasks")
    reports: Section[Reports] = Section("reporting", "Reports")
    approvals: Section[Approvals] = Section("waiting", "Approvals")
    settings: Section[Settings] = Section("settings", "Settings")

    @cached_property
    def records(self) -> Records:
        from db.policy.recording import Records

        return self.section("records", Records) if "records" in self._sections else defaults.no_records()

    @cached_property
    def targets(self) -> Targets:
        """Profiles and calendars as the deadline rules compute with them."""
        from db.policy.convert import targets_from  # most reads need no deadlines

        return targets_from(self.profiles, self.calendars, self.setting("at_risk_percent"))

    @property
    def shifts(self) -> Mapping[str, ShiftRow]:
        """The shifts by their letters; the shipped ones where the policy has none (PPL-01)."""
        return self.calendars.shift or defaults.shipped_shifts()

    # --- who may do what (PPL-03)

    def permits(self, verb: parts.Permitted, roles: Iterable[str]) -> bool:
        """Whether one of the roles may do the verb; admin may do every one."""
        held = set(roles)
        return ADMIN in held or not held.isdisjoint(self.roles_of(verb))

    def roles_of(self, verb: parts.Permitted) -> frozenset[str]:
        """The roles that may do the verb, admin aside: the policy's own, or else the verb's."""
        own = self.roles.verb.get(verb.name)
        return own if own is not None else verb.default_roles

    def has_right(self, right: str, roles: Iterable[str]) -> bool:
        """Whether one of the roles carries the right; admin holds every one."""
        held = set(roles)
        row = self.roles.right.get(right)
        listed = row.roles if row else shipped_section("roles")["right"].get(right, {}).get("roles", ())
        return ADMIN in held or not held.isdisjoint(listed)

    def may_grant(self, role: str, roles: Iterable[str]) -> bool:
        """Whether one of the roles may give and take this one; admin may give every one (PPL-03)."""
        told = self.roles.grant
        table = shipped_section("roles")["grant"] if told is None else told
        return any(held == ADMIN or role in table.get(held, ()) for held in roles)

    def reach(self, roles: Iterable[str]) -> str:
        """How far somebody reaches: as far as the widest role, and a branch that is the only one is all."""
        held, told = set(roles), self.roles.scope
        table = shipped_section("roles")["scope"] if told is None else told
        reaches = {parts.ALL} if ADMIN in held else {table.get(role, parts.BRANCH) for role in held}
        widest = max(reaches, key=parts.REACHES.index, default=parts.BRANCH)
        return parts.ALL if widest == parts.BRANCH and len(self.organisation.branch) == 1 else str(widest)

    # --- what a text means

    @cached_property
    def _category_words(self) -> Vocabulary:
        rows = self.products.category.values()
        return _vocabulary(rows, [(word, row.code) for row in rows for word in row.weak])

    @cached_property
    def _fault_words(self) -> Vocabulary:
        return _vocabulary(self.products.fault_group.values())

    @cached_property
    def _zone_words(self) -> Vocabulary:
        return _vocabulary(self.organisation.zone.values())

    def category_of(self, product: str | None) -> Category:
        """The category whose words stand in the product's text, or whose code it is; else the default one."""
        rows = self.products.category
        code = (
            (rows[product].code if product in rows else self._category_words.find(product))
            if product
            else None
        )
        return rows[code or self.products.default]

    def fault_group_of(self, fault: str) -> str | None:
        """The code of the fault group whose words stand in the fault's text (chassis, engine)."""
        return self._fault_words.find(fault)

    def zone_of(self, *places: str | None) -> Zone:
        """The zone named by the first place that names one (code, district, address), else the default zone.

        `zone_of(zone, district, address)`: the more certain first.
        """
        rows = self.organisation.zone
        for place in places:
            code = place if place in rows else self._zone_words.find(place) if place else None
            if code is not None:
                return rows[code]
        return rows[self.organisation.default_zone]

    def zone(self, code: str | None) -> Zone:
        """The zone with this code; the default one (no travel, no distance) where it is not known."""
        rows = self.organisation.zone
        return (rows.get(code) if code else None) or rows[self.organisation.default_zone]

    @cached_property
    def roads(self) -> Roads:
        """What travelling between zones is counted by (DSP-04)."""
        from db.policy.roads import roads_from  # most reads ask for no way

        return roads_from(self.organisation, self.setting)

    def distance_km(self, one: str, other: str) -> int | None:
        """Kilometres from zone to zone, None where either is not known (DSP-04)."""
        return self.roads.km(one, other)

    def profile_for(self, product: str | None, **sources: str | None) -> str:
        """The profile's code: see `profile_chosen`."""
        return self.profile_chosen(product, **sources)[0]

    def profile_chosen(
        self,
        product: str | None,
        *,
        kind: str | None = None,
        contract: str | None = None,
        equipment: str | None = None,
        branch: str | None = None,
    ) -> tuple[str, str]:
        """The profile's code and what chose it: a kind that has its own, else contract, equipment, the
        product's category, branch, or the default (SLA-04, SLA-14).

        `contract` and `equipment` are profile codes, `branch` a branch's code.
        """
        category = self.category_of(product)
        office = self.organisation.branch.get(branch or self.organisation.default_branch)
        choices = {
            "kind": self.kind(kind).profile if kind else None,
            "contract": contract,
            "equipment": equipment,
            "category": category.profile if category.code != self.products.default else None,
            "branch": office.profile if office else None,
            "default": self.profiles.default,
        }
        return next((code, source) for source, code in choices.items() if code)

    def profile_called(self, text: str) -> str | None:
        """The code of the profile with this code or name, if there is one."""
        found = parts.named(self.profiles.profile, text)
        return found.code if found else None

    def kind(self, code: str) -> KindRow:
        """What the regulations say of a kind of service; a fault at the thing where they say nothing."""
        return self.profiles.kind.get(code) or defaults.unsaid_kind(code)

    def reason(self, kind: str, text: str) -> Reason | None:
        """The reason of that list (pause, cancel, cause …) with this code or name, if it is listed."""
        return parts.named(self.reasons_for(kind), text)

    def reasons_for(self, kind: str) -> Mapping[str, Reason]:
        """The reasons of that list by code, in their order; the shipped ones where the list is lacking."""
        own = self.reasons.reason.get(kind)
        return own if own is not None else defaults.shipped_reasons().get(kind, {})

    def usual_reason(self, kind: str) -> str:
        """The code of the reason of that list that is usual, also where a list of before does not say which;
        empty where none is."""
        own, shipped = self.reasons_for(kind), defaults.shipped_reasons().get(kind, {})
        marked = (code for code, row in (*own.items(), *shipped.items()) if row.usual and code in own)
        return next(marked, "")

    def tool_kind(self, text: str) -> ToolKind | None:
        """The tool kind with this code, Chinese or English name, if there is one."""
        return parts.named(self.tools.tool, text)

    def trade(self, text: str) -> Trade | None:
        """The trade with this code or name, if there is one."""
        return parts.named(self.kits.trade, text)

    def standard_kit(self, trade: str | None) -> Mapping[str, int]:
        """What one technician of the trade should hold: tool kind → count; nothing for an unknown trade."""
        found = self.trade(trade) if trade else None
        return MappingProxyType(found.kit) if found else EMPTY_KIT

    # --- lists and settings

    def level_text(self, profile: str, level: int) -> parts.Names:
        """What a fault level means in that profile, inherited where it says nothing (SLA-01)."""
        rows = self.profiles.profile
        base: Mapping[str, parts.Names] = rows[self.profiles.inherited_from].level
        own: Mapping[str, parts.Names] = rows[profile].level if profile in rows else base
        return own.get(str(level)) or base[str(level)]

    def faults_of(self, category: str) -> tuple[Fault, ...]:
        """Common faults of a product category, to choose from by number or initials."""
        groups = self.faults.group.values()
        return tuple(fault for group in groups if category in group.categories for fault in group.faults)

    def route_of(self, category: str) -> Route:
        """Who is responsible for a product category (INT-06)."""
        row = self.products.category.get(category)
        return self.products.route[row.route if row else "undecided"]

    def responsible_for(self, category: str | None, said: str | None = None) -> str:
        """The department that is responsible: the one that was said to be, else the product's (INT-06)."""
        return said or self.route_of(category or "").department

    def routed_to(self, department: str) -> tuple[str, ...]:
        """The product categories for which that department is responsible."""
        return tuple(code for code in self.products.category if self.route_of(code).department == department)

    def questions(self, way: str) -> tuple[Question, ...]:
        """What the survey asks after this way of service, in order (CLS-03)."""
        told = self.settings.survey
        rows = defaults.shipped_questions() if told is None else told
        from db.rules.surveys import SURVEYED

        # The order is the paper form's; a stored policy has its names in alphabetical order.
        asked = (rows[code] for code in SURVEYED if code in rows)
        return tuple(row for row in asked if not row.ways or way in row.ways)

    def closing(self, way: str) -> Closing:
        """What closing demands after this way of service (CLS-05)."""
        return self.records.closing.get(way) or defaults.unsaid_closing(way)

    def cause_category(self, text: str) -> CauseCategory | None:
        """The category of causes with this code or name."""
        return parts.named(self.reasons.category, text)

    def department(self, text: str) -> parts.Named | None:
        """The department with this code or name."""
        return parts.named(self.organisation.department, text)

    def ladder_of(self, profile: str) -> Ladder:
        """The ladder that tickets of the profile climb."""
        return self.ladders.ladder[self.ladders.profile.get(profile, self.ladders.default)]

    def setting(self, name: str) -> int:
        """A setting by name, its unit in the name; raises PolicyError where the program has none either."""
        value = self.settings.setting.get(name)
        if value is None:
            value = shipped_section("settings")["setting"].get(name)
        if value is None:
            raise PolicyError("settings: there is no setting {name}.", name=name)
        return int(value)

    # --- what only another program knows

    def unknown(self, verbs: Iterable[str]) -> Iterator[str]:
        """The places in the text that mean nothing to a program with these verbs: `kits.trade.x.colour`."""
        from db.policy.extra import extra

        yield from sorted(set(self._sections) - {*SECTIONS, BASE})
        for name in SECTIONS:
            yield from extra(getattr(self, name), name)
        known = {
            ("settings", "setting"): shipped_section("settings")["setting"],
            ("roles", "verb"): verbs,
            ("roles", "right"): shipped_section("roles")["right"],
        }
        for (name, table), names in known.items():
            told = set(self._sections.get(name, {}).get(table, {}))
            yield from (f"{name}.{table}.{key}" for key in sorted(told - set(names)))


def _vocabulary(
    rows: Iterable[Category | FaultGroup | Zone], weak: Iterable[tuple[str, str]] = ()
) -> Vocabulary:
    """What finds these rows in a text: their names and words."""
    from db.rules.products import Vocabulary

    return Vocabulary.build([(word, row.code) for row in rows for word in (row.zh, row.en, *row.words)], weak)
