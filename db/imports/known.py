"""Which rows are here already: by the number of the other system, by the ids that a row has in every run."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import Connection, select

from db.imports.identity import Known
from db.log.stage import Stage
from db.rules.search import normal as folded
from db.tables.customer import Equipment
from db.tables.event import EVENT, LINK
from db.tables.ticket import Ticket

ASKED = 500


class KnownRows:
    """Finds the tickets that rows of a chunk stand for."""

    def __init__(self, connection: Connection, stage: Stage, source: str) -> None:
        self._connection, self._stage, self._source = connection, stage, source
        self._taken: dict[str, str | None] = {}
        self._equipment: dict[str, str] = {}

    def prefetch(self, rows: Iterable[Known], numbers: Iterable[str], former: Iterable[str] = ()) -> None:
        """Look up all ids and numbers of a chunk at once."""
        ids = [each for known in rows for each in (known.attempt(), known.earlier) if each is not None]
        self._taken = self._requests([str(each) for each in ids])
        wanted = list(numbers)
        self._stage.prefetch(Ticket, "external_number", (each for one in wanted for each in _spellings(one)))
        before = [number.upper() for number in former]
        self._stage.prefetch(Ticket, "number", (number.upper() for number in (*wanted, *before)))
        self._stage.prefetch(Ticket, "former_number", before)

    def take(self, request: UUID, number: str | None) -> None:
        """A row came in under this id; `number` is its ticket's."""
        self._taken[str(request)] = number

    def find(
        self, known: Known, number: str | None, customer: str, former: str | None = None
    ) -> tuple[UUID | None, Ticket | None]:
        """The ticket that a row stands for, or the id under which it comes in; neither for what is known.

        `number` is its number in the other system, `former` the one in a store of this program.
        """
        if former:
            ticket = self._formerly(former, customer)
            if ticket is not None:
                return None, ticket
        if number:
            ticket = self._numbered(number, customer)
            if ticket is not None or number.upper() in self._stage.numbers:
                return None, ticket
        if known.earlier is not None and str(known.earlier) in self._taken:
            found = self._ticket(known.earlier)
            if not (found and is_taken_back(found)):
                return None, found
        count = 0
        while str(request := known.attempt(count)) in self._taken:
            found = self._ticket(request)
            if not (found and is_taken_back(found)):
                return None, found
            count += 1
            self._taken |= self._requests([str(known.attempt(count))])
        return request, None

    def free(self, known: Known, *, identified: bool) -> UUID | None:
        """The id under which a row of another kind comes in, or None where it came in before and is here.

        One that is `identified` by a number or name of its own was looked for, and is not here any more.
        """
        if known.earlier is not None and str(known.earlier) in self._taken and not identified:
            return None
        count = 0
        while str(request := known.attempt(count)) in self._taken:
            made = self._equipment.get(str(request))
            if not identified and (made is None or self._stage.rows(Equipment, id=made)):
                return None
            count += 1
            self._taken |= self._requests([str(known.attempt(count))])
        return request

    def _numbered(self, number: str, customer: str) -> Ticket | None:
        spelt = (
            found for each in _spellings(number) for found in self._stage.rows(Ticket, external_number=each)
        )
        for ticket in spelt:
            here = ticket.source is None and ticket.import_id is None
            if here or ticket.source == self._source:
                return ticket
        # This program's own export.
        own = self._stage.rows(Ticket, number=number.upper())
        return own[0] if own and folded(own[0].customer_label) == folded(customer) else None

    def _formerly(self, number: str, customer: str) -> Ticket | None:
        """The ticket that is this very one, or came from it."""
        same = folded(customer)
        brought = self._stage.rows(Ticket, former_number=number.upper())
        own = self._stage.rows(Ticket, number=number.upper())
        return next(
            (
                each
                for each in (*brought, *own)
                if folded(each.customer_label) == same and not is_taken_back(each)
            ),
            None,
        )

    def _ticket(self, request: UUID) -> Ticket | None:
        number = self._taken[str(request)]
        found = self._stage.rows(Ticket, number=number) if number else []
        return found[0] if found else None

    def _requests(self, ids: list[str]) -> dict[str, str | None]:
        """Of these ids the ones that are taken, with the ticket that they made."""
        found: dict[str, str | None] = {}
        for at in range(0, len(ids), ASKED):
            statement = (
                select(EVENT.c.request, LINK.c.subject)
                .join(LINK, LINK.c.event == EVENT.c.seq)
                .where(EVENT.c.request.in_(ids[at : at + ASKED]), EVENT.c.ordinal == 0)
            )
            for request, subject in self._connection.execute(statement):
                family, _, name = subject.partition(":")
                if family == "equipment":
                    self._equipment[request] = name
                if family == "ticket" or request not in found:
                    found[request] = name if family == "ticket" else None
        return found


def _spellings(number: str) -> tuple[str, ...]:
    """A number in any case: one system's `ab-1` is another export's `AB-1`."""
    return tuple(dict.fromkeys((number, number.upper(), number.lower())))


def is_taken_back(ticket: Ticket) -> bool:
    """Whether the import that brought it was taken back: it has let go of its source."""
    return ticket.import_id is not None and ticket.source is None and ticket.state == "cancelled"
