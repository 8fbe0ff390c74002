"""The page of the tool room names verbs, screens and tests that there are, alike in both languages."""

import re
from pathlib import Path

import pytest

from db.verbs import groups
from db.verbs.verb import verbs
from db.views import VIEWS

ROOT = Path(__file__).parents[2]
PAGES = {"en": ROOT / "docs" / "tools.md", "zh": ROOT / "docs" / "tools.zh.md"}
CODE = re.compile(r"`([^`]+)`")


def rows(language: str) -> list[list[str]]:
    """The cells of the table of articles."""
    lines = PAGES[language].read_text("utf-8").splitlines()
    return [
        [cell.strip() for cell in line.strip("|").split("|")] for line in lines if re.match(r"\| \d·", line)
    ]


@pytest.mark.parametrize("language", PAGES)
def test_every_article_names_verbs_screens_and_a_test_that_there_are(language: str) -> None:
    found = rows(language)
    assert len(found) > 20
    for article, _asks, doing, screens, test in found:
        assert set(CODE.findall(doing)) <= set(verbs()), article
        assert set(CODE.findall(screens)) <= set(VIEWS), article
        file, _, name = CODE.findall(test)[0].partition("::")
        assert f"def {name}(" in (ROOT / "tests" / file).read_text("utf-8"), article


def test_both_pages_say_the_same() -> None:
    told = [[(row[0], *map(tuple, map(CODE.findall, row[2:]))) for row in rows(each)] for each in PAGES]
    assert told[0] == told[1]


def test_every_verb_about_tools_stands_in_an_article_or_above() -> None:
    text = PAGES["en"].read_text("utf-8")
    of_tools = {name for name, verb in verbs().items() if verb.group is groups.KIT and not verb.internal}
    assert {name for name in of_tools if f"`{name}" not in text} <= {"change_tool"}
