"""The one door for text (ALL-04)."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.rules import text as text_door
from db.rules.text import TextError, clean, strip_controls
from tests.sampling import some_of

ANYTHING = st.text(st.characters(exclude_categories=()), max_size=60)
FORBIDDEN = {"Cc", "Cs"}
INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u202a\u202e\u2066\u2069\ufeff\u2060\u00ad\U000e0041\U000e007f"


@given(ANYTHING)
def test_no_control_character_survives_the_way_in(text: str) -> None:
    cleaned = clean(text, 1000, empty=True)
    assert not [sign for sign in cleaned if unicodedata.category(sign) in FORBIDDEN or sign in INVISIBLE]
    assert cleaned == cleaned.strip()
    cleaned.encode("utf-8")


@given(ANYTHING)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    for multiline in (False, True):
        once = clean(text, 1000, multiline=multiline, empty=True)
        assert clean(once, 1000, multiline=multiline, empty=True) == once
        assert unicodedata.is_normalized("NFC", once)


@given(ANYTHING, st.booleans())
def test_a_text_taken_as_clean_at_sight_is_what_cleaning_gives(text: str, multiline: bool) -> None:
    cleaned = text_door._cleaned(text, multiline=multiline)
    assert clean(text, 1000, multiline=multiline, empty=True) == cleaned


def test_no_character_is_taken_as_clean_that_is_not() -> None:
    blocks = some_of(range(0, 0x110000, 0x400), "characters", 300)
    for code in (code for begin in blocks for code in range(begin, begin + 0x400)):
        text = f"南{chr(code)}山"
        if text_door._is_clean(text):
            assert text_door._cleaned(text, multiline=False) == text, hex(code)


@given(ANYTHING)
def test_in_several_lines_only_newlines_are_controls(text: str) -> None:
    cleaned = clean(text, 1000, multiline=True, empty=True)
    assert {sign for sign in cleaned if unicodedata.category(sign) == "Cc"} <= {"\n"}
    assert "\n\n\n" not in cleaned


@given(ANYTHING)
def test_no_control_character_survives_the_way_out(text: str) -> None:
    shown = strip_controls(text)
    assert not [sign for sign in shown if unicodedata.category(sign) in FORBIDDEN or sign in INVISIBLE]
    assert strip_controls(shown) == shown
    kept = strip_controls(text, keep_lines=True)
    assert {sign for sign in kept if unicodedata.category(sign) in FORBIDDEN} <= {"\n"}


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("  南山\t酒店  ", "南山 酒店"),
        ("一行\r\n二行", "一行 二行"),
        ("\x1b]52;c;aGk=\x07停电", "]52;c;aGk=停电"),
        ("\x9b31m红", "31m红"),
        ("a\u202eb\u2066c", "abc"),
        ("e\u0301", "é"),
        ("ＡＢＣ①", "ＡＢＣ①"),
        ("南\u200b山\ufeff", "南山"),
        ("\ud83d停电\udc00", "停电"),
        ("a\U000e0041b", "ab"),
        ("单\u3000位", "单 位"),
        ("[VIP][/foo]", "[VIP][/foo]"),
        ("葛\U000e0100", "葛\U000e0100"),
        ("☎\ufe0f", "☎\ufe0f"),
    ],
)
def test_what_people_paste_becomes_plain_text(raw: str, kept: str) -> None:
    assert clean(raw, 80) == kept


def test_lines_are_kept_where_several_are_allowed() -> None:
    raw = " 一 \r\n\r\n\r\n\r\n二\u2028三\x85四\x0b "
    assert clean(raw, 80, multiline=True) == "一\n\n二\n三\n四"


def test_a_text_that_is_too_long_is_refused_and_never_cut() -> None:
    assert clean("字" * 80, 80) == "字" * 80
    with pytest.raises(TextError, match=r"81 characters.* 80 ") as refusal:
        clean("字" * 81, 80)
    assert refusal.value.values == {"length": 81, "limit": 80}
    assert "{limit}" in refusal.value.msgid


def test_the_limit_counts_what_is_kept() -> None:
    assert clean("  " + "\u200b" * 50 + "ab  ", 2) == "ab"


@pytest.mark.parametrize("raw", ["", "   ", "\n\t", "\u200b\u202e", "\u3164\u3000"])
def test_a_blank_text_is_refused_unless_it_may_be_empty(raw: str) -> None:
    with pytest.raises(TextError, match="empty"):
        clean(raw, 80)
    assert clean(raw, 80, empty=True) == ""


def test_braces_in_a_text_do_not_disturb_its_refusal() -> None:
    with pytest.raises(TextError, match="at most 3"):
        clean("{limit}{x", 3)


def test_on_the_way_out_words_do_not_run_together() -> None:
    assert strip_controls("停电\n全楼\t急") == "停电 全楼 急"
    assert strip_controls("停电\r\n全楼", keep_lines=True) == "停电\n全楼"
    assert strip_controls("\x1b[31m红\x9c\u202e") == "[31m红"
