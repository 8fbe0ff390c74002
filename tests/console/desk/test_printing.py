"""P prints a form of what stands at the desk, and says where it was written (FRM-02)."""

from pathlib import Path

import pytest

from console.panels.printing import FilePanel
from console.panels.quick import QuickPanel
from console.register.card_panel import CardPanel
from db.views.loans import Loans
from tests.console.desk.stage import SMALL, Stage, desk_on
from tests.db.desk import Desk as Branch
from widgets.text_line import TextLine


async def test_a_form_is_printed_from_queue_card_and_list(
    branch: Branch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with desk_on(branch, SMALL, "zh_CN") as stage:
        number = stage.desk.meant[0]
        path = tmp_path / f"slip-{number}.pdf"
        await asked(stage)
        assert path.name in stage.text
        await stage.press("enter")
        await stage.until(lambda: path.exists() and "已打印" in stage.said)
        stage.desk.open_card(f"ticket:{number}")
        await stage.until(lambda: stage.desk.query(CardPanel))
        await stage.quiet()
        await asked(stage)
        await stage.write("again.txt")
        await stage.press("enter")
        await stage.until(lambda: (tmp_path / "again.txt").exists() and "已打印" in stage.said)
        assert number in (tmp_path / "again.txt").read_text("utf-8")
        assert isinstance(stage.desk.panels[-1], CardPanel)
        stage.assert_clean()


async def asked(stage: Stage) -> None:
    """Press P, take the first form, and wait for the line with its file."""
    await stage.press("P")
    await stage.until(lambda: stage.desk.query(QuickPanel))
    assert "派工单" in stage.text
    await stage.press("1")
    await stage.until(lambda: isinstance(stage.desk.focused, TextLine))


async def test_a_list_is_its_form_and_a_file_that_is_there_is_asked_about(
    branch: Branch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "loans.txt").write_text("x", "utf-8")
    async with desk_on(branch, SMALL, "en") as stage:
        stage.desk.open_register(Loans())
        await stage.quiet()
        await stage.press("P")
        await stage.until(lambda: isinstance(stage.desk.focused, TextLine))
        assert stage.desk.query(FilePanel)
        await stage.write("loans.txt")
        await stage.press("enter")
        await stage.until(lambda: "overwrites" in stage.said)
        await stage.press("escape")
        await stage.until(lambda: "overwrites" not in stage.said)
        await stage.press("P")
        await stage.until(lambda: isinstance(stage.desk.focused, TextLine))
        await stage.write("loans.txt")
        await stage.press("enter")
        await stage.until(lambda: "overwrites" in stage.said)
        await stage.press("enter")
        await stage.until(lambda: "借用部门" in (tmp_path / "loans.txt").read_text("utf-8"))
        await stage.press("escape")
        stage.desk.open_card("customer:" + branch.show("customers")[0]["id"])
        await stage.until(lambda: stage.desk.query(CardPanel))
        await stage.quiet()
        await stage.press("P")
        await stage.until(lambda: "no form" in stage.said)
