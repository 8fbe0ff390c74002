"""The watch at work: it takes the lease, sweeps, sleeps until something is due, never gives up (ESC-03)."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Connection

from db.engine import fenced, transaction
from db.errors import StoreError
from db.feed import Feed
from db.retrying import retrying
from db.rules.watching import BEAT, EXPIRY, Lease
from db.store import Store
from db.watch import lease as leases
from db.watch.climbing import Climbing
from db.watch.falling_due import FallingDue
from db.watch.floods import Floods
from db.watch.lease import LostLease
from db.watch.reports import Reports
from db.watch.sweep import Deed, Job, Stopping, Stuck, next_due, sweep
from db.watch.tools_due import ToolsDue

T = TypeVar("T")

JOBS: tuple[Job, ...] = (Floods(), Climbing(), Reports(), FallingDue(), ToolsDue())
LOOK_SECONDS = 1.0
"""How often the watch looks whether somebody wrote, while nothing is due."""
BEAT_SECONDS = BEAT.total_seconds()
STANDBY_SECONDS = BEAT_SECONDS / 2
"""How often one that waits looks whether it is needed."""
BACK_OFF = (1.0, 2.0, 5.0, 10.0, 30.0)
"""Seconds before each further try while the store does not answer; the last one for good."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a watch says beside its deeds: `taken` and `waiting` with the lease of whoever has it now, `lost`,
    `trouble` with the error, once, `well` when it is over, `incident` with what nobody expected, `about` one
    thing where it is that one's alone."""

    what: str
    lease: Lease | None = None
    error: BaseException | None = None
    about: str = ""


Teller = Callable[[Deed | Told], None]


class Watch:
    """One who watches over a store, on lines of its own: nothing that a screen does can hold it up.

    It works in one thread; `stop` may be set by any other.
    """

    def __init__(self, store: Store, kind: str, tell: Teller, jobs: Sequence[Job] = JOBS) -> None:
        """`store` says which one, and by which clock; its lines stay its own. `jobs` are done in order."""
        self.stop = threading.Event()
        self._pattern = store
        self._tell = tell
        self._jobs = jobs
        self._me = leases.me(kind)
        self._lease: Lease | None = None
        self._other: str | None = None
        self._store: Store | None = None
        self._feed: Feed | None = None
        self._swept_at: datetime | None = None
        self._beaten = 0.0
        self._failures, self._said = 0, ""
        self._stuck: dict[str, str] = {}
        self._found: dict[str, str] = {}

    def run(self) -> None:
        """Watch until `stop` is set; then the lease is given back."""
        try:
            while not self.stop.is_set():
                self._pause(self._turn())
        finally:
            self.close()

    def once(self) -> int | None:
        """One sweep; how much was done, None where somebody else watches. Raises StoreError.

        The lease stays with this one until `close`.
        """
        store = self._opened()
        if self._lease is None and not self._take(store):
            return None
        self._keep(seconds=STANDBY_SECONDS)
        if self._feed is not None:
            self._feed.changed()  # what was written until now is seen by this sweep
        self._found = {}
        try:
            done = sweep(store, self._heard, self._between, self._jobs)
        except Stopping:
            return 0
        self._stuck = self._found
        self._swept_at = store.machine_now()
        return done

    def _heard(self, said: Deed | Stuck) -> None:
        """Tell what was done; what is stuck once, for as long as it stays the same."""
        if isinstance(said, Deed):
            self._tell(said)
            return
        self._found[said.about] = str(said.error)
        if self._stuck.get(said.about) != str(said.error):
            self._tell(Told("incident", error=said.error, about=said.about))

    def close(self) -> None:
        """Give the lease back, at once for whoever waits for it."""
        try:
            if self._lease is not None and self._store is not None:
                lease = self._lease
                with suppress(LostLease):
                    self._keep(seconds=0)
                self._ask(self._store, lambda connection: leases.give_back(connection, lease))
        except StoreError:
            pass  # it expires
        finally:
            self._lease = None
            self._disconnect()

    # -- one turn ---------------------------------------------------------------------------------------

    def _turn(self) -> float:
        """One sweep, or one look at who watches; how many seconds may pass until the next."""
        try:
            self.once()
            seconds = self._until_next()
        except LostLease:
            self._let_go()
            return LOOK_SECONDS
        except StoreError as error:
            return self._failed(Told("trouble", error=error))
        except Exception as error:
            return self._failed(Told("incident", error=error))
        if self._failures:
            self._failures = 0
            self._tell(Told("well", self._lease))
        return seconds

    def _until_next(self) -> float:
        if self._lease is None or self._store is None:
            return STANDBY_SECONDS
        due = next_due(self._store, self._jobs)
        seconds = BEAT_SECONDS if due is None else (due - self._store.now()).total_seconds()
        # What stays due cannot be done: it is tried again, but not without end.
        return min(BEAT_SECONDS, max(LOOK_SECONDS, seconds)) if seconds > -LOOK_SECONDS else BEAT_SECONDS

    def _failed(self, told: Told) -> float:
        """Say it once, close every line, and try again after a while."""
        said = str(told.error)
        if not self._failures or said != self._said:
            self._tell(told)
        self._said = said
        seconds = BACK_OFF[min(self._failures, len(BACK_OFF) - 1)]
        self._failures += 1
        self._disconnect()
        return seconds

    def _pause(self, seconds: float) -> None:
        """Sleep; what somebody writes ends it where this one watches."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0 and not self.stop.wait(min(LOOK_SECONDS, left)):
            with suppress(StoreError):
                if self._lease is not None and self._feed is not None and self._feed.changed():
                    return

    # -- the lease --------------------------------------------------------------------------------------

    def _take(self, store: Store) -> bool:
        """Take the lease where nobody has it; asks without a lock first."""
        now = store.machine_now()
        seen = retrying(lambda: _read(store))
        if seen is None or seen.gives_way(self._me, now, is_gone=leases.is_gone(seen)):
            self._lease = self._ask(store, lambda connection: leases.take(connection, self._me, now))
        if self._lease is None:
            if seen is not None and seen.holder != self._other:
                self._tell(Told("waiting", seen))
                self._other = seen.holder
            return False
        self._beaten, self._other = time.monotonic(), None
        self._feed = Feed(store.engine)
        self._tell(Told("taken", self._lease))
        return True

    def _let_go(self) -> None:
        self._tell(Told("lost", self._lease))
        self._lease = None
        if self._feed is not None:
            self._feed.close()
            self._feed = None

    def _keep(self, seconds: float) -> None:
        """Say that this one lives, where it was not said for so long, and when it last swept. Raises
        LostLease."""
        lease, store = self._lease, self._store
        if lease is None or store is None or time.monotonic() - self._beaten < seconds:
            return
        now, swept_at = store.machine_now(), self._swept_at
        self._ask(store, lambda connection: leases.beat(connection, lease, now, swept_at=swept_at))
        self._beaten = time.monotonic()

    def _between(self) -> None:
        """Between two deeds of a sweep."""
        if self.stop.is_set():
            raise Stopping
        self._keep(seconds=STANDBY_SECONDS)

    def _demand(self, connection: Connection) -> None:
        """What every transaction that writes asks first."""
        lease = self._lease
        if lease is None:
            raise leases.lost()
        leases.demand(connection, lease)

    def _ask(self, store: Store, question: Callable[[Connection], T]) -> T:
        def attempt() -> T:
            with transaction(store.engine, writing=True, unfenced=True) as connection:
                return question(connection)

        return retrying(attempt)

    # -- the lines --------------------------------------------------------------------------------------

    def _opened(self) -> Store:
        if self._store is None:
            store = self._pattern.twin()
            fenced(store.engine, self._demand, idle_seconds=round(EXPIRY.total_seconds()))
            self._store = store
            self._feed = Feed(store.engine) if self._lease is not None else None
        return self._store

    def _disconnect(self) -> None:
        if self._feed is not None:
            self._feed.close()
        if self._store is not None:
            self._store.close()
        self._feed = self._store = None


def _read(store: Store) -> Lease | None:
    with transaction(store.engine, writing=False) as connection:
        return leases.read(connection)
