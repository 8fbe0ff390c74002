"""The name of a proposal, which is the proposal itself: what it read and what it says, packed (DSP-10).

A view writes nothing, and what somebody accepts an hour later is what they saw then: so the name carries the
lines with the versions that they were made of. Eight characters of it are enough to speak of it.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

import orjson

FORMAT: Final = 2
SHORT: Final = 8
LONGEST: Final = 100_000
UNPACKED: Final = 2_000_000


class TokenError(ValueError):
    """This is no name of a proposal."""


@dataclass(frozen=True, slots=True)
class Packed:
    """A line as it travels. `verb` is what it does, `version` the ticket's when it was read, `technician`
    empty where a ticket goes back to those that wait. `begin` and `minutes` are the visit, in seconds of
    the epoch and minutes; where it `agrees` that time, the customer had none. `load` is how much the
    technician had then, `crew` who goes along, between commas."""

    line: int
    verb: str
    ticket: str
    version: int
    technician: str
    begin: int
    minutes: int
    load: int
    agrees: bool
    crew: str = ""

    @property
    def length(self) -> timedelta:
        """How long the visit lasts."""
        return timedelta(minutes=self.minutes)

    @property
    def helpers(self) -> tuple[str, ...]:
        """Who goes along."""
        return tuple(filter(None, self.crew.split(",")))

    @property
    def begin_at(self) -> datetime:
        """When the visit begins."""
        return datetime.fromtimestamp(self.begin, UTC)


def packed(lines: Iterable[Packed], made_at: datetime, about: str = "") -> str:
    """The name; `about` is the person whose work is planned anew, empty for all that waits."""
    content = [FORMAT, int(made_at.timestamp()), about, [astuple(line) for line in lines]]
    text = zlib.compress(orjson.dumps(content), 9).hex()
    return f"{hashlib.sha256(text.encode()).hexdigest()[:SHORT]}.{text}"


def short(name: str) -> str:
    """What people call it."""
    return name.partition(".")[0]


def unpacked(name: str) -> tuple[datetime, str, tuple[Packed, ...]]:
    """When it was made, whose work it is about, and its lines; raises TokenError for what is none."""
    check, _, text = name.strip().partition(".")
    if len(name) > LONGEST or hashlib.sha256(text.encode()).hexdigest()[:SHORT] != check:
        raise TokenError
    try:
        content = orjson.loads(zlib.decompressobj().decompress(bytes.fromhex(text), UNPACKED))
        number, made_at, about, lines = content
        if number != FORMAT:
            raise TokenError
        return datetime.fromtimestamp(made_at, UTC), str(about), tuple(Packed(*line) for line in lines)
    except (ValueError, TypeError, zlib.error) as error:
        raise TokenError from error
