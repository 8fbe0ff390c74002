"""Who watches over the deadlines, and how long ago the last sweep was (ESC-03)."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select

from db.rules.watching import Lease
from db.tables.watch import LEASE
from db.views.view import View, ViewContext


class WatchState(NamedTuple):
    """`lease` is None where nobody has ever watched; `held` whether its holder lives. `age` is how long ago
    the last sweep ended, None where there was none; of a clock that was set back, nothing."""

    lease: Lease | None
    held: bool
    age: timedelta | None

    @property
    def since(self) -> datetime | None:
        """Since when it is watched; None where nobody does."""
        return self.lease.taken_at if self.lease is not None and self.held else None


class Watched(View[WatchState]):
    """The lease of the watch as it stands; without a name, since the doctor and the desk ask for it."""

    of_the_house = True

    def read(self, context: ViewContext) -> WatchState:
        found = context.connection.execute(select(*(LEASE.c[field.name] for field in fields(Lease)))).first()
        if found is None:
            return WatchState(None, False, None)
        lease, now = Lease(*found), context.machine_now
        age = None if lease.swept_at is None else max(now - lease.swept_at, timedelta(0))
        return WatchState(lease, lease.holds(now), age)
