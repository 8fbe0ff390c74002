"""Duty, leave and rest from before the shift calendar (revision 0038) say after the upgrade what they said:
nobody's duty changes, at no hour of those days (PPL-01, PPL-04)."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from db.engine import make_engine, transaction
from tests.console.running import Branch
from tests.golden import fill

MORE = (
    ("T001", "leave", "2026-07-15 04:00", "2026-07-16 04:00", 1001),
    ("T001", "leave", "2026-07-15 22:00", "2026-07-17 01:00", 1002),
    ("T001", "duty", "2026-07-16 02:00", "2026-07-16 03:00", 1003),
    ("T003", "off", "2026-07-16 00:00", "2027-07-16 00:00", 1004),
)
"""Entries over each other, which slips may no longer be: two leaves, a duty within one, the end."""
BEGIN, HOURS = datetime(2026, 7, 15, 0, 30, tzinfo=UTC), (0, 5, 9, 16, 22, 26, 27, 33, 48)
State = tuple[str, str, str, datetime, datetime, int]


def _entries(url: str) -> list[State]:
    engine = make_engine(url)
    with transaction(engine, writing=False) as connection:
        asked = "SELECT id, staff, kind, begins_at, ends_at, entered FROM duty ORDER BY entered"
        rows = connection.execute(text(asked)).all()
    engine.dispose()
    return [
        (str(no), who, kind, _instant(begin), _instant(end), seq) for no, who, kind, begin, end, seq in rows
    ]


def _instant(value: datetime | str) -> datetime:
    """SQLite has them as text, without a zone."""
    read = datetime.fromisoformat(value) if isinstance(value, str) else value
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def _enter(url: str) -> None:
    engine = make_engine(url)
    zone = "+00" if url.startswith("postgresql") else ".000000"
    with transaction(engine, writing=True) as connection:
        for staff, kind, begin, end, entered in MORE:
            connection.execute(
                text("INSERT INTO duty VALUES (:id, :staff, :kind, :begin, :end, :entered)"),
                {
                    "id": f"00000000-0000-0000-0000-00000000{entered}", "staff": staff, "kind": kind,
                    "begin": f"{begin}:00{zone}", "end": f"{end}:00{zone}", "entered": entered,
                },
            )  # fmt: skip
    engine.dispose()


@pytest.mark.every_way
def test_nobodys_duty_changes_with_the_shift_calendar(
    blank_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    fill(blank_url, "0001")
    _enter(blank_url)
    before = _entries(blank_url)
    branch = Branch.on(blank_url)
    assert branch.run("upgrade", "--no-backup", at=None).code == 0
    assert _entries(blank_url) == before
    seen = set[str]()
    for hour in HOURS:
        now = BEGIN + timedelta(hours=hour)
        on_duty = {
            row["staff"]: (row["on_duty"], row["state"]) for row in branch.show("roster", at=now.isoformat())
        }
        for staff in ("T001", "T002", "T003", "T004"):
            holds = [each for each in before if each[1] == staff and each[3] <= now < each[4]]
            if not holds:
                continue  # the shift of the policy, as before
            kind = max(holds, key=lambda each: each[5])[2]
            is_there, state = on_duty[staff]
            assert is_there == (kind == "duty"), (staff, now)
            assert kind == "duty" or state == kind, (staff, now)
            seen.add(kind)
    assert seen == {"duty", "leave", "off", "resting"}
