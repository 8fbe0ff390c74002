"""What a gate says: pass, warn or block, why, and what would open it (DSP-05)."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from db import kinds
from db.kinds import Called
from db.rules.sentence import Sentence


class Result(StrEnum):
    """What a gate says."""

    PASS = "pass"
    WARN = "warn"
    BLOCK = "block"


@dataclass(frozen=True, slots=True)
class Gate:
    """One gate's answer; `cause` where it does not pass, `repair` where something would open it."""

    name: Annotated[str, Called("Name")]
    rule: Annotated[str, Called("Rule")]
    result: Annotated[Result, kinds.Code("result"), Called("Result")] = Result.PASS
    cause: Annotated[Sentence | None, kinds.TEXT, Called("Cause")] = None
    repair: Annotated[Sentence | None, kinds.TEXT, Called("What would help")] = None

    @property
    def blocks(self) -> bool:
        """Whether only an overruling passes it."""
        return self.result is Result.BLOCK
