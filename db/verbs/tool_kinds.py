"""Kinds of tools beside those of the policy (KIT-01)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, ClassVar

from pydantic import Field

from db.errors import BadField, Refusal
from db.log.facts import Facts, Outcome, Reader
from db.rules.search import normal as folded
from db.tables.row import Row
from db.tables.tool import ToolKind
from db.verbs.context import Context
from db.verbs.fields import Label, OptionalCode, ShortLabel
from db.verbs.tools import Fen
from db.verbs.verb import Verb

Months = Annotated[int, Field(ge=1, le=600)]


class AddToolKind(Verb):
    """Enter a new kind of tool; its name is its code as well.

    Without a price, a life or an interval of calibration nothing is computed from them.
    """

    name = "add_tool_kind"
    rule = "KIT-01"
    default_roles: ClassVar[frozenset[str]] = frozenset({"keeper", "purchaser", "manager"})

    kind: ShortLabel
    english: Label = ""
    durable: bool = True
    price_fen: Fen = 0
    life_months: Months | None = None
    calibration_months: Months | None = None
    permit: OptionalCode = ""

    def subjects(self, read: Reader, context: Context) -> Iterable[str]:
        return (f"tool_kind:{self.kind}",)

    def facts(self, read: Reader, context: Context) -> Iterable[Row]:
        return read.rows(ToolKind)

    def decide(self, facts: Facts, context: Context) -> Outcome:
        wanted = folded(self.kind)
        if any(wanted in map(folded, (each.code, each.zh, each.en)) for each in facts.all(ToolKind)):
            raise Refusal("KIT-01", "There is a kind of tool “{kind}” already.", "", kind=self.kind)
        certificates = context.policy.certificates.certificate
        if self.permit and self.permit not in certificates:
            raise BadField(
                "permit", "“{code}” is not one of {codes}.", code=self.permit, codes=", ".join(certificates)
            )
        outcome = Outcome(facts)
        outcome.put(
            ToolKind.new(
                code=self.kind,
                zh=self.kind,
                en=self.english or self.kind,
                durable=self.durable,
                price_fen=self.price_fen,
                life_months=self.life_months,
                calibration_months=self.calibration_months,
                permit=self.permit or None,
            )
        )
        outcome.answer["kind"] = self.kind
        return outcome
