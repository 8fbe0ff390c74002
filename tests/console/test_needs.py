"""Which keys wait for what, and which no hand types."""

import pytest
from textual.events import Key, Paste
from textual.keys import _character_to_key

from console.keys.needs import Need, looks_pasted, need

NAMES = {"\r": "enter", "\x1b": "escape"}


def keys(text: str) -> list[Key]:
    return [Key(NAMES.get(each) or _character_to_key(each), each) for each in text]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("dpsectau.", Need.ANSWER),
        ("ｄ", Need.ANSWER),
        ("jkgGw ", Need.LIST),
        (":：", Need.LIST),
        ("n/v0123N?q", Need.NOTHING),
        ("x", Need.NOTHING),
    ],
)
def test_needs(text: str, wanted: Need) -> None:
    assert {need(key) for key in keys(text)} == {wanted}


@pytest.mark.parametrize(
    "text", ["1p2", "/412\rd\r", ":d 412 wang 14:00\r", "jjjjjj",
             "n13800138000\r\r1\r", "s\rs55555", "dw\x1b",
             "e客户投诉\r", "p2p2p2", "   d\r", "？"]
)  # fmt: skip
def test_a_fast_hand_is_no_paste(text: str) -> None:
    assert not looks_pasted(keys(text), lambda key: key.key in ("j", "k", "g", "G", "space"))


@pytest.mark.parametrize(
    "text", ["deliver 张三 13800138000\r", "13800138000", "YX2607-412", "空调不制冷",
             "please close it", "x1p2",
             "w" + "o" * 20]
)  # fmt: skip
def test_a_text_is(text: str) -> None:
    assert looks_pasted(keys(text), lambda key: key.key in ("j", "k", "g", "G", "space"))


def test_what_the_terminal_marks_as_pasted_is_told_otherwise() -> None:
    assert not looks_pasted([Paste("deliver"), *keys("xyz")], lambda _key: False)
