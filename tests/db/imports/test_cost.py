"""What a row costs does not grow with the rows before it: counted in rows that are read, not in seconds."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from db.imports import MapFile
from db.imports import run as running
from db.log.reading import DatabaseReader
from db.log.stage import Stage
from tests.db.desk import Desk
from tests.db.imports.conftest import bring
from tests.db.statements import statements
from tests.sampling import SAMPLED

ROWS, AT_ONCE = (120, 30) if SAMPLED else (200, 50)


@pytest.mark.parametrize("header", ["客户,故障,报修时间", "客户,故障,报修时间,状态,完成时间"])
def test_one_constant_phone_costs_no_more_than_everybodys_own(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, header: str
) -> None:
    monkeypatch.setattr(running, "CHUNK_ROWS", AT_ONCE)
    read = {"constant": 0, "own": 0}

    def counting(kind: type[Any], name: str) -> Callable[..., Any]:
        plain = kind.rows

        def rows(self: Any, *args: Any, **equal: Any) -> Any:
            found = plain(self, *args, **equal)
            read[name] += len(found)
            return found

        return rows

    for name in read:
        columns = [*header.split(","), *(["电话"] if name == "own" else [])]
        lines = [",".join(columns)]
        for at in range(ROWS):
            cells = [f"{name}{at}", "x", "2026-07-01 09:00", "已完成", "2026-07-01 12:00"][
                : len(header.split(","))
            ]
            lines.append(",".join([*cells, *([f"1390000{at:04d}"] if name == "own" else [])]))
        path = tmp_path / f"{name}.csv"
        path.write_text("\n".join(lines), encoding="utf-8")
        said = MapFile(constants={"level": "2", **({} if name == "own" else {"phone": "000"})})
        with (
            patch.object(Stage, "rows", counting(Stage, name)),
            patch.object(DatabaseReader, "rows", counting(DatabaseReader, name)),
        ):
            assert bring(desk, "tickets", path, said).counts == (ROWS, 0, 0)
    assert read["constant"] <= 1.5 * read["own"]
    assert read["own"] <= 100 * ROWS


def test_a_dry_run_only_looks(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("客户,电话,故障\n甲,13800000001,x\n乙,13800000002,y\n", encoding="utf-8")
    with statements(desk.store.engine) as asked:
        bring(desk, "tickets", path, dry=True)
    assert asked.binding() == []
    assert asked.looking() != []
