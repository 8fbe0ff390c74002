"""Chance that falls the same way every time: everything in the demo is drawn from seeded streams."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from random import Random
from typing import TypeVar
from uuid import UUID

T = TypeVar("T")


class Chance:
    """A seeded stream of decisions; `what` keeps the streams of different purposes apart."""

    def __init__(self, seed: int, what: str) -> None:
        self._random = Random(f"paigong demo {seed} {what}")
        self.random = self._random.random

    def happens(self, probability: float) -> bool:
        """True with that probability."""
        return self.random() < probability

    def between(self, low: float, high: float) -> int:
        """A whole number of the range, both ends included."""
        return int(low + self.random() * (high - low + 1))

    def share(self, low: float, high: float) -> float:
        """A fraction of the range."""
        return low + self.random() * (high - low)

    def one(self, choices: Sequence[T]) -> T:
        """One of these."""
        return choices[int(self.random() * len(choices))]

    def weighted(self, choices: Sequence[T], cumulated: Sequence[float]) -> T:
        """One of these; `cumulated` are their weights added up."""
        return self._random.choices(choices, cum_weights=cumulated)[0]


def mark(seed: int, seq: int) -> tuple[UUID, str]:
    """The id and the salt of an event, given by its number; a live store's are unguessable."""
    drawn = blake2b(f"paigong demo {seed} event {seq}".encode(), digest_size=32)
    return UUID(bytes=drawn.digest()[:16], version=4), drawn.hexdigest()[32:]
