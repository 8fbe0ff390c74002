"""The regulations as registers: profiles, targets, calendars, days off, settings (SLA-04, SLA-05)."""

from __future__ import annotations

from tests.db.desk import CALLER, Desk


def test_profiles_say_what_chooses_them_and_how_many_tickets_run_by_them(desk: Desk) -> None:
    desk.do("register", **CALLER, product="软件", level=2)
    desk.do("set_branch", branch="NS", profile="maker", reason="x")
    rows = {row["profile"]: row for row in desk.show("profiles")}
    assert rows["software"]["open_tickets"] == 1
    assert "software" in rows["software"]["categories"]
    assert rows["maker"]["branches"] == ["NS"]
    assert set(rows["planned"]["kinds"]) == {"installation", "commissioning", "training", "inspection"}


def test_targets_are_own_ones_first_and_inherited_ones_marked(desk: Desk) -> None:
    rows = desk.show("targets", profile="软件")
    assert {row["milestone"] for row in rows if not row["inherited"]} == {"respond", "arrive", "resolve"}
    assert {row["milestone"] for row in rows if row["inherited"]} == {"answer", "resolve", "verify", "survey"}
    (own,) = (row for row in rows if row["milestone"] == "respond")
    assert (own["minutes"], own["clock"], own["calendar"]) == (5, "service", "branch")
    assert [row["inherited"] for row in desk.show("targets", profile="electrical")].count(True) == 0
    assert desk.show("targets", profile="vehicles")[4]["conditions"].startswith("beyond_km=100 | ")


def test_calendars_say_their_hours_and_for_whom_they_count(desk: Desk) -> None:
    desk.do("set_hours", calendar="office", weekdays="6-7", windows="closed", reason="x")
    desk.do("enter_holidays", days="2027-01-01 holiday", confirmed="no", reason="x")
    rows = {row["calendar"]: row for row in desk.show("calendars")}
    assert rows["office"]["hours"] == "1-5 08:30-17:30; 6-7 –"
    assert (rows["service"]["hours"], rows["service"]["branches"]) == ("08:30-22:00", ["NS"])
    assert (rows["service"]["official"], rows["service"]["expected"]) == ([2026], [2027])
    assert (rows["monitoring"]["used_by"], rows["service"]["used_by"]) == (2, 3)


def test_the_days_of_a_year_say_where_they_come_from(desk: Desk) -> None:
    desk.do("set_day", on_day="2026-07-20", kind="holiday", day_name="停电", reason="x")
    desk.do("set_day", on_day="2026-10-10", kind="ordinary", reason="x")
    rows = {row["day"]: row for row in desk.show("calendar_days")}
    assert len(rows) == 33 + 6 + 1
    assert (rows["2026-10-01"]["day_name"], rows["2026-10-01"]["source"]) == ("国庆节", "list")
    assert (rows["2026-07-20"]["kind"], rows["2026-07-20"]["source"]) == ("holiday", "house")
    assert rows["2026-10-10"]["kind"] == "ordinary"
    assert desk.show("calendar_days", year=2027) == []
    desk.do("enter_holidays", days="2027-01-01 holiday", confirmed="no", reason="x")
    (row,) = desk.show("calendar_days", year=2027)
    assert (row["source"], row["official"], row["weekday"]) == ("expected", False, "5")


def test_settings_and_versions_say_what_was_changed(desk: Desk) -> None:
    desk.later(minutes=1)
    desk.do("set_setting", setting="at_risk_percent", value=40, reason="x")
    rows = {row["setting"]: row for row in desk.show("settings")}
    assert (rows["at_risk_percent"]["value"], rows["at_risk_percent"]["shipped"]) == (40, 25)
    versions = desk.show("policies")
    assert [row["in_force"] for row in versions] == [True, False]
    assert versions[0]["changed"] == ["settings.setting.at_risk_percent"]
