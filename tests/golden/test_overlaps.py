"""Windows of one person over each other, from before the schema kept them apart (revision 0033), survive the
upgrade: nothing is lost, each is listed, what nobody overruled is mended by another time (DSP-08)."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from db.engine import make_engine, transaction
from tests.console.running import Branch
from tests.golden import fill

NOON = "2026-07-15T12:00:00+08:00"
AT = ("YX2607-10", "YX2607-14")
"""Two tickets of T001 without a window, beside YX2607-11 from 11:00 to 13:00."""


def _overlapping(url: str) -> list[tuple[Any, ...]]:
    """As two desks left them that agreed a time in the same moment; one of them overruled."""
    engine = make_engine(url)
    with transaction(engine, writing=True) as connection:
        for number, why in zip(AT, ("", "就在隔壁"), strict=True):
            connection.execute(
                text(
                    "UPDATE assignment SET window_from = other.window_from, window_to = other.window_to, "
                    "override = :why FROM assignment AS other "
                    "WHERE assignment.ticket = :number AND other.ticket = 'YX2607-11'"
                ),
                {"number": number, "why": why},
            )
    held = promised(url)
    engine.dispose()
    return held


def promised(url: str) -> list[tuple[Any, ...]]:
    """Every window that somebody holds."""
    engine = make_engine(url)
    with transaction(engine, writing=False) as connection:
        asked = "SELECT id, ticket, technician, window_from, window_to, override FROM assignment ORDER BY id"
        found = [tuple(map(str, row)) for row in connection.execute(text(asked))]
    engine.dispose()
    return found


@pytest.mark.every_way
def test_overlapping_windows_of_an_old_store_are_kept_listed_and_mended(
    blank_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    fill(blank_url, "0001")
    before = _overlapping(blank_url)
    branch = Branch.on(blank_url)
    assert branch.run("upgrade", "--no-backup", at=None).code == 0
    assert promised(blank_url) == before, "no window is lost, and none is moved"
    rows = branch.show("overlaps", at=NOON)
    pairs = {frozenset((row["ticket"], row["other"])): (row["mend"], row["why"]) for row in rows}
    assert pairs == {
        frozenset(("YX2607-10", "YX2607-11")): (True, ""),
        frozenset(("YX2607-10", "YX2607-14")): (False, "就在隔壁"),
        frozenset(("YX2607-11", "YX2607-14")): (False, "就在隔壁"),
    }
    assert rows[0]["mend"], "what is to be mended stands first"
    later = {"window_from": "2026-07-16T09:00:00+08:00", "window_to": "2026-07-16T11:00:00+08:00"}
    fields = [part for name, value in later.items() for part in (f"--{name}", value)]
    branch.done("move_window", "--ticket", AT[0], *fields, "--reason", "x", "--override", "x", at=NOON)
    (left,) = branch.show("overlaps", at=NOON)
    assert {left["ticket"], left["other"]} == {"YX2607-11", "YX2607-14"}
