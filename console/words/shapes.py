"""What stands after each verb in the dispatch sentence: the fields that it declares, as what they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from console.declared import FieldDeclared
from db import kinds

SlotKind = Literal[
    "person", "listed", "reason", "rest", "word", "phone", "window", "instant", "level", "marks", "ticket",
    "thing",
]  # fmt: skip


class Slot(NamedTuple):
    """A place for a field. `listed` takes one word from a list, `reason` one from a list or own words to the
    end of the line, `rest` everything that is left, `ticket` another ticket's number, `thing` any other thing
    by number or name, `family` says of which kind. `ends` is the field that takes the end of a window,
    `fields` are those that a row of marks fills.
    """

    field: str
    kind: SlotKind
    ends: str = ""
    fields: tuple[str, ...] = ()
    family: str = ""


Shape = tuple[Slot, ...]

KINDS: Mapping[type[kinds.Kind], SlotKind] = {
    kinds.StaffNo: "person",
    kinds.TicketNo: "ticket",
    kinds.Code: "listed",
    kinds.Listed: "listed",
    kinds.Phone: "phone",
    kinds.Level: "level",
    kinds.Mark: "marks",
}


def shape_of(sentence: Sequence[str], fields: Sequence[FieldDeclared]) -> Shape:
    """The places behind a verb that declares these fields and this sentence."""
    declared = {each.name: each for each in fields}
    marks = tuple(each.name for each in fields if isinstance(each.kind, kinds.Mark))
    return tuple(_slot(declared[name], marks, is_last=name == sentence[-1]) for name in sentence)


def _slot(field: FieldDeclared, marks: tuple[str, ...], *, is_last: bool) -> Slot:
    kind = field.kind
    if isinstance(kind, kinds.Instant):
        return Slot(field.name, "window", kind.until) if kind.until else Slot(field.name, "instant")
    if isinstance(kind, kinds.Reason):
        return Slot(field.name, "reason" if kind.free else "listed")
    if isinstance(kind, kinds.Mark):
        return Slot(field.name, "marks", fields=marks)
    other: SlotKind = "thing" if field.names else "rest" if is_last else "word"
    return Slot(field.name, KINDS.get(type(kind), other), family=field.names)
