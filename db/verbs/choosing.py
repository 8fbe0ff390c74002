"""Who was chosen against who was proposed, and what was overruled for that (DSP-05, DSP-10)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, NamedTuple, Self

from pydantic import AfterValidator

from db import kinds
from db.errors import BadField
from db.kinds import Called
from db.log.facts import Outcome
from db.tables.pick import Pick
from db.verbs.context import Context

BETWEEN = "/"


class Choice(NamedTuple):
    """Somebody against who stands first: `first` empty when nobody can go, `rank` null for a blocked one;
    `better` is the part of the score by which they are most ahead of the first."""

    first: str
    rank: int | None
    better: str | None = None

    @property
    def is_known(self) -> bool:
        """Whether anybody was ranked; a plan that nobody compared knows neither first nor rank."""
        return bool(self.first) or self.rank is not None

    def __str__(self) -> str:
        return BETWEEN.join((self.first, str(self.rank or ""), self.better or ""))

    @classmethod
    def read(cls, text: str) -> Self | None:
        """What `str` wrote; None for an empty text: nobody was ranked."""
        if not text:
            return None
        first, rank, better = text.split(BETWEEN)
        return cls(first, int(rank) if rank else None, better or None)


def _readable(texts: tuple[str, ...]) -> tuple[str, ...]:
    for text in texts:
        try:
            Choice.read(text)
        except ValueError:
            raise BadField("choices", "“{text}” is no choice.", text=text[:40]) from None
    return texts


Choices = Annotated[tuple[str, ...], AfterValidator(_readable), kinds.ForForms(), Called("Ranked as")]
"""For each of several tickets, in their order, how whoever is sent stands to who was proposed."""


def keep_pick(
    outcome: Outcome,
    ticket: str,
    technician: str,
    choice: Choice | None,
    context: Context,
    *,
    verb: str,
    why: str = "",
    overruled: Iterable[str] = (),
) -> None:
    """Keep it where somebody ranked them, or a gate was overruled for them; `overruled` are `staff:gate`."""
    gates = tuple(gate for no, _, gate in (each.partition(":") for each in overruled) if no == technician)
    if choice is None and not gates:
        return
    outcome.put(
        Pick.new(
            id=context.new_id(f"pick {ticket} {technician}"),
            ticket=ticket,
            at=context.now,
            actor=context.actor.no,
            technician=technician,
            first=(choice.first if choice is not None else "") or None,
            rank=choice.rank if choice is not None and not gates else None,
            better=choice.better if choice is not None else None,
            why=why,
            verb=verb,
            overruled=",".join(gates),
            compared=choice is not None and choice.is_known,
        )
    )
