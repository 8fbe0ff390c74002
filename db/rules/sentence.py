"""Sentences for people, kept as an English msgid with its values until somebody translates them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from db import kinds


def msgid(text: str, context: str = "") -> str:
    """Marks a literal that the catalogues must hold, where it needs one in a context of its own."""
    return kinds.in_context(text, context)


PLACES: Mapping[str, kinds.Kind] = {
    "state": kinds.Code(
        "state tool_state person_state task_state request_state emergency_state stocktake_state"
    ),
    "states": kinds.Code("state tool_state task_state request_state emergency_state stocktake_state"),
    "tool_state": kinds.Code("tool_state"),
    "order_state": kinds.Code("order_state"),
    "task_state": kinds.Code("task_state"),
    "request_state": kinds.Code("request_state"),
    "letter_state": kinds.Code("letter_state"),
    "emergency_state": kinds.Code("emergency_state"),
    "stocktake_state": kinds.Code("stocktake_state"),
    "place": kinds.Place(),
    "holder": kinds.Place(),
    "report": kinds.Code("tool_report"),
    "owed": kinds.Listed("report"),
    "verb": kinds.Code("verb"),
    "action": kinds.Code("step verb"),
    "step": kinds.Code("step"),
    "last": kinds.Code("step"),
    "milestone": kinds.Code("milestone"),
    "missing": kinds.Code("demand milestone"),
    "papers": kinds.Listed("paper"),
    "tools_out": kinds.ToolAway(),
    "right": kinds.Code("right"),
    "role": kinds.Code("role"),
    "roles": kinds.Code("role"),
    "target": kinds.Code("role"),
    "way": kinds.Code("way"),
    "profile_before": kinds.Listed("profile"),
    "profile_after": kinds.Listed("profile"),
    "fields": kinds.FieldNames(),
    "channel": kinds.Listed("notice_channel"),
    "tool": kinds.Listed("tool"),
    "tools": kinds.Listed("tool"),
    "kind": kinds.Listed("tool"),
    "branch": kinds.Listed("branch"),
    "actor": kinds.StaffNo(),
    "colleague": kinds.StaffNo(),
    "staff": kinds.StaffNo(),
    "technician": kinds.StaffNo(),
    "certificate": kinds.Listed("certificate"),
    "skill": kinds.Listed("skill"),
}
"""What may stand in a place of a sentence: a place is declared by its name, as a field is by its kind."""


class Coded(str):
    """Codes of one list, joined by `, `, where the place could hold those of several: `open` is a state of a
    task and of a request."""

    __slots__ = ("group",)

    group: str

    def __new__(cls, codes: str, group: str) -> Self:
        made = super().__new__(cls, codes)
        made.group = group
        return made


@dataclass(frozen=True, slots=True)
class Sentence:
    """A msgid with `{names}` and what stands for them.

    What stands in a place says `PLACES`; instants and days say it by their type. A value may be a sentence
    itself.
    """

    msgid: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        """In English, codes and instants as they are: for logs and for those who ask in no language."""
        return kinds.english(self.msgid).format_map(
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
