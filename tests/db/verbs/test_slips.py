"""A visit that takes longer: whose promises it breaks is told, and each is rung up (VIS-10)."""

from tests.db.desk import Desk, local


def until(text: str) -> str:
    return local(text).isoformat()


def sent(desk: Desk, begin: str, end: str, technician: str = "T001", **fields: object) -> str:
    number = desk.register(level=3, **fields)
    window = {"window_from": until(f"07-15 {begin}"), "window_to": until(f"07-15 {end}")}
    desk.do("dispatch", ticket=number, technician=technician, override="x", **window)
    return number


def test_each_promise_that_a_slip_breaks_is_told_and_becomes_a_task(desk: Desk) -> None:
    now, first = sent(desk, "09:00", "10:00"), sent(desk, "11:00", "12:00")
    second = sent(desk, "14:00", "15:00")
    others = sent(desk, "11:00", "12:00", "T002")
    desk.do("step", ticket=now, what="arrived", estimate=until("07-15 10:00"))
    assert desk.show("tasks", mine=False, ticket=first) == [], "an estimate that holds breaks nothing"
    desk.at("09:50")
    slip = {"ticket": now, "what": "contacted", "estimate": until("07-15 12:30")}
    tried = desk.preview("step", **slip)
    told = desk.do("step", **slip)
    assert tried["warnings"] == told["warnings"]
    broken = {
        each["values"]["ticket"]: each["values"] for each in told["warnings"] if each["rule"] == "VIS-10"
    }
    assert set(broken) == {first}, "with two hours' work the second one holds"
    assert (broken[first]["technician"], broken[first]["until"]) == ("T001", until("07-15 12:00"))
    (task,) = desk.show("tasks", ticket=first)
    assert (task["kind"], task["role"], task["due_at"]) == ("slip", "customer_service", until("07-15 10:20"))
    assert desk.show("ticket", number=now)["estimate"] == until("07-15 12:30")
    desk.do("step", **slip | {"estimate": until("07-15 14:50")})
    assert len(desk.show("tasks", ticket=first, state="open")) == 1, "one task for a promise"
    assert [row["kind"] for row in desk.show("tasks", ticket=second)] == ["slip"]
    assert [row for row in desk.show("tasks", ticket=others) if row["kind"] == "slip"] == []
    assert desk.differences() == []


def test_a_thing_in_the_workshop_keeps_nobody_from_the_next_customer(desk: Desk) -> None:
    """When a thing will be ready is not by when whoever has it leaves the customer (VIS-08, VIS-10)."""
    taken = sent(desk, "10:00", "11:00")
    desk.at("10:10")
    desk.do("step", ticket=taken, what="arrived")
    desk.do("triage", ticket=taken, level=3, way="send_in", reason="带回维修")
    desk.do("track", ticket=taken, what="received", condition="外壳划伤")
    desk.do("track", ticket=taken, what="estimated", estimate=until("07-30 17:00"))
    waiting = desk.register(level=3, customer="乙", phone="13900139009")
    window = {"window_from": until("07-20 14:00"), "window_to": until("07-20 16:00")}
    (gates,) = (
        row["gates"] for row in desk.show("candidates", number=waiting, **window) if row["staff"] == "T001"
    )
    assert [gate["result"] for gate in gates if gate["name"] == "overlap"] == ["pass"]
    desk.do("dispatch", ticket=waiting, technician="T001", **window)
