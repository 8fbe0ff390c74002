"""Who sits here, and what people are called: what the program asks for itself. None has a name."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from db.tables.organisation import Branch
from db.tables.staff import Staff
from db.views.view import View, ViewContext


class StaffNames(View[Mapping[str, str]]):
    """Everybody's name by number, those who have left too; it has no name, since nobody asks for it."""

    of_the_house = True

    def read(self, context: ViewContext) -> Mapping[str, str]:
        staff = Staff.table.c
        return dict(context.connection.execute(select(staff.no, staff.label)).all())


class OwnRoles(View[frozenset[str]]):
    """The roles of whoever asks; it has no name, since nobody else is told."""

    def read(self, context: ViewContext) -> frozenset[str]:
        return context.roles


class Whoami(View[tuple[str, str]]):
    """My name and that of my branch; it has no name, since nobody asks for it."""

    def read(self, context: ViewContext) -> tuple[str, str]:
        person = context.person
        if person is None:
            return "", ""
        branches = context.read.rows(Branch, code=person.branch)
        return person.label, branches[0].label if branches else ""
