"""What a verb does so that somebody is told: it writes notices beside what it decides, in the same
transaction (ESC-05). They are sent afterwards, by whoever keeps the watch."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from db.log.facts import Outcome
from db.policy.files import shipped_section
from db.policy.model import Policy
from db.policy.noticing import Channel, Notices, Occasion
from db.policy.parts import Names
from db.rules.calling import Colleague
from db.rules.notice_text import filled, with_facts
from db.tables.notice import Notice
from db.tables.ticket import Ticket
from db.verbs.context import Context

TEXT_LIMIT = 4000
CALLED_LIMIT = 2000


@dataclass(frozen=True, slots=True)
class Cause:
    """Why somebody is told something about a ticket, or about a thing with a `number` in a branch.

    `occasion` is one of the policy's; `milestone` and `due_at` are the ticket's own where they are not said;
    `again` numbers a repeat, `what` names what it is about. Before `not_before` nothing is sent (quiet
    hours).
    """

    occasion: str
    ticket: Ticket | None = None
    escalation: str | None = None
    rung: int | None = None
    milestone: str | None = None
    due_at: datetime | None = None
    again: int = 0
    not_before: datetime | None = None
    number: str = ""
    branch: str = ""
    level: int | None = None
    what: Names | None = None

    @property
    def place(self) -> tuple[str, int | None]:
        """Branch and level, by which the policy chooses channels."""
        return (self.ticket.branch, self.ticket.level) if self.ticket else (self.branch, self.level)


def write(
    outcome: Outcome, context: Context, cause: Cause, persons: Iterable[Colleague]
) -> tuple[Notice, ...]:
    """Write the notices by which these persons are told, as the policy in force wants it.

    A group's channel gets one for all of them, a personal one gets one for each; none where nobody is called
    or no channel is on.
    """
    people = list({one.no: one for one in persons}.values())
    told: list[Notice] = []
    for channel, called in _channels(context.policy.notices, cause, people):
        text = text_of(channel, cause, context)
        for one in called if channel.is_personal else [None]:
            told.append(
                _put(
                    outcome, context, channel,
                    destination=one.no if one is not None else "",
                    called=[one] if one is not None else called,
                    cause=cause, text=text,
                )
            )  # fmt: skip
    return tuple(told)


def _channels(
    notices: Notices, cause: Cause, people: Sequence[Colleague]
) -> Iterable[tuple[Channel, list[Colleague]]]:
    """The channels that are used, each with those who are told through it."""
    by_channel: dict[str, list[Colleague]] = {}
    for one in people:
        for channel in notices.channels_for(cause.occasion, cause.rung, *cause.place, one.roles):
            by_channel.setdefault(channel.code, []).append(one)
    return [(notices.channel[code], called) for code, called in sorted(by_channel.items())]


def _put(
    outcome: Outcome,
    context: Context,
    channel: Channel,
    *,
    destination: str,
    called: Sequence[Colleague],
    cause: Cause,
    text: str,
) -> Notice:
    number = next_number(outcome, context)
    ticket = cause.ticket
    return outcome.put(
        Notice.new(
            id=number,
            message=context.new_id(f"notice {number}"),
            ticket=ticket.number if ticket else None,
            escalation=cause.escalation,
            occasion=cause.occasion,
            channel=channel.code,
            destination=destination,
            called=_joined(one.no for one in called),
            level=cause.place[1],
            rung=cause.rung,
            at=context.now,
            not_before=cause.not_before,
            text=text,
        )
    )


def next_number(outcome: Outcome, context: Context) -> str:
    """The number of the next notice of this event: NT and the event's, counted on where there are several."""
    first = f"NT{context.seq}"
    others = [each for each in outcome.all(Notice) if each.id.partition("-")[0] == first]
    return f"{first}-{len(others) + 1}" if others else first


def _joined(numbers: Iterable[str]) -> str:
    """Staff numbers with commas, as many as there is room for."""
    told = ""
    for no in numbers:
        longer = f"{told},{no}" if told else no
        if len(longer) > CALLED_LIMIT:
            break
        told = longer
    return told


# -- what it says -------------------------------------------------------------------------------------------


def text_of(channel: Channel, cause: Cause, context: Context) -> str:
    """What it says, in the channel's language: no personal data but what the policy lets it show."""
    notices, ticket = context.policy.notices, cause.ticket
    due = cause.due_at or (ticket.due_at if ticket else None)
    milestone = cause.milestone or (ticket.milestone if ticket else None) or ""
    number = ticket.number if ticket else cause.number
    place, worst = cause.place
    branch = context.policy.organisation.branch.get(place)
    district = ticket.district if ticket else branch.name(channel.language) if branch else place
    named = notices.milestone.get(milestone)
    level = notices.level.get(str(worst or 0))
    values = {
        "number": number,
        "level": level.name(channel.language) if level else str(worst or ""),
        "district": district or "",
        "milestone": named.name(channel.language) if named else milestone,
        "due": f"{context.local(due):%m-%d %H:%M}" if due else "",
        "rung": str(cause.rung) if cause.rung else "",
        "again": str(cause.again) if cause.again else "",
        "what": cause.what.name(channel.language) if cause.what else "",
        "channel": channel.name(channel.language),
        "link": filled(notices.link, {"number": number}),
    }
    told = filled(occasion_of(context.policy, cause.occasion).text.name(channel.language), values)
    facts = _shown(notices, ticket, channel.language) if ticket else ()
    return with_facts(told, facts)[:TEXT_LIMIT]


def _shown(notices: Notices, ticket: Ticket, language: str) -> Iterable[tuple[str, str]]:
    """The facts beyond the text that the policy lets a notice show."""
    facts = {
        "customer": ticket.customer_label,
        "contact": ticket.contact,
        "phone": ticket.phone,
        "address": ticket.address,
        "product": ticket.product,
        "fault": ticket.fault,
        "technician": ticket.technician,
    }
    for name in notices.show:
        named = notices.field.get(name)
        yield (named.name(language) if named else name), " ".join(str(facts.get(name) or "").split())


def occasion_of(policy: Policy, code: str) -> Occasion:
    """What the policy says of an occasion; what is shipped where it says nothing. KeyError for one that there
    is not."""
    own = policy.notices.occasion.get(code)
    return own if own is not None else _shipped().occasion[code]


def _shipped() -> Notices:
    return Notices.model_validate(shipped_section("notices"))


# -- what no longer holds -----------------------------------------------------------------------------------


def take_back(outcome: Outcome, context: Context, notices: Iterable[Notice]) -> None:
    """Withdraw these notices, and follow each by a correction, which only whoever was told hears of."""
    for notice in notices:
        if notice.withdrawn_at is not None:
            continue
        outcome.put(notice.but(withdrawn_at=context.now))
        channel = context.policy.notices.channel.get(notice.channel)
        language = channel.language if channel else "zh"
        number = next_number(outcome, context)
        text = occasion_of(context.policy, "correction").text.name(language)
        outcome.put(
            notice.but(
                id=number,
                message=context.new_id(f"notice {number}"),
                occasion="correction",
                at=context.now,
                not_before=None,
                round=1,
                corrects=notice.id,
                text=filled(text, {"number": notice.ticket or "", "notice": notice.id}),
            )
        )
