"""The one mask between the store and whoever may not see personal data: phones wherever they stand, and
addresses (CUS-03)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, Protocol, TypeVar

from db.rules.sentence import Sentence

T = TypeVar("T")

COUNTRY = "CN"
LEAST_KNOWN = 5
"""Digits from which on a number that stands in a phone's own column is looked for in the texts beside it."""

LEAST_OF_ADDRESS = 4
"""Signs behind the district from which on an address is looked for in the texts beside it."""

UNITS = "室号座房楼栋"
"""What people leave out at the end of an address."""

_MANY_DIGITS = re.compile(r"(?:\d\W{0,3}){5}")
_NAMELESS = re.compile(r"[0-9a-f]{64}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""Hashes and ids: digits that nobody dials."""
_GAP = r"[\s().\-_~‐‑‒–—―−·]{0,2}"
_MOBILE = rf"(?<!\d)1[3-9](?:{_GAP}\d){{9}}(?!\d)"
_CUED = (
    r"(?i)(?:电话|手机|座机|热线|致电|拨打|回电|来电|联系方式|号码|tel|phone|mobile|call)[^\d\n]{0,8}"
    rf"(\d(?:{_GAP}\d){{4,}})"
)
"""A number of a kind that no country has, after a word that says what it is: a local line, an extension."""
_LOCAL = r"(?a)(?<![\w.:+-])(?!(?:19|20)\d\d[01]\d[0-3]\d\b)[2-8]\d{6,7}(?![\w.:-])"
"""A line of the same town, within prose; by itself it is a code, and eight digits may be a day."""
_PROSE = r"[\u3400-\u9fff]|[A-Za-z] [A-Za-z]"


class Quoting(Protocol):
    """An error whose sentence quotes values."""

    values: dict[str, object]
    args: tuple[Any, ...]


class Mask:
    """What one reader sees of one answer. An open mask hides nothing."""

    def __init__(self, *, is_open: bool) -> None:
        self.is_open = is_open
        self._known: set[str] = set()
        self._doors: set[str] = set()
        self._door: re.Pattern[str] | None = None

    def lift(self) -> None:
        """Let the reader see this answer as it is: it is about what they were sent to."""
        self.is_open = True

    def forget(self) -> None:
        """Begin with another answer: what stood in the columns of this one is not looked for any more."""
        self._known.clear()
        self._doors.clear()
        self._door = None

    def phone(self, phone: str) -> str:
        """What stands in a phone's own column; the same number is then hidden in the texts beside it."""
        if self.is_open or "*" in phone:
            return phone
        numbers = ("".join(filter(str.isdigit, one)) for one in re.split(r"[/,;、|x转]", phone))
        self._known.update(number for number in numbers if len(number) >= LEAST_KNOWN)
        from db.rules.phone import mask  # whoever sees all has nothing masked

        return mask(phone)

    def address(self, address: str) -> str:
        """What stands in an address's own column, down to its district; what is hidden of it is then hidden
        in the texts beside it as well."""
        if self.is_open or address.endswith("***"):
            return address
        from db.rules.phone import mask_address

        shown = mask_address(address)
        door = "".join(address[len(shown) - len("***") :].split()).rstrip(UNITS)
        # Without a number it may be the customer's own name.
        if len(door) >= LEAST_OF_ADDRESS and any(map(str.isdigit, door)) and door not in self._doors:
            self._doors.add(door)
            self._door = None
        return shown

    def text(self, text: str) -> str:
        """Any other text, the phones in it and the addresses that are known hidden."""
        return text if self.is_open else hidden_phones(self._without_doors(text), self._known)

    def _without_doors(self, text: str) -> str:
        if not self._doors:
            return text
        if self._door is None:
            longest_first = sorted(self._doors, key=lambda door: (-len(door), door))
            spaced = "|".join(r"\s*".join(map(re.escape, door)) for door in longest_first)
            self._door = re.compile(f"(?:{spaced})[{UNITS}]?", re.IGNORECASE)
        return self._door.sub("***", text)

    def answer(self, answer: T) -> T:
        """A whole answer, whatever it is made of."""
        masked: T = answer if self.is_open else self._any(answer)
        return masked

    def error(self, error: Quoting) -> None:
        """What an error quotes."""
        if not self.is_open:
            error.values = self._mapping(error.values)
            error.args = tuple(map(self._any, error.args))

    def _any(self, value: Any) -> Any:
        if isinstance(value, str):
            return self.text(value) if type(value) is str else value
        if isinstance(value, Sentence):
            return replace(value, values=self._mapping(value.values))
        if isinstance(value, Mapping):
            return self._mapping(value)
        if isinstance(value, tuple) and hasattr(value, "_make"):
            return value._make(map(self._any, value))
        if isinstance(value, list | tuple | set | frozenset):
            return type(value)(map(self._any, value))
        if is_dataclass(value) and not isinstance(value, type):
            columns = (each.name for each in fields(value) if each.init)
            return replace(value, **{name: self._any(getattr(value, name)) for name in columns})
        return value

    def _mapping(self, value: Mapping[Any, Any]) -> dict[Any, Any]:
        return {name: self._any(each) for name, each in value.items()}


def hidden_phones(text: str, known: Collection[str] = ()) -> str:
    """The text with every phone in it masked, however it is written; `known` are digits that are one."""
    if _MANY_DIGITS.search(text) is None or _NAMELESS.fullmatch(text):
        return text
    from db.rules.phone import mask_digits

    plain = _half_width(text)
    shown, masked_to = "", 0
    for begin, end in sorted({*_dialled(plain), *_of(known, plain)}, key=lambda span: (span[0], -span[1])):
        if begin >= masked_to:
            shown += text[masked_to:begin] + mask_digits(text[begin:end])
        elif end > masked_to:
            shown += mask_digits(text[masked_to:end])
        masked_to = max(masked_to, end)
    return shown + text[masked_to:]


def _dialled(text: str) -> Iterator[tuple[int, int]]:
    """Where numbers stand that can be dialled."""
    from phonenumbers import Leniency, PhoneNumberMatcher  # 20 ms, which only masked texts cost

    for match in PhoneNumberMatcher(text, COUNTRY, leniency=Leniency.VALID, max_tries=1000):
        yield match.start, match.end
    for mobile in re.finditer(_MOBILE, text):
        yield mobile.span()
    for cued in re.finditer(_CUED, text):
        yield cued.span(1)
    if re.search(_PROSE, text):
        yield from (local.span() for local in re.finditer(_LOCAL, text))


def _of(known: Collection[str], text: str) -> Iterator[tuple[int, int]]:
    for number in known:
        for match in re.finditer(_GAP.join(number), text):
            yield match.span()


def _half_width(text: str) -> str:
    """The text with full-width signs as plain ones, every sign in its place."""
    if text.isascii():
        return text
    folded = (unicodedata.normalize("NFKC", sign) for sign in text)
    return "".join(plain if len(plain) == 1 else sign for plain, sign in zip(folded, text, strict=True))
