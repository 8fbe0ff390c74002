"""Finding by pinyin, phone and parts of words (INT-03, DSP-02)."""

import subprocess
import sys

import pytest

from db.rules.search import READINGS_LIMIT, bigrams, full_pinyin, haystack, initials, matches, query_terms


def test_initials_are_the_first_letters_of_the_pinyin() -> None:
    assert initials("张工师") == ("zgs",)


@pytest.mark.parametrize(
    ("name", "wanted"),
    [("曾国强", {"cgq", "zgq"}), ("单晓明", {"dxm", "sxm", "cxm"}), ("ABC公司", {"abcgs"}), ("吕布", {"lb"})],
)
def test_every_reading_of_a_family_name_is_found(name: str, wanted: set[str]) -> None:
    assert wanted <= set(initials(name))


def test_full_pinyin_has_every_reading_without_tones() -> None:
    assert {"shanxiaoming", "danxiaoming"} <= set(full_pinyin("单晓明"))
    assert "lvbu" in full_pinyin("吕布")


def test_readings_are_capped_and_the_family_name_keeps_its_own() -> None:
    name = "单曾重长乐朴解仇查盖"
    assert len(initials(name)) <= READINGS_LIMIT
    assert len(full_pinyin(name)) <= READINGS_LIMIT
    assert {reading[0] for reading in initials(name)} == {"d", "c", "s"}


def test_a_latin_name_reads_as_itself() -> None:
    assert initials("J. Smith 2") == ("jsmith2",)
    assert initials("") == full_pinyin("！ ") == ()


def test_latin_text_never_loads_the_pinyin_tables() -> None:
    code = (
        "import sys; from db.rules.search import *; "
        "haystack('YX2607-412', names=['Smith']); initials('Smith'); full_pinyin('Smith'); "
        "bigrams('南山酒店'); matches('南山酒店', '南山'); sys.exit('pypinyin' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_pinyin_of_names_never_loads_the_phrases() -> None:
    code = (
        "import sys; from db.rules.search import *; "
        "assert full_pinyin('单工') == ('dangong', 'changong', 'shangong'), full_pinyin('单工'); "
        "sys.exit('pypinyin.phrases_dict' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


HAY = haystack(
    "YX2607-412", "南山 酒店", "138 0013 0001", None, "GGD-2", "", names=["曾国强", "ＡＢＣ公司", None]
)


@pytest.mark.parametrize(
    "query",
    [
        "412",
        "yx2607-412",
        "2607-412",
        "南山",
        "酒店",
        "南山酒店",
        "13800130001",
        "1380013",
        "138 0013 0001",
        "138-0013-0001",
        "0001",
        "zgq",
        "cgq",
        "zengguo",
        "曾国强",
        "ggd",
        "abc",
        "abcgs",
        "南山 zgq",
        "ＧＧＤ",
        "",
    ],
)
def test_what_is_known_of_a_ticket_finds_it(query: str) -> None:
    assert matches(HAY, query)


@pytest.mark.parametrize("query", ["福田", "413", "zgx", "南山 zgx", "13900130001", "店1"])
def test_what_is_not_there_is_not_found(query: str) -> None:
    assert not matches(HAY, query)


def test_parts_stand_on_lines_of_their_own() -> None:
    assert haystack("甲", "乙\n丙") == "甲\n乙 丙".replace(" ", "")
    assert not matches(haystack("南", "山"), "南山")


def test_a_landline_is_found_with_and_without_its_dash() -> None:
    hay = haystack("0755-1234567")
    assert matches(hay, "0755-1234567")
    assert matches(hay, "07551234567")
    assert matches(hay, "(0755) 1234567")
    assert matches(haystack("0755-1234567 转 8 / 138 0013 0001"), "0755 1234567")
    assert matches(haystack("0755-1234567 转 8 / 138 0013 0001"), "13800130001")
    assert matches(haystack("07551234567x8"), "0755-1234567 转 8")


def test_bigrams_overlap_and_do_not_repeat() -> None:
    assert bigrams("南山酒店") == ("南山", "山酒", "酒店")
    assert bigrams("aaaa") == ("aa",)
    assert bigrams("南山\n酒店 GGD") == ("南山", "酒店", "gg", "gd")
    assert bigrams("南") == ()


@pytest.mark.parametrize("query", ["2607-412", "南山酒店", "zengguo", "138 0013 0001", "南山 abc"])
def test_the_pairs_of_a_query_that_matches_are_among_the_pairs_of_the_text(query: str) -> None:
    assert matches(HAY, query)
    assert {pair for term in query_terms(query) for pair in bigrams(term)} <= set(bigrams(HAY))


def test_a_short_ticket_number_is_no_phone_number() -> None:
    assert query_terms("2607-412") == ("2607-412",)
    assert query_terms("0755-1234567") == ("07551234567",)
    assert query_terms("  南山   abc ") == ("南山", "abc")
