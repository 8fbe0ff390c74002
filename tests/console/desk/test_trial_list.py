"""A list that the program has never seen: a register, a command, an export and a line of the palette."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import pytest

from console.panels.palette import PalettePanel
from console.register.card_panel import CardPanel
from db.kinds import Called, Text
from db.tables.staff import Staff
from db.views.listing import Opens
from db.views.view import VIEWS, View, ViewContext
from tests.console.desk.stage import desk_on
from tests.console.desk.test_register import shown
from tests.console.running import paigong
from tests.db.desk import Desk as Branch


class TrialRow(NamedTuple):
    """What a next chapter might list."""

    no: Annotated[str, Text(), Called("Number")]
    motto: Annotated[str, Text(), Called("Name")]


@pytest.fixture
def trial() -> Iterator[type[View[Any]]]:
    """One class and its columns' declarations, and nothing else anywhere."""

    class Mottos(View[list[TrialRow]]):
        """Everybody's motto."""

        name = "mottos"
        label = "Customers"  # a word that both languages have
        opens = Opens("staff", "no")

        def read(self, context: ViewContext) -> list[TrialRow]:
            return [TrialRow(each.no, f"motto of {each.label}") for each in context.read.rows(Staff)]

    yield Mottos
    del VIEWS["mottos"]


async def test_a_trial_list_is_a_register_a_command_an_export_and_a_line_of_the_palette(
    trial: type[View[Any]], able: Branch, tmp_path: Path
) -> None:
    everybody = {each.no for each in able.rows(Staff)}
    ran = paigong("--db", able.url, "--as", "A01", "show", "mottos", "--json", "--sort", "no", "--descending")
    assert ran.code == 0, ran.err
    assert [row["no"] for row in ran.json] == sorted(everybody, reverse=True)
    file = tmp_path / "mottos.json"
    assert (
        paigong("--db", able.url, "--as", "A01", "export", "mottos", str(file), "--filter", "T011").code == 0
    )
    assert [row["no"] for row in json.loads(file.read_text(encoding="utf-8"))] == ["T011"]
    async with desk_on(able) as stage:
        await stage.press("ctrl+p")
        await stage.until(lambda: stage.desk.query(PalettePanel))
        await stage.write("mottos")
        await stage.until(lambda: "Everybody's motto." in stage.text)
        await stage.press("enter")
        panel = await shown(stage)
        assert panel.register.total == len(everybody)
        await stage.press("slash")
        await stage.write("T011")
        await stage.press("enter")
        await stage.until(lambda: panel.register.total == 1)
        await stage.press("enter")
        await stage.until(lambda: isinstance(stage.desk.panels[-1], CardPanel) and "电工1" in stage.lines[1])
