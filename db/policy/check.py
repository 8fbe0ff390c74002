"""What only the parts together show: names that lead nowhere, words that mean two things, rows that tie."""

from collections.abc import Container, Iterable, Iterator, Mapping
from typing import TypeVar

from db.policy.error import PolicyError
from db.policy.ladder_check import ladder_faults
from db.policy.model import ADMIN, Policy
from db.policy.organisation import Zone
from db.policy.products import Category, FaultGroup
from db.policy.roads import strange_middles
from db.policy.waiting import NEXT_RUNG
from db.rules.closing import DEMANDS
from db.rules.notice_text import FACTS, KNOWN, names_in
from db.rules.products import folded
from db.rules.profile import BRANCH, WAYS, Milestone
from db.rules.reporting import RuleError
from db.rules.reporting import check as due_rule
from db.rules.sentence import Sentence, msgid
from db.rules.surveys import SURVEYED

T = TypeVar("T")
MILESTONES = frozenset(each.value for each in Milestone)
CODE = 32
"""Characters of a code that tickets refer to."""


def check(policy: Policy) -> None:
    """Raise PolicyError with the first fault found; every part of the policy is looked at."""
    for fault in faults(policy):
        raise fault


def faults(policy: Policy) -> Iterator[PolicyError]:
    """All faults of names; a part that cannot be read at all raises instead."""
    yield from _settings(policy)
    yield from _profiles(policy)
    yield from _calendars(policy)
    yield from _roles(policy)
    yield from _reasons(policy)
    yield from _equipment(policy)
    yield from _products(policy)
    yield from _faults(policy)
    yield from _organisation(policy)
    yield from _ladders(policy)
    yield from _notices(policy)
    yield from _emergencies(policy)
    yield from _tasks(policy)
    yield from _reports(policy)
    yield from _flow(policy)
    yield from _approvals(policy)
    yield from _records(policy)


ROWS: Mapping[str, str] = {
    "approval": msgid("approval {code}", "policy"),
    "branch": msgid("branch {code}", "policy"),
    "category": msgid("category {code}", "policy"),
    "closing": msgid("closing {code}", "policy"),
    "grant": msgid("grant {code}", "policy"),
    "group": msgid("group {code}", "policy"),
    "kind": msgid("kind {code}", "policy"),
    "ladder": msgid("ladder {code}", "policy"),
    "occasion": msgid("occasion {code}", "policy"),
    "profile": msgid("profile {code}", "policy"),
    "report": msgid("report {code}", "policy"),
    "rule": msgid("rule {code}", "policy"),
    "right": msgid("right {code}", "policy"),
    "route": msgid("route {code}", "policy"),
    "store": msgid("store room {code}", "policy"),
    "survey": msgid("survey {code}", "policy"),
    "task": msgid("task {code}", "policy"),
    "trade": msgid("trade {code}", "policy"),
    "verb": msgid("verb {code}", "policy"),
    "zone": msgid("zone {code}", "policy"),
}
"""What a row of the policy is called, by the key of its table."""


def _row(table: str, code: str) -> Sentence:
    return Sentence(ROWS[table], {"code": code})


def _unknown(
    file: str, what: str | Sentence, names: Iterable[str], known: Container[str]
) -> Iterator[PolicyError]:
    for name in names:
        if name not in known:
            yield PolicyError("{file}: {what} names unknown {name}.", file=file, what=what, name=name or "“”")


def _twice(file: str, words: Iterable[tuple[str, str]]) -> Iterator[PolicyError]:
    owner: dict[str, str] = {}
    for word, code in words:
        first = owner.setdefault(folded(word), code)
        if first != code:
            yield PolicyError(
                "{file}: the word {word} stands for both {first} and {second}.",
                file=file, word=word, first=first, second=code,
            )  # fmt: skip


def _words(rows: Mapping[str, FaultGroup | Zone | Category]) -> Iterator[tuple[str, str]]:
    for row in rows.values():
        for word in (row.zh, row.en, *row.words, *(row.weak if isinstance(row, Category) else ())):
            yield word, row.code


def _settings(policy: Policy) -> Iterator[PolicyError]:
    for name, value in policy.settings.setting.items():
        if value < 0:
            yield PolicyError("settings: the setting {name} is negative.", name=name)
    yield from _unknown("settings", "survey", policy.settings.survey or {}, SURVEYED)
    for question in (policy.settings.survey or {}).values():
        yield from _unknown("settings", _row("survey", question.code), question.ways, WAYS)
    if not sum(policy.settings.ranking.weights().values()):
        yield PolicyError("settings: the weights of the ranking add up to nothing.")


def _calendars(policy: Policy) -> Iterator[PolicyError]:
    yield from _unknown("calendars", "default", [policy.calendars.default], policy.calendars.calendar)
    if BRANCH in policy.calendars.calendar:
        yield PolicyError("calendars: “{code}” stands for the calendar of a branch.", code=BRANCH)
    # Building refuses unknown calendars, calendars without windows and rows that tie.
    for calendar in policy.targets.calendars.values():
        if calendar.working_days_only and not any(calendar.weekdays[:5]):
            yield PolicyError(
                "calendars: “{name}” is open on working days only, and has service time on none of them.",
                name=calendar.name,
            )


def _profiles(policy: Policy) -> Iterator[PolicyError]:
    profiles = policy.profiles
    yield from _unknown("profiles", "default", [profiles.default, profiles.inherited_from], profiles.profile)
    base = profiles.profile.get(profiles.inherited_from)
    for level in ("1", "2", "3", "4"):
        if base is not None and level not in base.level:
            yield PolicyError(
                "profiles: {profile} does not define level {level}.", profile=base.code, level=level
            )
    for code, profile in profiles.profile.items():
        for row in profile.target:
            for group in row.when:
                named = group.get("fault_group", ())
                asked = named if isinstance(named, tuple) else (str(named),)
                yield from _unknown("profiles", _row("profile", code), asked, policy.products.fault_group)
    for kind in profiles.kind.values():
        yield from _unknown("profiles", _row("kind", kind.code), [kind.way] if kind.way else [], WAYS)
        yield from _unknown(
            "profiles", _row("kind", kind.code), [kind.profile] if kind.profile else [], profiles.profile
        )


def _roles(policy: Policy) -> Iterator[PolicyError]:
    roles = policy.roles
    yield from _unknown("roles", "the program", [ADMIN], roles.role)
    for verb, allowed in roles.verb.items():
        if not allowed:
            yield PolicyError("roles: the verb {verb} has no role.", verb=verb)
        yield from _unknown("roles", _row("verb", verb), sorted(allowed), roles.role)
    for role, given in (roles.grant or {}).items():
        yield from _unknown("roles", "grant", [role], roles.role)
        yield from _unknown("roles", _row("grant", role), sorted(given), roles.role)
    yield from _unknown("roles", "scope", roles.scope or {}, roles.role)
    for right in roles.right.values():
        yield from _unknown("roles", _row("right", right.code), sorted(right.roles), roles.role)


def _reasons(policy: Policy) -> Iterator[PolicyError]:
    reasons = policy.reasons
    yield from _unknown("reasons", "reason", reasons.reason, reasons.list)
    yield from _unknown("reasons", "list", reasons.list, reasons.reason)
    for kind, rows in reasons.reason.items():
        for row in rows.values():
            if len(row.code) > CODE:
                yield PolicyError("reasons: the code {code} is longer than {most}.", code=row.code, most=CODE)
            if kind == "cause" or row.category:
                yield from _unknown("reasons", f"{kind} {row.code}", [row.category], reasons.category)
    for category in reasons.category.values():
        what = _row("category", category.code)
        yield from _unknown("reasons", what, category.routes, policy.products.route)
        if category.department:
            yield from _unknown("reasons", what, [category.department], policy.organisation.department)


def _equipment(policy: Policy) -> Iterator[PolicyError]:
    for kind in policy.tools.tool.values():
        if kind.permit:
            yield from _unknown("tools", kind.code, [kind.permit], policy.certificates.certificate)
        yield from _unknown("tools", kind.code, kind.safety, policy.tools.tool)
    yield from _twice(
        "tools", ((name, row.code) for row in policy.tools.tool.values() for name in (row.zh, row.en))
    )
    for trade in policy.kits.trade.values():
        yield from _unknown("kits", _row("trade", trade.code), trade.kit, policy.tools.tool)


def _products(policy: Policy) -> Iterator[PolicyError]:
    products = policy.products
    yield from _unknown("products", "default", [products.default], products.category)
    yield from _unknown("products", "the program", ["undecided"], products.route)
    for row in products.category.values():
        what = _row("category", row.code)
        yield from _unknown("products", what, [row.profile], policy.profiles.profile)
        yield from _unknown("products", what, [row.trade], policy.kits.trade)
        yield from _unknown("products", what, [row.route], products.route)
        yield from _unknown("products", what, row.tools, policy.tools.tool)
        if row.skill:
            yield from _unknown("products", what, [row.skill], policy.certificates.skill)
        if row.certificate:
            yield from _unknown("products", what, [row.certificate], policy.certificates.certificate)
    for demand in products.demand:
        yield from _unknown("products", "demand", sorted(demand.categories), products.category)
        yield from _unknown(
            "products", "demand", sorted(demand.faults), {*products.fault_group, *_common_faults(policy)}
        )
        yield from _unknown("products", "demand", sorted(demand.ways), WAYS)
        yield from _unknown("products", "demand", demand.skills, policy.certificates.skill)
        yield from _unknown("products", "demand", demand.certificates, policy.certificates.certificate)
        yield from _unknown("products", "demand", (*demand.tools, *demand.parts), policy.tools.tool)
    for route in products.route.values():
        yield from _unknown(
            "products", _row("route", route.code), [route.department], policy.organisation.department
        )
        yield from _unknown("products", _row("route", route.code), [route.role], policy.roles.role)
    yield from _twice("products", _words(products.category))
    yield from _twice("products", _words(products.fault_group))


def _common_faults(policy: Policy) -> Iterator[str]:
    return (fault.code for group in policy.faults.group.values() for fault in group.faults)


def _faults(policy: Policy) -> Iterator[PolicyError]:
    for code, group in policy.faults.group.items():
        yield from _unknown("faults", _row("group", code), group.categories, policy.products.category)
        yield from _twice(
            "faults", ((fault.code, str(number)) for number, fault in enumerate(group.faults, 1))
        )


def _organisation(policy: Policy) -> Iterator[PolicyError]:
    own = policy.organisation
    yield from _unknown("organisation", "default_department", [own.default_department], own.department)
    yield from _unknown("organisation", "default_branch", [own.default_branch], own.branch)
    yield from _unknown("organisation", "default_zone", [own.default_zone], own.zone)
    for code in own.department:
        if not (code.isascii() and code.isalpha() and code.isupper() and len(code) <= 4):
            yield PolicyError("organisation: department {code} is not one to four capitals.", code=code)
    for branch in own.branch.values():
        yield from _unknown(
            "organisation", _row("branch", branch.code), [branch.calendar], policy.calendars.calendar
        )
        if branch.profile:
            yield from _unknown(
                "organisation", _row("branch", branch.code), [branch.profile], policy.profiles.profile
            )
    for zone in own.zone.values():
        yield from _unknown("organisation", _row("zone", zone.code), [zone.branch], own.branch)
    for code, cause in strange_middles(own):
        what = _row("zone", code)
        yield PolicyError("{file}: {what}: {cause}", file="organisation", what=what, cause=cause)
    for store in own.store.values():
        yield from _unknown("organisation", _row("store", store.code), [store.branch], own.branch)
        if store.code in own.branch and store.branch != store.code:
            yield PolicyError(
                "organisation: the store room {code} has the code of another branch.", code=store.code
            )
    for code, row in (own.distance or {}).items():
        yield from _unknown("organisation", "distance", (code, *row), own.zone)
    yield from _twice("organisation", _words(own.zone))


def _ladders(policy: Policy) -> Iterator[PolicyError]:
    ladders = policy.ladders
    yield from _unknown("ladders", "default", [ladders.default], ladders.ladder)
    yield from _unknown("ladders", "profile", ladders.profile, policy.profiles.profile)
    yield from _unknown("ladders", "profile", ladders.profile.values(), ladders.ladder)
    for ladder in ladders.ladder.values():
        what = _row("ladder", ladder.code)
        if [rung.rung for rung in ladder.rungs] != list(range(1, len(ladder.rungs) + 1)) or not ladder.rungs:
            yield PolicyError("ladders: the rungs of {ladder} do not count 1, 2, 3 …", ladder=ladder.code)
        yield from _unknown("ladders", what, [ladder.fallback], policy.roles.role)
        named = [role for rung in ladder.rungs for role in (rung.role, *rung.roles.values()) if role]
        yield from _unknown("ladders", what, named, policy.roles.role)
        milestones = [each for rung in ladder.rungs for each in rung.roles]
        milestones += [each for trigger in ladder.triggers for each in trigger.milestones]
        yield from _unknown("ladders", what, milestones, MILESTONES)
        yield from ladder_faults(ladder)
        for trigger in ladder.triggers:
            if trigger.rung > len(ladder.rungs):
                yield PolicyError(
                    "ladders: {ladder}: {trigger} calls rung {rung}, which is not there.",
                    ladder=ladder.code, trigger=trigger.trigger, rung=trigger.rung,
                )  # fmt: skip


def _notices(policy: Policy) -> Iterator[PolicyError]:
    notices = policy.notices
    for use in notices.use:
        yield from _unknown("notices", "use", use.channels, notices.channel)
        yield from _unknown("notices", "use", sorted(use.roles), policy.roles.role)
        yield from _unknown("notices", "use", sorted(use.branches), policy.organisation.branch)
    yield from _unknown("notices", "show", notices.show, FACTS)
    for channel in notices.channel.values():
        if len(channel.code) > CODE:
            yield PolicyError("notices: the code {code} is longer than {most}.", code=channel.code, most=CODE)
    texts = [(row.code, text) for row in notices.occasion.values() for text in (row.text.zh, row.text.en)]
    for code, text in (*texts, ("link", notices.link)):
        try:
            strange = sorted(names_in(text) - KNOWN)
        except ValueError:
            strange = [text]
        yield from _unknown("notices", _row("occasion", code), strange, ())


def _emergencies(policy: Policy) -> Iterator[PolicyError]:
    own = policy.emergencies
    yield from _unknown("emergencies", "default", [own.default], own.group)
    yield from _unknown("emergencies", "branch", own.branch, policy.organisation.branch)
    yield from _unknown("emergencies", "branch", own.branch.values(), own.group)
    for group in own.group.values():
        what = _row("group", group.code)
        yield from _unknown("emergencies", what, sorted(group.roles), policy.roles.role)
        if not group.roles and not group.persons:
            yield PolicyError("emergencies: the group {code} calls nobody.", code=group.code)


def _tasks(policy: Policy) -> Iterator[PolicyError]:
    kinds = policy.tasks.task
    for kind in kinds.values():
        what = _row("task", kind.code)
        yield from _unknown("tasks", what, [kind.role], policy.roles.role)
        yield from _unknown("tasks", what, (*kind.then, *kind.may_follow), kinds)
        if len(kind.code) > CODE:
            yield PolicyError("tasks: the code {code} is longer than {most}.", code=kind.code, most=CODE)
        try:
            policy.setting(kind.setting)
        except PolicyError:
            yield PolicyError(
                "{file}: {what} names unknown {name}.", file="tasks", what=what, name=kind.setting
            )


def _flow(policy: Policy) -> Iterator[PolicyError]:
    for rule in policy.process.rule.values():
        what = _row("rule", rule.code)
        yield from _unknown("process", what, sorted(rule.ways), WAYS)
        if bool(rule.b) == (rule.template == "exactly_once"):
            yield PolicyError(
                "process: {what}: exactly_once is about one thing, the others about two.", what=what
            )
        if rule.within_minutes and rule.template != "response":
            yield PolicyError("process: {what}: only a response has minutes.", what=what)


def _reports(policy: Policy) -> Iterator[PolicyError]:
    for kind in policy.reports.report.values():
        what = _row("report", kind.code)
        yield from _unknown("reports", what, [kind.role], policy.roles.role)
        yield from _unknown("reports", what, kind.departments, policy.organisation.department)
        if len(kind.code) > CODE:
            yield PolicyError("reports: the code {code} is longer than {most}.", code=kind.code, most=CODE)
        if kind.code in policy.tasks.task:
            yield PolicyError("reports: {code} is the code of an internal clock, too.", code=kind.code)
        try:
            due_rule(kind.rule, kind.begins)
        except RuleError as error:
            yield PolicyError(
                "{file}: {what}: {cause}", file="reports", what=what,
                cause=Sentence(error.msgid, error.values),
            )  # fmt: skip


def _approvals(policy: Policy) -> Iterator[PolicyError]:
    for row in policy.approvals.approval.values():
        what = _row("approval", row.code)
        if row.tiers and row.steps:
            yield PolicyError("approvals: {verb} has both tiers and steps.", verb=row.code)
        for tiers in row.in_turn():
            roles = [tier.role for tier in tiers]
            yield from _unknown("approvals", what, roles, {*policy.roles.role, NEXT_RUNG})
            limits = [tier.up_to for tier in tiers]
            rising = [limit for limit in limits if limit is not None]
            if not limits or limits[-1] is not None or rising != sorted(rising):
                yield PolicyError(
                    "approvals: the limits of {verb} do not rise to one without any.", verb=row.code
                )
            if len(set(roles)) < len(roles):
                yield PolicyError("approvals: {verb} names a role twice in one step.", verb=row.code)


def _records(policy: Policy) -> Iterator[PolicyError]:
    own = policy.records
    yield from _unknown("records", "closing", own.closing, WAYS)
    for way, closing in own.closing.items():
        what = _row("closing", way)
        yield from _unknown("records", what, closing.demands, DEMANDS)
        yield from _unknown("records", what, closing.forms, own.form)
