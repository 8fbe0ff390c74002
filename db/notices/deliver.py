"""Send what waits: claim it, send it outside of any transaction, write down how it went (ESC-05)."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import Connection

from db.engine import transaction
from db.notices import condition, rates, tray
from db.notices.in_time import send_in_time
from db.notices.needless import Needless, needless
from db.notices.sending import Channels, Message, Result, Sender, Verdict
from db.notices.tray import Batch, Held
from db.policy.noticing import DESK, Channel, Notices
from db.retrying import retrying
from db.rules.digest import Line, digest, fits
from db.store import Store

T = TypeVar("T")

BUDGET_SECONDS = 10.0
"""After so long no further message is begun: whoever keeps the watch has more to do."""
LOOK_AGAIN = timedelta(seconds=30)
AT_ONCE = timedelta(seconds=1)
DEMO = "【演示 DEMO】"
"""Before whatever a demonstration store sends."""
HEAD, MORE = "{count}", "{count}: {numbers}"


@dataclass(frozen=True, slots=True)
class Went:
    """How one message went: by which channel, to whom, which notices it told, and which of them became dead
    letters."""

    channel: str
    destination: str
    notices: tuple[str, ...]
    result: Result
    dead: int = 0


@dataclass(slots=True)
class Delivered:
    """What one round did: messages that went out, notices that they told, tries that failed, notices that
    became dead letters, and those that need not be told any more."""

    messages: int = 0
    sent: int = 0
    failed: int = 0
    dead: int = 0
    withdrawn: int = 0


def deliver(
    store: Store,
    channels: Channels,
    now: datetime,
    *,
    chance: Callable[[], float] = random.random,
    budget: float = BUDGET_SECONDS,
) -> Delivered:
    """Send what is due by the channels that this process knows how to reach; several may do so at once.

    `now` is when it begins; what it takes is counted on. A desk's own notices are shown by the desk.
    """
    going = Round(store, channels, now, chance=chance, budget=budget)
    for _went in going.run():
        pass
    return going.done


class Round:
    """One round through the tray, message by message: whoever keeps a lease says so between two of them."""

    def __init__(
        self,
        store: Store,
        channels: Channels,
        now: datetime,
        *,
        chance: Callable[[], float] = random.random,
        budget: float = BUDGET_SECONDS,
        only: frozenset[str] | None = None,
    ) -> None:
        """`only` are the notices that are sent; all that are due by default."""
        self._only = only
        self._store, self._channels, self._chance = store, channels, chance
        self._begins, self._begun, self._budget = now, time.monotonic(), budget
        self._notices: Notices = Notices()
        self.done = Delivered()
        self._stopped: set[str] = set()
        """Channels by which nothing more goes out in this round."""

    @property
    def _now(self) -> datetime:
        return self._begins + timedelta(seconds=int(time.monotonic() - self._begun))

    def _spent(self) -> bool:
        return time.monotonic() - self._begun > self._budget

    def run(self) -> Iterator[Went]:
        """Send, and tell after each message how it went."""
        self._notices = self._reading(lambda connection: self._store.policy_in_force(connection)).notices
        shown = sorted(each.code for each in self._notices.channel.values() if each.kind == DESK)
        self._let_go(shown)
        for batch in self._reading(lambda connection: tray.batches(connection, self._now, shown)):
            if self._only is not None:
                batch = batch._replace(notices=tuple(each for each in batch.notices if each in self._only))
            if not batch.notices:
                continue
            if self._spent():
                break
            if batch.channel not in self._stopped:
                yield from self._go(batch, self._notices.channel.get(batch.channel))

    def _let_go(self, shown: Sequence[str]) -> None:
        """What no desk showed in all that time is not news any more."""
        before = self._now - timedelta(minutes=self._notices.keep_trying_minutes)
        if self._reading(lambda connection: tray.are_old(connection, shown, before)):
            self.done.withdrawn += self._writing(lambda connection: tray.expire(connection, shown, before))

    def _go(self, batch: Batch, channel: Channel | None) -> Iterator[Went]:
        """Send a batch, in as many messages as it takes."""
        sender = self._channels.senders.get(batch.channel)
        found = self._writing(lambda connection: self._needless(connection, batch.notices))
        self.done.withdrawn += len(found.gone)
        left = tuple(each for each in batch.notices if each not in {*found.gone, *found.waiting})
        if channel is None or not channel.on:
            self._give_up(left, "switched_off", late_only=False)
            return
        if sender is None:
            self._give_up(left, "not_configured", late_only=True)
            return
        while left and not self._spent():
            together = self._together(batch, left, sender)
            went = self._send(batch._replace(notices=together), channel, sender)
            if went is not None:
                yield went
            if went is None or went.result.verdict not in (Verdict.SENT, Verdict.NEVER):
                self._stopped.update(self._along(batch.channel))
                return
            left = left[len(together) :]

    def _needless(self, connection: Connection, notices: Sequence[str]) -> Needless:
        """What of these is not to be told, or not yet; it is taken out of the tray, or put off."""
        found = needless(connection, notices, drop_answered=self._notices.drop_answered)
        tray.hold_back(connection, found.gone, self._now)
        tray.put_off(connection, found.waiting, self._now + LOOK_AGAIN, self._now)
        return found

    def _together(self, batch: Batch, left: Sequence[str], sender: Sender) -> tuple[str, ...]:
        """As many as one message can tell; what was tried together goes together again."""
        if batch.again is not None or len(left) == 1:
            return tuple(left)
        lines = [_line(each, "") for each in self._reading(lambda it: tray.look(it, left))]
        return tuple(left[: fits(lines, sender.limit, self._head(None), self._more(None))])

    def _send(self, batch: Batch, channel: Channel, sender: Sender) -> Went | None:
        """One message; None where none may be sent now."""
        name, held = self._writing(lambda connection: self._claim(connection, batch, channel))
        if not held:
            return None
        result = send_in_time(sender, self._message(held, batch, channel, sender))
        # Whatever became of a lease meanwhile: that it went is known here alone, and the claim guards it.
        dead = self._writing(
            lambda connection: self._record(connection, name, held, channel, result), unfenced=True
        )
        if result.verdict is Verdict.SENT:
            self.done.messages += 1
            self.done.sent += len(held)
        else:
            self.done.failed += 1
            self.done.dead += dead
        return Went(batch.channel, batch.destination, tuple(each.id for each in held), result, dead)

    def _claim(self, connection: Connection, batch: Batch, channel: Channel) -> tuple[str, list[Held]]:
        """A place in the minute of whatever the channel goes to and the claim; neither without the other."""
        if condition.conditions(connection).get(channel.code, condition.Condition()).rests(self._now):
            return "", []
        along = [self._notices.channel[each] for each in self._along(channel.code)]
        account = self._channels.senders[channel.code].account
        with connection.begin_nested() as both:
            if not rates.take(connection, account, min(each.per_minute for each in along), self._now):
                both.rollback()
                return "", []
            name, held = tray.claim(connection, batch.notices, self._now)
            if not held:
                both.rollback()
        return name, held

    def _along(self, channel: str) -> list[str]:
        """The channels that go where this one goes, itself among them: they share its minute and its rest."""
        account = self._channels.senders[channel].account
        return [
            code
            for code, sender in self._channels.senders.items()
            if sender.account == account and code in self._notices.channel
        ]

    def _message(self, held: Sequence[Held], batch: Batch, channel: Channel, sender: Sender) -> Message:
        waited = self._notices.waited
        mark = f" {waited.name(channel.language)}" if waited else ""
        prefix = DEMO if self._store.kind == "demo" else ""
        lines = [_line(each, mark) for each in held]
        room = sender.limit - len(prefix.encode())
        text = prefix + digest(lines, room, self._head(channel), self._more(channel))
        return Message(
            id=tray.message_id(held),
            destination=batch.destination,
            text=text,
            subject=text.splitlines()[0][:120],
            lines=lines,
            messages=[each.message for each in held],
            at=self._now,
        )

    def _record(
        self, connection: Connection, name: str, held: Sequence[Held], channel: Channel, result: Result
    ) -> int:
        """Write down how it went; how many became dead letters."""
        next_at = condition.note(connection, channel.code, result, self._now, self._chance())
        if result.verdict in (Verdict.RESTING, Verdict.FAILED, Verdict.UNKNOWN):
            others = [each for each in self._along(channel.code) if each != channel.code]
            condition.rest(connection, others, next_at)
        dead = [each.id for each in held if self._is_hopeless(each.begun_at, result)]
        kept = tray.record(connection, name, held, result, self._now, next_at=next_at, given_up=dead)
        return len(dead) if kept and result.verdict is not Verdict.SENT else 0

    def _is_hopeless(self, begun_at: datetime, result: Result) -> bool:
        return result.verdict is Verdict.NEVER or self._is_late(begun_at)

    def _is_late(self, begun_at: datetime) -> bool:
        return self._now - begun_at >= timedelta(minutes=self._notices.keep_trying_minutes)

    def _give_up(self, notices: Sequence[str], cause: str, *, late_only: bool) -> None:
        """Make dead letters of what cannot be sent; while it may yet be, only of what waits too long."""

        def write(connection: Connection) -> int:
            waiting = tray.look(connection, notices)
            gone = [each.id for each in waiting if not late_only or self._is_late(each.begun_at)]
            tray.give_up(connection, gone, cause, self._now)
            tray.put_off(connection, notices, self._now + LOOK_AGAIN, self._now, cause)
            return len(gone)

        if notices:
            self.done.dead += self._writing(write)

    def _head(self, channel: Channel | None) -> str:
        told = self._notices.digest
        return told.name(channel.language if channel else "zh") if told else HEAD

    def _more(self, channel: Channel | None) -> str:
        told = self._notices.more
        return told.name(channel.language if channel else "zh") if told else MORE

    def _reading(self, work: Callable[[Connection], T]) -> T:
        def attempt() -> T:
            with transaction(self._store.engine, writing=False) as connection:
                return work(connection)

        return retrying(attempt)

    def _writing(self, work: Callable[[Connection], T], *, unfenced: bool = False) -> T:
        def attempt() -> T:
            with transaction(self._store.engine, writing=True, unfenced=unfenced) as connection:
                return work(connection)

        return retrying(attempt)


def next_try(store: Store, now: datetime) -> datetime | None:
    """When something may be sent next; None where nothing waits. What a desk shows is no reason to wake."""

    def attempt() -> datetime | None:
        with transaction(store.engine, writing=False) as connection:
            notices = store.policy_in_force(connection).notices
            shown = [each.code for each in notices.channel.values() if each.kind == DESK]
            found = []
            states = condition.conditions(connection)
            for channel, at in tray.earliest(connection, shown):
                state = states.get(channel, condition.Condition())
                resting = state.rests_until if state.rests(now) else None
                # One that is due and was not sent found no place in its channel's minute.
                found.append(max(at, resting or at, now + AT_ONCE))
            return min(found, default=None)

    return retrying(attempt)


def _line(held: Held, mark: str) -> Line:
    """A notice as a line; of one that waited it is said."""
    return Line(held.id, held.ticket or "", held.text + (mark if held.waited else ""))
