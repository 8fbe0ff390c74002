"""Lines of a record: a text, or a list of texts, that can be read so, and the rows that they become."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import AfterValidator, BeforeValidator

from db.kinds import Text
from db.log.facts import Outcome
from db.rules.record import BOUGHT, GUARANTEE, declined, parts
from db.rules.text import LONG_LIMIT, clean
from db.tables.record import DeclinedItem, RecordPart, ServiceRecord


class PricedLines(Text):
    """Lines with prices in them: who may not see money reads them without."""


PARTS = {"guarantee_parts": GUARANTEE, "bought_parts": BOUGHT}
DECLINED = "declined"
LISTS = (*PARTS, DECLINED)
"""The fields of a record that are lists of lines."""


def lines(read: Callable[[str], object]) -> tuple[Any, ...]:
    """A text of lines, or a list of them, that can be read so."""

    def given(value: Any) -> Any:
        if isinstance(value, (list, tuple)) and all(isinstance(each, str) for each in value):
            value = "\n".join(value)
        return clean(value, LONG_LIMIT, multiline=True, empty=True) if isinstance(value, str) else value

    def checked(value: str) -> str:
        read(value)
        return value

    return BeforeValidator(given), AfterValidator(checked)


def put_lines(
    outcome: Outcome, record: ServiceRecord, before: ServiceRecord | None, given: Mapping[str, str]
) -> None:
    """The parts and declined items of the new version: those given, else those of the one before."""
    place = {"record": record.number, "version": record.last_version, "ticket": record.ticket}
    old = before.last_version if before is not None else 0
    line = 0
    for field, kind in PARTS.items():
        for part in parts(given.get(field, ""), kind):
            line += 1
            outcome.put(RecordPart.new(
                **place, line=line, kind=kind, label=part.label, quantity_milli=part.milli,
                unit=part.unit, price_fen=part.price_fen, total_fen=part.total_fen,
            ))  # fmt: skip
        kept = [] if field in given else outcome.facts.all(
            RecordPart, record=record.number, version=old, kind=kind
        )  # fmt: skip
        for row in sorted(kept, key=lambda each: each.line):
            line += 1
            outcome.put(row.but(**place, line=line))
    for at, item in enumerate(declined(given.get(DECLINED, "")), 1):
        outcome.put(DeclinedItem.new(**place, line=at, what=item.what, signed_by=item.signed_by))
    if DECLINED not in given:
        for item_row in outcome.facts.all(DeclinedItem, record=record.number, version=old):
            outcome.put(item_row.but(**place))
