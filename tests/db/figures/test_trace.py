"""What the log is not read for when a ticket's course is told (PRC-01)."""

from __future__ import annotations

import orjson
from sqlalchemy import select

from db.log.upcasts import told
from db.tables.event import EVENT
from db.verbs import VERBS
from db.views.trace import CERTAIN, STILL
from tests.db.figures.conftest import Season


def test_what_is_not_read_moves_no_ticket_and_says_no_time_of_its_own(season: Season) -> None:
    assert not [name for name in STILL if "happened_at" in VERBS[name].model_fields]
    with season.store.engine.connect() as connection:
        found = connection.execute(select(EVENT.c.verb, EVENT.c.body).where(EVENT.c.verb.in_(STILL))).all()
    assert {"note", "survey", "record"} <= {verb for verb, _body in found}
    for verb, body in found:
        for table, _key, values in told(orjson.loads(body)):
            moved = table == "ticket" and {"state", "technician"} & (values or {}).keys()
            assert not moved, (verb, values)
            assert table != "pause", (verb, values)


def test_what_certainly_ends_a_ticket_does_so_and_moves_it_to_nobody_else(season: Season) -> None:
    assert not [name for name in CERTAIN if "happened_at" in VERBS[name].model_fields]
    with season.store.engine.connect() as connection:
        found = connection.execute(
            select(EVENT.c.verb, EVENT.c.body).where(EVENT.c.verb.in_(CERTAIN))
        ).all()  # fmt: skip
    assert {verb for verb, _body in found} == set(CERTAIN)
    for verb, body in found:
        changes = told(orjson.loads(body))
        tickets = [values or {} for table, _key, values in changes if table == "ticket"]
        assert [values["state"] for values in tickets] == [CERTAIN[verb]]
        assert "technician" not in tickets[0]
        assert not [table for table, _key, _values in changes if table == "pause"]
