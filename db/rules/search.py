"""What a caller types finds the ticket: pinyin initials, full pinyin and bigrams (INT-03, DSP-02)."""

import os
import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import product

READINGS_LIMIT = 16
"""Most spellings kept for one name; the first characters (the family name) keep their variants longest."""
LONG_NAME = 6
LONG_NAME_READINGS = 4
"""Names of more than LONG_NAME characters keep fewer spellings in full pinyin, or the index would swell."""

_HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_HAN_GAP = f"(?<=[{_HAN}]) +(?=[{_HAN}])"
_PHONE_TEXT = re.compile(r"[\d+(][\d+() \-./,、转接分机ext#:]+")
_PHONE = re.compile(r"\+?[(\d][\d ()\-]{5,}")
_PHONE_GAP = re.compile(r"[ ()\-]")
_ONE_HAN = f"[{_HAN}]"
"""Not compiled here: so many signs take a start milliseconds, and `re` keeps what it has compiled."""
_AROUND = "#,.;:!?\"'()[]<>、。《》「」【】"
LEAST_PHONE = 6
"""Digits from which on a line of digits and gaps is a phone number and not several words."""
_SHORT_NUMBER = re.compile(r"\d\d(?:0[1-9]|1[0-2])-\d{1,5}")


@lru_cache(maxsize=65536)
def _syllables(character: str) -> tuple[str, ...]:
    """All readings of one character without tones, the most common first; others read as themselves."""
    # Single characters need none of its 47,000 phrases, which take 44 MB.
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")
    from pypinyin import Style, pinyin  # some 30 ms to import

    readings = pinyin(character, style=Style.NORMAL, heteronym=True)
    return tuple(dict.fromkeys(readings[0])) if readings else ()


def _readings(name: str) -> list[tuple[str, ...]]:
    folded = unicodedata.normalize("NFKC", name).casefold()
    letters = [character for character in folded if character.isalnum()]
    return [(letter,) if letter.isascii() else _syllables(letter) or (letter,) for letter in letters]


def _combined(choices: Iterable[Sequence[str]], limit: int) -> tuple[str, ...]:
    kept: list[Sequence[str]] = []
    combinations = 1
    for choice in choices:
        allowed = choice[: max(1, limit // combinations)]
        combinations *= len(allowed)
        kept.append(allowed)
    return tuple(dict.fromkeys(text for text in map("".join, product(*kept)) if text))


@lru_cache(maxsize=16384)
def initials(name: str) -> tuple[str, ...]:
    """The first letters of a name in every reading, at most READINGS_LIMIT: 张工师 gives zgs, 曾 c and z.

    Latin letters and digits stand for themselves, everything else is left out.
    """
    letters = (tuple(dict.fromkeys(reading[0] for reading in choice)) for choice in _readings(name))
    return _combined(letters, READINGS_LIMIT)


@lru_cache(maxsize=16384)
def full_pinyin(name: str) -> tuple[str, ...]:
    """The name spelt out in every reading, without tones or blanks, ü as v: 单 gives dan, chan and shan."""
    choices = _readings(name)
    return _combined(choices, READINGS_LIMIT if len(choices) <= LONG_NAME else LONG_NAME_READINGS)


def normal(text: str) -> str:
    """The text as it is compared: NFKC, case folded, blanks collapsed and none between Chinese characters."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    line = " ".join(folded.split())
    return re.sub(_HAN_GAP, "", line) if " " in line else line


def haystack(*parts: str | None, names: Iterable[str | None] = ()) -> str:
    """Everything a ticket is found by, one part a line: the parts as compared, phones also without gaps,
    and for each of the `names` its initials and full pinyin."""
    lines: dict[str, None] = {}
    named = [name for name in names if name]
    for part in (*parts, *named):
        line = normal(part) if part else ""
        lines[line] = None
        lines.update(dict.fromkeys(_phones(line)))
    for name in named:
        if not name.isascii():
            lines.update(dict.fromkeys((*initials(name), *full_pinyin(name))))
    lines.pop("", None)
    return "\n".join(lines)


def _phones(line: str) -> tuple[str, ...]:
    """The numbers without gaps and extensions of a line that has nothing but phone numbers."""
    runs = _PHONE.findall(line) if _PHONE_TEXT.fullmatch(line) else ()
    return tuple(_PHONE_GAP.sub("", run) for run in runs)


def bigrams(text: str) -> tuple[str, ...]:
    """The distinct overlapping pairs of characters of each word, in order; one character alone has none."""
    words = (word for line in text.splitlines() for word in normal(line).split())
    pairs = (word[at : at + 2] for word in words for at in range(len(word) - 1))
    return tuple(dict.fromkeys(pairs))


def query_words(query: str) -> tuple[tuple[str, ...], ...]:
    """The words of a query, which must all be found, each in any part; of the spellings of one word any.

    A phone number is one word however it is written: its number as it is kept, and as it was typed. What
    stands around a copied word (`#`, `。`) is left out.
    """
    line = unicodedata.normalize("NFKC", query).casefold().strip()
    if not _SHORT_NUMBER.fullmatch(line) and (numbers := _numbers(line)):
        return (numbers,)
    words = [word.strip(_AROUND) or word for word in line.split()]
    if words and all(re.fullmatch(_ONE_HAN, word) for word in words):
        words = ["".join(words)]  # a name with a blank in it
    return tuple(dict.fromkeys(_spellings(word) for word in words))


def _spellings(word: str) -> tuple[str, ...]:
    written = normal(word)
    if _SHORT_NUMBER.fullmatch(written):
        return (written,)
    return tuple(dict.fromkeys((written, *_numbers(written))))


def _numbers(line: str) -> tuple[str, ...]:
    """The phone numbers that a whole line is, without extensions, as they are kept and as they are typed."""
    if not _PHONE_TEXT.fullmatch(line) or sum(each.isdigit() for each in line) < LEAST_PHONE:
        return ()
    from db.rules import phone  # few queries are numbers

    try:
        kept = [number.partition("x")[0] for number in phone.normal(line).split("/")]
    except phone.PhoneError:
        kept = []
    whole = [each for each in kept if len(each) >= LEAST_PHONE] or kept
    return tuple(dict.fromkeys((*whole, *_phones(line))))


def query_terms(query: str) -> tuple[str, ...]:
    """The words of the query, each in its first spelling."""
    return tuple(spellings[0] for spellings in query_words(query))


def matches(hay: str, query: str) -> bool:
    """Whether a text made by `haystack` answers the query; an empty query is answered by everything."""
    return all(any(word in hay for word in spellings) for spellings in query_words(query))
