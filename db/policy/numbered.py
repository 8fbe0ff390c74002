"""A version of the policy as people speak of it."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple


class Version(NamedTuple):
    """Which one it is, and since when it is there."""

    number: int
    since: datetime
