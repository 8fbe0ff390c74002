"""The workbook and the report of a period: what stands in them, and that they are the same again (RPT-03)."""

import re
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from console.files.figures_book import put_book, write_book
from console.printing.printed import form_named, page_of, written
from console.words.codes import word
from console.words.i18n import in_language
from console.words.speech import speech_of
from db.errors import BadField
from db.figures.figures import FIGURES
from db.views.figure_book import Book, BookFacts
from db.views.figures import AllFigures
from tests.db.figures.conftest import Season
from tests.sampling import one_in

JULY = {"period": "month", "of": "2026-07"}


def book_of(season: Season) -> BookFacts:
    asked = Book.model_validate(JULY | {"cuts": ("person", "department"), "rows": True})
    found: BookFacts = season.store.read(asked, "A01")
    return found


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_every_figure_of_a_workbook_leads_to_its_rows_and_the_same_again_is_the_same_file(
    season: Season, tmp_path: Path, language: str
) -> None:
    book = book_of(season)
    with in_language(language):
        speech = speech_of(season.store)
        for name in ("one", "two"):
            write_book(tmp_path / name, book, speech, season.store.zone)
        named = {word("figure", name): name for name in FIGURES}
    content = (tmp_path / "one").read_bytes()
    assert content == (tmp_path / "two").read_bytes()
    read = CalamineWorkbook.from_filelike(BytesIO(content))
    sheets = {name: read.get_sheet_by_name(name).to_python() for name in read.sheet_names}
    first, *_rest = sheets.values()
    facts = {one.figure: one for one in season.store.read(AllFigures.model_validate(JULY), "A01")}
    links = _links(content)
    for at, row in enumerate(first[1:], 2):
        name = named[str(row[0])]
        value = facts[name].value
        assert row[2] == ("" if value is None else float(value)), name
        target, _cell = links[f"A{at}"].rsplit("!", 1)
        rows = sheets[target.strip("'")][1:]
        if FIGURES[name].measure == "count" and FIGURES[name].says[0] == "all of them":
            assert len(rows) == value, name
        elif FIGURES[name].is_share and not FIGURES[name].of:
            heading = sheets[target.strip("'")][0].index(row[0])
            assert sum(bool(each[heading]) for each in rows) == facts[name].whole, name
    with ZipFile(BytesIO(content)) as packed:
        charts = [packed.read(name).decode() for name in packed.namelist() if "/charts/chart" in name]
    assert len(charts) == 2
    for chart in charts:
        assert "<c:barChart>" in chart
        assert "<c:lineChart>" in chart
        assert chart.count("<c:valAx>") == 2, "the line has an axis of its own"


def _links(content: bytes) -> dict[str, str]:
    """Where the cells of the first sheet lead."""
    with ZipFile(BytesIO(content)) as packed:
        sheet = packed.read("xl/worksheets/sheet1.xml").decode()
    return dict(re.findall(r'<hyperlink ref="([A-Z]+\d+)" location="([^"]+)"', sheet))


def test_a_workbook_is_nothing_else(season: Season, tmp_path: Path) -> None:
    with pytest.raises(BadField):
        put_book(tmp_path / "book.pdf", book_of(season), speech_of(season.store), season.store.zone)


@pytest.mark.parametrize(
    ("period", "kind", "first"),
    [
        ("2026-07", "月报", "指标"),
        ("2026-Q3", "季报", "指标"),
        ("2026-H1", "半年故障分析", "故障原因"),
        ("2026", "年度总结", "指标"),
    ],
)
def test_the_report_of_a_period_says_every_figure_and_is_the_same_again(
    season: Season, period: str, kind: str, first: str
) -> None:
    form = form_named("report")
    page = page_of(season.store, "A01", form, period)
    text = written(page, ".txt").decode()
    assert kind in text
    bands = re.findall(r"^---- ([^\s（]+)", text, re.MULTILINE)
    assert bands[0] == first
    with in_language("zh_CN"):
        for name, figure in FIGURES.items():
            assert (word("figure", name) in text) or figure.of, name
    if one_in(4, f"the report of {period} as PDF"):
        once, again = (written(page_of(season.store, "A01", form, period), ".pdf") for _time in range(2))
        assert once == again
        assert once.startswith(b"%PDF")


def test_a_report_of_what_is_no_period_is_refused(season: Season) -> None:
    with pytest.raises(BadField, match="no period"):
        page_of(season.store, "A01", form_named("report"), "2026-13")
