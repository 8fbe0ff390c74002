"""How many of the words that the common systems use for states and columns are known."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from db.imports.words import code_of, columns, folded

WORDS = Path(__file__).with_name("words")


def listed(name: str) -> Iterator[tuple[str, str | None]]:
    """A word and what it stands for, None for nothing that there is here."""
    for line in (WORDS / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("# "):
            word, _, code = line.rpartition(" = ")
            yield word, None if code == "-" else code


@pytest.mark.parametrize(
    ("name", "least", "share"), [("statuses.txt", 330, 0.96), ("headers.txt", 690, 0.73)]
)
def test_most_words_of_the_common_systems_are_known(name: str, least: int, share: float) -> None:
    words = list(listed(name))
    known = sum(code is not None for _word, code in words)
    assert len({word.casefold() for word, _code in words}) >= least
    assert known / len(words) >= share


def test_every_status_is_read_as_what_it_means() -> None:
    wrong = {
        word: found for word, code in listed("statuses.txt") if (found := code_of("status", word)) != code
    }
    assert wrong == {}


def test_every_header_is_read_as_what_it_means() -> None:
    known = columns("tickets")
    wrong = {
        word: found for word, code in listed("headers.txt") if (found := known.get(folded(word))) != code
    }
    assert wrong == {}
