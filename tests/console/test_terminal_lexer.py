"""Bytes into keys: nothing that a terminal sends ends the desk, and nothing acts that is no key."""

import random

import pytest
from textual import events

from console.terminal.lexer import Lexer


def meant(*pieces: bytes, seconds: float = 0.0) -> list[str]:
    lexer, now, found = Lexer(), 0.0, []
    for piece in pieces:
        found += lexer.feed(piece, now)
        now += seconds
        found += lexer.tick(now)
    found += lexer.tick(now + 10)
    return [_name(each) for each in found]


def _name(message: object) -> str:
    if isinstance(message, events.Paste):
        return f"paste:{message.text}"
    return message.key if isinstance(message, events.Key) else type(message).__name__


@pytest.mark.parametrize(
    ("data", "keys"),
    [
        (b"d\r", ["d", "enter"]),
        (b"\x1b", ["escape"]),
        (b"\x1bd", ["escape", "d"]),
        (b"\x1b\r", ["escape", "enter"]),
        (b"\x1b3", ["escape", "3"]),
        (b"\x1b\x1b[A", ["escape", "up"]),
        (b"\x1b\x1b", ["escape", "escape"]),
        (b"j\x1bp\x1b", ["j", "escape", "p", "escape"]),
        (b"\x1b[A\x1bOB\x1bOP\x1b[15~\x1b[[A", ["up", "down", "f1", "f5", "f1"]),
        (b"\x1b[Z\t", ["shift+tab", "tab"]),
        ("南".encode(), ["南"]),
        ("ｄ".encode(), ["ｄ"]),
    ],
)
def test_keys(data: bytes, keys: list[str]) -> None:
    assert meant(data) == keys
    one_by_one = [data[at : at + 1] for at in range(len(data))]
    assert meant(*one_by_one) == keys


@pytest.mark.parametrize(
    "data",
    [
        b"\xc4\xcf",  # a key of a terminal that is set to GBK
        "南".encode()[:2],
        b"\xe9",
        b"\x9b",
        "\u009b2J".encode()[:2],
        b"\xff\xfe\x00"[:2],
    ],
)
def test_bytes_that_are_no_utf_8_are_dropped_and_what_follows_is_not(data: bytes) -> None:
    assert meant(data, b"j", b"k") == ["j", "k"]


def test_they_are_told() -> None:
    lexer = Lexer()
    lexer.feed(b"\xc4\xcfj", 0.0)
    assert lexer.undecodable == 2


@pytest.mark.parametrize(
    "data",
    [
        b"\x1b[M#!!",  # an old mouse report
        b"\x1b[M\x7f\x7f\x7f",
        b"\x1b[<65;10;3X",
        b"\x1b[99;5;1~",
        b"\x1b[?1;2c",
        b"\x1b]11;rgb:0000/0000/0000\x07",
        b"\x1b]11;rgb:ffff/ffff/ffff\x1b\\",
        b"\x1bP>|xterm(370)\x1b\\",
        b"\x1b[25;1R"[:4] + b"\x18",
    ],
)
def test_what_is_no_key_does_nothing(data: bytes) -> None:
    said = meant(data, b"j")
    assert [key for key in said if key != "CursorPosition"][-1] == "j"
    assert not {"d", "p", "c", "2", "4", "1", "u", "x"} & set(said)


def test_a_paste_is_one_text_whatever_is_in_it() -> None:
    text = "张三 13800138000\x1b[A\nd2".encode()
    assert meant(b"\x1b[200~" + text + b"\x1b[201~j") == ["paste:张三 13800138000\x1b[A\nd2", "j"]
    split = b"\x1b[200~" + text + b"\x1b[201~j"
    assert meant(*(split[at : at + 1] for at in range(len(split)))) == [
        "paste:张三 13800138000\x1b[A\nd2",
        "j",
    ]
    assert meant(b"\x1b[200~" + "南山".encode("gbk") + b"\x1b[201~", b"j")[-1] == "j"


def test_a_paste_without_an_end_does_not_swallow_the_keyboard() -> None:
    assert meant(b"\x1b[200~abc", b"", seconds=4.0) == ["paste:abc"]


def test_random_bytes_are_never_an_error() -> None:
    chance = random.Random(7)
    pool = [b"\x1b", b"[", b"O", b"<", b"200~", b"201~", b";", b"M", b"]", b"\x07", b"\\", b"P", b"d", b"3"]
    for _ in range(3000):
        data = b"".join(
            chance.choice(pool) if chance.random() < 0.7 else bytes([chance.randrange(256)])
            for _ in range(chance.randrange(1, 30))
        )
        lexer = Lexer()
        cut = chance.randrange(len(data) + 1)
        lexer.feed(data[:cut], 0.0)
        lexer.feed(data[cut:], 0.01)
        lexer.tick(5.0)
        lexer.tick(10.0)
        assert [_name(each) for each in lexer.feed(b"j", 11.0)] == ["j"]
