"""The help page by real keys, and the person's own keys wherever keys are shown."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from console.keys.in_a_list import IN_A_LIST
from console.keys.list import LISTED, install_keymap, key_named, shown_key
from console.keys.own import keymap_file
from console.panels.dispatch import DispatchPanel
from console.panels.help import HelpPanel
from console.present.help import sections
from console.words.codes import word
from console.words.grammar import GRAMMAR
from console.words.i18n import _
from db.verbs.groups import GROUPS
from db.verbs.verb import VERBS
from tests.console.desk.gestures import at_cursor
from tests.console.desk.stage import SEEN, SIZES, SMALL, Stage, desk_on
from tests.db.desk import Desk as Branch
from widgets.help import HelpPage

OPENS = ("windows", "next_job", "figures", "day", "shifts", "proposal", "drafts", "palette")


async def begin(stage: Stage, key: str = "question_mark") -> None:
    await stage.press(key)
    await stage.until(lambda: stage.desk.query(HelpPanel))
    await stage.quiet()


@pytest.fixture
def own_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The person's file of keys, in a folder that no other test reads."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    path = keymap_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    yield path
    install_keymap(())


@pytest.mark.ways("key")
@pytest.mark.parametrize("key", ["question_mark", "fullwidth_question_mark", "f1"])
@pytest.mark.parametrize(("size", "language"), SEEN)
async def test_help_opens_in_place_does_nothing_and_esc_or_its_key_leaves_it(
    branch: Branch, size: tuple[int, int], language: str, key: str
) -> None:
    async with desk_on(branch, size, language) as stage:
        await stage.press("down")
        ticket = at_cursor(stage)
        await begin(stage, key)
        stage.assert_clean()
        assert any("F2" in line or " n " in line for line in stage.lines)
        assert stage.one(HelpPage).size.height == size[1] - 3, "every line between status and message"
        before = branch.count_events()
        await stage.press("d", "c", "u", "j", "space")
        await stage.quiet()
        assert len(stage.desk.panels) == 1, "letters that are tried out while reading do nothing"
        assert branch.count_events() == before
        for leaves in (key, "escape"):
            await stage.press(leaves)
            await stage.until(lambda: stage.desk.queue.size.height and not stage.desk.query(HelpPanel))
            assert (stage.desk.queue.cursor_key, stage.desk.focused) == (ticket, stage.desk.queue)
            assert ticket in stage.text
            if leaves == key:
                await begin(stage)


def test_help_names_every_key_and_teaches_the_whole_day() -> None:
    day, *groups, sentence, in_a_list, by_name = sections()
    assert [example for example, _text in sentence.keys] == [example for example, _msgid in GRAMMAR]
    assert [key for key, _text in in_a_list.keys] == [key for key, _msgid in IN_A_LIST]
    assert [key for key, _text in day.keys] == [*"ntdspscu/:w", "ctrl+p"]
    helped = [label for group in groups for _key, label in group.keys]
    assert len(helped) == len([key for key in LISTED if key.does])
    named = ", ".join(words for _group, words in by_name.keys)
    assert all(word("verb", name) in named for name, verb in VERBS.items() if not verb.internal)


@pytest.mark.parametrize("language", ["zh_CN", "en"])
async def test_every_key_of_a_panel_is_seen_at_one_glance_on_a_small_screen(
    branch: Branch, language: str
) -> None:
    async with desk_on(branch, SMALL, language) as stage:
        await begin(stage)
        stage.assert_clean()
        seen = " ".join(stage.lines)
        words = {key.id: f"{shown_key(key)} {_(key.called)}" for key in map(key_named, OPENS)}
        assert {key: said for key, said in words.items() if said not in seen} == {}


async def test_help_at_80x24_scrolls_to_its_last_line(branch: Branch) -> None:
    async with desk_on(branch, SIZES[0]) as stage:
        await begin(stage)
        last = _(GROUPS[-1].label)
        assert last not in "\n".join(stage.lines[:-2])
        seen = stage.text
        for _page in range(12):
            await stage.press("pagedown")
            await stage.quiet()
            seen += stage.text
        assert last in seen
        assert GRAMMAR[-1][0] in seen
        below = stage.text
        await stage.press("end")
        await stage.quiet()
        assert stage.text == below, "there is no more"


async def test_own_keys_act_and_are_shown(branch: Branch, own_keys: Path) -> None:
    own_keys.write_text('[keys]\ndispatch = "x,f12"\nhelp = "="\n', "utf-8")
    async with desk_on(branch) as stage:
        assert "x Dispatch" in stage.lines[-1]
        await stage.press("f5")
        await stage.quiet()
        assert not stage.desk.panels
        for key in ("x", "fullwidth_latin_small_letter_x", "f12"):
            await stage.press(key)
            await stage.until(lambda: stage.desk.query(DispatchPanel))
            await stage.press("escape")
            await stage.until(lambda: not stage.desk.query(DispatchPanel))
        await begin(stage, "equals_sign")
        await stage.press("pagedown")
        await stage.until(lambda: "x F12" in stage.text)


async def test_a_wrong_line_is_reported_at_start_and_the_others_apply(branch: Branch, own_keys: Path) -> None:
    own_keys.write_text('[keys]\ndispatch = "x"\nundo = "ctrl+s"\n', "utf-8")
    async with desk_on(branch) as stage:
        assert "undo: “ctrl+s” belongs to the terminal." in stage.said
        await stage.press("x")
        await stage.until(lambda: stage.desk.query(DispatchPanel))


@pytest.mark.ways("key")
@pytest.mark.parametrize("key", ["ctrl+t", "fullwidth_latin_small_letter_t", "t"])
async def test_letter_ctrl_and_full_width_form_do_the_same_but_in_a_field(branch: Branch, key: str) -> None:
    async with desk_on(branch) as stage:
        first = stage.desk.queue.cursor_index
        await stage.press("fullwidth_latin_small_letter_j")
        await stage.until(lambda: stage.desk.queue.cursor_index == first + 1)
        await stage.press(key)
        await stage.until(lambda: stage.desk.panels)
        await stage.quiet()
        await stage.press("escape")
        await stage.until(lambda: not stage.desk.panels)
        await stage.press("colon")
        await stage.until(lambda: stage.desk.panels and stage.desk.focused is not stage.desk.queue)
        await stage.press("ctrl+t")
        await stage.quiet()
        assert len(stage.desk.panels) == 1
