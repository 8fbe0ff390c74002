"""Numbers of forms (FRM-01): department, two-digit year and month, `-`, running number: YX2611-01."""

import re
import unicodedata
from datetime import date
from functools import lru_cache

from db.rules.text import WordedError

_DEPARTMENT = re.compile(r"[A-Z]{1,4}")
_NUMBER = re.compile(r"(?:([A-Z]{1,4}\d\d(?:0[1-9]|1[0-2])|\d\d(?:0[1-9]|1[0-2]))-)?(\d{1,9})", re.ASCII)
_WITHIN = re.compile(r"(?<![A-Z0-9-])[A-Z]{1,4}\d\d(?:0[1-9]|1[0-2])-\d{1,9}(?![A-Z0-9-])", re.ASCII)
_BARE = re.compile(r"[#\s]*(?:工单|TICKET)?[#:\s]*([\d-]+)[\s.,;:!?、。)\]]*")


class NumberError(WordedError):
    """A text that is no number of a form, or a department or running number that can make none."""


@lru_cache(maxsize=256)
def prefix(department: str, local_date: date) -> str:
    """Department and month of a number: `YX2611`. `local_date` is the entry's date in the branch's zone."""
    if not _DEPARTMENT.fullmatch(department):
        raise NumberError(
            "“{department}” is not a department code: one to four capitals.", department=department
        )
    return f"{department}{local_date:%y%m}"


def format_number(department: str, local_date: date, running: int) -> str:
    """The number as printed, at least two running digits; after 99 come 100, 101 … without clash."""
    if running < 1:
        raise NumberError("A running number starts at 1, not {running}.", running=running)
    return f"{prefix(department, local_date)}-{running:02d}"


def counter_key(kind: str, department: str, local_date: date) -> str:
    """The name of the gap-free counter that a form's number is drawn from, such as `ticket:YX2611`."""
    return f"{kind}:{prefix(department, local_date)}"


def parse(text: str) -> tuple[str | None, int]:
    """Prefix and running number of what was typed: `YX2607-412`, `2607-412` (no department), `412` (None).

    Case, width and leading zeros do not matter. Raises NumberError on anything else.
    """
    folded = unicodedata.normalize("NFKC", text).strip().upper().replace("–", "-").replace("—", "-")
    found = _NUMBER.fullmatch(folded)
    if not found or int(found[2]) < 1:
        raise NumberError("“{text}” is not a number such as YX2611-01 or 01.", text=text.strip())
    return found[1], int(found[2])


def copied(text: str) -> str:
    """The number within a text that was copied with what stood around it: `工单 YX2607-01`, `#YX2607-01`,
    `YX2607-01。` give `YX2607-01`. A text with no number, or with several, stays as it is."""
    folded = unicodedata.normalize("NFKC", text).strip().upper().replace("–", "-").replace("—", "-")
    found = set(_WITHIN.findall(folded))
    if len(found) == 1:
        return str(found.pop())
    bare = _BARE.fullmatch(folded)
    return bare[1] if bare else text


def join(number_prefix: str, running: int) -> str:
    """The number as printed, from the two halves that `parse` gives."""
    return f"{number_prefix}-{running:02d}"


def sort_key(number: str) -> tuple[int, int, str]:
    """Month, running number as an integer, department: oldest first, and 100 after 99."""
    number_prefix, running = parse(number)
    month = number_prefix or "0"
    return int(month[-4:]), running, month[:-4]
