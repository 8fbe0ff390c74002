"""Sentences for people, kept as an English msgid with its values until somebody translates them."""

from collections.abc import Mapping
from dataclasses import dataclass, field


def msgid(text: str) -> str:
    """Marks a literal that the catalogues must hold."""
    return text


@dataclass(frozen=True, slots=True)
class Sentence:
    """A msgid with `{names}` and what stands for them.

    What a value is follows from its name, so that a screen can put the right word for a code: `tool` and
    `tools` are tool kinds, `certificate` and `skill` kinds of those, `number` and `ticket` stand for
    themselves, `until`, `begin` and `end` are instants, `day` is a date.
    """

    msgid: str
    values: Mapping[str, object] = field(default_factory=dict)
