"""How long to wait before the next try (ESC-05)."""

from __future__ import annotations

FIRST_SECONDS = 15
MOST_SECONDS = 1800
SPREAD = 0.25
"""So far to either side a wait is spread, so that many that failed together do not come back together."""


def wait_seconds(failures: int, chance: float) -> int:
    """Seconds before the next try after so many failures in a row, at least one; `chance` lies in 0…1."""
    plain = min(FIRST_SECONDS << min(max(failures, 1) - 1, 20), MOST_SECONDS)
    return max(1, round(plain * (1 - SPREAD + 2 * SPREAD * chance)))
