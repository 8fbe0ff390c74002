"""An emergency calls the support group at once, lists who answered, and stays on record (ESC-06)."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from db.errors import Refusal, StoreError
from db.rules.calling import Colleague
from db.rules.emergency import Call, Report, flood_of, to_call
from db.store import open_store
from db.tables.emergency import Emergency, EmergencyCall, EmergencyTicket
from db.tables.notice import Notice
from db.verbs.adopting import AdoptPolicy
from db.verbs.parsing import parse_verb
from tests.db.desk import Desk, local

NOON = datetime(2026, 7, 15, 12, tzinfo=UTC)


def people(*named: str) -> list[Colleague]:
    """`L01 lead` is somebody of branch SZ, `G01 manager *` one who sees all."""
    found = []
    for each in named:
        no, roles, *where = each.split()
        branch = {"*": None}.get(where[0], where[0]) if where else "SZ"
        found.append(Colleague(no, frozenset(roles.split(",")), "YX", branch))
    return found


def call(
    *named: str, roles: tuple[str, ...] = ("lead", "manager"), persons: tuple[str, ...] = (), **more: Any
) -> list[Call]:
    given: dict[str, Any] = {"branch": "SZ", "presser": "D01"} | more
    return list(to_call(roles, persons, people(*named), **given))


# -- whom it calls ----------------------------------------------------------------------------------------


def test_it_calls_everybody_of_the_group_in_the_branch_once() -> None:
    called = call(
        "L01 lead", "M01 lead,manager", "L09 lead GZ", "G01 manager *", "T001 technician", "A01 admin"
    )
    assert [(each.no, each.role) for each in called] == [("G01", "manager"), ("L01", "lead"), ("M01", "lead")]


def test_it_calls_persons_by_name_wherever_they_are() -> None:
    called = call("L01 lead", "T009 technician GZ", roles=("lead",), persons=("T009", "T777"))
    assert [(each.no, each.role) for each in called] == [("T009", "person"), ("L01", "lead")]


def test_it_calls_a_substitute_beside_the_absent_and_says_for_whom() -> None:
    called = call("L01 lead", "T001 technician", substitutes={"L01": "T001"})
    assert called == [Call("L01", "lead"), Call("T001", "lead", "L01")]


def test_whoever_declares_it_is_there_already() -> None:
    assert [each.no for each in call("L01 lead", "M01 manager", presser="M01")] == ["L01"]


def test_an_empty_group_calls_the_administrators() -> None:
    assert call("T001 technician", "A01 admin,lead") == [Call("A01", "admin")]


REPORTED: tuple[tuple[str, tuple[int, ...], tuple[int, ...], int], ...] = (
    ("one after the other", (0, 1, 2), (0, 1, 2), 3),
    ("too few", (0, 1), (0, 1), 0),
    ("the window is open at its end", (0, 1, 30), (0, 1, 30), 0),
    ("within it", (0, 1, 29), (0, 1, 29), 3),
    ("of a clock that is ahead", (-1, 0, 1), (-1, 0, 1), 0),
    ("written down in a storm, entered hours later", (200, 205, 210), (2, 1, 0), 3),
    ("raised to the worst level together", (60, 65, 70), (10, 10, 10), 3),
    ("known for long", (60, 65, 70), (60, 65, 70), 0),
    ("entered together, reported all day", (600, 300, 0), (2, 1, 0), 0),
    ("the last one completes it", (50, 40, 25), (50, 40, 0), 3),
    ("and another one far away is none of it", (200, 205, 210, 900), (2, 1, 0, 0), 3),
)  # fmt: skip


@pytest.mark.parametrize(("what", "reported", "known", "count"), REPORTED)
def test_so_many_reported_within_so_many_minutes_are_a_flood_when_it_is_known(
    what: str, reported: tuple[int, ...], known: tuple[int, ...], count: int
) -> None:
    ago = [
        tuple(NOON - timedelta(minutes=each) for each in pair) for pair in zip(reported, known, strict=True)
    ]
    reports = {str(at): Report(*pair) for at, pair in enumerate(ago)}
    assert len(flood_of(reports, tickets=3, minutes=30, now=NOON)) == count, what


def test_none_is_never_a_flood() -> None:
    assert not flood_of({"1": Report(NOON, NOON)}, tickets=0, minutes=30, now=NOON)


# -- on a store -------------------------------------------------------------------------------------------


@pytest.fixture
def branch(desk: Desk) -> Desk:
    return staffed(desk)


def staffed(desk: Desk) -> Desk:
    """With those whom an emergency calls."""
    for no, role in (("L01", "lead"), ("H01", "department_lead"), ("G01", "general_manager")):
        desk.staff(no, role)
    return desk


def declare(desk: Desk, **fields: Any) -> dict[str, Any]:
    return desk.do("declare_emergency", **({"by": "D01", "reason": "全区停电"} | fields))


def card(desk: Desk, id: str) -> dict[str, Any]:
    found: dict[str, Any] = desk.show("emergency", id=id)
    return found


def test_the_support_group_is_called_at_once_and_the_worst_tickets_are_listed(branch: Desk) -> None:
    worst, other = branch.register(level=1), branch.register(level=2)
    told = declare(branch)
    assert told["called"] == ["G01", "H01", "L01", "M01"]
    assert told["tickets"] == [worst]
    shown = card(branch, told["emergency"])
    assert (shown["called"], shown["answered"], shown["waiting"]) == (4, 0, ["G01", "H01", "L01", "M01"])
    assert [row["number"] for row in shown["tickets"]] == [worst]
    later = branch.register(level=1)
    assert {row["number"] for row in card(branch, told["emergency"])["tickets"]} == {worst, later}
    assert other not in str(shown["tickets"])
    assert branch.differences() == []


def test_quiet_hours_do_not_hold(branch: Desk) -> None:
    branch.at("23:30")
    told = declare(branch)
    notices = branch.rows(Notice, occasion="emergency")
    assert {each.destination for each in notices} == {"G01", "H01", "L01", "M01"}
    assert all(each.not_before is None and each.ticket is None for each in notices)
    assert all(told["emergency"] in each.text and "全区停电" not in each.text for each in notices)


def test_who_has_answered_and_when_and_who_has_not(branch: Desk) -> None:
    id = declare(branch)["emergency"]
    branch.later(minutes=3)
    branch.do("answer_call", escalation=id, by="L01")
    branch.later(minutes=4, seconds=30)
    told = branch.do("answer_call", escalation=id, by="M01", text="20 分钟到")
    assert (told["answered"], told["unanswered"]) == (2, ["G01", "H01"])
    shown = card(branch, id)
    assert (shown["first_minutes"], shown["last_minutes"], shown["waiting"]) == (3, 8, ["G01", "H01"])
    assert [(row["staff"], row["minutes"]) for row in shown["calls"]] == [
        ("G01", None), ("H01", None), ("L01", 3), ("M01", 8),
    ]  # fmt: skip
    again = branch.refused("answer_call", escalation=id, by="L01")
    assert (again.rule, again.values["staff"]) == ("ESC-06", "L01")
    assert branch.refused("answer_call", escalation=id, by="C01").msgid == "{number} did not call {staff}."


def test_a_desk_enters_who_answered_by_phone_and_nobody_answers_for_another(branch: Desk) -> None:
    told = declare(branch)
    call_of = {each["staff"]: each["escalation"] for each in told["calls"]}
    branch.do("answer_call", escalation=call_of["G01"], by="C01")
    branch.do("answer_call", escalation=told["emergency"], staff="H01", by="D01", text="已出发")
    rows = {row["staff"]: row for row in card(branch, told["emergency"])["calls"]}
    assert (rows["G01"]["answered_by"], rows["H01"]["answered_by"], rows["H01"]["text"]) == (
        "C01",
        "D01",
        "已出发",
    )
    assert branch.refused("answer_call", escalation=told["emergency"], staff="M01", by="T001").exit_code == 5
    branch.do("answer_call", escalation=call_of["M01"], by="M01")


def test_an_answer_by_mistake_is_undone(branch: Desk) -> None:
    id = declare(branch)["emergency"]
    branch.do("answer_call", escalation=id, by="L01")
    branch.do("undo", by="L01")
    assert card(branch, id)["answered"] == 0
    assert branch.differences() == []


def test_it_ends_with_what_came_of_it_and_keeps_the_tickets_that_came_in(branch: Desk) -> None:
    id = declare(branch)["emergency"]
    later = branch.register(level=1)
    branch.later(minutes=40)
    told = branch.do("end_emergency", emergency=id, text="恢复供电", by="M01")
    assert (told["state"], told["unanswered"]) == ("ended", ["G01", "H01", "L01", "M01"])
    assert [row.ticket for row in branch.rows(EmergencyTicket, emergency=id)] == [later]
    assert branch.refused("answer_call", escalation=id, by="L01").values["state"] == "ended"
    assert branch.refused("end_emergency", emergency=id, text="x").values["state"] == "ended"
    branch.register(level=1)
    assert [row["number"] for row in card(branch, id)["tickets"]] == [later]
    assert branch.differences() == []


def test_a_drill_stays_on_record_with_the_time_to_answer(branch: Desk) -> None:
    branch.register(level=1)
    told = declare(branch, drill=True, reason="季度演练")
    assert told["tickets"] == []  # a drill deals with no customer
    assert {each.occasion for each in branch.rows(Notice)} == {"drill"}
    for minutes, who in ((2, "L01"), (5, "M01"), (9, "H01")):
        branch.at(f"09:{minutes:02}")
        branch.do("answer_call", escalation=told["emergency"], by=who)
    branch.do("end_emergency", emergency=told["emergency"], text="一人未应答", by="M01")
    [row] = branch.show("emergencies", state="ended")
    assert (row["drill"], row["answered"], row["called"], row["last_minutes"], row["waiting"]) == (
        True, 3, 4, 9, ["G01"],
    )  # fmt: skip


def test_a_real_one_may_begin_during_a_drill_and_no_drill_during_a_real_one(branch: Desk) -> None:
    drill = declare(branch, drill=True)["emergency"]
    real = declare(branch)["emergency"]
    assert branch.refused("declare_emergency", reason="x", by="D01").values["number"] == real
    branch.do("end_emergency", emergency=drill, text="中止")
    assert branch.refused("declare_emergency", reason="x", drill=True, by="D01").values["number"] == real


@pytest.mark.every_way
def test_two_desks_declare_one_emergency(branch: Desk) -> None:
    stores = [open_store(branch.url, clock=lambda: branch.now) for _ in range(3)]
    begin, refused = threading.Barrier(len(stores)), []

    def press(store: Any) -> None:
        begin.wait()
        try:
            store.do(parse_verb("declare_emergency", {"reason": "停电"}), "D01")
        except StoreError as error:
            refused.append(error.rule)

    threads = [threading.Thread(target=press, args=(store,)) for store in stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for store in stores:
        store.close()
    assert refused == ["ESC-06", "ESC-06"]
    assert len(branch.rows(Emergency)) == 1
    assert len(branch.rows(EmergencyCall)) == 4


def test_whoever_is_on_leave_is_called_with_their_substitute(branch: Desk) -> None:
    begin, end = (local(f"07-{day} 08:00").isoformat() for day in (15, 16))
    branch.do("set_duty", staff="L01", kind="leave", substitute="T001", begins_at=begin, ends_at=end)
    branch.do("change_staff", staff="G01", left=True)
    told = declare(branch)
    assert told["called"] == ["H01", "L01", "M01", "T001"]
    rows = {row["staff"]: row for row in card(branch, told["emergency"])["calls"]}
    assert (rows["T001"]["in_place_of"], rows["L01"]["in_place_of"]) == ("L01", None)


def test_the_group_is_data_of_the_policy_by_branch(branch: Desk) -> None:
    content = branch.store.policy().sections()
    own = {"zh": "夜班组", "en": "Night", "roles": ["technician"], "persons": ["C01"]}
    content["emergencies"]["group"]["night"] = own
    [code] = content["organisation"]["branch"]
    content["emergencies"]["branch"] = {code: "night"}
    branch.store.do(AdoptPolicy(body=json.dumps(content, ensure_ascii=False)), "A01")
    assert declare(branch)["called"] == ["C01", "T001", "T002"]


@pytest.mark.parametrize("drill", [False, True])
def test_it_is_declared_where_nobody_else_is_there_to_be_called(branch: Desk, drill: bool) -> None:
    content = branch.store.policy().sections()
    own = {"zh": "独自", "en": "Alone", "roles": [], "persons": ["A01"]}
    content["emergencies"] |= {"group": {"alone": own}, "default": "alone", "branch": {}}
    branch.store.do(AdoptPolicy(body=json.dumps(content, ensure_ascii=False)), "A01")
    told = branch.do("declare_emergency", by="A01", reason="爆炸", drill=drill)
    assert (told["called"], told["calls"]) == ([], [])
    shown = branch.show("emergency", id=told["emergency"])
    assert (shown["state"], shown["called"], shown["waiting"]) == ("running", 0, [])
    branch.do("end_emergency", by="A01", emergency=told["emergency"], text="已处置")
    assert branch.differences() == []


def test_the_counts_say_what_runs_and_whether_it_calls_me(branch: Desk) -> None:
    assert branch.show("counts")["emergency"] is None
    id = declare(branch, drill=True)["emergency"]
    branch.do("answer_call", escalation=id, by="L01")
    expected = {"id": id, "drill": True, "called": 4, "answered": 1}
    assert branch.show("counts", by="M01")["emergency"] == expected | {"mine": True}
    assert branch.show("counts", by="L01")["emergency"] == expected | {"mine": False}
    real = declare(branch)["emergency"]
    assert branch.show("counts", by="C01")["emergency"]["id"] == real
    assert [row["id"] for row in branch.show("emergencies", mine=True, by="L01")] == [real]


def test_only_a_desk_or_a_leader_declares_one(branch: Desk) -> None:
    assert branch.refused("declare_emergency", reason="x", by="T001").exit_code == 5
    id = declare(branch, by="C01")["emergency"]
    assert branch.refused("end_emergency", emergency=id, text="x", by="T001").exit_code == 5


def test_an_emergency_is_called_by_its_number_or_its_branch(branch: Desk) -> None:
    id = declare(branch)["emergency"]
    branch.do("answer_call", escalation=id.lower(), by="L01")
    [code] = branch.store.policy().organisation.branch
    assert branch.do("answer_call", escalation=code, by="M01")["emergency"] == id
    with pytest.raises(Refusal):
        branch.answer("answer_call", escalation="EM1", by="M01")


def test_the_register_pages_a_thousand(branch: Desk) -> None:
    from db.views.emergencies import Emergencies
    from db.views.paging import Paged

    rows = [
        Emergency.new(id=f"EM9{at:05}", branch="SZ", state="ended", drill=True, actor="D01",
                      declared_at=branch.now + timedelta(minutes=at), reason="演练")
        for at in range(1_001)
    ]  # fmt: skip
    with branch.store.engine.begin() as connection:
        connection.execute(Emergency.table.insert(), [dict(row.__dict__) for row in rows])
    page = branch.store.read(Paged(of=Emergencies(), after=1_000, limit=100), "A01")
    assert (page.total, [row.id for row in page.rows]) == (1_001, ["EM900000"])
