"""One sweep of the watch: all that is due by now, done in order and told one by one (ESC-03)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from db.errors import Superseded, Unreachable
from db.store import Store
from db.watch.lease import LostLease

OF_ALL = (LostLease, Unreachable, Superseded)
"""What goes wrong for every thing alike."""


class Stopping(Exception):
    """The sweep ends here, between two deeds."""


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing that the watch did: `what` happened to `about`, a ticket; `facts` are told with it."""

    what: str
    about: str
    at: datetime
    facts: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class Stuck:
    """One thing that could not be done, `about` a ticket, a task or a branch; it keeps no other one waiting
    and stays due."""

    about: str
    error: Exception


class Job(Protocol):
    """One sort of things that fall due."""

    def due(self, store: Store) -> Iterable[Deed | Stuck]:
        """Do what is due, thing by thing, each in a transaction of its own, and tell each."""

    def next_at(self, store: Store) -> datetime | None:
        """When something of it will be due next; None where nothing is in sight."""


def sweep(
    store: Store, tell: Callable[[Deed | Stuck], None], between: Callable[[], None], jobs: Sequence[Job]
) -> int:
    """Do all that is due, by these jobs; how much was done.

    `between` is called after each thing: the lease is kept there, or lost, which ends the sweep. A job that
    fails keeps no other one from its turn: what was wrong is raised in the end.
    """
    done = 0
    wrong: Exception | None = None
    for job in jobs:
        try:
            for deed in job.due(store):
                tell(deed)
                done += isinstance(deed, Deed)
                between()
        except (*OF_ALL, Stopping):
            raise
        except Exception as error:
            wrong = wrong or error
    if wrong is not None:
        raise wrong
    return done


def next_due(store: Store, jobs: Sequence[Job]) -> datetime | None:
    """When something will be due next; None where nothing is in sight."""
    return min((at for job in jobs if (at := job.next_at(store)) is not None), default=None)
