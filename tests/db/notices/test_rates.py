"""However many processes send, a channel's minute never holds more than it may (ESC-05)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from db.engine import transaction
from db.notices.deliver import deliver
from db.notices.rates import take
from db.notices.sending import Channels, Result, Verdict
from db.tables.notice import SLOT
from tests.db.desk import Desk
from tests.db.notices import sender
from tests.db.notices.loopback import Reply, Service
from tests.db.notices.stage import Told, calls, run, use
from tests.db.store.writer import Writer

PATIENCE = 120
"""Seconds in which they are done."""
ROUNDS = 30
"""Of each process, of one notice each: more than the minute holds."""
AT = datetime(2026, 7, 15, 1, 0, tzinfo=UTC)


def _take(desk: Desk, now: datetime, per_minute: int = 18) -> bool:
    with transaction(desk.store.engine, writing=True) as connection:
        return take(connection, "dingtalk", per_minute, now)


def test_in_any_minute_no_more_are_sent_than_the_policy_says(desk: Desk) -> None:
    taken = [AT + timedelta(seconds=at) for at in range(300) if _take(desk, AT + timedelta(seconds=at))]
    for begin in taken:
        assert sum(begin <= each < begin + timedelta(seconds=60) for each in taken) <= 18
    assert len(taken) >= 80, "and not many fewer"


def test_another_figure_in_the_policy_counts_at_once(desk: Desk) -> None:
    assert [_take(desk, AT, 3) for _ in range(4)] == [True, True, True, False]
    assert [_take(desk, AT, 5) for _ in range(3)] == [True, True, False]
    later = AT + timedelta(seconds=30)
    assert not _take(desk, later, 2), "what was sent in this minute is not forgotten"
    with transaction(desk.store.engine, writing=False) as connection:
        assert connection.execute(select(func.count()).select_from(SLOT)).scalar_one() == 2


def test_what_finds_no_place_in_the_minute_waits_for_the_next(desk: Desk) -> None:
    use(desk, "email", per_minute=2)
    for no in ("L02", "L03", "L04"):
        desk.staff(no, "lead")
    calls(desk, 1)
    sender = Told()
    begin, sent = desk.now, {}
    for second in (0, 1, *range(10, 60, 10), 59, 60, 61):
        desk.now = begin + timedelta(seconds=second)
        run(desk, sender, channel="email")
        sent[second] = len(sender.messages)
    assert sent.pop(61) == 4
    assert set(sent.values()) == {2}


def test_two_channels_with_one_address_share_a_minute_and_a_rest(desk: Desk) -> None:
    use(desk, "wecom", "webhook", per_minute=1)
    calls(desk, 1)
    first, second = Told(account="@robot"), Told(account="@robot")
    channels = Channels({"wecom": first, "webhook": second})

    def sent() -> int:
        deliver(desk.store, channels, desk.now, chance=lambda: 0.5)
        return len(first.messages) + len(second.messages)

    assert sent() == 1
    desk.later(seconds=60)
    assert sent() == 1
    desk.later(seconds=1)
    assert sent() == 2
    first.results = second.results = [Result(Verdict.RESTING, "busy", "", 600)]
    calls(desk, 1)
    desk.later(seconds=61)
    assert sent() == 3, "the robot wants to be left alone"
    desk.later(seconds=590)
    assert sent() == 3, "by the other channel as well"
    desk.later(seconds=20)
    assert sent() == 4


def test_two_processes_at_once_never_exceed_it(desk: Desk) -> None:
    use(desk, "webhook", per_minute=18)
    calls(desk, 24)
    with Service(Reply(body={"errcode": 0})).running() as service:
        moment = int(desk.now.timestamp())
        senders = [Writer(sender.send, desk.url, service.url, moment, ROUNDS) for _ in range(2)]
        for each in senders:
            each.begin()
        for each in senders:
            each.go()
        assert all(each.pipe.poll(PATIENCE) for each in senders)
        messages = sum(each.pipe.recv() for each in senders)
        assert [each.close() for each in senders] == [0, 0]
    assert messages == len(service.taken) == 18
    ids = [each.json["notices"][0]["id"] for each in service.taken]
    assert len(ids) == len(set(ids)), "none of them twice"
