"""Whether what a verb acts on lies within one's reach: one answer for the store and for screens (PPL-03)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from db.log.facts import Reader
from db.scope import Scope
from db.subjects.customer import CUSTOMER, EQUIPMENT
from db.subjects.staff import STAFF
from db.subjects.subject import family_of, subject_of
from db.tables.row import Row
from db.tables.task import Request, Task
from db.verbs.verb import Verb

FILES = (CUSTOMER, EQUIPMENT)
"""Of these there is one in an office, whoever of it takes the call."""


def acted_on(verb: Verb, roots: Iterable[Row]) -> Iterator[Row]:
    """Of the roots that a verb holds those that it must reach: not what it makes, nor with a task or request
    what that is about, which is held with it."""
    roots, principal = tuple(roots), verb.principal()
    through = {
        row.about for row in roots if isinstance(row, (Task, Request)) and row.subject() in principal
    } - principal  # fmt: skip
    return (row for row in roots if row.subject() not in through and family_of(row.subject()) != verb.makes)


def beyond(things: Iterable[Row], rows: Reader, scope: Scope) -> Row | None:
    """The first of these that lies outside the scope; None where all lie within.

    People are looked for within the scope when they are named; who holds a ticket may be anybody.
    """
    if scope.is_all:
        return None
    for thing in things:
        kind, subject = type(thing), subject_of(thing)
        if subject is STAFF or len(kind.key) > 1 or scope.of(kind) is None:
            continue
        seen = rows.within(scope.office() if subject in FILES else scope)
        if not seen.rows(kind, **{kind.key[0]: thing.identity()[0]}):
            return thing
    return None
