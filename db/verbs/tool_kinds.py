"""Kinds of tools beside those that the policy ships with (KIT-01)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, ClassVar

from pydantic import Field

from db import kinds
from db.errors import BadField, Refusal
from db.kinds import Called
from db.log.facts import Facts, Outcome, Reader
from db.policy.model import Policy
from db.rules.search import normal as folded
from db.tables.event import PolicyVersion
from db.tables.row import Row
from db.tables.tool import ToolKind
from db.verbs import groups
from db.verbs.adopting import SHADOWS, based, checked, put_in_force, version_of
from db.verbs.context import Context
from db.verbs.fields import Codes, Fen, OptionalCode
from db.verbs.verb import Verb

LONGEST_NAME = 32
Months = Annotated[int, Field(ge=1, le=600)]


class AddToolKind(Verb):
    """Enter new kinds of tools; a name is its code as well.

    They become part of the policy, which is put in force anew. Without a price, a life or an interval of
    calibration nothing is computed from them.
    """

    name = "add_tool_kind"
    word = "add a kind of tool"
    group = groups.KIT
    example = {"kinds": "角磨机"}
    rule = "KIT-01"
    default_roles: ClassVar[frozenset[str]] = frozenset({"keeper", "purchaser", "manager"})
    looks_at = (PolicyVersion, *SHADOWS)

    kinds: Annotated[Codes, Called("Kinds of tools")]
    durable: Annotated[bool, Called("With numbered pieces")] = True
    price_fen: Annotated[Fen, kinds.Fen(), Called("Price in fen", "price: {value}")] = 0
    life_months: Annotated[Months | None, Called("Life in months")] = None
    calibration_months: Annotated[Months | None, Called("Calibration (months)")] = None
    permit: Annotated[OptionalCode, kinds.Listed("certificate"), Called("Permit")] = ""

    def subjects(self, read: Reader, context: Context) -> Iterable[str]:
        return ("policy",)

    def facts(self, read: Reader, context: Context) -> Iterable[Row]:
        for kind in self.looks_at:
            yield from read.rows(kind)

    def decide(self, facts: Facts, context: Context) -> Outcome:
        self._check(facts, context)
        outcome = Outcome(facts)
        [present] = (each for each in facts.all(PolicyVersion, active=True))
        policy = self._with_kinds(context.policy)
        base = version_of(facts, context.policy)
        outcome.put(present.but(active=False))
        put_in_force(outcome, based(checked(policy.canonical()), base), base, context)
        outcome.answer["kinds"] = list(self.kinds)
        return outcome

    def _check(self, facts: Facts, context: Context) -> None:
        if not self.kinds:
            raise BadField("kinds", "{field} is missing.")
        known = {folded(name) for each in facts.all(ToolKind) for name in (each.code, each.zh, each.en)}
        for name in self.kinds:
            if len(name) > LONGEST_NAME:
                raise BadField(
                    "kinds",
                    "“{value}” has more than {limit} characters.",
                    value=name[:40],
                    limit=LONGEST_NAME,
                )
            if folded(name) in known:
                raise Refusal("KIT-01", "There is a kind of tool “{kind}” already.", "", kind=name)
            known.add(folded(name))
        certificates = context.policy.certificates.certificate
        if self.permit and self.permit not in certificates:
            raise BadField(
                "permit", "“{code}” is not one of {codes}.", code=self.permit, codes=", ".join(certificates)
            )

    def _with_kinds(self, present: Policy) -> Policy:
        sections: dict[str, Any] = dict(present.sections())
        tools = dict(sections["tools"])
        added = {
            name: {
                "zh": name, "en": name, "durable": self.durable, "price": self.price_fen,
                "life": self.life_months or 0, "calibration": self.calibration_months or 0,
                "permit": self.permit,
            }
            for name in self.kinds
        }  # fmt: skip
        tools["tool"] = {**tools["tool"], **added}
        return Policy(sections | {"tools": tools})
