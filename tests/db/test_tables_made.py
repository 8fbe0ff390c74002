"""A table is made when somebody first asks for it, and once (decision 0027)."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from sqlmodel import Field, SQLModel

from db.tables.columns import index
from db.tables.row import Row, tabled


def test_many_at_once_get_one_table() -> None:
    class Trial(Row):
        key = ("id",)
        owner = "trial:{id}"
        id: str = Field(primary_key=True, max_length=8)

    from db.tables import row

    met = dict(row.ROWS._met)
    made: Any = None
    try:
        tabled("trial_once", index("ix_trial_once", "id"))(Trial)
        assert "trial_once" not in SQLModel.metadata.tables
        with ThreadPoolExecutor(8) as hands:
            found = set(hands.map(lambda _: id(Trial.table), range(64)))
        made = Trial.table
        assert found == {id(made)}
        assert list(made.c.keys()) == ["id"]
    finally:
        row.ROWS._met.clear()
        row.ROWS._met.update(met)
        row._rules[:] = [each for each in row._rules if each[0] is not made]
        if made is not None:
            SQLModel.metadata.remove(made)
