"""Quality hears once that its copies of a job's papers are there (VIS-07)."""

from __future__ import annotations

from collections.abc import Iterable

from db.log.facts import Outcome, Reader
from db.policy.model import Policy
from db.rules.calling import Target, groups
from db.tables.notice import Notice
from db.tables.row import Row
from db.tables.staff import Staff
from db.tables.ticket import Ticket
from db.verbs.answering import colleagues_of
from db.verbs.context import Context
from db.verbs.noticing import Cause, write

QUALITY = Target("quality")
OCCASION = "copies"
KINDS: tuple[type[Row], ...] = (Staff, Notice)
"""What a verb looks at besides that tells of them."""


def who_reads(read: Reader) -> Iterable[Row]:
    """The people among whom those of quality are."""
    return read.rows(Staff, active=True)


def copied(policy: Policy, forms: Iterable[str]) -> bool:
    """Whether quality gets a copy of one of these papers."""
    found = (policy.records.form.get(form) for form in forms)
    return any(form is not None and form.copy_to_quality for form in found)


def tell_quality(outcome: Outcome, ticket: Ticket, context: Context) -> None:
    """Write the notice to those of quality who are nearest."""
    people = colleagues_of(outcome.all(Staff, active=True), context.policy)
    nearest = next(filter(None, groups(QUALITY, people, ticket.department, ticket.branch)), ())
    # Without the ticket: it is told also when that is closed at once.
    cause = Cause(OCCASION, number=ticket.number, branch=ticket.branch)
    write(outcome, context, cause, [one for one in people if one.no in nearest])
