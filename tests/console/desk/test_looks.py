"""How the desk looks for one person: without colours, over a thin line, with what they have set."""

from pathlib import Path

import pytest
from rich.segment import Segment
from textual import events

from console import looks
from console.app import Paigong
from console.keys import own as keymap
from console.looks import Looks, Read
from tests.console.desk.stage import SEEN, Stage, desk_on
from tests.db.desk import Desk as Branch
from tests.widgets.stage import Recorder


@pytest.fixture(autouse=True)
def at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A person without settings, at the machine itself."""
    monkeypatch.setattr(looks, "settings_file", lambda: tmp_path / looks.FILE_NAME)
    for name in ("PAIGONG_BAR", "PAIGONG_MOUSE", "SSH_CONNECTION"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path / looks.FILE_NAME


def drawn(stage: Stage, beginning: str) -> list[Segment]:
    """The line of the screen that begins like that, as it is sent."""
    strips = stage.app.screen._compositor.render_strips()
    return list(next(strip for strip in strips if strip.text.startswith(beginning)))


@pytest.mark.parametrize(("size", "language"), SEEN)
async def test_without_colours_every_cell_can_be_read_and_states_are_told_by_shape(
    branch: Branch, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int], language: str
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    branch.later(hours=3)
    async with desk_on(branch, size, language) as stage:
        await stage.press("j", "d")
        await stage.quiet()
        for strip in stage.app.screen._compositor.render_strips():
            for segment in strip:
                assert segment.style is not None
                assert segment.style.color is None or segment.style.color.is_default, segment
                assert segment.style.bgcolor is None or segment.style.bgcolor.is_default, segment
        await stage.press("escape", "g")
        await stage.quiet()
        # Ignored: there is a row under the cursor.
        level = stage.desk.queue.row(stage.desk.queue.cursor_key).level_text  # type: ignore[union-attr]
        (cell,) = (each for each in drawn(stage, ">") if each.text.strip() == level)
        assert cell.style is not None
        assert not cell.style.reverse, "a filled cell stands out of the filled row"
        number = next(each for each in drawn(stage, ">") if "YX" in each.text)
        assert number.style is not None
        assert number.style.reverse, "the row under the cursor is filled"
        await stage.press("j", "j")
        await stage.quiet()
        first = next(
            each for each in drawn(stage, f"  {level} {stage.desk.queue.line_keys[0]}") if level in each.text
        )
        assert first.style is not None
        assert first.style.reverse, "level 1 is a filled cell"
        assert {"en": "late", "zh_CN": "超时"}[language] in "".join(stage.lines[3:])


async def test_the_row_under_the_cursor_is_filled_where_the_keys_go_dim_elsewhere_and_over_a_thin_line_marked(
    branch: Branch,
) -> None:
    async with desk_on(branch) as stage:
        await to_the_back(stage)
        bar = stage.desk.queue.ink("bar").bgcolor
        # Ignored: what is drawn has a style.
        assert [each.style.bgcolor for each in drawn(stage, ">") if "YX" in each.text] == [bar]  # type: ignore[union-attr]
        await stage.press("tab")
        await stage.quiet()
        marker = drawn(stage, ">")[0]
        assert marker.style is not None
        assert marker.style.dim
        assert marker.style.bgcolor != bar
        stage.desk.add_class("-marker")
        stage.desk.queue.notify_style_update()
        stage.desk.queue.refresh()
        await stage.quiet()
        assert not stage.desk.queue.bar


async def to_the_back(stage: Stage) -> None:
    """A window that goes to the back takes no focus and draws nothing."""
    queue = stage.desk.queue
    recorder = Recorder(queue)
    for event in (events.AppBlur(), events.AppFocus()):
        stage.app.post_message(event)
        await stage.quiet()
        assert stage.desk.focused is queue
    assert recorder.take() == []


def test_a_thin_line_is_known_by_ssh_unless_the_surroundings_say_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert not Looks().marker_only({})
    assert Looks().marker_only({"SSH_CONNECTION": "10.0.0.1 1 10.0.0.2 22"})
    monkeypatch.setenv("PAIGONG_BAR", "full")
    assert not Looks().marker_only({"SSH_CONNECTION": "10.0.0.1 1 10.0.0.2 22"})
    monkeypatch.setenv("PAIGONG_BAR", "")
    assert looks.read().looks.bar == "auto"


def test_the_file_is_read_and_the_surroundings_go_before_it(
    at_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not looks.read().looks.mouse
    at_home.write_text('mouse = true\nbar = "marker"\n', "utf-8")
    assert (looks.read().looks.mouse, looks.read().looks.bar) == (True, "marker")
    monkeypatch.setenv("PAIGONG_MOUSE", "0")
    assert not looks.read().looks.mouse


@pytest.mark.parametrize(
    "content", ['bar = "thick"\nmouse = true\n', "bar = [", b"\xff\xfe\x00".decode("latin-1")]
)
def test_what_cannot_be_read_is_said_and_left_at_its_default(at_home: Path, content: str) -> None:
    at_home.write_text(content, "latin-1")
    read = looks.read()
    assert read.fault.startswith("settings.toml: ")
    assert read.looks.bar == "auto"
    assert read.looks.mouse == ("thick" in content)


async def test_what_is_wrong_with_ones_settings_is_said_before_any_hint(
    branch: Branch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))  # somebody who has not taken the tour
    own = tmp_path / keymap.FILE_NAME
    own.write_text('[keys]\ndispatch = "ctrl+z"\n', "utf-8")
    async with desk_on(branch, settings=Read(Looks(), "settings.toml: bar")) as stage:
        await stage.until(lambda: stage.desk.begun)
        assert "settings.toml" in stage.said
    monkeypatch.setattr(keymap, "keymap_file", lambda: own)
    async with desk_on(branch, settings=Read(Looks(), "settings.toml: bar")) as stage:
        await stage.until(lambda: stage.desk.begun)
        await stage.quiet()
        assert "keymap.toml" in stage.said


def test_the_mouse_is_left_to_the_terminal_unless_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []
    monkeypatch.setattr(Paigong, "__init__", lambda *_arguments: None)
    monkeypatch.setattr(Paigong, "run", lambda _self, mouse: asked.append(mouse))
    monkeypatch.setattr(Paigong, "print_farewell", lambda *_arguments: None)
    monkeypatch.setattr(Paigong, "return_code", 0)
    from console.app import run_desk

    run_desk(None, "A01")  # type: ignore[arg-type]  # no store is touched
    monkeypatch.setenv("PAIGONG_MOUSE", "1")
    run_desk(None, "A01")  # type: ignore[arg-type]  # no store is touched
    assert asked == [False, True]
