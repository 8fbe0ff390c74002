"""Text on a terminal: cells, not characters, and nothing that commands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.color import Color

from tests.widgets.stage import HOSTILE
from widgets.cells import HostileFilter, cut, fit, narrow, printable, width_of, wrap

BLACK = Color(0, 0, 0)


@pytest.mark.parametrize(
    ("text", "width", "align", "fitted"),
    [
        ("南山", 6, "left", "南山  "),
        ("南山", 6, "right", "  南山"),
        ("南山", 3, "left", "南 "),
        ("南山", 0, "left", ""),
        ("a南", 2, "left", "a "),
        ("9:40", 5, "right", " 9:40"),
    ],
)
def test_text_is_fitted_without_half_a_wide_character(text: str, width: int, align: str, fitted: str) -> None:
    assert fit(text, width, align) == fitted  # type: ignore[arg-type]  # the parameters are plain texts


@given(st.text(), st.integers(0, 40))
def test_fitted_text_has_exactly_its_width_and_is_printable(text: str, width: int) -> None:
    fitted = fit(text, width)
    assert cell_len(fitted) == width
    assert printable(fitted) == fitted


def test_control_bidi_zero_width_and_tag_characters_go() -> None:
    assert printable(HOSTILE) == "[/foo][31m]52;c;QQ==[@click=app.quit]倒[VIP]2J 二"
    assert printable("a\x00\x7f\x85b\ud800c\ufeffd\u2066e\u200df") == "a bcdef"


@given(st.text(), st.integers(2, 30))
def test_wrapped_lines_fit_and_lose_nothing_but_blanks(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert all(width_of(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join("".join(map(printable, text.splitlines())).split())


def test_words_stay_whole_where_they_fit() -> None:
    assert wrap("the unit on the roof 漏水了", 12) == ["the unit on", "the roof 漏", "水了"]
    assert wrap("agreed 06:00-08:00  overruled: yes", 19) == ["agreed 06:00-08:00", "overruled: yes"]
    assert wrap("abcdefghij", 4) == ["abcd", "efgh", "ij"]
    assert wrap("一\n二", 10) == ["一", "二"]


def test_a_line_of_chinese_parts_no_word_and_begins_with_no_closing_mark() -> None:
    assert wrap("回车继续，F10 登记", 12) == ["回车继续，", "F10 登记"]
    assert wrap("已到场，完工。", 12) == ["已到场，完", "工。"]
    assert wrap("原因（漏水）", 6) == ["原因", "（漏", "水）"]
    assert wrap("。。。。", 4) == ["。。", "。。"]


@given(st.text())
def test_the_filter_cleans_and_keeps_the_width(text: str) -> None:
    style = Style(bold=True)
    for fold in (False, True):
        (segment,) = HostileFilter(fold_ambiguous=fold).apply([Segment(text, style)], BLACK)
        assert segment.style == style
        assert cell_len(segment.text) == cell_len(text)
        assert printable(segment.text) == segment.text


def test_the_filter_leaves_the_programs_own_controls_alone() -> None:
    control = Segment("\x1b[H", None, [(1,)])  # type: ignore[list-item]  # Rich takes any control code
    assert HostileFilter().apply([control], BLACK) == [control]


def test_ambiguous_glyphs_become_narrow_ones_of_the_same_count() -> None:
    assert narrow("60℃ → “好”…①×") == '60C > "好".1x'
    assert narrow("南山 abc") == "南山 abc"


def test_what_is_cut_says_so() -> None:
    assert cut("12,846:23", 9) == "12,846:23"
    assert cut("12,846:23", 6) == "12,84~"
    assert cut("系统管理员", 6) == "系统 ~", "no half character"
