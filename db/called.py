"""What values are called: msgids, with a context where one word is two things in Chinese."""

from __future__ import annotations

from dataclasses import dataclass

BEFORE_CONTEXT_ENDS = "\x04"
"""Between a context and its msgid, as in compiled catalogues."""


def in_context(msgid: str, context: str) -> str:
    """A msgid that means something of its own in a context; without one the msgid itself."""
    return f"{context}{BEFORE_CONTEXT_ENDS}{msgid}" if context else msgid


def english(msgid: str) -> str:
    """A msgid without its context."""
    return msgid.rpartition(BEFORE_CONTEXT_ENDS)[2]


@dataclass(frozen=True, slots=True)
class Called:
    """The name of a field or column for people, and how a timeline tells a value that does not speak for
    itself: msgids, the second with `{value}`. In a `context` the same English word may be another one in
    Chinese.
    """

    label: str
    told: str = ""
    context: str = ""

    @property
    def msgid(self) -> str:
        """The label with its context, as the catalogues know it."""
        return in_context(self.label, self.context)
