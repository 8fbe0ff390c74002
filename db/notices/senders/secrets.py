"""What must never be read by anybody: addresses with a key in them, passwords, signatures."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

from db.rules.text import clean

HIDDEN = "***"
SHORTEST = 4
"""A shorter secret would hide half of every text."""
LIMIT = 300
_ADDRESS = re.compile(r"(?i)\b(https?://[^/\s?#]+)[^\s\"'<>]*")
_NAMED = re.compile(r"(?i)\b(key|access_token|token|sign|secret|password|passwd)=[^\s&\"']+")


def without(text: str, secrets: Iterable[str]) -> str:
    """The text without these secrets, nor what is behind the host of any address; one line, cut to length.

    What a service answers may repeat the address that it was called by.
    """
    for secret in sorted({secret for secret in secrets if len(secret) >= SHORTEST}, key=len, reverse=True):
        text = text.replace(secret, HIDDEN)
    text = _NAMED.sub(rf"\1={HIDDEN}", _ADDRESS.sub(rf"\1/{HIDDEN}", text))
    return clean(text[: LIMIT * 4], LIMIT * 4, empty=True)[:LIMIT]


def fingerprint(*parts: object) -> str:
    """A short name of an address, from which it cannot be read."""
    told = "\n".join(str(part).strip() for part in parts)
    return "@" + hashlib.sha256(told.encode()).hexdigest()[:24]


def parts_of(address: str) -> list[str]:
    """What of an address is secret: each piece of its path and query that is long enough to be a key."""
    from urllib.parse import parse_qsl, urlsplit

    try:
        split = urlsplit(address)
    except ValueError:
        return [address]
    pieces = [piece for piece in split.path.split("/") if len(piece) >= 16]
    values = [value for _, value in parse_qsl(split.query) if len(value) >= SHORTEST]
    return [address, *pieces, *values, *([split.password] if split.password else [])]
