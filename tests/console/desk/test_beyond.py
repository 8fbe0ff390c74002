"""A ticket that leaves the reach of whoever looks at it is not acted on, and the keys say why (PPL-03)."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from console.panels.palette import PalettePanel
from db.policy.load import shipped
from db.verbs.adopting import AdoptPolicy
from tests.console.desk.stage import SEEN, Stage, desk_on
from tests.databases import Databases
from tests.db.desk import Desk, copied, template


def _two_branches(desk: Desk) -> None:
    desk.found()
    content: dict[str, Any] = shipped().sections()
    other = content["organisation"]["branch"]["NS"] | {"zh": "龙岗", "en": "Longgang"}
    content["organisation"]["branch"]["LG"] = other
    desk.store.do(AdoptPolicy(body=json.dumps(content, ensure_ascii=False)), "A01")
    desk.staff("D01", "dispatcher")
    desk.register()


@pytest.fixture
def two_branches(databases: Databases, worker_id: str) -> Iterator[Desk]:
    made = databases.with_rows(f"{worker_id}_beyond", template(_two_branches))
    with copied(made) as desk:
        yield desk
    made.close()


@pytest.mark.parametrize(("size", "language"), SEEN)
async def test_a_ticket_that_went_to_another_branch_is_kept_in_sight_and_not_acted_on(
    two_branches: Desk, size: tuple[int, int], language: str
) -> None:
    said = {"en": "is not within your reach", "zh_CN": "不在您的范围内"}[language]
    async with desk_on(two_branches, size, language, "D01") as stage:
        await stage.press("enter")
        await stage.until(lambda: stage.desk.opened == "YX2607-01")
        await stage.quiet()
        assert stage.desk.asking(("YX2607-01",)).reached
        two_branches.do("correct", ticket="YX2607-01", branch="LG", reason="转")
        await stage.until(lambda: not stage.desk.asking(("YX2607-01",)).reached)
        await stage.press("t")
        await stage.quiet()
        assert f"YX2607-01 {said}" in stage.text or f"YX2607-01{said}" in stage.text.replace(" ", "")
        assert not stage.desk.panels
        await _palette(stage)
        assert said in stage.text


async def _palette(stage: Stage) -> None:
    await stage.rest()
    await stage.press("ctrl+p")
    await stage.until(lambda: stage.desk.query(PalettePanel))
    await stage.quiet()
