"""Running the same transaction again: after a lost race, and over a new line where the old one broke."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from sqlalchemy.exc import DBAPIError

from db import trouble
from db.errors import Conflict, Refusal

T = TypeVar("T")

ATTEMPTS = 12
PATIENCE_SECONDS = 6.0
"""After so long no further try is begun: with a last wait for the lock an answer comes within ten seconds."""
RECONNECTS = (0.05, 0.3, 1.0)
"""Seconds before each further try after the line to the server was lost."""


def retrying(attempt: Callable[[], T]) -> T:
    """Run the whole again on serialization failure, deadlock, lock time-out or a lost race for a row; and
    over a new line where the one to the server broke."""
    delay, lost, begun = 0.004, list(RECONNECTS), time.monotonic()
    for left in range(ATTEMPTS - 1, -1, -1):
        try:
            with _answering(begun + PATIENCE_SECONDS if left else 0.0, reconnect=bool(lost)):
                return attempt()
        except DBAPIError as error:
            if trouble.is_lost(error):
                time.sleep(lost.pop(0))
                continue
            time.sleep(delay * random.uniform(0.5, 1.5))
            delay = min(delay * 2, 0.5)
    raise AssertionError("the last attempt returns or raises")


@contextmanager
def _answering(retry_until: float, *, reconnect: bool) -> Iterator[None]:
    """Turn what the database says into a `StoreError`; let through what is worth another try."""
    try:
        yield
    except DBAPIError as error:
        again, retry = trouble.worth_retrying(error), time.monotonic() < retry_until
        if (again and retry) or (trouble.is_lost(error) and retry and reconnect):
            raise
        if again and trouble.is_duplicate(error):
            raise Conflict("DSP-08", "Somebody else was faster.", "Look at it again and repeat.") from error
        if trouble.is_overlap(error):
            raise Refusal(
                "DSP-08", "Nobody is in two windows at once, and somebody would be.",
                "Agree another time, choose somebody else, or overrule with a reason.",
            ) from error  # fmt: skip
        if trouble.is_double_entry(error):
            raise Conflict(
                "PPL-01",
                "Something is entered for that person and time already.",
                "Look at it again and repeat.",
            ) from error
        if trouble.is_duplicate(error):
            raise Refusal(
                "ALL-02", "The store refuses it: {cause}.", "Look at it again.",
                cause=trouble.cause_of(error),
            ) from error  # fmt: skip
        raise trouble.told(error) from error
    except trouble.UNREADABLE as error:
        if trouble.is_unreadable(error):
            raise trouble.unreadable() from error
        raise
