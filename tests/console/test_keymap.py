"""A person's own keys: every line is checked by itself, in a sentence that says what to do."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.keys.list import key_named
from console.keys.own import Keymap, keymap_file, parse, read, report
from console.words.i18n import install_language


def lines(*of: str) -> Keymap:
    return parse("[keys]\n" + "\n".join(of))


def fault(*of: str) -> str:
    """What is said about the only wrong line."""
    (only,) = lines(*of).faults
    return only.msgid.format(**only.values)


@pytest.fixture(autouse=True)
def english() -> None:
    install_language("en")


def test_a_letter_and_a_function_key_take_the_places_of_their_kind() -> None:
    bound = lines('dispatch = "x,f12"').bindings
    assert bound == {"dispatch": "x,fullwidth_latin_small_letter_x", "dispatch.twin": "f12"}


def test_a_letter_alone_leaves_the_twin_that_no_input_method_swallows() -> None:
    assert lines('dispatch = "x"').bindings["dispatch.twin"] == "f5"
    assert lines('triage = "l"').bindings == {
        "triage": "l,fullwidth_latin_small_letter_l",
        "triage.ctrl": "ctrl+t",
    }


def test_a_mark_is_written_as_itself_or_by_name() -> None:
    for written in ("=", "equals_sign"):
        (key,) = lines(f'repeat = "{written}"').keys
        assert key.keys == ("equals_sign",)


def test_two_keys_may_change_places() -> None:
    swapped = lines('dispatch = "u"', 'undo = "d"')
    assert swapped.faults == ()
    assert [key.keys for key in swapped.keys] == [("u",), ("d",)]
    assert swapped.bindings["undo.ctrl"] == "ctrl+u"


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ('despatch = "x"', "There is nothing called despatch; docs/keys.md lists the names."),
        ('move = "x"', "The keys that move stay as they are."),
        ("dispatch = 5", 'Keys are written like "x,f5".'),
        ('dispatch = ""', 'Keys are written like "x,f5".'),
        ('dispatch = ",,"', 'Keys are written like "x,f5".'),
        ('dispatch = "xx"', "There is no key “xx”."),
        ('dispatch = "f13"', "“f13” already moves or leaves, or is not sent by every terminal."),
        ('dispatch = "ctrl+5"', "There is no key “ctrl+5”."),
        ('dispatch = "é"', "“é” is no key that every keyboard has."),
        ('dispatch = "ctrl+s"', "“ctrl+s” belongs to the terminal."),
        ('dispatch = "ctrl+q"', "“ctrl+q” belongs to the terminal."),
        ('dispatch = "ctrl+z"', "“ctrl+z” belongs to the terminal."),
        ('dispatch = "ctrl+h"', "Terminals send backspace for “ctrl+h”."),
        ('dispatch = "ctrl+i"', "Terminals send tab for “ctrl+i”."),
        ('dispatch = "ctrl+m"', "Terminals send enter for “ctrl+m”."),
        ('dispatch = "ctrl+a"', "tmux, screen or input methods need “ctrl+a”."),
        ('dispatch = "up"', "“up” already moves or leaves, or is not sent by every terminal."),
        ('dispatch = "u"', "“u” is already the key of undo."),
        ('dispatch = "j"', "“j” is already the key of move."),
        ('dispatch = "f6"', "“F6” is already the key of escalate."),
    ],
)
def test_a_wrong_line_is_said_in_a_sentence_and_left_out(line: str, sentence: str) -> None:
    assert fault(line) == sentence
    assert lines(line).bindings == {}


def test_of_two_lines_for_one_key_the_first_applies() -> None:
    both = lines('dispatch = "x"', 'undo = "x"')
    assert [key.id for key in both.keys] == ["dispatch"]
    assert [each.name for each in both.faults] == ["undo"]


def test_a_line_that_is_left_out_gives_its_key_back() -> None:
    kept = lines('undo = "ctrl+s"', 'dispatch = "u"')
    assert kept.keys == ()
    assert {each.name for each in kept.faults} == {"undo", "dispatch"}


def test_right_lines_apply_beside_wrong_ones() -> None:
    some = lines('dispatch = "x"', 'escalate = "ctrl+s"')
    assert [key.id for key in some.keys] == ["dispatch"]
    assert report(some.faults) == (
        "keymap.toml: escalate: “ctrl+s” belongs to the terminal.",
        "The other lines apply.",
    )


@pytest.mark.parametrize("text", ["[keys", 'keys = "x"', "[kyes]\ndispatch = 'x'", "\x00"])
def test_a_file_that_is_no_list_of_keys_is_reported_once(text: str) -> None:
    assert len(parse(text).faults) == 1
    assert parse(text).bindings == {}


def test_without_a_file_nothing_changes(tmp_path: Path) -> None:
    assert read(tmp_path / "keymap.toml") == Keymap()


def test_a_file_that_cannot_be_read_is_reported(tmp_path: Path) -> None:
    (tmp_path / "keymap.toml").mkdir()
    assert len(read(tmp_path / "keymap.toml").faults) == 1


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "keymap.toml"
    path.write_bytes(b"#" * 100_000)
    assert [each.msgid for each in read(path).faults] == ["It is too long for a list of keys."]


def test_the_file_lies_in_the_folder_for_settings() -> None:
    assert keymap_file().parts[-2:] == ("paigong", "keymap.toml")


KEYS = st.sampled_from(
    ["x", "d", "u", "f5", "f12", "ctrl+t", "ctrl+o", "ctrl+s", "up", "é", "", " ", ",", "?", "full_stop"]
)
NAMES = st.sampled_from(["dispatch", "undo", "triage", "palette", "move", "nothing"])
LINES = st.dictionaries(NAMES, st.lists(KEYS, max_size=4))


@given(LINES)
def test_whatever_is_written_no_key_does_two_things(written: dict[str, list[str]]) -> None:
    made = lines(*(f'{name} = "{",".join(keys)}"' for name, keys in written.items()))
    bound = [key for keys in made.bindings.values() for key in keys.split(",")]
    assert len(bound) == len(set(bound))
    assert {key.id for key in made.keys} | {each.name for each in made.faults} == written.keys()
    assert all(key_named(key.id).action == key.action for key in made.keys)


@given(st.text(max_size=80))
def test_any_text_gives_keys_or_faults(text: str) -> None:
    made = parse(text)
    assert all(each.msgid.format(**each.values) for each in made.faults)
