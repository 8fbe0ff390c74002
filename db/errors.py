"""Every way in which the store says no: a rule, a sentence to act on, and an exit code.

`msgid` is an English sentence with `{names}`; only the console translates it. `hint` says the next step.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Self

from db.kinds import english
from db.rules.text import WordedError


def worded(msgid: str, values: Mapping[str, object]) -> str:
    """The English sentence; a value that is itself a sentence (it has a msgid) is filled in first."""
    plain = {
        name: worded(inner, getattr(value, "values", {}))
        if isinstance(inner := getattr(value, "msgid", None), str)
        else value
        for name, value in values.items()
    }
    return english(msgid).format_map(plain)


class StoreError(Exception):
    """The store did not do it; nothing was changed."""

    exit_code: ClassVar[int] = 1

    def __init__(self, rule: str, msgid: str, hint: str = "", **values: object) -> None:
        self.rule, self.msgid, self.hint, self.values = rule, msgid, hint, values
        super().__init__(f"{rule}: {worded(msgid, values)}")


class BadField(StoreError):
    """A field is wrong or missing; `field` names it."""

    exit_code = 2
    says_where = True
    """Whether the sentence shows by itself which field it is about, or stands beside that field."""

    def __init__(self, field: str, msgid: str, hint: str = "", **values: object) -> None:
        self.field = field
        super().__init__("field", msgid, hint, field=field, **values)

    @classmethod
    def worded(cls, field: str, error: WordedError) -> Self:
        """From what a rule said about the value."""
        values: dict[str, object] = {name: value for name, value in error.values.items() if name != "field"}
        return cls(field, error.msgid, "", **values)


class Refusal(StoreError):
    """A rule of the regulations refuses it, or what it names does not exist."""

    exit_code = 3


class Conflict(StoreError):
    """Somebody else was faster."""

    exit_code = 4


class NotPermitted(StoreError):
    """The person may not do this."""

    exit_code = 5


class Unreachable(StoreError):
    """The database does not answer, or is busy for too long."""

    exit_code = 6


class OutcomeUnknown(Unreachable):
    """The line was lost while the store was asked to keep it: it may be done or not.

    The same id settles it: `Store.outcome` asks, and a repeat is the same request.
    """


class Damaged(StoreError):
    """The store is not what the log says, or of a revision that this program does not know."""

    exit_code = 7


class Superseded(Damaged):
    """The store behind an open desk is no longer the one that was opened: nothing more is written."""
