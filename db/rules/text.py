"""The one door for text from people: what comes in is data and cannot command the terminal (ALL-04)."""

import re
import unicodedata

NAME_LIMIT = 80
PHONE_LIMIT = 32
ADDRESS_LIMIT = 200
LONG_LIMIT = 2000
KEY_LIMIT = 160
"""Signs of a key of `db.rules.ordering`; what differs further back only, stands as the list has it."""

# C0 and C1 with DEL, soft hyphen, joiners, bidi controls, invisible operators, annotations, surrogates,
# byte order mark, Hangul fillers (blank, but letters to Unicode), non-characters and tag characters.
# Variation selectors stay: rare Chinese names are written with them.
_STRIPPED_RANGES = (
    (0x00, 0x1F),
    (0x7F, 0x9F),
    (0xAD, 0xAD),
    (0x034F, 0x034F),
    (0x061C, 0x061C),
    (0x115F, 0x1160),
    (0x17B4, 0x17B5),
    (0x180B, 0x180F),
    (0x200B, 0x200F),
    (0x2028, 0x202E),
    (0x2060, 0x206F),
    (0x3164, 0x3164),
    (0xD800, 0xDFFF),
    (0xFDD0, 0xFDEF),
    (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0),
    (0xFFF0, 0xFFFB),
    (0xFFFE, 0xFFFF),
    (0x1BCA0, 0x1BCA3),
    (0x1D173, 0x1D17A),
    (0xE0000, 0xE00FF),
)
_TO_SPACE = "\t\n\v\f\r\x85\u2028\u2029"
_LINE_END = re.compile("\r\n|[\n\v\f\r\x85\u2028\u2029]")
_BLANKS = re.compile(r"[^\S\n]+")
_EMPTY_LINES = re.compile(r"\n{3,}")

_WHITE = "\xa0\u1680\u2000-\u200a\u202f\u205f\u3000"
"""Blanks that become a plain one; the others are among the stripped."""
_ODD = re.compile(f"[{_WHITE}{''.join(f'{chr(first)}-{chr(last)}' for first, last in _STRIPPED_RANGES)}]")

_STRIP: dict[int, str | None] = {
    code: None for first, last in _STRIPPED_RANGES for code in range(first, last + 1)
}
_STRIP_KEEP_LINES = _STRIP | {ord("\n"): "\n"}
_STRIP_TO_ONE_LINE = _STRIP | {ord(character): " " for character in _TO_SPACE}


class WordedError(ValueError):
    """A refusal of an input as an English msgid with its values; whoever shows it translates the msgid."""

    def __init__(self, msgid: str, **values: object) -> None:
        super().__init__(msgid.format(**values) if values else msgid)
        self.msgid = msgid
        self.values = values


class TextError(WordedError):
    """A text that is too long or, where something must stand, empty."""


def clean(text: str, limit: int, *, multiline: bool = False, empty: bool = False) -> str:
    """The text as the store keeps it: NFC, no control or invisible characters, blanks collapsed, trimmed.

    Line ends survive only with `multiline` (at most one empty line in a row), else they become blanks.
    A text of more than `limit` characters is refused and never cut; so is an empty one unless `empty`.
    """
    cleaned = text if _is_clean(text) else _cleaned(text, multiline=multiline)
    if not cleaned and not empty:
        raise TextError("The text is empty.")
    if len(cleaned) > limit:
        raise TextError(
            "The text has {length} characters; at most {limit} are allowed.", length=len(cleaned), limit=limit
        )
    return cleaned


def _is_clean(text: str) -> bool:
    """Whether there is nothing to do, which is so for nearly every text and quickly seen."""
    return (
        _ODD.search(text) is None
        and "  " not in text
        and text[:1] != " "
        and text[-1:] != " "
        and unicodedata.is_normalized("NFC", text)
    )


def _cleaned(text: str, *, multiline: bool) -> str:
    kept = _LINE_END.sub("\n" if multiline else " ", text).replace("\t", " ").translate(_STRIP_KEEP_LINES)
    collapsed = _BLANKS.sub(" ", unicodedata.normalize("NFC", kept))
    if multiline:
        collapsed = _EMPTY_LINES.sub("\n\n", "\n".join(line.strip() for line in collapsed.split("\n")))
    return collapsed.strip()


def plain_number(text: str) -> str:
    """A number as people wrote it, in plain width and without blanks."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def folded_number(text: str) -> str:
    """A number as it is kept and compared: capitals, full width and blanks do not matter."""
    return plain_number(text).upper()


def strip_controls(text: str, *, keep_lines: bool = False) -> str:
    """The text for the way out: nothing in it moves, colours or commands the terminal.

    Line ends and tabs become blanks, with `keep_lines` a newline stays. Cheap when there is nothing to do.
    """
    if text.isprintable():
        return text
    if keep_lines:
        return _LINE_END.sub("\n", text).replace("\t", " ").translate(_STRIP_KEEP_LINES)
    return text.translate(_STRIP_TO_ONE_LINE)
