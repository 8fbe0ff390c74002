"""Notices in people's hands: sent once more, and a trial of a channel (ESC-05)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from db import kinds
from db.errors import BadField, Refusal
from db.kinds import Called
from db.log.facts import Facts, Outcome, Reader
from db.policy.noticing import Channel
from db.policy.parts import named
from db.rules.notice_text import filled
from db.tables.notice import Notice
from db.verbs import groups
from db.verbs.context import Context
from db.verbs.fields import Code, Notices
from db.verbs.noticing import next_number, occasion_of
from db.verbs.verb import Verb
from db.verbs.who import CONCERNED, LEADING


class Resend(Verb):
    """Send a notice once more: a dead letter after what stood in its way is mended, or one that got lost.

    Its id stays, so that a receiver knows it again; how long it is tried begins anew.
    """

    name = "resend"
    word = "send a notice again"
    group = groups.WATCH
    example = {"notice": "NT1"}
    default_roles = CONCERNED
    rule = "ESC-05"
    about = "notice"
    reads = {"notice": ()}

    notice: Notices

    def decide(self, facts: Facts, context: Context) -> Outcome:
        notice = facts.one(Notice, self.one)
        if notice.withdrawn_at is not None:
            raise Refusal(
                "ESC-05", "{number} was taken back: it no longer holds.", "", number=notice.id
            )  # fmt: skip
        channel = context.policy.notices.channel.get(notice.channel)
        if channel is None or not channel.on:
            raise _off(notice.channel)
        outcome = Outcome(facts)
        outcome.put(notice.but(round=notice.round + 1, at=context.now, not_before=None))
        outcome.answer.update(notice=notice.id, round=notice.round + 1)
        return outcome


class TryChannel(Verb):
    """Send a trial message by a channel: to its group, or to myself."""

    name = "try_channel"
    word = "try a channel"
    group = groups.WATCH
    example = {"channel": "desk"}
    default_roles = LEADING
    rule = "ESC-05"
    looks_at = (Notice,)

    channel: Annotated[Code, kinds.Listed("notice_channel"), Called("Channel", context="notice")]

    def subjects(self, read: Reader, context: Context) -> Iterable[str]:
        return (f"notice:NT{context.seq}",)

    def facts(self, read: Reader, context: Context) -> Iterable[Notice]:
        return ()

    def decide(self, facts: Facts, context: Context) -> Outcome:
        channel = self._channel(context)
        outcome = Outcome(facts)
        text = occasion_of(context.policy, "trial").text.name(channel.language)
        made = outcome.put(
            Notice.new(
                id=(number := next_number(outcome, context)),
                message=context.new_id(f"notice {number}"),
                occasion="trial",
                channel=channel.code,
                destination=context.actor.no if channel.is_personal else "",
                called=context.actor.no,
                at=context.now,
                text=filled(text, {"channel": channel.name(channel.language)}),
            )
        )
        outcome.answer.update(notice=made.id, channel=channel.code)
        return outcome

    def _channel(self, context: Context) -> Channel:
        known = context.policy.notices.channel
        found = named(known, self.channel)
        if found is None:
            raise BadField(
                "channel", "“{code}” is not one of {codes}.", code=self.channel, codes=", ".join(known)
            )  # fmt: skip
        if not found.on:
            raise _off(found.code)
        return found


def _off(channel: str) -> Refusal:
    return Refusal(
        "ESC-05", "The channel {channel} is switched off.",
        "The section notices of the policy switches it on.", channel=channel,
    )  # fmt: skip
