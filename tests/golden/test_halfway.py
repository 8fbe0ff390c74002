"""An upgrade is done or not: killed or failing half way, it leaves the store as it was (ALL-03)."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from sqlalchemy import inspect

from db import migrations
from db.engine import make_engine, transaction
from tests.console.running import Branch
from tests.golden import fill
from tests.golden.halfway import HALF, failing


@pytest.fixture
def old(blank_url: str) -> Branch:
    fill(blank_url, "0001")
    branch = Branch.on(blank_url)
    assert migrations.HEAD > "0001"
    return branch


def everything(branch: Branch) -> dict[str, Any]:
    """Every table with its columns and rows."""
    engine = make_engine(branch.url)
    with transaction(engine, writing=False) as connection:
        look = inspect(connection)
        found = {
            name: (
                sorted((column["name"], str(column["type"])) for column in look.get_columns(name)),
                sorted(map(repr, connection.exec_driver_sql(f'SELECT * FROM "{name}"'))),
            )
            for name in look.get_table_names()
        }
    engine.dispose()
    return found


def started(branch: Branch) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.golden.halfway", branch.url],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def test_killed_half_way_it_leaves_the_store_as_it_was(old: Branch) -> None:
    before = everything(old)
    running = started(old)
    assert running.stdout is not None
    assert any(HALF in line for line in running.stdout)
    running.kill()
    running.communicate()
    assert everything(old) == before
    assert old.run("upgrade", "--no-backup", at=None).code == 0
    assert old.run("audit", at=None).code == 0
    assert everything(old) != before


def test_failing_half_way_it_leaves_the_store_as_it_was_and_says_so(old: Branch) -> None:
    before = everything(old)
    with failing():
        ran = old.run("upgrade", "--no-backup", at=None)
    assert HALF in ran.out
    assert ran.code == 6, ran
    assert "a table is missing" in ran.err, ran
    assert "The store is as it was; try again." in ran.err
    assert everything(old) == before
    assert old.run("upgrade", "--no-backup", at=None).code == 0
