"""Who acts: what the program asks for itself before anything else. None has a name."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import func, select

from db.rules.search import normal
from db.rules.text import folded_number
from db.tables.staff import Staff
from db.verbs.naming import find_staff
from db.views.view import View, ViewContext

ACT_FOR_OTHERS = "act_for_others"


class Person(View[str | None]):
    """The number of the active person with this number, name or login; without a name, no view for people."""

    of_the_house = True

    no: str | None = None
    login: str | None = None

    def read(self, context: ViewContext) -> str | None:
        staff = Staff.table.c
        statement = select(staff.no).where(staff.active.is_(True))
        if self.no is not None:
            statement = statement.where(func.upper(staff.no) == folded_number(self.no))
        else:
            statement = statement.where(staff.login == self.login)
        found = context.connection.execute(statement.order_by(staff.no)).scalars().first()
        return self._called(context) if found is None and self.no is not None else found

    def _called(self, context: ViewContext) -> str | None:
        """The one person whose whole name, pinyin or initials this is: half a name signs for nobody."""
        person = find_staff(context.read, str(self.no))
        return person.no if person.active and normal(str(self.no)) in person.search.splitlines() else None


class Own(NamedTuple):
    """Whose login it is, and whether that person may act for others."""

    no: str
    may: bool


class OnBehalf(View[Own | None]):
    """The person whose login this is, and whether they may act for others; not a view for people."""

    of_the_house = True

    login: str

    def read(self, context: ViewContext) -> Own | None:
        staff = Staff.table.c
        statement = select(staff.no, staff.roles).where(staff.active.is_(True), staff.login == self.login)
        found = context.connection.execute(statement.order_by(staff.no)).first() if self.login else None
        if found is None:
            return None
        return Own(found.no, context.policy.has_right(ACT_FOR_OTHERS, found.roles.split(",")))
