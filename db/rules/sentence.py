"""Sentences for people, kept as an English msgid with its values until somebody translates them."""

from __future__ import annotations

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
    themselves, `until`, `begin` and `end` are instants, `day` is a date. A value may be a sentence itself.
    """

    msgid: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        """In English, codes and instants as they are: for logs and for those who ask in no language."""
        return self.msgid.format_map(
            {
                name: ", ".join(map(str, value)) if isinstance(value, tuple) else value
                for name, value in self.values.items()
            }
        )


def joined(sentences: tuple[Sentence, ...]) -> Sentence | None:
    """Several sentences as one; None for none."""
    if not sentences:
        return None
    first, *rest = sentences
    for sentence in rest:
        first = Sentence(msgid("{first}; {second}"), {"first": first, "second": sentence})
    return first
