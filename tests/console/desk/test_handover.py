"""The hand-over page at the desk: a line opens what it counts, or the card of who is away (RPT-04)."""

from __future__ import annotations

import pytest

from console.register.card_panel import CardPanel
from tests.console.desk.stage import SEEN, desk_on
from tests.console.desk.test_policy_registers import register, shown
from tests.db.desk import Desk as Branch


@pytest.mark.parametrize(("size", "language"), SEEN)
async def test_a_line_of_the_page_opens_what_it_counts(
    branch: Branch, size: tuple[int, int], language: str
) -> None:
    number = branch.register(level=2)
    branch.do("set_duty", staff="T001", kind="leave", begins_at="2026-07-15T00:00:00+08:00",
              ends_at="2026-07-17T18:00:00+08:00")  # fmt: skip
    async with desk_on(branch, size, language) as stage:
        panel = await register(stage, {"zh_CN": "交接班页", "en": "hand-over page"}[language])
        stage.assert_clean()
        rows = [row["what"] for row in panel._rows.values()]
        await stage.press(*"j" * rows.index("to_dispatch"), "enter")
        panel = await shown(stage)
        assert number in stage.text
        stage.assert_clean()
        await stage.press("escape", "G", "k", "enter")
        await stage.quiet()
        assert isinstance(stage.desk.panels[-1], CardPanel)
        assert "T001" in stage.text
