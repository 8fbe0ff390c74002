"""The figures of a period at the desk: with bars, by keys, each with the rows behind it (RPT-01, RPT-05)."""

from typing import Any

import pytest

from console.present.period_figures import columns
from console.register.panel import RegisterPanel
from console.register.periods_panel import PeriodsPanel
from console.words.codes import word
from console.words.i18n import install_language, installed_language
from db.figures.figures import FIGURES
from db.views.figures import FigureView
from db.views.paging import Paged
from tests.console.desk.stage import SEEN, Stage, desk_on
from tests.console.desk.test_figures import busy
from tests.db.desk import Desk as Branch
from widgets.bars import BarRow
from widgets.cells import width_of
from widgets.columns import place


async def opened(stage: Stage) -> PeriodsPanel:
    await stage.press("F")
    await stage.until(lambda: stage.desk.query(PeriodsPanel) and stage.one(PeriodsPanel)._facts)
    await stage.quiet()
    return stage.one(PeriodsPanel)


@pytest.mark.parametrize(("size", "language"), SEEN)
async def test_figures_of_a_period_stand_with_bars_and_open_what_they_count(
    able: Branch, size: tuple[int, int], language: str
) -> None:
    busy(able)
    async with desk_on(able, size, language) as stage:
        panel = await opened(stage)
        assert list(panel._facts) == list(FIGURES)
        assert "2026-07" in stage.lines[1]
        assert "#" in stage.text, "a bar"
        assert "|" in stage.text, "where timeliness ought to reach"
        assert (">= 90 未达标" if language == "zh_CN" else ">= 90 not reached") in stage.text
        stage.assert_clean()
        # Down to the timeliness, cut by level; each bucket opens its rows.
        down = list(FIGURES).index("timeliness")
        await stage.press(*["j"] * down)
        while panel.by != "level":
            await stage.press("b")
            await stage.quiet()
        asked = FigureView(figure="timeliness", of="2026-07", by="level")
        told: dict[str | None, Any] = {one.bucket: one for one in able.store.read(asked, "A01")}
        assert set(panel._facts) == set(told)
        await stage.press("j")
        bucket = panel.bar_list.cursor_key
        await stage.press("enter")
        await stage.until(lambda: isinstance(stage.desk.panels[-1], RegisterPanel))
        register = stage.desk.panels[-1]
        assert isinstance(register, RegisterPanel)
        await stage.until(lambda: register._page is not None)
        assert register.register.total == told[str(bucket)].whole
        assert able.store.read(Paged(of=register.view, limit=9), "A01").total == told[str(bucket)].whole
        # Back to the buckets, to all figures, to another month in which nothing happened, to a longer one.
        await stage.press("escape", "escape")
        await stage.quiet()
        assert not panel.figure
        await stage.press("left")
        await stage.quiet()
        assert "2026-06" in stage.lines[1]
        assert panel._facts["reported"].value == 0
        await stage.press("right", "p")
        await stage.quiet()
        assert "2026-Q3" in stage.lines[1]
        await stage.press("escape")
        await stage.until(lambda: not stage.desk.panels)


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_names_and_targets_of_all_figures_stand_whole_on_a_narrow_line(language: str) -> None:
    before = installed_language()
    install_language(language)
    try:
        lines = [
            BarRow(
                name, {"name": word("figure", name), "value": "94.7%", "of": "4,766/5,031", "target": target}
            )
            for name in FIGURES
            for target in ("", f">= 90 {word('target_reached', 'no')}")
        ]
        wide = {each.name: each.width for each in place(columns("Figure", lines), 80)}
    finally:
        install_language(before)
    assert set(wide) == {"name", "value", "bar", "of", "target"}
    for line in lines:
        assert all(width_of(text) <= wide[name] for name, text in line.words.items()), line.words
