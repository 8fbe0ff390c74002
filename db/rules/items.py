"""The way of a thing that was sent in: in, on a shelf, repaired, inspected, out again (VIS-08, VIS-05)."""

from collections.abc import Sequence
from typing import Final

from db.rules.sentence import msgid

RECEIVED, SHELVED, ESTIMATED, REPAIRED = "received", "shelved", "estimated", "repaired"
INSPECTED, SHIPPED, COLLECTED = "inspected", "shipped", "collected"
GONE: Final = (SHIPPED, COLLECTED)


def is_here(past: Sequence[str]) -> bool:
    """Whether the thing is in the house after these steps."""
    return bool(past) and past[-1] not in GONE


def hindrance(past: Sequence[str], what: str) -> str | None:
    """Why this step cannot follow those before it, as a msgid; None where it can.

    A thing comes in first and goes out last. What was repaired is inspected before it goes out; when that
    fails it is repaired again. What is not repaired, since the customer did not want it, goes out as it is.
    """
    if what == RECEIVED:
        return msgid("The thing is here already.") if is_here(past) else None
    if not is_here(past):
        return msgid("The thing was not received.")
    since = list(past[len(past) - 1 - list(reversed(past)).index(RECEIVED) :])
    if what == INSPECTED:
        return None if REPAIRED in since else msgid("There is no repair to inspect.")
    if what in GONE and REPAIRED in since:
        after = since[len(since) - 1 - since[::-1].index(REPAIRED) :]
        return None if INSPECTED in after else msgid("What was repaired has to be inspected first.")
    return None
