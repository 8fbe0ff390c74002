"""Calendars, profiles and settings are edited by verbs: each a new version, none moves an open ticket."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from db.errors import BadField, NotPermitted, Refusal
from db.policy.model import Policy
from db.rules.calendar import Calendar
from db.tables.event import PolicyVersion
from db.tables.ticket import MilestoneTime
from db.verbs.reverting import RevertPolicy
from tests.db.desk import CALLER, Desk

YEAR = "\n".join(
    ["2027年", "元旦：1月1日至3日放假，共3天。", "春节：2月5日至11日放假调休，共7天。1月31日、2月20日上班。",
     "2027-10-01..2027-10-07 holiday 国庆节"]
)  # fmt: skip


def policy(desk: Desk) -> Policy:
    return desk.store.policy()


def due(desk: Desk, number: str) -> list[tuple[str, Any]]:
    return [(row.milestone, row.due_at) for row in desk.rows(MilestoneTime) if row.ticket == number]


def test_an_official_list_makes_its_year_known_in_one_event(desk: Desk) -> None:
    events = desk.count_events()
    done = desk.do("enter_holidays", days=YEAR, reason="国办发明电", by="M01")
    assert desk.count_events() == events + 1
    assert (done["confirmed"], done["added"], done["dropped"]) == ([2027], 19, 0)
    china = policy(desk).calendars.holidays["china"]
    assert china.years == {2026, 2027}
    assert {day.isoformat()[5:] for day in china.workdays if day.year == 2027} == {"01-31", "02-20"}
    assert policy(desk).targets.calendars["office"].provisional_years(*2 * (min(china.names),)) == ()
    refused = desk.refused("enter_holidays", days=YEAR, reason="again", by="M01")
    assert isinstance(refused, Refusal), "twice adds nothing"


def test_what_is_only_expected_stays_provisional_until_the_list_is_out(desk: Desk) -> None:
    desk.do(
        "enter_holidays",
        days="2027-01-01 holiday\n2027-02-06..2027-02-09 holiday",
        confirmed="no",
        reason="x",
    )
    china = policy(desk).calendars.holidays["china"]
    assert (set(china.years), set(china.proposed)) == ({2026}, {2027})
    desk.do("set_day", on_day="2027-05-04", kind="holiday", day_name="司庆", reason="x")
    desk.do("enter_holidays", days=YEAR, reason="official")
    china = policy(desk).calendars.holidays["china"]
    assert (set(china.years), set(china.proposed)) == ({2026, 2027}, set())
    day = min(each for each in china.own)
    assert china.kind_of(day) == "holiday", "what the house set itself stays"
    assert "2027-02-09" in {each.isoformat() for each in china.days}
    refused = desk.refused("enter_holidays", days="2027-01-01 holiday", confirmed="no", reason="x")
    assert isinstance(refused, BadField)
    assert refused.field == "days"


def test_a_bad_line_of_a_list_is_named_with_its_place(desk: Desk) -> None:
    refused = desk.refused("enter_holidays", days="2027-01-01 holiday\n2027-02-30 holiday", reason="x")
    assert isinstance(refused, BadField)
    assert (refused.field, refused.values["line"]) == ("days", 2)
    assert "no such day" in str(refused)


def test_a_single_day_of_the_house_stands_above_the_list_and_can_be_taken_back(desk: Desk) -> None:
    def office() -> Calendar:
        return policy(desk).targets.calendars["office"]

    calendars = [office()]
    desk.do(
        "set_day", on_day="2026-07-20", until_day="2026-07-21", kind="holiday", day_name="停电", reason="x"
    )
    calendars.append(office())
    desk.do("set_day", on_day="2026-07-20", kind="listed", reason="x")
    calendars.append(office())
    desk.do("set_day", on_day="2026-10-10", kind="ordinary", reason="不上班")
    calendars.append(office())
    days = (date(2026, 7, 20), date(2026, 7, 21), date(2026, 10, 10))
    found = [[calendar.is_working_day(day) for day in days] for calendar in calendars]
    assert found == [[True, True, True], [False, False, True], [True, False, True], [True, False, False]]
    assert (
        desk.refused(
            "set_day", on_day="2026-07-20", until_day="2026-07-19", kind="holiday", reason="x"
        ).exit_code
        == 2
    )


@pytest.mark.parametrize(
    ("weekdays", "windows", "found"),
    [
        ("周一至周五", "08:30-12:00,13:30-17:30", {1: ["08:30-12:00", "13:30-17:30"], 7: ["08:30-22:00"]}),
        ("6-7", "closed", {1: ["08:30-22:00"], 7: []}),
        ("", "20:00-06:00", {1: ["20:00-06:00"], 7: ["20:00-06:00"]}),
        ("sun", "24h", {1: ["08:30-22:00"], 7: ["00:00-24:00"]}),
    ],
)
def test_service_hours_are_set_by_weekday(
    desk: Desk, weekdays: str, windows: str, found: dict[int, list[str]]
) -> None:
    desk.do("set_hours", calendar="服务时间", weekdays=weekdays, windows=windows, reason="夏令", by="M01")
    row = policy(desk).calendars.calendar["service"]
    by_day = {day: [w for hours in row.hours if day in hours.days for w in hours.windows] for day in found}
    assert by_day == found


@pytest.mark.parametrize(
    ("verb", "fields", "field", "sentence"),
    [
        ("set_hours", {"calendar": "service", "windows": "8-9, 8:30-10"}, "windows", "overlap on weekday"),
        ("set_hours", {"calendar": "service", "windows": "closed"}, "windows", "no service window at all"),
        ("set_hours", {"calendar": "moon", "windows": "8-9"}, "calendar", "is not one of"),
        ("set_hours", {"calendar": "service", "windows": "soon"}, "windows", "are no hours"),
        ("set_hours", {"calendar": "office", "weekdays": "1-5", "windows": "closed"}, "windows", "working"),
        ("set_calendar", {"calendar": "night", "name_zh": "夜", "zone": "Mars"}, "calendar", "time zone"),
        ("set_calendar", {"calendar": "branch", "name_zh": "分"}, "calendar", "stands for the calendar"),
        ("set_branch", {"branch": "NS", "calendar": "moon"}, "calendar", "is not one of"),
        ("set_branch", {"branch": "NS"}, "calendar", "Say what is to be changed"),
        ("set_category", {"category": "lighting", "profile": "moon"}, "profile", "is not one of"),
        ("set_setting", {"setting": "moon", "value": 3}, "setting", "is not one of"),
        ("set_setting", {"setting": "at_risk_percent", "value": 101}, "value", "0 to 100 percent"),
        ("set_setting", {"setting": "sheet_minutes", "value": -1}, "value", "negative"),
        ("set_target", {"profile": "maker", "milestone": "arrive", "minutes": 60, "none": "yes"},
         "profile", "only one of"),
        ("set_target", {"profile": "maker", "milestone": "arrive"}, "profile", "is needed"),
        ("set_target", {"profile": "maker", "milestone": "arrive", "minutes": 60, "conditions": "x=1"},
         "conditions", "no condition"),
        ("set_target", {"profile": "electrical", "milestone": "arrive", "minutes": 60, "level": 2,
                        "conditions": "problem=simple"}, "profile", "equally special"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_beside_its_field(
    desk: Desk, verb: str, fields: dict[str, Any], field: str, sentence: str
) -> None:
    refused = desk.refused(verb, **fields, reason="x")
    assert isinstance(refused, BadField)
    assert (refused.field, sentence in str(refused)) == (field, True), refused


def test_a_branch_gets_a_calendar_and_a_profile_of_its_own(desk: Desk) -> None:
    desk.do(
        "set_calendar", calendar="night", name_zh="夜班", name_en="Night", working_days_only="no", reason="x"
    )
    desk.do("set_hours", calendar="night", windows="20:00-06:00", reason="x")
    desk.do("set_branch", branch="NS", calendar="夜班", profile="软件", reason="x")
    desk.at("2026-07-15 19:00")
    done = desk.do("register", **CALLER, level=2)
    assert desk.show("ticket", number=done["number"])["profile"] == "software"
    assert done["due_at"] == "2026-07-15T20:05:00+08:00"
    desk.do("set_branch", branch="NS", profile="none", reason="x")
    assert policy(desk).profile_for("", branch="NS") == "electrical"


def test_a_profile_is_made_and_filled_row_by_row(desk: Desk) -> None:
    desk.do("set_profile", profile="lifts", name_zh="电梯", name_en="Lifts", reason="x", by="M01")
    assert policy(desk).profile_for("", contract="lifts") == "lifts"
    desk.do("set_target", profile="lifts", milestone="arrive", level=1, minutes=30, reason="困人")
    desk.do("set_target", profile="lifts", milestone="answer", working_days=2, calendar="office", reason="x")
    desk.do("set_category", category="lighting", profile="lifts", reason="x")
    desk.at("2026-07-15 10:00")
    number = desk.do("register", **CALLER, product="照明", level=1)["number"]
    targets = {each["milestone"]: each for each in desk.show("ticket", number=number)["milestones"]}
    assert targets["arrive"]["due_at"] == "2026-07-15T10:30:00+08:00"
    assert targets["answer"]["due_at"] == "2026-07-17T17:30:00+08:00"
    desk.do("set_target", profile="lifts", milestone="arrive", level=1, minutes=20, reason="x")
    rows = policy(desk).profiles.profile["lifts"].target
    assert [(row.milestone, row.level, row.allowance) for row in rows] == [
        ("arrive", 1, 20),
        ("answer", None, None),
    ]
    desk.do("drop_target", profile="lifts", milestone="arrive", level=1, reason="x")
    assert isinstance(
        desk.refused("drop_target", profile="lifts", milestone="arrive", level=1, reason="x"), Refusal
    )


def test_a_calendar_edit_silently_moving_open_tickets_does_not_happen_here(desk: Desk) -> None:
    desk.at("2026-07-15 21:00")
    number = desk.do("register", **CALLER, product="软件", level=2)["number"]
    before, present = due(desk, number), policy(desk).version
    desk.do("set_hours", calendar="service", windows="08:30-12:00", reason="x")
    desk.do("set_day", on_day="2026-07-16", kind="holiday", reason="x")
    desk.do("set_target", profile="software", milestone="respond", minutes=600, clock="service", reason="x")
    desk.do("set_setting", setting="at_risk_percent", value=60, reason="x")
    assert due(desk, number) == before
    desk.later(minutes=1)
    desk.do("step", ticket=number, what="contacted")
    assert desk.show("ticket", number=number)["policy"] == present
    assert dict(due(desk, number))["respond"] == dict(before)["respond"], "judged by what it was taken under"
    other = desk.do("register", **CALLER | {"phone": "13800000002"}, product="软件", level=2)
    assert other["due_at"] == "2026-07-18T11:30:00+08:00"
    assert desk.store.audit().differences == ()


def test_an_edit_builds_on_what_was_put_in_force_meanwhile_and_an_earlier_version_comes_back(
    desk: Desk,
) -> None:
    first = policy(desk).version
    desk.later(minutes=1)
    desk.do("set_setting", setting="at_risk_percent", value=30, reason="x")
    second = policy(desk).version
    desk.later(minutes=1)
    desk.do("set_setting", setting="undo_seconds", value=60, reason="x")
    assert (policy(desk).setting("at_risk_percent"), policy(desk).setting("undo_seconds")) == (30, 60)
    desk.do("revert_policy", policy_version=second[:8], reason="zu früh")
    assert policy(desk).version == second
    desk.do("revert_policy", policy_version="1", reason="x")
    assert policy(desk).version == first, "by the number that people call it by"
    assert [desk.store.versions[each].number for each in (first, second)] == [1, 2]
    assert [row.active for row in desk.rows(PolicyVersion)].count(True) == 1
    assert isinstance(desk.refused("revert_policy", policy_version=first, reason="x"), Refusal)
    assert isinstance(desk.refused("revert_policy", policy_version="zzzz", reason="x"), Refusal)
    assert desk.store.audit().differences == ()


def test_a_version_is_named_by_its_number_however_many_there_are() -> None:
    """A hash begins with more digits than any number has: a slip of one digit puts nothing else in force."""
    begun = datetime(2026, 1, 1, tzinfo=UTC)
    rows = [
        PolicyVersion.new(version=f"{at:05}9", body="", active=False, adopted_at=begun + timedelta(hours=at))
        for at in range(1, 1301)
    ]
    for said, there, wanted in (
        ("1", 9, rows[:1]), ("9", 9, rows[8:9]), ("0", 9, []), ("10", 9, []), ("0000", 9, rows[:9]),
        ("1204", 1300, rows[1203:1204]), ("1301", 1300, []), ("01204", 1300, rows[1203:1204]),
    ):  # fmt: skip
        assert RevertPolicy(policy_version=said, reason="x").named(rows[:there]) == wanted, said


def test_only_a_manager_edits_the_policy(desk: Desk) -> None:
    for verb, fields in (
        ("set_setting", {"setting": "undo_seconds", "value": 60}),
        ("enter_holidays", {"days": YEAR}),
        ("set_hours", {"calendar": "service", "windows": "8-9"}),
    ):
        assert isinstance(desk.refused(verb, **fields, reason="x", by="D01"), NotPermitted)


def test_what_a_level_means_is_said_in_a_profile_and_inherited_again(desk: Desk) -> None:
    def means(profile: str) -> dict[str, Any]:
        (row,) = (row for row in desk.show("levels", profile=profile) if row["level"] == 2)
        return dict(row)

    inherited = means("air_conditioning")
    assert inherited["inherited"]
    place = {"profile": "air_conditioning", "level": 2}
    desk.do("set_level", **place, meaning_zh="主机不制冷", reason="说清", by="M01")
    assert means("air_conditioning") | {"meaning_en": ""} == {
        **place, "meaning_zh": "主机不制冷", "meaning_en": "", "inherited": False,
    }  # fmt: skip
    assert policy(desk).level_text("air_conditioning", 2).zh == "主机不制冷"
    assert policy(desk).level_text("vehicles", 2).zh == inherited["meaning_zh"], "and nowhere else"
    desk.do("set_level", **place, meaning_zh="", meaning_en="", reason="还按电气", by="M01")
    assert means("air_conditioning") == inherited
    refused = desk.refused(
        "set_level", profile="electrical", level=2, meaning_zh="", meaning_en="", reason="x"
    )
    assert isinstance(refused, BadField)
    assert isinstance(
        desk.refused("set_level", **place, meaning_zh="停机", reason="x", by="T001"), NotPermitted
    )


def test_a_kind_of_task_is_edited_and_a_new_one_runs_where_another_names_it(desk: Desk) -> None:
    def kind(code: str) -> dict[str, Any]:
        (row,) = (row for row in desk.show("task_kinds") if row["code"] == code)
        return dict(row)

    desk.do("set_task", task="sheet", minutes=45, role="dispatcher", reason="快一些", by="M01")
    assert (kind("sheet")["minutes"], kind("sheet")["role"], kind("sheet")["then"]) == (45, "dispatcher", [])
    new = {"task": "copy", "name_zh": "副本归档", "name_en": "File the copy", "reason": "x"}
    assert isinstance(desk.refused("set_task", **new, minutes=60), BadField), "whose, and by which setting"
    desk.do("set_task", **new, role="quality", setting="review_minutes")
    desk.do("set_task", task="sheet", then="copy", reason="x")
    number = desk.register()
    (sheet,) = desk.show("tasks")
    assert (sheet["kind"], sheet["due_at"]) == ("sheet", "2026-07-15T09:45:00+08:00")
    desk.do("triage", ticket=number, level=2)
    assert "copy" in {row["kind"] for row in desk.show("tasks")}
    assert kind("copy")["open_tasks"] == 1
    desk.do("set_task", task="sheet", then="none", reason="x")
    assert kind("sheet")["then"] == []
    assert isinstance(desk.refused("set_task", task="sheet", role="nobody", reason="x"), BadField)
    assert isinstance(desk.refused("set_task", task="sheet", then="moon", reason="x"), BadField)
    assert desk.differences() == []
