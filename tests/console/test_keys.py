"""The key list against the interface, and the pages drawn from it."""

from pathlib import Path

import pytest
from textual.binding import Binding

import db.verbs  # noqa: F401 - lists the verbs
from console.build import keydoc
from console.desk.desk import Desk
from console.keys.binding import bindings
from console.keys.key import GROUPS, wide_twins
from console.keys.list import KEYS, LISTED, key_named, key_of_verb, shown_key, shown_twins
from console.words.i18n import install_language, installed_language
from db.verbs.verb import VERBS
from db.views import VIEWS

ROOT = Path(__file__).resolve().parents[2]
# The interface, to the letter: id, keys, twins.
INTERFACE = {
    "move": ("up down k j", ""),
    "page": ("pageup pagedown", ""),
    "ends": ("g G home end", ""),
    "pane": ("tab", ""),
    "pane_back": ("shift+tab", ""),
    "open": ("enter", ""),
    "new": ("n", "f2"),
    "drafts": ("N", ""),
    "find": ("slash", "f3"),
    "dispatch": ("d", "f5"),
    "escalate": ("e", "f6"),
    "step": ("s", "f7"),
    "close": ("c", "f8"),
    "pause": ("p", "f9"),
    "triage": ("t", "ctrl+t"),
    "acknowledge": ("a", "ctrl+k"),
    "why": ("w", "ctrl+w"),
    "views": ("v", "f4"),
    "level_1": ("1", ""),
    "level_2": ("2", ""),
    "level_3": ("3", ""),
    "level_4": ("4", ""),
    "level_all": ("0", ""),
    "mark": ("space", ""),
    "undo": ("u", "ctrl+u"),
    "repeat": ("full_stop", ""),
    "sentence": ("colon", "ctrl+e"),
    "help": ("question_mark", "f1"),
    "palette": ("ctrl+p", ""),
    "quit": ("q", ""),
}


@pytest.mark.parametrize("key_id", INTERFACE)
def test_every_key_of_the_interface_is_in_the_list(key_id: str) -> None:
    key = key_named(key_id)
    keys, twins = INTERFACE[key_id]
    assert {*key.keys, *key.ctrl, *key.twins} == {*keys.split(), *twins.split()}


def test_the_list_only_adds_to_the_interface() -> None:
    assert {key.id for key in LISTED} >= INTERFACE.keys()


def test_no_key_does_two_things() -> None:
    everything = [each for key in LISTED for each in (*key.everything, *key.ctrl, *key.twins)]
    assert len(everything) == len(set(everything))


def test_every_letter_digit_and_mark_has_a_full_width_twin() -> None:
    plain = {each for key in LISTED for each in key.keys if len(each) == 1}
    plain |= {"full_stop", "slash", "colon", "question_mark", "space"}
    bound = {each for key in KEYS if key.action for each in key.everything}
    assert [
        each for each in sorted(plain) if not wide_twins(each) or not bound.issuperset(wide_twins(each))
    ] == []


def test_a_function_key_acts_in_a_field_and_a_letter_does_not() -> None:
    priority = {each.key for each in bindings() if isinstance(each, Binding) and each.priority}
    assert priority == {f"f{number}" for number in range(1, 10)}


def test_every_action_of_the_list_exists() -> None:
    actions = {key.action.partition("(")[0] for key in KEYS if key.action} - {"app.simulate_key"}
    assert [action for action in sorted(actions) if not hasattr(Desk, f"action_{action}")] == []


def test_every_key_that_leads_to_a_verb_names_one() -> None:
    assert {verb for key in KEYS for verb in key.verbs} <= VERBS.keys()
    assert {key.view for key in KEYS if key.view} <= VIEWS.keys()
    assert {name: key_of_verb(name) for name in ("reassign", "resume")} == {
        "reassign": key_named("dispatch"),
        "resume": key_named("pause"),
    }


def test_what_people_read_for_a_key() -> None:
    shown = {key.id: f"{shown_key(key)} {shown_twins(key)}".strip() for key in KEYS}
    assert shown["dispatch"] == "d F5"
    assert shown["triage"] == "t ctrl+t"
    assert shown["sentence"] == ": ctrl+e"
    assert shown["palette"] == "ctrl+p"
    assert shown["repeat"] == "."


def test_the_pages_are_drawn_from_the_list_as_it_is() -> None:
    assert keydoc.differences(ROOT) == []


def test_a_page_that_differs_is_named(tmp_path: Path) -> None:
    keydoc.write(_copied(tmp_path))
    page = tmp_path / "docs" / "keys.md"
    page.write_text(page.read_text("utf-8").replace("`d`", "`x`"), "utf-8")
    assert keydoc.differences(tmp_path) == ["docs/keys.md"]


def test_a_readme_without_its_markers_is_named(tmp_path: Path) -> None:
    _copied(tmp_path).joinpath("README.md").write_text("# Nothing\n", "utf-8")
    assert "README.md" in keydoc.differences(tmp_path)


def test_drawing_the_pages_leaves_the_language_alone() -> None:
    before = installed_language()
    install_language("en")
    keydoc.differences(ROOT)
    assert installed_language() == "en"
    install_language(before)


def test_every_group_has_keys() -> None:
    assert {key.group for key in KEYS} == set(GROUPS)


def _copied(folder: Path) -> Path:
    (folder / "docs").mkdir()
    for name in keydoc.PAGES:
        (folder / name).write_text((ROOT / name).read_text("utf-8"), "utf-8")
    return folder
