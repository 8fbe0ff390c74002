"""What a sender is: one way out, which says how it went and never raises."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Protocol

from db.rules.digest import Line


@dataclass(frozen=True, slots=True)
class Message:
    """One message to one destination. `id` is the same whenever the same notices are sent again; `text` is
    within the sender's limit; `lines` are the notices that it tells, the most urgent first, and `messages`
    their own ids by which a receiver knows each again."""

    id: str
    destination: str
    text: str
    subject: str
    lines: Sequence[Line]
    messages: Sequence[str]
    at: datetime


class Verdict(Enum):
    """How a try went: done; not done, try again; nobody knows, try the same again; the service wants to be
    left alone; never as things stand."""

    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    RESTING = "resting"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Result:
    """How a try went. `cause` is a code of `CAUSES`, `detail` what the service said, without any secret.
    `rest_seconds` is how long it wants to be left alone, where it does."""

    verdict: Verdict
    cause: str = ""
    detail: str = ""
    rest_seconds: int = 0

    @property
    def error(self) -> str:
        """As it is kept: the code, then what was said."""
        return ": ".join(filter(None, (self.cause, self.detail)))


SENT = Result(Verdict.SENT)
CAUSES = (
    "refused", "timeout", "tls", "lost", "unreadable", "http", "busy", "rejected", "bad_token", "bad_sign",
    "keyword", "not_allowed", "gone", "bad_login", "no_address", "no_phone", "bad_address", "not_configured",
    "switched_off",
)  # fmt: skip
"""Why a try failed, in one word; the console says what to do."""


class Sender(Protocol):
    """One way out."""

    @property
    def limit(self) -> int:
        """How many bytes of text it takes in one message."""
        ...

    @property
    def account(self) -> str:
        """Where it goes, as a short name: the same for two channels of one robot, whose minute they share.
        Nothing secret can be read from it."""
        ...

    def send(self, message: Message) -> Result:
        """Send it and say how it went; raises nothing."""
        ...


@dataclass(frozen=True)
class Channels:
    """The senders of this process by the code of their channel: those for which it knows address and
    secrets."""

    senders: Mapping[str, Sender] = field(default_factory=dict)
