"""Phone numbers as cells hold them: two in one cell, a name or a remark beside, digits that got lost."""

from __future__ import annotations

import re
import unicodedata

from db.errors import BadField
from db.rules.phone import PhoneError, normal

_GAPS = re.compile(r"[\s\-.·]+")
_WHOLE = re.compile(r"(?:\+?86)?1[3-9]\d{9}|0\d{9,11}|[48]00\d{7}")
"""A mobile number, a landline with its area code, a service line."""
_MOST_DIGITS = 15
_ALMOST = re.compile(r"1[3-9]\d{8}(?:\d{2,4})?")
"""Ten digits, or twelve to fourteen, of what would be a mobile number."""
_REMARK = re.compile(r"[(\[【][^)\]】\d]*[)\]】]")
_EXTENSION = re.compile(r"转接?|分机|extension|ext\.?|(?<=\d)\s*[x#]\s*(?=\d)", re.IGNORECASE)
_WORDS = re.compile(r"[^\W\d_]+(?:[:.·]\s*|(?=\W|\d|$))")
_COMPLETE = re.compile(r"(?:\+|00)?\d{7,15}(?:x\d{1,6})?")


def phone_text(cell_text: str) -> str:
    """The numbers of a cell, several joined by `/`; what is unclear stays as it is, for the field to refuse.

    A blank or a line break between two whole numbers separates them, a remark in brackets and a name
    beside a whole number fall away. Raises BadField for a mobile number with a digit too few or too many.
    """
    text = unicodedata.normalize("NFKC", cell_text).strip()
    plain = _REMARK.sub(" ", text).strip() or text
    named = plain if _EXTENSION.search(plain) else _WORDS.sub(" ", plain).strip(" :：")
    said = named if named != plain and _are_complete(named) else plain
    found = _apart(said)
    for number in re.split(r"[/,;、|]", found):
        digits = _GAPS.sub("", number).removeprefix("+86")
        if _ALMOST.fullmatch(digits):
            raise BadField(
                "phone", "“{value}” has {count} digits; a mobile number has 11.",
                "Write the whole number, or say what it stands for in a map file (--map).",
                value=cell_text.strip()[:40], count=len(digits),
            )  # fmt: skip
        if digits.isdigit() and len(digits) > _MOST_DIGITS:
            raise BadField(
                "phone", "“{value}” has {count} digits: it may be several numbers.",
                "Write / between them.", value=cell_text.strip()[:40], count=len(digits),
            )  # fmt: skip
    return found


def _apart(text: str) -> str:
    """Whole numbers that only blanks separate, with a stroke between them."""
    for parts in (text.split("\n"), text.split()):
        kept = [part.strip(" \r\t/,;、|") for part in parts if part.strip(" \r\t/,;、|")]
        if len(kept) > 1 and all(_WHOLE.fullmatch(_GAPS.sub("", part)) for part in kept):
            return "/".join(kept)
    return " ".join(text.split())


def _are_complete(text: str) -> bool:
    """Whether what is left without words is nothing but whole numbers."""
    try:
        numbers = normal(_apart(text)).split("/")
    except PhoneError:
        return False
    return all(_COMPLETE.fullmatch(number) for number in numbers)
