"""What somebody did today, the latest first."""

from tests.db.views.branch import BranchOffice, clock


def test_my_own_events_of_the_day_come_latest_first(office: BranchOffice) -> None:
    office.do("add_staff", staff="D01", label="李娜", roles="dispatcher")
    number = office.ticket(level=2)
    office.later(minutes=5)
    office.do("note", actor="D01", ticket=number, text="已联系门卫")
    office.do("pause", ticket=number, reason="part", text="等主板")
    rows = office.show("today")
    assert [(row["verb"], row["about"]) for row in rows] == [
        ("pause", number), ("register", number), ("add_staff", "D01"), ("found", "A01"),
    ]  # fmt: skip
    assert list(rows[0])[:4] == ["at", "verb", "about", "text"]
    assert (rows[0]["at"], rows[0]["text"], rows[1]["text"]) == (clock("09:05"), "等主板", "全楼停电")
    assert [row["verb"] for row in office.show("today", actor="D01")] == ["note"]


def test_the_day_begins_at_the_branch_s_midnight(office: BranchOffice) -> None:
    number = office.ticket(level=2)
    office.later(hours=14, minutes=59)
    office.do("note", ticket=number, text="夜班交接")
    assert len(office.show("today")) == 3
    office.later(minutes=1)
    assert office.show("today") == []


def test_what_i_may_not_see_stays_masked(office: BranchOffice) -> None:
    office.do("add_staff", staff="S01", label="王督查", roles="supervisor")
    office.do("add_staff", staff="C01", label="周敏", roles="customer_service")
    office.do("register", actor="C01", customer="南山酒店", phone="13800130001", fault="全楼停电")
    (row,) = office.show("today", actor="C01")
    assert row["args"]["phone"] == "13800130001", "customer service needs it"
    assert office.show("today", actor="S01") == []
