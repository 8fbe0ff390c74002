"""Who is who in a store, so that what it says can name people and not only their numbers."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from console.words.speech import Speech
from db.views.who import StaffNames

if TYPE_CHECKING:
    from db.store import Store


def speech_of(store: Store) -> Speech:
    """Says what a store answers; its people are read when the first one is to be named."""
    return Speech(store.zone, store.policy, cache(lambda: store.read(StaffNames())))
