"""Lines of a proposal tried as their acceptance will try them, before they are proposed (DSP-05, DSP-08)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Final, NamedTuple

from db.held import Held, Work
from db.proposing.waiting import Able, Window
from db.rules.gates import Gate
from db.tables.ticket import Ticket

Stopped = dict[tuple[str, str], tuple[Gate, ...]]
"""By ticket and person, which gates keep them from it at their hour."""
OF_THE_HOUR: Final = frozenset({"duty", "overlap", "load"})
"""Gates that may stop whoever goes along when their ticket gets a time; what else was said of them stays."""


def of_the_hour(found: Iterable[Gate]) -> tuple[Gate, ...]:
    """Those of these gates that a time may close."""
    return tuple(gate for gate in found if gate.name in OF_THE_HOUR)


class Sent(NamedTuple):
    """Who takes charge of a ticket and at which minute; whether a time is agreed by that, which it is not
    where somebody who goes along is `elsewhere` then."""

    technician: str
    minute: int
    agrees: bool
    elsewhere: str = ""


class Trial:
    """What acceptance asks of each line, asked before it is proposed: the gates of the hour, of somebody who
    holds by then what the lines before gave them (DSP-05, DSP-08)."""

    def __init__(self, able: Able) -> None:
        self._able = able
        self._jobs: dict[str, list[Held]] = {}

    def kept_by(self, ticket: Ticket, no: str, begin: datetime, end: datetime) -> tuple[Gate, ...]:
        """What keeps somebody from it then."""
        file = self._able.file(no)
        return self._able.kept_by(ticket, replace(file, jobs=self._jobs.get(no, file.jobs)), begin, end)

    def elsewhere(
        self, ticket: Ticket, crew: Iterable[str], begin: datetime, end: datetime
    ) -> tuple[str, tuple[Gate, ...]] | None:
        """The first of those who go along who cannot be there at that time, and why."""
        for no in crew:
            if self._able.knows(no) and (found := of_the_hour(self.kept_by(ticket, no, begin, end))):
                return no, found
        return None

    def send(self, ticket: Ticket, people: Iterable[str], window: Window) -> None:
        """They have it from now on, at that time where one is agreed."""
        work = Work(ticket.category, ticket.product, ticket.kind, ticket.fault, ticket.way)
        for no in filter(self._able.knows, people):
            others = [
                held for held in self._jobs.get(no, self._able.file(no).jobs) if held.ticket != ticket.number
            ]
            mine = Held(ticket.number, "dispatched", *window, zone=ticket.zone, work=work)
            self._jobs[no] = [*others, mine]
