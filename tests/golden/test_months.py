"""A month that an earlier program closed reads the same after an upgrade, and so does any figure as it stood
(RPT-02)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.console.running import Branch
from tests.golden import FOLDER, fill
from tests.golden.months import MONTHS

NOON = "2026-07-15T12:00:00+08:00"
FOUND = ("month", "branch", "figure", "value", "part", "whole")
REVISIONS = sorted(path.parent.name for path in (FOLDER / MONTHS).glob("*/told.json"))


@pytest.mark.parametrize("revision", REVISIONS)
def test_a_month_closed_before_an_upgrade_reads_the_same(
    revision: str, blank_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    told: dict[str, Any] = json.loads((FOLDER / MONTHS / revision / "told.json").read_text("utf-8"))
    month, as_of = told["month"], ("--as-of", str(told["position"]))
    fill(blank_url, f"{MONTHS}/{revision}")
    branch = Branch.on(blank_url)
    assert branch.run("upgrade", "--no-backup", at=None).code == 0
    rows = branch.show("closed_month", month, at=NOON)
    assert [_of(row, FOUND) for row in rows] == [_of(row, FOUND) for row in told["rows"]]
    assert {row["figure"]: row["restated"] for row in rows if row["branch"] is None} == {
        row["figure"]: row["restated"] for row in told["rows"] if row["branch"] is None
    }
    assert {row["position"] for row in rows} == {told["position"]}
    for asked, expected in ((), told["then"]), (("--by", "person"), told["by_person"]):
        shown = branch.show("figures", "--of", month, *asked, *as_of, at=NOON)
        assert [_of(row, expected[0]) for row in shown] == expected
    listed = branch.show("figure", "handled", "--of", month, "--list", *as_of, at=NOON)
    assert len(listed) == told["then"][0]["handled"]
    assert branch.run("do", "close_month", "--month", month, who="M01", at=NOON).code == 3
    assert branch.run("audit", at=None).code == 0


def _of(row: dict[str, Any], names: Any) -> dict[str, Any]:
    """What was known then: later programs tell more."""
    return {name: row[name] for name in names}
