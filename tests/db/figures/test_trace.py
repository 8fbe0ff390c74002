"""What the log is not read for when a ticket's course is told (PRC-01)."""

from __future__ import annotations

import orjson
from sqlalchemy import select

from db.log.upcasts import told
from db.tables.event import EVENT
from db.verbs import VERBS
from db.views.trace import STILL
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
