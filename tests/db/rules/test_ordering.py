"""Words stand in the order in which people look them up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.rules.ordering import sort_key
from db.rules.text import KEY_LIMIT


@pytest.mark.parametrize(
    "words",
    [
        ["9号楼", "10号楼", "ABB", "abb2", "安庆", "丁勇", "李四", "路人", "吕布", "万伟", "张三", "张伟"],
        ["A-9", "a-10", "B-1"],
        # Surnames are read as surnames.
        ["区静雯", "覃晓燕", "仇伟", "单志强", "解雪梅", "乐勇", "曾慧敏", "查丹"],
        ["单相电机", "南京站", "南山酒店", "难"],
        ["", "1", "02", "3"],
    ],
)
def test_words_stand_in_their_order(words: list[str]) -> None:
    backwards = words[::-1]
    assert sorted(backwards, key=sort_key) == words


def test_case_width_and_blanks_do_not_matter() -> None:
    assert sort_key("ＡＢＢ 电气") == sort_key("abb  电气")


@given(st.text(max_size=200))
def test_a_key_fits_its_column_and_holds_nothing_that_a_database_refuses(text: str) -> None:
    assert len(sort_key(text)) <= KEY_LIMIT


@given(st.integers(0, 10**12), st.integers(0, 10**12))
def test_digits_are_numbers(one: int, other: int) -> None:
    assert (sort_key(f"T{one}") < sort_key(f"T{other}")) == (one < other)
