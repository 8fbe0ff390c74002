"""A closed month keeps its figures, whatever is corrected later; any figure as it stood (RPT-02)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import func, select

from db.errors import BadField, Refusal
from db.figures.declaration import QUANTILES
from db.figures.figures import FIGURES
from db.policy.load import shipped
from db.policy.model import Policy
from db.tables.closed_month import ClosedFigure
from db.tables.event import EVENT
from db.tables.ticket import Ticket
from db.verbs.adopting import AdoptPolicy
from db.views.as_json import as_json
from db.views.closed_months import ClosedMonthView
from db.views.figures import FigureView, Rows
from db.views.paging import Paged
from tests.databases import Databases, Kind
from tests.db.desk import Desk, reach, template
from tests.sampling import some_of

CAUSE = "component_failed"
JULY = {"period": "month", "of": "2026-07"}
MOST = 10
"""Of how many figures one run of `make test` lists the rows as they stood."""


def _july(desk: Desk) -> None:
    desk.at("2026-07-31 09:00")
    reach(desk, "closed")
    reach(desk, "triaged")
    desk.later(hours=6)
    reach(desk, "follow_up")


@pytest.fixture(scope="session")
def julys(founded: Databases) -> Iterator[Databases]:
    """Databases in which a July was lived, to be copied."""
    made = founded.with_rows("july", template(_july))
    yield made
    made.close()


@pytest.fixture
def desk(julys: Databases, database_kind: Kind) -> Iterator[Desk]:
    """After July: a closed ticket, one that is late, and one that is finished."""
    url = julys.create(database_kind, warm=True)
    made = Desk(url)
    made.at("2026-08-01 09:00")
    yield made
    made.close()
    julys.drop(url)


def season(desk: Desk) -> tuple[str, str, str]:
    """The tickets of July: the closed one, the late one, the finished one."""
    closed, late, done = sorted(row.number for row in desk.rows(Ticket))
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
    assert isinstance(desk.refused("close_month", month="2026-08"), BadField)
    desk.do("close_month", month="2026-07", by="M01")
    assert desk.refused("close_month", month="2026-07", by="A01").rule == "RPT-02"
    assert desk.refused("close_month", month="2026-06", by="D01").rule == "PPL-03"
    assert [row["month"] for row in desk.show("closed_months")] == ["2026-07"]
    assert len(desk.rows(ClosedFigure)) == len(FIGURES) * 2
    assert isinstance(_error(desk, as_of="gestern"), BadField)


def test_what_is_listed_as_it_stood_are_the_rows_of_then_and_as_many_as_were_counted(desk: Desk) -> None:
    closed, late, done = season(desk)
    desk.do("survey", ticket=done, **marks(5))
    desk.do("close", ticket=done, cause=CAUSE, waive="x")
    position = str(desk.do("close_month", by="M01")["position"])
    asked: dict[str, Any] = {"of": "2026-07", "as_of": position}
    chosen = {"closed", *some_of(sorted(FIGURES), "figures listed as they stood", MOST)}
    then = {name: desk.show("figure_rows", figure=name, **asked) for name in chosen}
    desk.do("reopen", ticket=closed, reason="未解决")
    desk.do("merge", ticket=late, into=closed)
    for name in chosen:
        (counted,) = desk.show("figure", figure=name, **asked)
        rows = desk.show("figure", figure=name, list=True, **asked)
        assert rows == then[name], name
        many = counted["value"] if FIGURES[name].measure == "count" else counted["whole"]
        assert len(rows) == many, name
    assert [row["ticket"] for row in then["closed"]] == [closed]
    assert then["closed"][0]["customer"] == desk.ticket(closed).customer_label
    assert desk.show("figure_rows", figure="closed", of="2026-07") == []
    asked_by_cause = FigureView(figure="closed", by="cause", of="2026-08", as_of=position)
    told = as_json(desk.store.read(asked_by_cause, "A01"), desk.store.zone)
    buckets = {row["bucket"]: row["value"] for row in told}
    assert buckets == {"all": 1, CAUSE: 1}
    paged = desk.store.read(Paged(of=Rows(figure="reported", **asked), limit=2), "A01")
    assert (len(paged.rows), paged.total) == (2, 3)


def test_a_quarter_is_what_its_months_were_closed_with(desk: Desk) -> None:
    closed, late, done = season(desk)
    desk.do("close_month", by="M01")
    desk.at("2026-09-02 09:00")
    desk.do("forgive", ticket=late, milestone="respond", reason="输错")
    second = reach(desk, "follow_up")
    desk.do("close_month", by="M01")
    assert _refused(desk, month="2026-Q3").hint
    desk.at("2026-10-02 09:00")
    desk.do("close_month", by="M01")
    months = [
        {row["figure"]: row for row in desk.show("closed_month", month=month) if row["branch"] is None}
        for month in ("2026-07", "2026-08", "2026-09")
    ]
    desk.do("reopen", ticket=second, reason="未解决")
    desk.do("reopen", ticket=done, reason="未解决")
    rows = {row["figure"]: row for row in desk.show("closed_month", month="2026-Q3") if row["branch"] is None}
    for name, row in rows.items():
        if FIGURES[name].measure not in QUANTILES:
            assert row["whole"] == sum(month[name]["whole"] for month in months), name
            assert (row["part"] or 0) == sum(month[name]["part"] or 0 for month in months), name
    assert rows.keys() == FIGURES.keys()
    assert (rows["handled"]["value"], rows["handled"]["restated"]) == ("3", "1")
    assert rows["handling_median"]["value"] != "-"
    opened = ClosedMonthView.led_by(rows["handled"])
    assert opened is not None
    assert {row.ticket for row in desk.store.read(opened, "A01")} == {closed, done, second}
    assert [row["month"] for row in desk.show("closed_month", month="2026-Q3", corrected=True)][:1] == [
        "2026-Q3"
    ]
    assert _refused(desk, month="2026").rule == "RPT-02"


def test_who_leaves_or_is_called_otherwise_changes_no_closed_figure(desk: Desk) -> None:
    position = str(desk.do("close_month", by="M01")["position"])
    by_person = FigureView(figure="handled", by="person", of="2026-07", as_of=position)
    then = desk.store.read(by_person, "A01")
    desk.do("change_staff", staff="T001", label="王小明")
    desk.do("change_staff", staff="T001", department="SC")
    desk.do("change_staff", staff="T001", left=True)
    assert {row["restated"] for row in desk.show("closed_month")} == {None}
    assert desk.show("closed_month", corrected=True) == []
    assert desk.store.read(by_person, "A01") == then


def test_a_branch_that_is_renamed_and_people_who_move_change_open_months_only(desk: Desk) -> None:
    """Also in their second month: the new branch has its own figures from the next closed month on."""
    desk.do("close_month", by="M01")
    closed = desk.show("closed_month")
    sections = shipped().sections()
    branches = sections["organisation"]["branch"]
    branches["NS"] = branches["NS"] | {"zh": "南山二店", "en": "Nanshan 2"}
    branches["LG"] = branches["NS"] | {"zh": "龙岗", "en": "Longgang"}
    desk.store.do(AdoptPolicy(body=Policy(sections).canonical()), "A01")
    assert desk.show("closed_month") == closed
    desk.do("change_staff", staff="T001", branch="LG")
    assert desk.show("closed_month") == closed
    august = desk.register(branch="LG")
    desk.do("triage", ticket=august, level=2)
    desk.at("2026-09-02 09:00")
    desk.do("close_month", by="M01")
    told = {
        (row["branch"], row["figure"]): row["value"] for row in desk.show("closed_month", month="2026-08")
    }
    assert [told[branch, "reported"] for branch in (None, "LG", "NS")] == ["1", "1", "0"]
    assert {row["branch"] for row in desk.show("closed_month", month="2026-07")} == {None, "NS"}
    asked = FigureView(figure="reported", by="branch", of="2026-08")
    told_now = as_json(desk.store.read(asked, "A01"), desk.store.zone)
    assert [(row["bucket"], row["value"]) for row in told_now] == [("all", 1), ("LG", 1)]
    assert desk.differences() == []


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


def _refused(desk: Desk, **asked: Any) -> Refusal:
    with pytest.raises(Refusal) as refused:
        desk.show("closed_month", **asked)
    return refused.value


def _error(desk: Desk, **asked: Any) -> BaseException | None:
    try:
        figures(desk, **asked)
    except BadField as error:
        return error
    return None
