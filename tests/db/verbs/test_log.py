"""What stands in the log, what stands beside it, and what audit finds (ALL-02, CUS-03)."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text

from db import migrations
from db.engine import transaction
from db.log import chain as chains
from db.log.audit import audit
from db.log.body import canonical
from db.log.chain import GENESIS
from db.tables.event import EVENT, LINK, PRIVATE
from tests.db.desk import Desk, reach

SECRETS = {
    "customer": "机密客户", "phone": "13812345678", "fault": "机密故障", "contact": "机密联系人",
    "position": "机密职务", "address": "机密地址",
}  # fmt: skip
WORDS = "机密的话"


def whole_life(desk: Desk) -> str:
    """A ticket through most verbs, every private field filled."""
    desk.staff("T077", label="机密姓名", phone="13800000077")
    number = desk.register(**SECRETS)
    desk.do("triage", ticket=number, level=2, reason=WORDS)
    desk.do("note", ticket=number, text=WORDS)
    desk.do("chase", ticket=number, text=WORDS)
    desk.do("remind", ticket=number, at="2026-07-16T09:00:00+08:00", text=WORDS)
    desk.do("escalate", ticket=number, reason=WORDS)
    desk.do("dispatch", ticket=number, technician="T001", override=WORDS)
    desk.do("reassign", ticket=number, technician="T077", reason=WORDS)
    desk.do("pause", ticket=number, reason="part", text=WORDS)
    desk.do("resume", ticket=number, text=WORDS)
    desk.do("correct", ticket=number, customer="机密客户二", phone="13887654321", contact="机密联系人二")
    desk.do("recall", ticket=number, reason=WORDS)
    desk.do("undo")
    desk.do("step", ticket=number, what="arrived", text=WORDS)
    desk.do("step", ticket=number, what="finished")
    desk.do("close", ticket=number, cause=WORDS, waive=WORDS)
    desk.do("reopen", ticket=number, reason=WORDS)
    desk.do("cancel", ticket=number, reason=WORDS)
    return number


def test_nothing_personal_stands_in_an_events_text(desk: Desk) -> None:
    whole_life(desk)
    log = "\n".join(desk.bodies())
    for secret in (*SECRETS.values(), WORDS, "机密", "13887654321", "13800000077", "jimi", "jmkh"):
        assert secret not in log


def test_the_text_is_canonical_and_its_columns_repeat_it(desk: Desk) -> None:
    whole_life(desk)
    with desk.reader() as read:
        table = EVENT
        for record in read.connection.execute(table.select()):
            body = json.loads(record.body)
            assert record.body == canonical(body)
            assert (body["seq"], body["verb"], body["actor"]) == (record.seq, record.verb, record.actor)
            assert body["format"] == 2
            assert body["schema"] == migrations.HEAD


def test_every_event_has_a_salt_of_its_own(desk: Desk) -> None:
    whole_life(desk)
    with desk.reader() as read:
        table = PRIVATE
        rows = read.connection.execute(table.select()).all()
    salts = {row.event: row.salt for row in rows}
    assert len(set(salts.values())) == len(salts) > 10
    assert {len(salt) for salt in salts.values()} == {32}
    hashes = {row.hash for row in rows if row.text == WORDS}
    assert len(hashes) > 5, "the same words have another hash in every event"
    assert all(row.hash == hashlib.sha256((row.salt + row.text).encode()).hexdigest() for row in rows)


def test_each_subjects_events_are_chained(desk: Desk) -> None:
    number = whole_life(desk)
    with desk.reader() as read:
        links = LINK
        events = EVENT
        bodies = {record.seq: record.body for record in read.connection.execute(events.select())}
        chain = read.connection.execute(
            links.select().where(links.c.subject == f"ticket:{number}").order_by(links.c.seq)
        ).all()
    assert [link.seq for link in chain] == list(range(1, len(chain) + 1))
    assert len(chain) == 18
    previous = GENESIS
    for link in chain:
        assert link.previous == previous
        spoken = f"{previous}\n{link.subject}\n{bodies[link.event]}"
        assert link.hash == hashlib.sha256(spoken.encode()).hexdigest()
        previous = link.hash


def test_a_dispatch_stands_in_the_chain_of_ticket_and_technician(desk: Desk) -> None:
    number = reach(desk, "dispatched")
    (event,) = [each for each in desk.events(number) if each.verb == "dispatch"]
    assert event.subjects == ("staff:T001", f"ticket:{number}")


def test_a_store_that_nobody_touched_is_clean(desk: Desk) -> None:
    whole_life(desk)
    assert desk.differences() == []


def tampered(statement: str) -> Callable[[Desk], None]:
    def tamper(desk: Desk) -> None:
        with transaction(desk.store.engine, writing=True) as connection:
            assert connection.execute(text(statement)).rowcount >= 1

    return tamper


LAST = "(SELECT max(seq) FROM event)"


@pytest.mark.parametrize(
    "tamper",
    [
        pytest.param("UPDATE ticket SET level = 1, sort_level = 1 WHERE level = 2", id="a changed row"),
        pytest.param("UPDATE ticket SET fault = 'x'", id="a changed private column"),
        pytest.param("UPDATE milestone_time SET due_at = '2027-01-01 00:00:00+00'", id="a changed deadline"),
        pytest.param("DELETE FROM assignment", id="a deleted row"),
        pytest.param("UPDATE event SET body = replace(body, 'T001', 'T002')", id="a changed text"),
        pytest.param(f"UPDATE event SET actor = 'D01' WHERE seq = {LAST}", id="a changed actor"),
        pytest.param("UPDATE event_private SET text = 'x' WHERE text = '主机不启动'", id="a changed word"),
        pytest.param("UPDATE number_counter SET last = last + 1", id="a changed counter"),
        pytest.param("UPDATE subject SET seq = seq + 1", id="a changed head"),
        pytest.param("UPDATE staff SET roles = 'admin' WHERE no = 'T001'", id="a changed role"),
        pytest.param("UPDATE policy_version SET body = replace(body, '120', '121')", id="a changed policy"),
    ],
)
def test_audit_finds(desk: Desk, tamper: str) -> None:
    reach(desk, "dispatched")
    tampered(tamper)(desk)
    assert desk.differences() != []


def test_audit_names_a_private_text_that_was_changed_although_no_row_shows_it(desk: Desk) -> None:
    number = desk.register()
    desk.do("note", ticket=number, text="客户很急")
    tampered("UPDATE event_private SET text = 'x' WHERE text = '客户很急'")(desk)
    (found,) = desk.differences()
    assert "private text" in found


def test_audit_finds_an_event_taken_out_of_the_middle_and_from_the_end(desk: Desk) -> None:
    number = reach(desk, "dispatched")
    for _ in range(2):
        last = desk.events(number)[-2 if _ == 0 else -1].seq
        for table, column in (("event_private", "event"), ("event_subject", "event"), ("event", "seq")):
            with (
                transaction(desk.store.engine, writing=True) as connection,
            ):
                connection.execute(text(f"DELETE FROM {table} WHERE {column} = {last}"))
        assert any(f"ticket:{number}" in each for each in desk.differences())


def found(desk: Desk) -> list[str]:
    """The sentences of the audit."""
    with desk.reader() as read:
        return [each.msgid.format(**each.values) for each in audit(read.connection).differences]


def test_audit_names_each_fault_of_a_chain_in_the_chains_own_order(desk: Desk) -> None:
    number = reach(desk, "dispatched")
    subject, count = f"ticket:{number}", len(desk.events(number))
    last = desk.events(number)[-1].seq
    tampered(f"DELETE FROM event_subject WHERE subject = '{subject}' AND seq = {count - 1}")(desk)
    tampered(f"UPDATE event SET body = body || ' ' WHERE seq = {last}")(desk)
    told = [each for each in found(desk) if each.startswith(subject)]
    assert told == [
        f"{subject}: record {count - 1} is missing from its chain.",
        f"{subject}: event {last} is not what was chained.",
    ]


def test_audit_finds_an_event_that_stands_in_no_chain(desk: Desk) -> None:
    number = reach(desk, "dispatched")
    last = desk.events(number)[-1].seq
    tampered(f"DELETE FROM event_subject WHERE event = {last}")(desk)
    assert f"Event {last} stands in no chain." in found(desk)


def test_a_chain_may_run_in_another_order_than_the_numbers_of_its_events(desk: Desk) -> None:
    """Writers that draw numbers ahead may come to a subject later than one with a higher number."""
    number = reach(desk, "dispatched")
    for words in ("一", "二"):
        desk.do("note", ticket=number, text=words)
    subject, links = f"ticket:{number}", LINK
    with transaction(desk.store.engine, writing=True) as connection:
        own = links.c.subject == subject
        *_, before, first, second = connection.execute(links.select().where(own).order_by(links.c.seq))
        head = chains.Head(subject, before.seq, before.hash)
        connection.execute(links.delete().where(own & (links.c.seq > before.seq)))
        for event in (second.event, first.event):
            after = chains.link(head, desk.bodies()[event - 1])
            connection.execute(
                links.insert().values(
                    event=event, subject=subject, seq=after.seq, previous=head.hash, hash=after.hash
                )
            )
            head = after
        connection.execute(
            text("UPDATE subject SET hash = :hash WHERE key = :key"), {"hash": head.hash, "key": subject}
        )
    assert desk.differences() == []


def test_answers_are_part_of_the_hashed_text(desk: Desk) -> None:
    answer = desk.do("register", customer="甲", phone="13800000008", fault="坏")
    stored: dict[str, Any] = json.loads(desk.bodies()[-1])["answer"]
    assert stored == answer
