"""A closed month keeps its figures, whatever is corrected later; any figure as it stood (RPT-02)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from db.errors import BadField
from db.figures.figures import FIGURES
from db.policy.load import shipped
from db.policy.model import Policy
from db.tables.closed_month import ClosedFigure
from db.tables.event import EVENT
from db.verbs.adopting import AdoptPolicy
from tests.db.desk import Desk, reach

JULY = {"period": "month", "of": "2026-07"}


def season(desk: Desk) -> tuple[str, str, str]:
    """July: a closed ticket, one that is late, and one that is finished."""
    desk.at("2026-07-31 09:00")
    closed = reach(desk, "closed")
    late = reach(desk, "triaged")
    desk.later(hours=6)
    done = reach(desk, "follow_up")
    desk.at("2026-08-01 09:00")
    return closed, late, done


def figures(desk: Desk, **asked: Any) -> dict[str, Any]:
    (row,) = desk.show("figures", **JULY, **asked)
    return {name: row[name] for name in FIGURES}


def marks(mark: int) -> dict[str, Any]:
    return dict.fromkeys(("attitude", "quality", "punctuality", "hygiene", "result"), mark)


def told(value: Any) -> str:
    return "-" if value is None else str(value)


def test_a_closed_month_survives_what_is_corrected_later(desk: Desk) -> None:
    closed, late, _done = season(desk)
    before = figures(desk)
    answer = desk.do("close_month", by="M01")
    assert (answer["month"], answer["figures"]) == (
        "2026-07",
        len(FIGURES) * 2,
    )  # of the house and the branch
    desk.do("reopen", ticket=closed, reason="未解决")
    desk.do("merge", ticket=late, into=closed)
    after = figures(desk)
    rows = {row["figure"]: row for row in desk.show("closed_month") if row["branch"] is None}
    assert {name: row["value"] for name, row in rows.items()} == {
        name: told(value) for name, value in before.items()
    }
    changed = {name for name in FIGURES if before[name] != after[name]}
    assert {"reported", "closed"} <= changed
    for name in changed:
        assert rows[name]["restated"] == told(after[name]), name
    corrected = {row["figure"] for row in desk.show("closed_month", corrected=True) if row["branch"] is None}
    assert changed <= corrected
    # As of the position that was kept every figure is what was closed.
    assert figures(desk, as_of=str(answer["position"])) == before
    assert figures(desk, as_of="2026-08-01T09:00:00+08:00") != {}
    assert desk.differences() == []


def test_lateness_that_is_taken_back_restates_the_month_and_leaves_it_closed(desk: Desk) -> None:
    _closed, late, _done = season(desk)
    desk.do("close_month", by="M01")
    desk.do("forgive", ticket=late, milestone="respond", reason="输错")
    rows = {row["figure"]: row for row in desk.show("closed_month", corrected=True) if row["branch"] is None}
    assert rows["timeliness_respond"]["restated"] != rows["timeliness_respond"]["value"]


def test_a_month_is_closed_once_when_it_is_over_and_never_opened_again(desk: Desk) -> None:
    season(desk)
    assert isinstance(desk.refused("close_month", month="2026-08"), BadField)
    desk.do("close_month", month="2026-07", by="M01")
    assert desk.refused("close_month", month="2026-07", by="A01").rule == "RPT-02"
    assert desk.refused("close_month", month="2026-06", by="D01").rule == "PPL-03"
    assert [row["month"] for row in desk.show("closed_months")] == ["2026-07"]
    assert len(desk.rows(ClosedFigure)) == len(FIGURES) * 2
    assert isinstance(_error(desk, as_of="gestern"), BadField)


def test_as_it_stood_holds_the_policy_of_that_day(desk: Desk) -> None:
    _closed, _late, done = season(desk)
    desk.do("survey", ticket=done, **marks(3))
    before = desk.show("figure", figure="satisfaction", of="2026-08")
    position = _position(desk)
    sections = shipped().sections()
    sections["settings"]["setting"]["survey_satisfied"] = 3
    desk.store.do(AdoptPolicy(body=Policy(sections).canonical()), "A01")
    now = desk.show("figure", figure="satisfaction", of="2026-08")
    then = desk.show("figure", figure="satisfaction", of="2026-08", as_of=str(position))
    assert then == before
    assert now != before


def _position(desk: Desk) -> int:
    with desk.store.engine.connect() as connection:
        return int(connection.execute(select(func.max(EVENT.c.seq))).scalar_one())


def _error(desk: Desk, **asked: Any) -> BaseException | None:
    try:
        figures(desk, **asked)
    except BadField as error:
        return error
    return None
