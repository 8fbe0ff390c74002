"""Who is who in a store, so that what it says can name people and not only their numbers."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

from console.words.i18n import installed_language
from console.words.speech import Speech
from db.kinds import CUSTOMER, EQUIPMENT, TOOL
from db.views.customers import Customers
from db.views.registers import Installed
from db.views.tools import Tools
from db.views.view import View, ViewContext
from db.views.who import StaffNames

if TYPE_CHECKING:
    from db.store import Store

MOST_NAMED = 200
"""Customers and products that are offered at once."""


class Things(View[Mapping[str, Mapping[str, tuple[str, ...]]]]):
    """What a form or a sentence may name besides people and tickets: by family what each thing is called, by
    its number or id; the first of its names is shown, all of them find it. As far as whoever asks may see
    it, and of many the first ones: others are found by the store when they are typed. It has no name, since
    nobody else asks.
    """

    def read(self, context: ViewContext) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
        policy, language = context.policy, installed_language()
        kinds = policy.tools.tool
        return {
            TOOL: {
                row.number: (kinds[row.kind].name(language), kinds[row.kind].zh, kinds[row.kind].en)
                for row in Tools().read(context)
                if row.kind in kinds
            },
            CUSTOMER: {row.id: (row.customer,) for row in Customers(limit=MOST_NAMED).read(context)},
            EQUIPMENT: {
                row["id"]: (" ".join(filter(None, (row["customer"], row["product"], row["serial"]))),)
                for row in Installed(limit=MOST_NAMED).read(context)
                if isinstance(row, dict)
            },
        }


def speech_of(store: Store) -> Speech:
    """Says what a store answers; its people are read when the first one is to be named."""
    return Speech(store.zone, store.policy, cache(lambda: store.read(StaffNames())))
