"""What stands on a service record: lines of parts and of declined items as people type them, and the boxes of
the paper form beside the marks of the survey (VIS-02, VIS-13, VIS-15)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from db.rules.text import NAME_LIMIT, WordedError

GUARANTEE, BOUGHT = "guarantee", "bought"
EXAMPLES: Mapping[str, str] = {GUARANTEE: "压缩机 1", BOUGHT: "电容 2 35.00"}
MOST_LINES = 50
MOST_MILLI = 1_000_000_000
MOST_FEN = 2_000_000_000
_LINES = re.compile("[\n;\uff1b]")
_PART = re.compile(
    r"(?P<label>.+?)\s+[x×*@]?\s*(?P<quantity>\d{1,6}(?:\.\d{1,3})?)\s*(?P<unit>[^\W\d_]{0,8})"
    r"(?:\s+[¥￥@]?\s*(?P<price>\d{1,8}(?:\.\d{1,2})?)元?)?"
)
_DECLINED = re.compile("(?P<what>.+?)\\s*[:\uff1a]\\s*(?P<signed_by>[^:\uff1a]+)")
BOX_MARKS: Mapping[str, Mapping[str, int]] = {
    "attitude": {"poor": 1, "fair": 2, "satisfied": 3, "good": 4, "very_good": 5},
    "hygiene": {"good": 5, "not_good": 1},
    "satisfaction": {"satisfied": 4, "dissatisfied": 2, "very_dissatisfied": 1},
}
"""The mark of the survey that a box of the paper form stands for, by the field of the record."""
ASKED_AS: Mapping[str, str] = {"attitude": "attitude", "hygiene": "hygiene", "satisfaction": "result"}
"""What the survey asks about the same thing, by the field of the record."""


class LineError(WordedError):
    """A line of a record that cannot be read."""


class PartLine(NamedTuple):
    """A part that was replaced: how many thousandths of a unit; `price_fen` of one, None for a
    three-guarantee part."""

    label: str
    milli: int
    unit: str
    price_fen: int | None

    @property
    def total_fen(self) -> int | None:
        """What all cost, rounded half up to the fen."""
        return None if self.price_fen is None else rounded(self.price_fen * self.milli)


class Declined(NamedTuple):
    """Work that the customer declined, and who signed for it."""

    what: str
    signed_by: str


class Compared(NamedTuple):
    """A box on site beside the survey's mark for the same thing; `differs` by more than one mark, or on
    either side of satisfied."""

    question: str
    box: str
    box_mark: int
    mark: int
    differs: bool


def rounded(milli_fen: int) -> int:
    """Thousandths of a fen as whole fen, half up."""
    return int((Decimal(milli_fen) / 1000).quantize(Decimal(1), ROUND_HALF_UP))


def lines(text: str) -> Iterator[str]:
    """The lines of a text, which semicolons part as well."""
    return (line.strip() for line in _LINES.split(text) if line.strip())


def parts(text: str, kind: str) -> tuple[PartLine, ...]:
    """Lines such as `压缩机 1` (three-guarantee) or `电容 2 35.00` (bought, with the price of one in CNY).

    Raises LineError on a line without a quantity, a bought part without a price, a three-guarantee part with
    one.
    """
    found = tuple(_part(line, kind) for line in lines(text))
    if len(found) > MOST_LINES:
        raise LineError("At most {count} lines can stand here.", count=MOST_LINES)
    return found


def _part(line: str, kind: str) -> PartLine:
    read = _PART.fullmatch(line)
    if read is None or len(read["label"]) > NAME_LIMIT:
        raise LineError(
            "“{line}” is no part: write name and quantity, as in {example}.",
            line=line[:40],
            example=EXAMPLES[kind],
        )
    if kind == GUARANTEE and read["price"] is not None:
        raise LineError("“{line}”: a three-guarantee part has no price.", line=line[:40])
    if kind == BOUGHT and read["price"] is None:
        raise LineError("“{line}”: a part that the customer buys has a price.", line=line[:40])
    milli = int(Decimal(read["quantity"]) * 1000)
    price = None if read["price"] is None else int(Decimal(read["price"]) * 100)
    found = PartLine(read["label"], milli, read["unit"], price)
    if not 0 < milli <= MOST_MILLI or (price or 0) > MOST_FEN or (found.total_fen or 0) > MOST_FEN:
        raise LineError("“{line}”: the quantity or the price is out of range.", line=line[:40])
    return found


def declined(text: str) -> tuple[Declined, ...]:
    """Lines such as `更换电源线: 王先生`: what the customer declined, and who signed for that (VIS-13)."""
    found = []
    for line in lines(text):
        read = _DECLINED.fullmatch(line)
        if read is None or len(read["what"]) > 200 or len(read["signed_by"].strip()) > NAME_LIMIT:
            raise LineError("“{line}”: write what was declined and who signed for it, as in {example}.",
                            line=line[:40], example="更换电源线: 王先生")  # fmt: skip
        found.append(Declined(read["what"], read["signed_by"].strip()))
    if len(found) > MOST_LINES:
        raise LineError("At most {count} lines can stand here.", count=MOST_LINES)
    return tuple(found)


def ordinals(text: str) -> tuple[int, ...]:
    """The numbers in `1, 3`; raises LineError on anything else."""
    found = [each.strip() for each in re.split("[,\uff0c\u3001\\s]+", text) if each.strip()]
    if not all(each.isascii() and each.isdecimal() and len(each) < 4 for each in found):
        raise LineError("“{line}” are no numbers.", line=text[:40])
    return tuple(dict.fromkeys(int(each) for each in found))


def quantity_text(milli: int) -> str:
    """`1500` as `1.5`, `2000` as `2`."""
    whole, rest = divmod(milli, 1000)
    return f"{whole}.{rest:03d}".rstrip("0") if rest else str(whole)


def unpriced(text: str) -> str:
    """Lines of bought parts for who may not see money; nothing where they cannot be read."""
    try:
        found = parts(text, BOUGHT)
    except LineError:
        return ""
    return "\n".join(part_text(part.label, part.milli, part.unit, None) for part in found)


def part_text(label: str, milli: int, unit: str, price_fen: int | None) -> str:
    """A line as it is typed."""
    price = "" if price_fen is None else f" {price_fen // 100}.{price_fen % 100:02d}"
    return f"{label} {quantity_text(milli)}{unit}{price}"


def compared(
    boxes: Mapping[str, str | None], marks: Mapping[str, int | None], satisfied: int
) -> list[Compared]:
    """The boxes on site beside the marks of the survey, where both were given; `satisfied` is the mark from
    which somebody is (VIS-15)."""
    found = []
    for field, question in ASKED_AS.items():
        box, mark = boxes.get(field), marks.get(question)
        if box is None or mark is None:
            continue
        own = BOX_MARKS[field][box]
        apart = abs(own - mark) > 1 or (own >= satisfied) != (mark >= satisfied)
        found.append(Compared(question, box, own, mark, apart))
    return found
