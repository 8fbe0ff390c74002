"""The storm hour on the real program: whatever the pace, nothing is done that was not meant."""

import shutil
from pathlib import Path

import pytest

from tests.conftest import SOAK
from tests.console.running import paigong
from tests.reliability import record
from tests.stories.storm import AT, play

MOST_PRESSES, MOST_REFUSED = 600, 2
"""Command keys of the whole hour, and deeds of a burst that may be refused."""
SHARE, TICKETS, CLOSED, STAFF = (1.0, "400", "600", "60") if SOAK else (0.02, "40", "40", "20")
PLAYED = [("burst", "zh_CN", (80, 24)), ("sentence", "en", (120, 40))]
PLAYED += [("pace", "zh_CN", (120, 40)), ("slow", "en", (80, 24))] if SOAK else []


@pytest.fixture(scope="module")
def season(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A branch in peak season, made once."""
    path = tmp_path_factory.mktemp("storm") / "season.db"
    made = paigong(
        "--db", str(path), "demo", "--at", AT, "--tickets", TICKETS, "--staff", STAFF, "--closed", CLOSED
    )
    assert made.code == 0, made.err
    assert not path.with_name("season.db-wal").exists(), "it can be copied as a file"
    return path


@pytest.mark.soak
@pytest.mark.ways("how")
@pytest.mark.parametrize(("how", "language", "size"), PLAYED)
def test_a_storm_hour(season: Path, tmp_path: Path, how: str, language: str, size: tuple[int, int]) -> None:
    path = tmp_path / "storm.db"
    shutil.copy(season, path)
    came = play(str(path), how, SHARE, size=size, language=language)
    assert came.unmeant == []
    assert len(came.missed) <= MOST_REFUSED, "\n".join(came.missed)
    assert came.presses <= MOST_PRESSES
    audited = paigong("--db", str(path), "audit")
    assert audited.code == 0, audited.out
    record(f"a storm hour, {how}", f"{came.deeds} deeds", str(came), came.seconds)
