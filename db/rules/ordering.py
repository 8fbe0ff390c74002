"""The order in which people look words up: case folded, digits as numbers, Chinese by pinyin.

Signs come first, then numbers by their size, Latin letters whatever their case, and Chinese characters by
pinyin, tone and character, one after the other, as a dictionary has them. A key is compared sign by sign
(`COLLATE "C"`, as Python and SQLite do), so that every database and every list in memory has one order.
"""

from __future__ import annotations

import os
import re
from functools import lru_cache

from db.rules.search import normal

MOST = 120
"""Signs from which on nothing is added."""
HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
AFTER_LETTERS = "~"
_PARTS = re.compile(rf"\d+|{HAN.pattern}|.", re.ASCII | re.DOTALL)
LONGEST_NUMBER = 40
NAMES = range(2, 4)
"""Characters of somebody's name."""
SURNAMES = {
    "曾": "zeng1", "单": "shan4", "解": "xie4", "查": "zha1", "仇": "qiu2", "区": "ou1", "盖": "ge3",
    "朴": "piao2", "翟": "zhai2", "覃": "qin2", "尉": "wei4", "乐": "yue4", "缪": "miao4", "任": "ren2",
    "华": "hua4", "葛": "ge3", "宁": "ning4", "折": "she2", "召": "shao4", "员": "yun4", "种": "chong2",
    "秘": "bi4", "繁": "po2", "冼": "xian3",
}  # fmt: skip
"""Readings of family names that the characters have nowhere else, or seldom."""


@lru_cache(maxsize=16384)
def sort_key(text: str) -> str:
    """By which a text stands in its place; empty for an empty one."""
    found: list[str] = []
    length = 0
    plain = normal(text)
    parts = _PARTS.findall(plain)
    if plain[:1] in SURNAMES and len(plain) in NAMES and all(map(HAN.fullmatch, parts)):
        found.append(f"{AFTER_LETTERS}{SURNAMES[plain[0]]}{plain[0]}")
        parts = parts[1:]
    for part in parts:
        key = _number(part) if part.isascii() and part[0].isdigit() else _sign(part)
        length += len(key)
        if length > MOST:
            break
        found.append(key)
    return "".join(found)


def _number(digits: str) -> str:
    """A number behind how many digits it has: 9 before 10, and both before letters."""
    plain = digits.lstrip("0")[:LONGEST_NUMBER] or "0"
    return chr(ord("0") + len(plain)) + plain


def _sign(sign: str) -> str:
    return f"{AFTER_LETTERS}{_reading(sign)}{sign}" if HAN.fullmatch(sign) else sign


@lru_cache(maxsize=16384)
def _reading(character: str) -> str:
    """The most common reading of a character with its tone, ü as v; nothing where it has none."""
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")
    from pypinyin import Style, pinyin  # some 30 ms to import

    readings = pinyin(character, style=Style.TONE3, heteronym=False, neutral_tone_with_five=True)
    reading = readings[0][0] if readings else ""
    return reading if reading != character else ""
