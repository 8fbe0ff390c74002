"""The years in which a machine's clock can be right (ALL-02)."""

YEARS = range(2026, 2100)
"""One without a battery begins in 1970 or 2000."""
