"""The page of figures says what is declared (RPT-01)."""

import pytest

from console.build.figures_page import PAGES, page
from db.figures.figures import FIGURES


@pytest.mark.parametrize("language", PAGES)
def test_the_page_of_figures_is_what_the_declarations_say(language: str) -> None:
    text = PAGES[language].read_text("utf-8")
    assert text == page(language), "python -m console.build.figures_page write"
    for name in FIGURES:
        assert f"| `{name}` |" in text
