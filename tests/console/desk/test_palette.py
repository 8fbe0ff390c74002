"""The palette by real keys: every verb and view by any of its names."""

from dataclasses import replace

import pytest

from console.panels.dispatch import DispatchPanel
from console.panels.form import VerbPanel
from console.panels.palette import PalettePanel
from console.panels.table import TablePanel
from console.panels.views import FiguresPanel
from console.present.palette import items
from console.register.card_panel import CardPanel
from console.register.panel import RegisterPanel
from console.words.i18n import _, install_language
from console.words.speech import Speech
from db.policy.load import shipped
from db.verbs.groups import GROUPS
from db.verbs.may import Asking
from db.verbs.verb import VERBS
from db.views.view import VIEWS
from tests.console.desk.stage import SEEN, Stage, desk_on
from tests.db.desk import Desk as Branch
from widgets.lists import ColumnList
from widgets.pick import Pick

NOBODY = Asking(shipped(), "")
"""Who asks of whom no role is known."""


async def begin(stage: Stage) -> Pick:
    await stage.press("ctrl+p")
    await stage.until(lambda: stage.desk.query(Pick) and stage.one(Pick).cursor_key)
    return stage.one(Pick)


async def choose(stage: Stage, text: str) -> None:
    await begin(stage)
    await stage.write(text)
    await stage.press("enter")
    await stage.until(lambda: not stage.desk.query(PalettePanel))


@pytest.mark.parametrize(("size", "language"), SEEN)
async def test_it_opens_in_place_with_name_key_and_summary_under_groups_until_something_is_typed(
    branch: Branch, size: tuple[int, int], language: str
) -> None:
    async with desk_on(branch, size, language) as stage:
        await begin(stage)
        await stage.quiet()
        stage.assert_clean()
        assert any("d F5" in line for line in stage.lines)
        assert _("Calls", "chapter") in stage.text
        await stage.write("派工")
        await stage.until(lambda: _("Calls", "chapter") not in stage.text)
        await stage.press("escape")
        await stage.until(lambda: not stage.desk.query(PalettePanel))
        assert stage.desk.focused is stage.desk.queue


def test_every_verb_and_every_view_has_its_line() -> None:
    keys = {item.key for item in items((), NOBODY, Speech())}
    assert {f"verb {name}" for name, kind in VERBS.items() if not kind.internal} <= keys
    assert {f"view {name}" for name in VIEWS if name != "queue"} <= keys


def test_every_verb_stands_under_the_group_that_it_declares() -> None:
    of_verbs = [item for item in items((), NOBODY, Speech()) if item.key.startswith("verb ")]
    for item in of_verbs:
        group = VERBS[item.key.removeprefix("verb ")].group
        assert group is not None
        assert item.heading == _(group.label)
    # Each group is one piece, in the order of the chapters.
    assert list(dict.fromkeys(item.heading for item in of_verbs)) == [_(group.label) for group in GROUPS]


@pytest.mark.ways("typed")
@pytest.mark.parametrize("typed", ["dispatch", "派工", "pg", "paigong"])
async def test_what_is_chosen_by_english_chinese_or_pinyin_does_what_its_key_does_or_opens_in_place(
    able: Branch, typed: str
) -> None:
    number = able.register(level=4)
    able.do("escalate", ticket=number, reason="催")
    async with desk_on(able) as stage:
        pick = await begin(stage)
        await stage.write(typed)
        assert pick.cursor_key == "verb dispatch"
        await stage.press("enter")
        await stage.until(lambda: stage.desk.query(DispatchPanel))
        await closed(stage)
        await choose(stage, "remind")
        await stage.until(lambda: stage.desk.query(VerbPanel))
        assert stage.one(VerbPanel).verb == "remind"
        assert stage.one(VerbPanel).tickets == (stage.desk.queue.cursor_key,)
        await closed(stage)
        await impossible(stage)
        await choose(stage, "to dispatch")
        await stage.until(lambda: stage.desk.view == "to_dispatch")
        await choose(stage, "counts")
        await stage.until(lambda: stage.desk.query(FiguresPanel))
        await closed(stage)
        await choose(stage, "tools")
        await stage.until(lambda: "电工1 T011" in stage.text)
        await closed(stage)
        await choose(stage, "escalations")
        await stage.until(lambda: number in stage.text and stage.desk.query(RegisterPanel))
        await stage.quiet()
        await stage.press("enter")
        await stage.until(lambda: isinstance(stage.desk.panels[-1], CardPanel))
        await stage.until(lambda: number in stage.lines[1])


async def closed(stage: Stage) -> None:
    await stage.press("escape")
    await stage.until(lambda: not stage.desk.panels)
    await stage.quiet()


async def impossible(stage: Stage) -> None:
    """A verb that is not possible now says why, and cannot be chosen."""
    await begin(stage)
    await stage.write("close")
    assert "possible only when it is in follow-up" in stage.text
    await stage.press("enter")
    await stage.quiet()
    assert stage.desk.query(PalettePanel)
    await stage.rest()
    await closed(stage)


@pytest.mark.parametrize(
    ("state", "verbs"),
    [
        ("triaged", {"dispatch", "pause", "step"}),
        ("dispatched", {"reassign", "recall", "pause", "step"}),
        ("paused", {"resume", "step"}),
        ("follow_up", {"survey", "verify", "close", "reopen", "step"}),
        ("closed", {"reopen"}),
    ],
)
def test_only_legal_moves_can_be_chosen(state: str, verbs: set[str]) -> None:
    moving = {
        "dispatch",
        "reassign",
        "recall",
        "pause",
        "resume",
        "step",
        "survey",
        "verify",
        "close",
        "reopen",
    }
    offered = {
        item.key.removeprefix("verb ")
        for item in items(("YX2607-1",), replace(NOBODY, number="YX2607-1", state=state), Speech())
        if item.disabled == ""
    }
    assert offered & moving == verbs


async def test_without_a_ticket_only_what_needs_none_can_be_chosen(branch: Branch) -> None:
    free = {item.key for item in items((), NOBODY, Speech()) if not item.disabled}
    assert {"verb register", "verb add_staff", "verb undo", "view tools"} <= free
    assert not free & {"verb dispatch", "verb note", "view events"}


@pytest.mark.parametrize(("size", "language"), SEEN)
async def test_a_view_of_one_object_without_a_card_opens_in_place(
    branch: Branch, size: tuple[int, int], language: str
) -> None:
    number = branch.register(level=2)
    branch.do("dispatch", ticket=number, technician="T001")
    async with desk_on(branch, size, language) as stage:
        await stage.until(lambda: number in stage.desk.rows)
        stage.desk.open_answer("kit", (number,))
        await stage.until(lambda: stage.one(TablePanel).query_one(ColumnList).line_keys)
        await stage.quiet()
        stage.assert_clean()
        before = branch.count_events()
        await stage.press("d", "t", "p", "j")
        await stage.quiet()
        assert len(stage.desk.panels) == 1
        assert branch.count_events() == before
        await stage.press("escape")
        await stage.until(lambda: not stage.desk.query(TablePanel))


def test_what_no_role_may_do_is_shown_with_why() -> None:
    install_language("en")
    may_not = {
        item.key: item.disabled
        for item in items((), replace(NOBODY, no="T001", roles=frozenset({"technician"})), Speech())
    }
    assert may_not["verb add_staff"] == "T001 may not do “add a person”. (PPL-03)"
    assert not may_not["verb register"]
