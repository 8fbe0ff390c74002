"""The watch sends what waits, last of all in a sweep: what it has just called goes out at once (ESC-05)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from db.notices.deliver import Round, Went, next_try
from db.notices.sending import Channels, Verdict
from db.store import Store
from db.watch.sweep import Deed

Reach = Callable[[Store], Channels]
"""The channels that this process knows how to reach, as the policy in force has them."""


class Sending:
    """Sends by these channels."""

    def __init__(self, reach: Reach) -> None:
        self._reach = reach

    def due(self, store: Store) -> Iterator[Deed]:
        """Send what is due; a deed after each message, so that a lease is kept meanwhile."""
        for went in Round(store, self._reach(store), store.now()).run():
            yield _deed(went, store.now())

    def next_at(self, store: Store) -> datetime | None:
        """When something may be sent next."""
        return next_try(store, store.now())


def _deed(went: Went, at: datetime) -> Deed:
    what = "notices_sent" if went.result.verdict is Verdict.SENT else "notices_failed"
    facts: tuple[tuple[str, object], ...] = (
        ("channel", went.channel),
        ("to", went.destination),
        ("notices", len(went.notices)),
        ("dead", went.dead),
        ("error", went.result.error),
    )
    return Deed(what, went.notices[0], at, facts)
