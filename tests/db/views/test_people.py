"""Candidates, roster, kits and tools (DSP-04, DSP-05, PPL-01, KIT-02 to KIT-04)."""

import pytest

from tests.db.views.branch import KIT, BranchOffice, clock


@pytest.fixture
def crew(office: BranchOffice) -> BranchOffice:
    """Three electricians: one complete, one without tools, one on leave until tomorrow."""
    office.technician("T001", "曾国强", skills="electrical:3")
    office.technician("T002", "吴磊", zone="futian")
    office.technician("T003", "赵敏")
    office.issue("T001", *KIT)
    office.issue("T003", "multimeter", "insulating_gloves")
    office.do(
        "set_duty", staff="T003", kind="leave", begins_at=clock("00:00"), ends_at="2026-07-16T00:00:00+08:00"
    )
    return office


def test_the_best_comes_first_and_the_blocked_say_what_would_help(crew: BranchOffice) -> None:
    crew.do("buy_tool", kind="multimeter")
    number = crew.ticket(level=1)
    found = crew.show("candidates", number=number)
    assert [(each["staff"], each["rank"], each["blocked"]) for each in found] == [
        ("T001", 1, False),
        ("T003", None, True),
        ("T002", None, True),
    ]
    best, resting, bare = found
    assert set(best) >= {"staff", "name", "rank", "score", "parts", "gates", "blocked", "repair"}
    assert best["repair"] is None
    assert resting["repair"] == "send them after 2026-07-16T00:00:00+08:00"
    assert bare["cause"] == "lacks multimeter, insulating_gloves"
    assert bare["repair"] == "issue T0015 from the store; no insulating_gloves in the store: T001 has T0011"
    assert (best["cause"], resting["cause"]) == (None, "on leave until 2026-07-16T00:00:00+08:00")


def test_a_score_can_be_worked_out_again_from_what_is_shown(crew: BranchOffice) -> None:
    for each in crew.show("candidates", number=crew.ticket(level=1)):
        total = sum(part["weight"] * round(part["value"] * 10_000) for part in each["parts"])
        weights = sum(part["weight"] for part in each["parts"])
        assert abs(total / weights / 10_000 - each["score"]) <= 0.005 + 1e-9


def test_what_the_ticket_lacks_warns(crew: BranchOffice) -> None:
    number = crew.ticket(level=1, address="")
    gates = {gate["name"]: gate["result"] for gate in crew.show("candidates", number=number)[0]["gates"]}
    assert (gates["district"], gates["overlap"], gates["duty"]) == ("warn", "warn", "pass")


def test_a_visit_tomorrow_is_judged_by_tomorrows_duty(crew: BranchOffice) -> None:
    number = crew.ticket(level=2)
    window = {"window_from": "2026-07-16T09:00:00+08:00", "window_to": "2026-07-16T11:00:00+08:00"}
    ranked = [
        each["staff"] for each in crew.show("candidates", number=number, **window) if not each["blocked"]
    ]
    assert ranked == ["T001", "T003"]


def test_a_window_taken_by_another_ticket_blocks_and_its_own_does_not(crew: BranchOffice) -> None:
    first, second = crew.ticket(level=1), crew.ticket(level=1)
    window = {"window_from": clock("14:00"), "window_to": clock("16:00")}
    crew.do("dispatch", ticket=first, technician="T001", **window)

    def overlap(number: str) -> str:
        best = next(
            each for each in crew.show("candidates", number=number, **window) if each["staff"] == "T001"
        )
        return next(str(gate["result"]) for gate in best["gates"] if gate["name"] == "overlap")

    assert (overlap(second), overlap(first)) == ("block", "pass")


def test_who_was_there_before_knows_the_equipment(crew: BranchOffice) -> None:
    first = crew.ticket(level=2, serial="SN-77")
    crew.do("dispatch", ticket=first, technician="T001")
    crew.do("step", ticket=first, what="arrived")
    crew.do("step", ticket=first, what="finished")
    again = crew.ticket(level=2, serial="SN-77", fault="跳闸")
    best = crew.show("candidates", number=again)[0]
    known = {part["name"]: part["value"] for part in best["parts"]}
    assert (known["knows_customer"], known["knows_equipment"]) == (1.0, 1.0)
    assert "knows this equipment" in best["reasons"]


def test_an_administrator_without_a_trade_is_no_candidate(office: BranchOffice) -> None:
    assert office.show("candidates", number=office.ticket()) == []


def test_the_roster_shows_state_load_and_kit(crew: BranchOffice) -> None:
    number = crew.ticket(level=2)
    crew.do("dispatch", ticket=number, technician="T001")
    rows = {row["staff"]: row for row in crew.show("roster", role="technician")}
    assert list(rows) == ["T001", "T002", "T003"]
    keys = ["staff", "name", "role", "state", "on_duty", "load", "kit_complete", "missing"]
    assert list(rows["T001"])[: len(keys)] == keys
    assert (rows["T001"]["load"], rows["T001"]["kit_complete"], rows["T001"]["missing"]) == (1, True, [])
    assert (rows["T003"]["state"], rows["T003"]["on_duty"]) == ("leave", False)
    assert sorted(rows["T002"]["missing"]) == sorted(KIT)
    assert "A01" in [row["staff"] for row in crew.show("roster")]


def test_the_state_follows_the_steps_of_the_visit(crew: BranchOffice) -> None:
    number = crew.ticket(level=2)

    def state() -> str:
        return str(next(row["state"] for row in crew.show("roster") if row["staff"] == "T001"))

    states = [state()]
    crew.do("dispatch", ticket=number, technician="T001")
    states.append(state())
    for step in ("departed", "arrived", "finished"):
        crew.do("step", ticket=number, what=step)
        states.append(state())
    assert states == ["free", "free", "en_route", "on_site", "free"]


def test_a_shift_of_today_means_off_outside_it(crew: BranchOffice) -> None:
    crew.do("set_duty", staff="T001", kind="duty", begins_at=clock("08:00"), ends_at=clock("18:00"))
    crew.do("set_duty", staff="T001", kind="resting", begins_at=clock("12:00"), ends_at=clock("13:30"))
    states = []
    for hours in (0, 3.5, 2, 4):
        crew.later(hours=hours)
        states.append(next(row["state"] for row in crew.show("roster") if row["staff"] == "T001"))
    assert states == ["free", "resting", "free", "off"]


def test_a_kit_with_a_tool_out_of_calibration_is_not_complete(office: BranchOffice) -> None:
    office.technician()
    office.issue("T001", *KIT[:-1])
    (number,) = office.issue("T001", KIT[-1])
    assert office.show("kit", staff="T001")["complete"] is True
    office.issue("T001", "leak_detector", calibration_due="2026-07-15")
    kit = office.show("kit", staff="T001")
    assert kit["complete"] is True
    assert list(kit["items"][0])[:5] == ["number", "kind", "since", "state", "calibration_due"]
    assert number in [item["number"] for item in kit["items"]]
    office.later(days=366)
    late = office.show("kit", staff="T001")
    assert late["complete"] is False
    assert late["missing"] == []
    assert {"multimeter", "clamp_meter", "insulation_tester", "insulating_gloves"} == set(
        late["uncalibrated"]
    )


def test_every_tool_is_in_one_place_and_consumables_are_counted(office: BranchOffice) -> None:
    office.technician()
    (held,) = office.issue("T001", "multimeter")
    office.do("buy_tool", kind="multimeter")
    office.do("buy_tool", kind="insulating_tape", count=10)
    office.do("issue_tool", kind="insulating_tape", count=4, staff="T001")
    tools = office.show("tools")
    assert [(each["holder"], each["place"], each["state"]) for each in tools] == [
        ("T001", None, "held"),
        (None, "store", "in_store"),
    ]
    assert tools[0]["number"] == held
    assert office.show("consumables") == [
        {"kind": "insulating_tape", "place": "staff:T001", "count": 4, "due_back": None},
        {"kind": "insulating_tape", "place": "store", "count": 6, "due_back": None},
    ]
    assert office.show("kit", staff="T001")["consumables"] == {"insulating_tape": 4}
