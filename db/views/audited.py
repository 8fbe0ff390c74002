"""What the audit finds, of the whole store or of one thing."""

from __future__ import annotations

from sqlalchemy import exists, select

from db.log.audit import Audit, audit
from db.subjects.subject import SUBJECTS, family_of, name_of
from db.subjects.ticket import TICKET
from db.tables.event import SUBJECT
from db.views.lookup import subject_meant
from db.views.view import View, ViewContext

__all__ = ["Audit", "Audited"]


class Audited(View[Audit]):
    """What the audit found; not a view for people, it has no name."""

    of_the_house = True

    reference: str | None

    def read(self, context: ViewContext) -> Audit:
        if self.reference is None:
            return audit(context.connection)
        return audit(context.connection, self._subject(context, self.reference))

    def _subject(self, context: ViewContext, reference: str) -> str:
        """What has a chain is looked through even when its row is gone: a ticket, `tool:K-1` and the like."""
        keys = SUBJECT.c.key
        for exact in (f"{TICKET.family}:{reference.upper()}", reference):
            subject = SUBJECTS.get(family_of(exact))
            if subject is None:
                continue
            column = subject.root.table.c[subject.root.key[0]]
            gone = ~exists().where(column == name_of(exact))
            if context.connection.execute(select(keys).where(keys == exact, gone)).first() is not None:
                return exact
        return subject_meant(context, reference)
