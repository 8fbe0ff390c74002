"""Choosing by what is typed, the same in every field and list: what stands marked is what is taken."""

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from widgets.field import Choice


class Taken(NamedTuple):
    """What a key took: a choice, or with `choice` None one's own words."""

    choice: Choice | None
    words: str = ""


Outcome = Taken | Literal["refused"] | None
"""A key took something, was refused, or was only typed."""


@lru_cache(maxsize=8192)  # a list is compared again at every key, with all the ways to type each entry
def plain(text: str) -> str:
    """Text as it is compared: full-width letters and digits count as narrow ones, capitals as small ones."""
    return unicodedata.normalize("NFKC", text).casefold().strip()


def found(entries: Sequence[Sequence[str]], typed: str) -> list[int]:
    """Places of the entries that the text means, best first: called so, begins so, contains it.

    An entry is every way in which one may be typed. Everything answers to an empty text, in order.
    """
    wanted = plain(typed)
    ranked: list[tuple[int, int]] = []
    for place, words in enumerate(entries):
        known = [plain(word) for word in words]
        if not wanted or wanted in known:
            ranked.append((0, place))
        elif any(word.startswith(wanted) for word in known):
            ranked.append((1, place))
        elif any(wanted in word for word in known):
            ranked.append((2, place))
    return [place for _rank, place in sorted(ranked)]


class Choosing:
    """What is typed over some choices, which of them it leaves, and which one stands marked.

    Typing filters and marks the best; a digit takes the choice behind it; what matches nothing is one's own
    words where these are allowed, and else cannot be taken. Where they are allowed, a blank before anything
    else says that words follow: from then on digits are text, and nothing but the words can be taken.
    """

    def __init__(self, choices: Sequence[Choice], *, free: bool = False, numbers: bool = False) -> None:
        """`free` allows own words; where `numbers` are typed, a digit behind a digit is text."""
        self.free = free
        self.numbers = numbers
        self._take(choices)
        self.typed = ""
        self.is_words = False
        """Whether what is typed is one's own words, whatever it begins with."""
        self.shown: list[int] = self._found("")
        self._mark = -1
        """A place in `shown`; its length for one's own words; -1 for nothing."""

    def _take(self, choices: Sequence[Choice]) -> None:
        self.choices = tuple(choices)
        self._words = [(each.label, each.short, *each.finders) for each in self.choices]

    def offer(self, choices: Sequence[Choice]) -> None:
        """Other choices; what is typed stays, and the best of them is marked."""
        self._take(choices)
        self.type(self.typed)

    # -- what stands there ------------------------------------------------------------------------------

    @property
    def marked(self) -> int | None:
        """Place of the choice that would be taken."""
        return self.shown[self._mark] if 0 <= self._mark < len(self.shown) else None

    @property
    def own_shown(self) -> bool:
        """Whether own words stand behind the choices."""
        return self.is_words or (self.free and bool(self.typed.strip()))

    @property
    def own_marked(self) -> bool:
        """Whether own words would be taken."""
        return self.own_shown and self._mark == len(self.shown)

    def digit_of(self, place: int) -> str:
        """What takes a choice: its own digit, else one by its place; empty where there are no more."""
        own = self.choices[place].digit
        return own or (str(place + 1) if place < 9 else "")

    def taken(self) -> Taken | None:
        """What Enter takes; None where nothing stands marked."""
        if self.own_marked:
            words = self.typed.strip()
            return Taken(None, words) if words else None
        return None if self.marked is None else Taken(self.choices[self.marked])

    # -- keys -------------------------------------------------------------------------------------------

    def press(self, character: str) -> Outcome:
        """A printable key."""
        typed, character = self.typed + character, unicodedata.normalize("NFKC", character)
        if character == " " and not self.typed and self.free:
            self.begin_words()
            return None
        if self.is_words or not character.isdecimal():
            self.type(typed)
            return None
        meant = next((at for at in self.shown if self.digit_of(at) == character), None)
        if meant is None and not self.typed:  # a hidden one that has a digit of its own
            meant = next((at for at, each in enumerate(self.choices) if each.digit == character), None)
        if meant is None and not self.typed and not self.shown:  # nothing is there to take: it begins a name
            self.type(typed)
            return None
        goes_on = self.numbers and self.typed[-1:].isdecimal()
        is_text = bool(self.typed) and (
            goes_on or meant is None or bool(found(self._words, self.typed + character))
        )
        if not is_text:
            return "refused" if meant is None else Taken(self.choices[meant])
        self.type(typed)
        return None

    def _found(self, text: str) -> list[int]:
        if self.is_words:
            return []
        if not text.strip():
            return [at for at, choice in enumerate(self.choices) if not choice.hidden]
        return found(self._words, text)

    def type(self, text: str) -> None:
        """Another text; the best match is marked."""
        self.typed = text
        self.shown = self._found(text)
        self._mark = 0 if self.own_shown or (text.strip() and self.shown) else -1

    def begin_words(self) -> None:
        """From here on it is one's own words, where these are allowed."""
        self.is_words = self.free
        self.type("")

    def rub_out(self) -> None:
        """Take the last character back; behind the first one, what follows need not be words any more."""
        self.is_words = self.is_words and bool(self.typed)
        self.type(self.typed[:-1])

    def put(self, words: str) -> None:
        """One's own words that were taken before, to be changed; with none nothing is typed."""
        self.is_words = self.free and bool(words)
        self.type(words)

    def mark(self, value: str | None) -> None:
        """Mark the choice with this value, if it is shown."""
        values = [self.choices[at].value for at in self.shown]
        self._mark = values.index(value) if value in values else -1

    def step(self, step: int, *, around: bool = False) -> None:
        """Mark the next or previous one."""
        count = len(self.shown) + self.own_shown
        if not count:
            return
        if self._mark < 0:
            self._mark = 0 if step > 0 else count - 1
        else:
            place = self._mark + step
            self._mark = place % count if around else min(max(place, 0), count - 1)
