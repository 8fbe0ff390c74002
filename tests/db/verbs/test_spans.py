"""Gates over the whole window, and what an entry of leave touches (DSP-05, PPL-04)."""

from typing import Any

from tests.db.desk import Desk, local


def window(begin: str, end: str) -> dict[str, Any]:
    return {"window_from": local(begin).isoformat(), "window_to": local(end).isoformat()}


def leave(desk: Desk, begin: str, end: str, kind: str = "leave") -> dict[str, Any]:
    span = {"begins_at": local(begin).isoformat(), "ends_at": local(end).isoformat()}
    return desk.do("set_duty", staff="T001", kind=kind, **span)


def test_a_leave_inside_the_window_stops_a_dispatch(desk: Desk) -> None:
    leave(desk, "07-15 13:00", "07-15 18:00")
    number = desk.register(level=2)
    refused = desk.refused(
        "dispatch", ticket=number, technician="T001", **window("07-15 11:00", "07-15 14:00")
    )
    assert (refused.rule, str(refused.values["cause"])[:8]) == ("DSP-05", "on leave")
    (gates,) = [
        each["gates"]
        for each in desk.show("candidates", number=number, **window("07-15 11:00", "07-15 14:00"))
        if each["staff"] == "T001"
    ]
    assert {each["name"]: each["result"] for each in gates}["duty"] == "block"
    desk.do("dispatch", ticket=number, technician="T001", **window("07-15 11:00", "07-15 13:00"))


def test_a_certificate_that_runs_out_inside_the_window_stops_a_dispatch(desk: Desk) -> None:
    desk.staff("T010", certificates="electrician:2026-07-15")
    number = desk.register(level=2, product="配电柜")
    over_night = window("07-15 22:00", "07-16 02:00")
    refused = desk.refused("dispatch", ticket=number, technician="T010", **over_night)
    assert "expired" in str(refused.values["cause"])
    until_midnight = window("07-15 22:00", "07-16 00:00")
    refused = desk.refused("dispatch", ticket=number, technician="T010", **until_midnight)
    assert "expired" not in str(refused.values["cause"]), "only tools are missing then"


def agreed_in(told: dict[str, Any]) -> list[dict[str, Any]]:
    """The warnings about jobs that were agreed."""
    return [each for each in told["warnings"] if "ticket" in each["values"]]


def test_a_leave_over_agreed_jobs_names_them(desk: Desk) -> None:
    number = desk.register(level=2)
    desk.do("dispatch", ticket=number, technician="T001", **window("07-15 14:00", "07-15 16:00"))
    assert agreed_in(leave(desk, "07-15 16:00", "07-15 18:00")) == []
    (warning,) = agreed_in(leave(desk, "07-15 15:00", "07-16 18:00"))
    assert (warning["rule"], warning["values"]["ticket"]) == ("PPL-04", number)


def test_a_shift_over_a_leave_says_that_it_lifts_it(desk: Desk) -> None:
    leave(desk, "07-16 00:00", "07-17 00:00")
    (warning,) = leave(desk, "07-16 08:30", "07-16 17:30", "duty")["warnings"]
    assert warning["values"] == {"begin": "2026-07-16T00:00:00+08:00", "end": "2026-07-17T00:00:00+08:00"}
