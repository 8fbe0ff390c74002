"""A desk whose notices go to senders that are told what to say; the store and all that is kept are real."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import select

from db.notices.deliver import Delivered, deliver
from db.notices.sending import SENT, Channels, Message, Result
from db.policy import shipped
from db.policy.model import Policy
from db.tables.notice import ATTEMPT, CHANNEL, DELIVERY, Notice
from db.verbs.adopting import AdoptPolicy
from tests.db.desk import Desk


class Told:
    """A sender that remembers what it was given and answers with these results in turn; the last one stays.
    `meanwhile` is done while it sends."""

    def __init__(self, *results: Result, limit: int = 2048, account: str = "") -> None:
        self.limit, self.account = limit, account or f"@{id(self)}"
        self.results = list(results) or [SENT]
        self.messages: list[Message] = []
        self.meanwhile: Callable[[], Any] = lambda: None

    def send(self, message: Message) -> Result:
        self.messages.append(message)
        self.meanwhile()
        return self.results.pop(0) if len(self.results) > 1 else self.results[0]


def use(desk: Desk, *on: str, per_minute: int | None = None, **more: Any) -> None:
    """Use these channels."""
    sections = shipped().sections()
    for code, channel in sections["notices"]["channel"].items():
        channel["on"] = code in on
        channel["per_minute"] = per_minute or channel.get("per_minute", 18)
    sections["notices"] |= more
    desk.store.do(AdoptPolicy(body=Policy(sections).canonical()), "A01")


def calls(desk: Desk, count: int, **fields: Any) -> list[str]:
    """So many tickets that are escalated to L01, each with its notices; the ids of these."""
    if not desk.show("roster") or "L01" not in {row["staff"] for row in desk.show("roster")}:
        desk.staff("L01", "lead")
    before = {notice.id for notice in desk.rows(Notice)}
    for _ in range(count):
        desk.do("escalate", ticket=desk.register(**fields), reason="急", rung=2)
    found = [notice for notice in desk.rows(Notice) if notice.id not in before]
    return [notice.id for notice in sorted(found, key=lambda each: (len(each.id), each.id))]


def run(desk: Desk, sender: Any, *, channel: str = "wecom") -> Delivered:
    return deliver(desk.store, Channels({channel: sender}), desk.now, chance=lambda: 0.5)


def states(desk: Desk) -> dict[str, str]:
    return {id: one.state for id, one in deliveries(desk).items()}


def deliveries(desk: Desk) -> dict[str, Any]:
    with desk.reader() as read:
        return {one.notice: one for one in read.connection.execute(select(DELIVERY))}


def attempts(desk: Desk, notice: str) -> Sequence[Any]:
    with desk.reader() as read:
        found = select(ATTEMPT).where(ATTEMPT.c.notice == notice).order_by(ATTEMPT.c.number)
        return list(read.connection.execute(found))


def channel_state(desk: Desk, channel: str) -> Any:
    with desk.reader() as read:
        return read.connection.execute(select(CHANNEL).where(CHANNEL.c.channel == channel)).one()
