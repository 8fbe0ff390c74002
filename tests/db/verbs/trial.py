"""Words of the trial: a refusal's exit code, a deadline by the branch's clock, a window of a day."""

from __future__ import annotations

from typing import Any

from tests.db.desk import Desk, survey


def code(desk: Desk, verb: str, **fields: Any) -> int:
    """The exit code of a refusal, after which nothing stands by halves."""
    return desk.refused(verb, **fields).exit_code


def milestone(desk: Desk, number: str, name: str) -> dict[str, Any]:
    """A target as the card shows it; empty where the ticket has none."""
    found = {each["milestone"]: each for each in desk.show("ticket", number=number)["milestones"]}
    row: dict[str, Any] = found.get(name, {})
    return row


def due(desk: Desk, number: str, name: str) -> str | None:
    """A target's deadline as the branch's clock shows it: `07-15 10:00`."""
    found = milestone(desk, number, name).get("due_at")
    return None if found is None else found[5:16].replace("T", " ")


def closed(desk: Desk, **fields: Any) -> str:
    """A ticket that was served on site and closed at once."""
    number = desk.register(**({"level": 2} | fields))
    desk.do("dispatch", ticket=number, technician="T001")
    desk.do("step", ticket=number, what="arrived")
    desk.do("step", ticket=number, what="finished")
    survey(desk, number)
    desk.do("close", ticket=number, cause="wear")
    return number


def window(day: str, begin: str, end: str) -> dict[str, str]:
    """A window of a day of 2026: `window("07-16", "14:00", "16:00")`."""
    return {"window_from": f"2026-{day}T{begin}:00+08:00", "window_to": f"2026-{day}T{end}:00+08:00"}


def shift(desk: Desk, staff: str, kind: str, begin: str, end: str, **more: Any) -> dict[str, Any]:
    """Duty or leave from `07-16 08:00` to another such instant."""
    begins_at, ends_at = (f"2026-{each.replace(' ', 'T')}:00+08:00" for each in (begin, end))
    return desk.do("set_duty", staff=staff, kind=kind, begins_at=begins_at, ends_at=ends_at, **more)
