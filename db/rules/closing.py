"""What closing demands, by way of service, and what of it is not there yet (CLS-05); what is a major loss
(CLS-06)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

RECORD, SIGNATURE, APPROVAL, FORMS, TOOLS, VERIFY, SURVEY = (
    "record", "signature", "approval", "forms", "tools", "verify", "survey",
)  # fmt: skip
DEMANDS = (RECORD, SIGNATURE, APPROVAL, FORMS, TOOLS, VERIFY, SURVEY)
"""In the order in which they are done."""


class Done(NamedTuple):
    """How far a ticket has come: `record` its current visit has one, `signature` its last version was signed,
    or that it was not is on record, `approval` its head approved that version; `forms` are those in,
    `tools_out` the numbers of the tools that are out for it."""

    record: bool
    signature: bool
    approval: bool
    forms: frozenset[str]
    tools_out: tuple[str, ...]
    verify: bool
    survey: bool


class Missing(NamedTuple):
    """Something that is demanded and not there; of forms each by its code, of tools each by its
    number."""

    demand: str
    form: str = ""
    tool: str = ""

    @property
    def code(self) -> str:
        """`survey`, `forms.sheet`, or `tools.T0001`."""
        return ".".join(filter(None, (self.demand, self.form, self.tool)))


def missing(demands: Iterable[str], forms: Iterable[str], done: Done) -> list[Missing]:
    """What these demands lack, in the order in which it is done."""
    wanted = frozenset(demands)
    return [each for demand in DEMANDS if demand in wanted for each in _lacking(demand, forms, done)]


def _lacking(demand: str, forms: Iterable[str], done: Done) -> Iterator[Missing]:
    if demand == FORMS:
        yield from (Missing(FORMS, form) for form in forms if form not in done.forms)
    elif demand == TOOLS:
        yield from (Missing(TOOLS, tool=number) for number in sorted(done.tools_out))
    elif not getattr(done, demand):
        yield Missing(demand)


def fen_of(yuan: int) -> int:
    """From how much a loss is a major one, in fen; nothing lost never is."""
    return max(1, yuan * 100)


def is_major(loss_fen: int | None, yuan: int) -> bool:
    """Whether a loss is traced to the responsible; not one that nobody named."""
    return loss_fen is not None and loss_fen >= fen_of(yuan)
