"""Where tickets stand, how long and with whom, by the log; and which of them left the flow (PRC-01)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal, NamedTuple

from sqlalchemy import ColumnElement, and_, or_, select

from db import kinds
from db.figures.declaration import Percent, percent
from db.kinds import Called
from db.rules.moves import OPEN
from db.rules.process import Break, FlowRule, Stay, breaks, median, percentile, standing, stays
from db.tables.ticket import Ticket
from db.views import columns as column
from db.views.listing import Opens
from db.views.lookup import ticket_meant
from db.views.spans import Month, month_of
from db.views.trace import entries
from db.views.view import Leads, Limit, View, ViewContext

T = Ticket.table.c
Which = Literal["all", "closed", "open"]


class ProcessRow(NamedTuple):
    """How long tickets stood in a state with somebody: `minutes` in all, the median and what nine of ten
    stays do not exceed; `standing` counts those that stand there now. `who` is a person, or the role that
    they wait for; `why` the reason of a pause."""

    state: column.State
    who: Annotated[str | None, kinds.StaffNo(or_code="role"), Called("With whom")]
    why: Annotated[str | None, kinds.Reason("pause"), Called("Reason")]
    tickets: Annotated[int, kinds.Number(), Called("Tickets")]
    stays: Annotated[int, kinds.Number(), Called("Times")]
    minutes: Annotated[int, kinds.Span(), Called("Time in all")]
    share: Annotated[Percent, kinds.Number(), Called("Share (%)")]
    median: Annotated[int, kinds.Span(), Called("Median")]
    ninety: Annotated[int, kinds.Span(), Called("Nine of ten within")]
    standing: Annotated[int, kinds.Number(), Called("There now")]


class Process(View[list[ProcessRow]]):
    """Where tickets wait: time in each state, by whom and by reason of pauses, the longest in all first.

    Of tickets closed in a month (the present one, or `month` as 2026-07) and those open now; of one ticket
    where its number is given. `per` puts together what is of one state or one person.
    """

    name = "process"
    label = "Where tickets wait"
    positional: ClassVar[tuple[str, ...]] = ("number",)
    key = ("state", "who", "why")
    leads = Leads("stays", "state", "state")
    if_any = frozenset({"why"})

    number: str = ""
    month: Month = ""
    which: Which = "all"
    per: Literal["state", "person", "each"] = "state"

    def read(self, context: ViewContext) -> list[ProcessRow]:
        groups: dict[tuple[str, str | None, str | None], list[tuple[str, Stay]]] = defaultdict(list)
        for number, stay in stays_of(context, self.number, self.month, self.which):
            key = {
                "state": (stay.state, None, stay.why),
                "person": (stay.state, stay.who, None),
                "each": (stay.state, stay.who, stay.why),
            }[self.per]
            groups[key].append((number, stay))
        rows = [_row(*key, found, context.now) for key, found in groups.items()]
        total = sum(row.minutes for row in rows)
        shared = (row._replace(share=percent(row.minutes, total)) for row in rows)
        return sorted(shared, key=lambda row: (-row.minutes, row.state, row.who or "", row.why or ""))

    @classmethod
    def led_by(cls, row: Any) -> View[Any] | None:
        return (
            Stays(state=row["state"], who=row["who"] or "", why=row["why"] or "")
            if row.get("state")
            else None
        )


def _row(
    state: str, who: str | None, why: str | None, found: list[tuple[str, Stay]], now: datetime
) -> ProcessRow:
    spans = sorted(stay.minutes(now) for _, stay in found)
    return ProcessRow(
        state, who, why, len({number for number, _ in found}), len(found), sum(spans), None,
        median(spans) or 0, percentile(spans, 90) or 0, sum(stay.end is None for _, stay in found),
    )  # fmt: skip


class StayRow(NamedTuple):
    """A ticket in a state with somebody, from when to when; `after` is what brought it there."""

    ticket: column.Ticket
    state: column.State
    who: Annotated[str | None, kinds.StaffNo(or_code="role"), Called("With whom")]
    why: Annotated[str | None, kinds.Reason("pause"), Called("Reason")]
    begin: Annotated[datetime, kinds.Instant(), Called("From")]
    end: Annotated[datetime | None, kinds.Instant(), Called("Until")]
    minutes: Annotated[int, kinds.Span(), Called("Time there")]
    after: Annotated[str, kinds.Code("verb"), Called("Brought there by")]


class Stays(View[list[StayRow]]):
    """Each time that a ticket stood somewhere, in order for one ticket, else the longest first (PRC-01)."""

    name = "stays"
    label = "Where each ticket stood"
    positional: ClassVar[tuple[str, ...]] = ("number",)
    opens = Opens("ticket", "ticket")
    key = ("ticket", "begin", "state", "who")
    of_ticket = True
    whole = 20_000

    number: str = ""
    month: Month = ""
    which: Which = "all"
    state: str = ""
    who: str = ""
    why: str = ""
    limit: Limit = 2_000

    def read(self, context: ViewContext) -> list[StayRow]:
        found = [
            row
            for row in stay_rows(context, self.number, self.month, self.which)
            if self.state in ("", row.state) and self.who in ("", row.who) and self.why in ("", row.why)
        ]
        if not self.number:
            found.sort(key=lambda row: (-row.minutes, row.ticket, row.begin))
        return found[: self.limit]


def stay_rows(context: ViewContext, number: str, month: str = "", which: Which = "all") -> list[StayRow]:
    """The stays of the tickets that are meant, each ticket's in order."""
    return [
        StayRow(ticket, stay.state, stay.who, stay.why, stay.begin, stay.end, stay.minutes(context.now),
                stay.since.partition(":")[0])
        for ticket, stay in stays_of(context, number, month, which)
    ]  # fmt: skip


def stays_of(context: ViewContext, number: str, month: str, which: Which) -> Iterator[tuple[str, Stay]]:
    """The stays of the tickets that are meant."""
    for ticket, found in entries(context, _meant(context, number, month, which)):
        for stay in stays(standing(found)):
            yield ticket, stay


def _meant(context: ViewContext, number: str, month: str, which: Which) -> ColumnElement[bool]:
    if number:
        return T.number == ticket_meant(context, number).number
    closed = and_(T.state == "closed", month_of(month, context).holds(T.closed_at))
    is_open = T.state.in_(OPEN)
    return {"all": or_(closed, is_open), "closed": closed, "open": is_open}[which]


class BreakRow(NamedTuple):
    """A rule of the flow that a ticket broke, where it first did, and by whom."""

    ticket: column.Ticket
    rule: Annotated[str, kinds.Listed("flow_rule"), Called("Rule")]
    at: column.At
    actor: column.Actor
    customer: column.CustomerName
    state: column.State
    technician: column.Technician | None


class Conformance(View[list[BreakRow]]):
    """Which tickets left the flow, and which rule each broke; the latest first.

    Of tickets closed in a month and those open now; of one ticket where its number is given; by `rule`.
    """

    name = "conformance"
    label = "Tickets that left the flow"
    positional: ClassVar[tuple[str, ...]] = ("number",)
    opens = Opens("ticket", "ticket")
    key = ("ticket", "rule")
    of_ticket = True
    whole = 20_000

    number: str = ""
    month: Month = ""
    which: Which = "all"
    rule: str = ""
    limit: Limit = 2_000

    def read(self, context: ViewContext) -> list[BreakRow]:
        checked = check_flow(context, self.number, self.month, self.which)
        found = [(ticket, each) for ticket, each in checked.broken if self.rule in ("", each.rule)]
        found.sort(key=lambda pair: (pair[1].at, pair[0]), reverse=True)
        shown = found[: self.limit]
        tickets = context.read.rows(Ticket, number=tuple({ticket for ticket, _ in shown})) if shown else []
        known = {ticket.number: ticket for ticket in tickets}
        return [
            BreakRow(
                number, each.rule, each.at, each.actor, known[number].customer_label, known[number].state,
                known[number].technician,
            )
            for number, each in shown
            if number in known
        ]  # fmt: skip


class FlowRow(NamedTuple):
    """A rule of the flow: how many tickets it holds for, how many broke it."""

    rule: Annotated[str, kinds.Listed("flow_rule"), Called("Rule")]
    checked: Annotated[int, kinds.Number(), Called("Tickets looked at")]
    broken: Annotated[int, kinds.Number(), Called("Broke it")]
    kept: Annotated[Percent, kinds.Number(), Called("Kept (%)", context="rule")]


class FlowRules(View[list[FlowRow]]):
    """The rules of the flow, and how many tickets kept each; those broken most often first."""

    name = "flow_rules"
    label = "Rules of the flow"
    key = ("rule",)
    leads = Leads("conformance", "rule", "rule")

    month: Month = ""
    which: Which = "all"

    def read(self, context: ViewContext) -> list[FlowRow]:
        checked = check_flow(context, "", self.month, self.which)
        broken: dict[str, int] = defaultdict(int)
        for _, each in checked.broken:
            broken[each.rule] += 1
        rows = [
            FlowRow(code, many, broken[code], percent(many - broken[code], many))
            for code, many in checked.looked_at.items()
        ]
        return sorted(rows, key=lambda row: (-row.broken, row.rule))


class Checked(NamedTuple):
    """How many tickets each rule was held against, and what was broken."""

    looked_at: dict[str, int]
    broken: list[tuple[str, Break]]


def check_flow(context: ViewContext, number: str, month: str, which: Which) -> Checked:
    """Hold the tickets that are meant against the rules of the policy in force."""
    meant = _meant(context, number, month, which)
    listed = context.policy.process.rule.values()
    whole = [rule.flow_rule() for rule in listed if not rule.ways and not rule.kinds]
    some = [rule for rule in listed if rule.ways or rule.kinds]
    looked_at = {rule.code: 0 for rule in listed}
    broken: list[tuple[str, Break]] = []
    facts = _facts(context, meant) if some else {}
    for ticket, found in entries(context, meant):
        way, kind = facts.get(ticket, ("", ""))
        own: list[FlowRule] = whole + [
            rule.flow_rule() for rule in some
            if (not rule.ways or way in rule.ways) and (not rule.kinds or kind in rule.kinds)
        ]  # fmt: skip
        for rule in own:
            looked_at[rule.code] += 1
        broken += [(ticket, each) for each in breaks(standing(found), own, context.now)]
    return Checked(looked_at, broken)


def _facts(context: ViewContext, meant: ColumnElement[bool]) -> dict[str, tuple[str, str]]:
    """The way of service of each ticket, said or by its level, and its kind."""
    columns = select(T.number, T.way, T.level, T.kind).where(context.scope.tickets(), meant)
    return {
        number: (way or ("remote" if level == 4 else "on_site"), kind)
        for number, way, level, kind in context.connection.execute(columns)
    }
