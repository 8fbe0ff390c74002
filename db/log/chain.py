"""One chain of hashes per subject: an event changed, moved or taken out is found."""

from __future__ import annotations

import hashlib
from typing import NamedTuple

GENESIS = ""


class Head(NamedTuple):
    """The end of a subject's chain."""

    subject: str
    seq: int = 0
    hash: str = GENESIS


class Heads(dict[str, Head]):
    """The ends of chains by subject; one that nobody wrote to yet is empty."""

    def __missing__(self, subject: str) -> Head:
        return Head(subject)


def link(head: Head, body: str) -> Head:
    """The chain with an event more: the hash covers the one before and the stored text."""
    digest = hashlib.sha256(f"{head.hash}\n{head.subject}\n{body}".encode()).hexdigest()
    return Head(head.subject, head.seq + 1, digest)
