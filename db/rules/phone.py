"""Phone numbers as people write them, one form to keep, and what is shown to those who need less (CUS-03)."""

import re
import unicodedata
from functools import lru_cache

from db.rules.text import WordedError

LEAST_DIGITS = 3
LONGEST_LINE = 12
"""Digits of the longest number within China, its area code with 0."""

_SEVERAL = re.compile(r"[/,;、|]")
_EXTENSION = re.compile(r"(?:转接?|分机|extension|ext\.?|x|#)[\s:：]*", re.IGNORECASE)
_GAP = re.compile(r"[\s().\-_~‐‑‒–—―−]+")
_NUMBER = re.compile(r"\+?[0-9]+")
_DIGITS = re.compile(r"[0-9]+")
_AREA_AND_LINE = re.compile(r"(?<!\d)(\(?0\d{2,3}\)?)\s*[/|]\s*(?=\d{4}[\s-]?\d{3,4}(?!\d))")
"""An area code parted from its line by what elsewhere parts two numbers: 0755/2600 1234."""
_TRUNK_MOBILE = re.compile(r"0(?=1[3-9]\d{9}$)")
_BARE_CHINA_LANDLINE = re.compile(r"86(?=0?(?:10|2\d|[3-9]\d{2})\d{7,8}$)")
_CHINA = re.compile(r"(?:\+|00)86(?=\d{3})")
_BARE_CHINA_MOBILE = re.compile(r"86(?=1[3-9]\d{9}$)")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_SERVICE_LINE = re.compile(r"[48]00\d{7}|\d{3,6}")
_AREA = re.compile(r".*(?:[省县旗州盟]|市(?!场)|(?<![小社园厂校景])区)")


class PhoneError(WordedError):
    """A text that is no phone number."""


@lru_cache(maxsize=4096)
def normal(phone: str) -> str:
    """The number as it is kept and searched: digits, a foreign country with its plus, an extension after `x`.

    +86 is dropped, a landline keeps its area code with 0: `0755-1234567 转 8` gives `07551234567x8`.
    Several numbers are separated by `/`. Raises PhoneError on letters and on fewer than three digits.
    """
    folded = _AREA_AND_LINE.sub(r"\1-", unicodedata.normalize("NFKC", phone).strip())
    numbers = [_one(text, phone) for text in _SEVERAL.split(folded) if text.strip()]
    if not numbers:
        raise PhoneError("A phone number needs at least {least} digits.", least=LEAST_DIGITS)
    return "/".join(numbers)


def numbers(phone: str) -> tuple[str, ...]:
    """The numbers of a phone field, each without its extension: what is dialled, and so what is compared."""
    return tuple(dict.fromkeys(number.partition("x")[0] for number in normal(phone).split("/")))


def _one(text: str, phone: str) -> str:
    number, *extensions = (_GAP.sub("", piece) for piece in _EXTENSION.split(text))
    written_extension = re.fullmatch(r"(.*\d{7,8})\s*[-–—]\s*(\d{1,6})\s*", text)
    if not extensions and written_extension and text.count("-") > 1:
        number, extensions = _GAP.sub("", written_extension[1]), [written_extension[2]]
    if not _NUMBER.fullmatch(number) or not all(map(_DIGITS.fullmatch, extensions)):
        if any(character.isdigit() for character in text) or number:
            raise PhoneError(
                "“{phone}” is not a phone number: only digits and an extension.", phone=phone.strip()
            )
        raise PhoneError("A phone number needs at least {least} digits.", least=LEAST_DIGITS)
    if len(number.lstrip("+")) < LEAST_DIGITS:
        raise PhoneError("A phone number needs at least {least} digits.", least=LEAST_DIGITS)
    return "x".join([_national(number), *extensions])


def _national(number: str) -> str:
    if _BARE_CHINA_MOBILE.match(number):
        return number[2:]
    number = _TRUNK_MOBILE.sub("", number)
    if len(number) > LONGEST_LINE and _BARE_CHINA_LANDLINE.match(number):
        number = f"+{number}"
    china = _CHINA.match(number)
    if not china:
        return "+" + number[2:] if re.match(r"00[1-9]\d{6}", number) else number
    rest = number[china.end() :]
    if rest.startswith("0"):
        return _national(rest)
    if _MOBILE.fullmatch(rest) or _SERVICE_LINE.fullmatch(rest):
        return rest
    return "0" + rest


def mask(phone: str) -> str:
    """The number with its middle hidden: `138****0001`; of a short one only the last digits stay."""
    return "/".join(mask_digits(number) for number in phone.split("/"))


def mask_digits(phone: str) -> str:
    """One number with its middle hidden, every other sign in its place."""
    places = [at for at, character in enumerate(phone) if character.isdigit()]
    count = len(places)
    head, tail = (3, 4) if count >= 11 else (0, 3) if count >= 7 else (0, 1)
    hidden = set(places[head : max(head, count - tail)])
    return "".join("*" if at in hidden else character for at, character in enumerate(phone))


def mask_address(address: str) -> str:
    """The address down to its district; without one the first two characters of an address of some length."""
    area = _AREA.match(address)
    if area:
        return area[0] + "***"
    return address[:2] + "***" if len(address) > 4 else "***" if address else ""
