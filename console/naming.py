"""Who is who in a store, so that what it says can name people and not only their numbers."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import select

from console.speech import Speech
from db.tables.staff import Staff
from db.views.view import View, ViewContext

if TYPE_CHECKING:
    from db.store import Store


class StaffNames(View[Mapping[str, str]]):
    """Everybody's name by number, those who have left too; it has no name, since nobody asks for it."""

    def read(self, context: ViewContext) -> Mapping[str, str]:
        staff = Staff.table.c
        return dict(context.connection.execute(select(staff.no, staff.label)).all())


class OwnRoles(View[frozenset[str]]):
    """The roles of whoever asks; it has no name, since nobody else is told."""

    def read(self, context: ViewContext) -> frozenset[str]:
        return context.roles


def speech_of(store: Store) -> Speech:
    """Says what a store answers; its people are read when the first one is to be named."""
    return Speech(store.zone, store.policy, cache(lambda: store.read(StaffNames())))
