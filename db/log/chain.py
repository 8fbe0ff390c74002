"""One chain of hashes per subject: an event changed, moved or taken out is found."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

GENESIS = ""


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a subject's chain."""

    subject: str
    seq: int = 0
    hash: str = GENESIS


@dataclass(frozen=True, slots=True)
class Link:
    """An event's place in one subject's chain."""

    event: int
    subject: str
    seq: int
    previous: str
    hash: str


def link(head: Head, event: int, body: str) -> Link:
    """The next link: its hash covers the one before and the stored text."""
    digest = hashlib.sha256(f"{head.hash}\n{head.subject}\n{body}".encode()).hexdigest()
    return Link(event, head.subject, head.seq + 1, head.hash, digest)
