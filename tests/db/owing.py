"""A report that is owed, as the watch opens it, on whatever day a test stands."""

from __future__ import annotations

from datetime import timedelta

from db.store import Store
from db.verbs.context import WATCH
from db.verbs.owing import OweReport


def owe(store: Store, report: str = "monthly_figures", branch: str = "NS") -> str:
    """Its number; it is due tomorrow."""
    now = store.now()
    verb = OweReport(
        owed=report, branch=branch, period="2026-06", opens=now, until=now + timedelta(days=1),
        policy_version=store.policy().version,
    )  # fmt: skip
    number: str = store.do(verb, WATCH).as_json()["report"]
    return number
