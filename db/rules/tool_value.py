"""What a tool is worth, and what somebody owes for it (KIT-10 to KIT-12). Money in whole fen."""

from __future__ import annotations

from datetime import date

from dateutil.relativedelta import relativedelta

LOST, MISUSE, WEAR = "lost", "misuse", "wear"


def age_months(bought_on: date, day: date) -> int:
    """Whole months since it was bought; none before that day."""
    gone = relativedelta(day, bought_on)
    return max(0, gone.years * 12 + gone.months)


def months_left(bought_on: date, day: date, life_months: int | None) -> int | None:
    """Months of its life that are left; None for a kind without end."""
    return None if not life_months else max(0, life_months - age_months(bought_on, day))


def depreciated(price_fen: int, bought_on: date, day: date, life_months: int | None) -> int:
    """The price less equal parts for each whole month of its life, rounded half up; the price itself for a
    kind without end.
    """
    left = months_left(bought_on, day, life_months)
    if left is None or not life_months:
        return price_fen
    return share(price_fen * left, life_months)


def share(numerator: int, denominator: int) -> int:
    """A quotient of whole fen, rounded half up."""
    return (2 * numerator + denominator) // (2 * denominator)


def compensation(cause: str, price_fen: int, misuse_percent: int) -> int:
    """What is paid for a tool that was reported: lost its original price, damaged by misuse a share of it,
    worn nothing (KIT-11).
    """
    if cause == LOST:
        return price_fen
    return share(price_fen * misuse_percent, 100) if cause == MISUSE else 0
