"""Kinds of internal clocks: whose they are, how long they may take, what follows on them (INT-08, DSP-07)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from db import kinds
from db.errors import BadField
from db.kinds import Called, Fact
from db.policy.model import Policy
from db.verbs import groups
from db.verbs.fields import Code, Label, OptionalCode
from db.verbs.policy_verb import POLICY_ROW, PolicyVerb, Sections, demand_change, new_code, row_called
from db.verbs.service_hours import NOTHING, settings_of

LONGEST_MINUTES = 525_600
Following = Annotated[Label | None, Fact(POLICY_ROW, "then"), Called("Starts when done")]
MayFollow = Annotated[Label | None, Fact(POLICY_ROW, "may_follow"), Called("May start when done")]


class SetTask(PolicyVerb):
    """Set a kind of internal clock: whose role it is, its minutes, which kinds start when it is done.

    `then` and `may_follow` take codes by commas, `none` takes them away. The minutes stand in its setting. A
    kind that is not there yet needs a role and a setting, and runs where another one names it.
    """

    name = "set_task"
    word = "set a kind of task"
    group = groups.HOUSE
    example = {"task": "sheet", "minutes": 45, "reason": "x"}
    form = ("task", "minutes", "role", "then", "may_follow", "name_zh", "name_en", "reason")
    tells = ("task", "role", "minutes", "reason")
    rule = "INT-08"
    at_fault = "task"

    task: Annotated[Code, Fact(POLICY_ROW, "code"), Called("Kind of task")]
    name_zh: Annotated[Label | None, Called("Chinese name")] = None
    name_en: Annotated[Label | None, Called("English name")] = None
    role: Annotated[OptionalCode | None, kinds.Code("role"), Fact(POLICY_ROW), Called("Role")] = None
    setting: Annotated[OptionalCode | None, kinds.Code("setting"), Called("Setting")] = None
    minutes: Annotated[
        Annotated[int, Field(ge=1, le=LONGEST_MINUTES)] | None, kinds.Minutes(), Fact(POLICY_ROW),
        Called("Minutes allowed"),
    ] = None  # fmt: skip
    then: Following = None
    may_follow: MayFollow = None

    def edit(self, sections: Sections, policy: Policy) -> None:
        given = {
            "zh": self.name_zh or None, "en": self.name_en or None, "role": self.role or None,
            "setting": self._setting(policy), "then": self._codes("then", self.then, policy),
            "may_follow": self._codes("may_follow", self.may_follow, policy),
        }  # fmt: skip
        demand_change({**given, "minutes": self.minutes}, "minutes")
        rows = sections["tasks"]["task"]
        try:
            code = row_called("task", policy.tasks.task, self.task)
        except BadField:
            code = new_code("task", self.task)
            for name in ("role", "setting"):
                if not given[name]:
                    raise BadField(name, "A kind of task that is not there yet needs this.") from None
            rows[code] = {
                "zh": self.name_zh or self.name_en or code,
                "en": self.name_en or self.name_zh or code,
            }
        rows[code] |= {name: value for name, value in given.items() if value is not None}
        if self.minutes is not None:
            sections["settings"]["setting"][rows[code]["setting"]] = self.minutes

    def _setting(self, policy: Policy) -> str | None:
        known = settings_of(policy)
        if self.setting and self.setting not in known:
            raise BadField(
                "setting", "“{code}” is not one of {codes}.", code=self.setting, codes=", ".join(known)
            )
        return self.setting or None

    def _codes(self, field: str, text: str | None, policy: Policy) -> list[str] | None:
        if text is None:
            return None
        if text in NOTHING:
            return []
        return [
            row_called(field, policy.tasks.task, each.strip()) for each in text.split(",") if each.strip()
        ]
