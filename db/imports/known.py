"""Which rows are here already: by the number of the other system, by the ids that a row has in every run."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Connection, select

from db.errors import Refusal
from db.imports.identity import Known
from db.log.stage import Stage, Within
from db.rules.search import normal as folded
from db.scope import Scope
from db.tables.customer import Equipment
from db.tables.event import EVENT, LINK
from db.tables.staff import Staff
from db.tables.ticket import Ticket

ASKED = 500


class _Taken(NamedTuple):
    """What came in under an id: who brought it, and the ticket or the equipment that it made."""

    actor: str
    ticket: str | None = None
    equipment: str | None = None


class KnownRows:
    """Finds the tickets that rows of a chunk stand for, as far as these lie in their importer's scope."""

    def __init__(self, connection: Connection, stage: Stage, source: str, scope: Scope) -> None:
        self._connection, self._stage, self._source = connection, stage, source
        self._seen = stage.within(scope)
        self._taken: dict[str, _Taken] = {}

    def prefetch(self, rows: Iterable[Known], numbers: Iterable[str], former: Iterable[str] = ()) -> None:
        """Look up all ids and numbers of a chunk at once."""
        ids = [each for known in rows for each in (known.attempt(), known.earlier) if each is not None]
        self._taken = self._requests([str(each) for each in ids])
        wanted = list(numbers)
        self._stage.prefetch(Ticket, "external_number", (each for one in wanted for each in _spellings(one)))
        before = [number.upper() for number in former]
        self._stage.prefetch(Ticket, "number", (number.upper() for number in (*wanted, *before)))
        self._stage.prefetch(Ticket, "former_number", before)
        made = (taken.ticket for taken in self._taken.values())
        self._stage.prefetch(Ticket, "number", (number for number in made if number is not None))
        if isinstance(self._seen, Within):
            self._seen.learn(Ticket)

    def take(self, request: UUID, number: str | None, actor: str) -> None:
        """A row came in under this id; `number` is its ticket's."""
        self._taken[str(request)] = _Taken(actor, number)

    def find(
        self, known: Known, number: str | None, customer: str, former: str | None = None
    ) -> tuple[UUID | None, Ticket | None]:
        """The ticket that a row stands for, or the id under which it comes in; neither for what is known.

        `number` is its number in the other system, `former` the one in a store of this program. Raises
        Refusal where the number stands for a ticket outside the scope: there is one in the whole store.
        """
        if former:
            ticket = self._formerly(former, customer)
            if ticket is not None:
                return None, ticket
        if number:
            ticket = self._numbered(number, customer)
            if ticket is not None or number.upper() in self._stage.numbers:
                return None, ticket
            self._demand_free(number)
        for request in self._in_turn(known):
            taken = self._taken.get(str(request))
            if taken is None:
                return request, None
            ticket = self._ticket(taken)
            if ticket is not None and is_taken_back(ticket):
                continue
            if ticket is not None or not self._is_elsewhere(taken):
                return None, ticket
        raise AssertionError("there is always another id")

    def free(self, known: Known, *, identified: bool) -> UUID | None:
        """The id under which a row of another kind comes in, or None where it came in before and is here.

        One that is `identified` by a number or name of its own was looked for, and is not here any more.
        """
        for request in self._in_turn(known):
            taken = self._taken.get(str(request))
            if taken is None:
                return request
            made = taken.equipment
            gone = made is not None and not self._stage.rows(Equipment, id=made)
            if not identified and not gone and not self._is_elsewhere(taken):
                return None
        raise AssertionError("there is always another id")

    def _in_turn(self, known: Known) -> Iterator[UUID]:
        """The ids by which a row may be known, one after the other; it comes in by the first that is free."""
        if known.earlier is not None and str(known.earlier) in self._taken:
            yield known.earlier
        for count in itertools.count():
            request = known.attempt(count)
            if count and str(request) not in self._taken:
                self._taken |= self._requests([str(request)])
            yield request

    def _is_elsewhere(self, taken: _Taken) -> bool:
        """Whether what came in under an id lies outside the scope: then this row is another one."""
        if taken.ticket is not None:
            return bool(self._stage.rows(Ticket, number=taken.ticket)) and self._ticket(taken) is None
        if taken.equipment is not None:
            return not self._seen.rows(Equipment, id=taken.equipment)
        return not self._seen.rows(Staff, no=taken.actor)

    def _demand_free(self, number: str) -> None:
        for each in _spellings(number):
            if any(there.source == self._source for there in self._stage.rows(Ticket, external_number=each)):
                raise Refusal(
                    "INT-11",
                    "{number} of {source} has been brought over already, and is not within your reach.",
                    "Ask somebody who sees all branches, or name the other system otherwise in the map.",
                    number=number, source=self._source or "-",
                )  # fmt: skip

    def _numbered(self, number: str, customer: str) -> Ticket | None:
        spelt = (
            found for each in _spellings(number) for found in self._seen.rows(Ticket, external_number=each)
        )
        for ticket in spelt:
            here = ticket.source is None and ticket.import_id is None
            if here or ticket.source == self._source:
                return ticket
        # This program's own export.
        own = self._seen.rows(Ticket, number=number.upper())
        return own[0] if own and folded(own[0].customer_label) == folded(customer) else None

    def _formerly(self, number: str, customer: str) -> Ticket | None:
        """The ticket that is this very one, or came from it."""
        same = folded(customer)
        brought = self._seen.rows(Ticket, former_number=number.upper())
        own = self._seen.rows(Ticket, number=number.upper())
        return next(
            (
                each
                for each in (*brought, *own)
                if folded(each.customer_label) == same and not is_taken_back(each)
            ),
            None,
        )

    def _ticket(self, taken: _Taken) -> Ticket | None:
        found = self._seen.rows(Ticket, number=taken.ticket) if taken.ticket else []
        return found[0] if found else None

    def _requests(self, ids: list[str]) -> dict[str, _Taken]:
        """Of these ids the ones that are taken."""
        found: dict[str, _Taken] = {}
        for at in range(0, len(ids), ASKED):
            statement = (
                select(EVENT.c.request, EVENT.c.actor, LINK.c.subject)
                .join(LINK, LINK.c.event == EVENT.c.seq)
                .where(EVENT.c.request.in_(ids[at : at + ASKED]), EVENT.c.ordinal == 0)
            )
            for request, actor, subject in self._connection.execute(statement):
                family, _, name = subject.partition(":")
                taken = found.setdefault(request, _Taken(actor))
                if family in ("ticket", "equipment"):
                    found[request] = taken._replace(**{family: name})
        return found


def _spellings(number: str) -> tuple[str, ...]:
    """A number in any case: one system's `ab-1` is another export's `AB-1`."""
    return tuple(dict.fromkeys((number, number.upper(), number.lower())))


def is_taken_back(ticket: Ticket) -> bool:
    """Whether the import that brought it was taken back: it has let go of its source."""
    return ticket.import_id is not None and ticket.source is None and ticket.state == "cancelled"
