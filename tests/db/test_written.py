"""A refusal is known to have written nothing only where everything else that is written shows."""

import pytest
from sqlalchemy import text

from db.engine import transaction
from tests.db.desk import Desk

WRITES = {
    "row": "INSERT INTO subject (key, seq, hash) VALUES ('ticket:nobody', 0, '')",
    "change": "UPDATE staff SET label = label || '!' WHERE no = 'T001'",
    "loss": "DELETE FROM event_private",
}


@pytest.mark.parametrize("statement", WRITES.values(), ids=WRITES)
def test_whatever_is_committed_leaves_another_mark_and_nothing_else_does(desk: Desk, statement: str) -> None:
    before = desk.watch.mark()
    with transaction(desk.store.engine, writing=True) as connection:
        connection.execute(text(statement))
        connection.rollback()
    assert desk.watch.mark() == before
    with transaction(desk.store.engine, writing=True) as connection:
        connection.execute(text(statement))
    assert desk.watch.mark() != before
