"""What a fault level means in a profile (SLA-01)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from db import kinds
from db.errors import BadField
from db.kinds import Called, Fact
from db.policy.model import Policy
from db.verbs import groups
from db.verbs.fields import Definition
from db.verbs.policy_verb import POLICY_ROW, PolicyVerb, Sections, demand_change, row_called
from db.verbs.targets import TheProfile

TheLevel = Annotated[
    Annotated[int, Field(ge=1, le=4)], kinds.Level(), Fact(POLICY_ROW), Called("Fault level")
]
Meaning = Annotated[Definition | None, Fact(POLICY_ROW, "meaning_zh"), Called("Meaning in Chinese")]
MeaningInEnglish = Annotated[Definition | None, Fact(POLICY_ROW, "meaning_en"), Called("Meaning in English")]


class SetLevel(PolicyVerb):
    """Say what a fault level means in a profile; an empty meaning is the inherited one again.

    It is shown at triage and on the ticket; no deadline moves.
    """

    name = "set_level"
    word = "say what a level means"
    group = groups.HOUSE
    example = {"profile": "software", "level": 1, "meaning_zh": "停机", "reason": "x"}
    form = ("profile", "level", "meaning_zh", "meaning_en", "reason")
    tells = ("profile", "level", "meaning_zh", "reason")
    rule = "SLA-01"
    at_fault = "meaning_zh"

    profile: TheProfile
    level: TheLevel
    meaning_zh: Meaning = None
    meaning_en: MeaningInEnglish = None

    def edit(self, sections: Sections, policy: Policy) -> None:
        demand_change({"zh": self.meaning_zh, "en": self.meaning_en}, "meaning_zh")
        profiles = policy.profiles
        code = row_called("profile", profiles.profile, self.profile)
        before = policy.level_text(code, self.level)
        levels = sections["profiles"]["profile"][code].setdefault("level", {})
        if not self.meaning_zh and not self.meaning_en:
            if code == profiles.inherited_from:
                raise BadField("meaning_zh", "Every other profile inherits this meaning: say another one.")
            levels.pop(str(self.level), None)
            return
        levels[str(self.level)] = {
            "zh": self.meaning_zh or before.zh, "en": self.meaning_en or before.en,
        }  # fmt: skip
