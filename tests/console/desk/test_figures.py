"""Every figure of the first line opens the list that it counts (RPT-05), and every view can be seen."""

import re

import pytest

from console.panels.views import FiguresPanel, ViewsPanel
from console.register.panel import RegisterPanel
from console.words import labels
from db.views.counts import Counts
from db.views.paging import Paged
from db.views.queue import Queue
from tests.console.desk.stage import HOTEL, LANGUAGES, SEEN, SIZES, Stage, desk_on
from tests.db.desk import Desk as Branch
from tests.sampling import some_of

OPENED = 4
"""Figures that one run of `make test` opens by keys; that each counts what it opens is asked of the store."""


def at(text: str) -> str:
    """An instant on the day of the tests."""
    return f"2026-07-15T{text}:00+08:00"


def busy(branch: Branch) -> None:
    """Something behind every figure: no level, late, nearly late, escalated, on leave, dissatisfied."""
    branch.do("add_staff", staff="D09", label="值班员", roles="dispatcher")
    branch.register(**HOTEL)
    branch.do("escalate", ticket=branch.register(**HOTEL, level=1), reason="客户催促")
    held = branch.register(**HOTEL, level=2)
    branch.do("dispatch", ticket=held, technician="T011", override="演练")
    branch.do("set_duty", staff="T011", kind="leave", begins_at=at("09:00"), ends_at=at("18:00"))
    done = branch.register(**HOTEL, level=3)
    branch.do("dispatch", ticket=done, technician="T012", override="演练")
    branch.do("step", ticket=done, what="arrived")
    branch.do("step", ticket=done, what="finished")
    branch.do("survey", ticket=done, attitude="1", quality="1", punctuality="1", hygiene="1", result="1")
    branch.at("09:08")
    branch.register(**HOTEL, level=1)
    branch.at("09:16")


async def opened(stage: Stage) -> FiguresPanel:
    await stage.press("f")
    await stage.until(lambda: stage.desk.query(FiguresPanel) and not stage.desk.queue.has_focus)
    return stage.one(FiguresPanel)


@pytest.mark.parametrize(("size", "language"), SEEN)
async def test_every_figure_opens_by_keys_what_it_counts(
    able: Branch, size: tuple[int, int], language: str
) -> None:
    busy(able)
    async with desk_on(able, size, language, actor="D09") as stage:
        panel = await opened(stage)
        figures, shown = list(panel._figures.values()), stage.text
        for figure in figures:
            assert figure.part.text in shown, "also one for which the first line has no room"
            assert figure.name in shown
        await stage.press("escape")
        for place in some_of(range(len(figures)), "figures of the first line", OPENED):
            figure = figures[place]
            panel = await opened(stage)
            # What stands above it in the list; down and Enter reach what has no digit.
            await stage.press(*["down"] * place, "enter")
            await stage.until(lambda: stage.desk.panels and isinstance(stage.desk.panels[-1], RegisterPanel))
            register = stage.desk.panels[-1]
            assert isinstance(register, RegisterPanel)
            await stage.until(lambda register=register: register._page is not None)  # type: ignore[misc]  # bound at once
            await stage.quiet()
            assert register.view == figure.asked
            assert figure.name in stage.lines[1]
            listed = register.register.total
            assert listed == able.store.read(Paged(of=figure.asked, limit=1000), "D09").total
            if not figure.part.text.endswith(("%", "-")):
                assert re.findall(r"\d+", figure.part.text)[-1] == str(listed), figure.name
            elif figure.view == "dissatisfied":
                assert [row["state"] for row in register._rows.values()] == ["follow_up"]
            await stage.press("escape")
            await stage.until(lambda: not stage.desk.panels)


def test_the_figures_are_those_of_counts(able: Branch) -> None:
    """What `counts` says of a list is how many rows the list has, from the command line as well (RPT-05)."""
    busy(able)
    counts = able.store.read(Counts(), "D09")
    asked: dict[str, int] = {
        "breached": counts.breached, "at_risk": counts.at_risk, "paused": counts.paused,
        "follow_up": counts.follow_up, "untriaged": counts.untriaged, "called": counts.called,
        "absent": counts.absent, "idle": counts.untriaged_idle, "unlevelled": counts.unlevelled,
        "unreachable": counts.unreachable,
    }  # fmt: skip
    assert sum(asked.values()) > 6
    for view, count in asked.items():
        listed = able.store.read(Paged(of=Queue.model_validate({"view": view}), limit=1), "D09")
        assert listed.total == count, view
    for level, count in counts.by_level.items():
        assert able.store.read(Paged(of=Queue(level=level), limit=1), "D09").total == count


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", SIZES)
async def test_every_view_stands_on_the_screen_with_its_count(
    able: Branch, size: tuple[int, int], language: str
) -> None:
    busy(able)
    async with desk_on(able, size, language) as stage:
        await stage.press("v")
        await stage.until(lambda: stage.desk.query(ViewsPanel) and "1 " in stage.text)
        await stage.quiet()
        for name in labels.VIEW:
            count = r"" if name == "closed" else r" +\d+"
            assert re.search(re.escape(labels.view(name)) + count, stage.text), name
        stage.assert_clean()


async def test_figures_that_have_not_come_open_nothing(branch: Branch) -> None:
    async with desk_on(branch) as stage:
        stage.desk.counts = None
        await stage.press("f")
        assert "The figures have not come yet" in stage.said
