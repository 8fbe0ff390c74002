"""A moment of which only the day is known shows no hour anywhere (INT-11)."""

from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from console.register.rows import Rows
from console.words.days import days_shown
from console.words.speech import Speech
from db.views.queue import Queue
from tests.console.running import Branch

FILE = (
    "单号,客户,电话,故障,故障等级,报修日期,派工日期,到场时间,完成日期,关闭日期,状态\n"
    "1,甲,075500000001,x,1,2026-07-10,2026-07-10,2026-07-10,2026-07-10,2026-07-11,已关闭\n"
    "2,乙,075500000002,x,1,2026-07-10,2026-07-10,2026-07-10 09:30,2026-07-10 11:00,2026-07-11,已关闭\n"
    "3,丙,075500000003,x,,2026-07-10,,,,2026-07-11,已取消\n"
)


def test_no_hour_is_shown_or_exported(live: Branch, tmp_path: Path) -> None:
    source = tmp_path / "old.csv"
    source.write_text(FILE, "utf-8")
    assert live.run("import", "tickets", str(source), at=None).code == 0
    rows = {
        row["external_number"]: row["number"] for row in live.run("show", "tickets", "--json", at=None).json
    }
    for number, hours in (("1", 0), ("2", 2), ("3", 0)):
        said = live.run("show", "ticket", rows[number], at=None).out
        facts = [line for line in said.splitlines() if line.startswith(("Reported", "Entered", "Dispatched",
                 "Arrived", "Finished", "Closed", "Ended", "Last"))]  # fmt: skip
        assert "2026-07-1" in said
        moments = [line for line in facts if "2026-07-1" in line]
        assert len({line.split("2026-")[1] for line in moments if ":" in line}) == hours, facts
    events = live.run("show", "events", rows["1"], at=None).out
    assert ":" not in "".join(line.split("A01")[0] for line in events.splitlines()[1:])
    for view, arguments in (("tickets", []), ("ticket", [rows["1"]])):
        place = tmp_path / f"{view}.csv"
        assert live.run("export", view, str(place), *arguments, at=None).code == 0
        assert "23:59" not in place.read_text("utf-8").replace("2026-07-11 23:59", "")
    # A script has the instant, and what is known of it beside.
    told = live.run("show", "ticket", rows["1"], "--json", at=None).json
    assert told["reported_at"] == "2026-07-10T23:59:00+08:00"
    assert told["by_day"].startswith("reported,")


def test_the_closed_view_shows_the_day_of_an_end_of_which_no_more_is_known(
    live: Branch, tmp_path: Path
) -> None:
    source = tmp_path / "old.csv"
    source.write_text(FILE, "utf-8")
    assert live.run("import", "tickets", str(source), at=None).code == 0
    closed = live.run("show", "queue", "--view", "closed", at=None).out.splitlines()
    assert closed[0].rstrip().endswith("Ended")
    assert [line.split()[-1] for line in closed[1:3]] == ["2026-07-11", "2026-07-11"]
    answer = live.run("show", "queue", "--view", "closed", "--json", at=None).json
    words = Rows(Queue, Speech(ZoneInfo("Asia/Shanghai"))).said(answer)
    assert {line.words["ended_at"] for line in words} == {"2026-07-11"}
    assert len(answer[0]["ended_at"]) == len("2026-07-11T00:00:00+08:00")


def test_an_instant_that_is_known_keeps_its_hour_beside_a_day_that_stands_there() -> None:
    at = datetime(2026, 7, 10, 1, 30, tzinfo=UTC)
    row = {"by_day": "reported", "reported_at": at, "arrived_at": at, "met_at": at, "due_at": at}
    shown = days_shown([row], ZoneInfo("Asia/Shanghai"))[0]
    assert shown == row | {"reported_at": date(2026, 7, 10)}
    alone = {"by_day": "arrived", "arrived_at": at, "milestones": [{"met_at": at}], "due_at": at}
    shown = days_shown(alone, ZoneInfo("Asia/Shanghai"))
    assert (shown["milestones"], shown["due_at"]) == ([{"met_at": date(2026, 7, 10)}], at)
