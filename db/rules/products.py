"""Free text matched to what the policy's words stand for: a product category, a zone, a fault group."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

REMEMBERED = 4096
"""Texts that are remembered with what they stand for: districts and products come again all day."""

_GAP = re.compile(r"[\s\-_/]+")


@lru_cache(maxsize=REMEMBERED)
def folded(text: str) -> str:
    """The text as words are looked for in it: NFKC, case folded, blanks, hyphens and slashes alike."""
    return _GAP.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()


@dataclass(frozen=True, slots=True)
class Word:
    """A word (folded) and the code it stands for; a weak one counts only where no strong one is found."""

    text: str
    code: str
    weak: bool

    def position(self, text: str) -> int:
        """Where the word last begins in a folded text, or -1. Latin words match whole, a plural s aside."""
        if not self.text.isascii():
            return text.rfind(self.text)
        # Compiled only for a word that is in the text: a policy has hundreds of them.
        whole = re.compile(rf"(?<![a-z0-9]){re.escape(self.text)}(?:e?s)?(?![a-z0-9])")
        return max((found.start() for found in whole.finditer(text)), default=-1)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words to look for; built once per policy."""

    words: tuple[Word, ...]
    _found: dict[str, str | None] = field(init=False, repr=False, compare=False, default_factory=dict)

    @classmethod
    def build(cls, strong: Iterable[tuple[str, str]], weak: Iterable[tuple[str, str]] = ()) -> "Vocabulary":
        """From pairs of word and code."""
        return cls(
            tuple(
                Word(folded(text), code, is_weak)
                for pairs, is_weak in ((strong, False), (weak, True))
                for text, code in pairs
            )
        )

    def find(self, text: str) -> str | None:
        """The code of the most telling word: strong before weak, the longer, the later in the text.

        Chinese puts what a thing is last, so 监控软件 is software and 软件监控 is monitoring.
        """
        try:
            return self._found[text]
        except KeyError:
            code = self._look_for(text)
        if len(self._found) >= REMEMBERED:
            # Another thread may clear it too, so what was found is not read from it again.
            self._found.clear()
        self._found[text] = code
        return code

    def _look_for(self, text: str) -> str | None:
        wanted = folded(text)
        best: tuple[bool, int, int] | None = None
        code = None
        for word in self.words:
            if word.text not in wanted:
                continue
            at = word.position(wanted)
            rank = (not word.weak, len(word.text), at)
            if at >= 0 and (best is None or rank > best):
                best, code = rank, word.code
        return code
