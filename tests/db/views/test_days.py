"""Everybody's day, read once for whatever is judged by it (DSP-03 to DSP-10)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from db.policy.load import shipped
from db.staffing import Held, PersonFile
from db.workdays import Loose, day_of_person
from tests.db.statements import statements
from tests.db.verbs.trial import window
from tests.db.views.branch import BranchOffice, clock

NOON = datetime(2026, 7, 15, 4, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_a_day_tells_where_somebody_is_what_is_agreed_and_what_goes_where_it_fits() -> None:
    file = PersonFile("T001", "张伟", frozenset({"technician"}))
    file.jobs += [
        Held("1", "on_site", arrived_at=NOON - HOUR, zone="nanshan"),
        Held("2", "dispatched", NOON + HOUR, NOON + 2 * HOUR, zone="longgang"),
        Held("3", "paused", NOON + 3 * HOUR, NOON + 4 * HOUR, arrived_at=NOON - 9 * HOUR),
        Held("4", "paused"),
        Held("5", "dispatched", NOON - 4 * HOUR, NOON - 2 * HOUR),
        Held("6", "dispatched", zone="futian"),
    ]
    policy = shipped()
    day = day_of_person(file, policy, NOON)
    lasts = timedelta(minutes=policy.setting("provisional_visit_minutes"))
    assert [(one.ticket, one.begin, one.end) for one in day.there] == [
        ("1", NOON - HOUR, max(NOON, NOON - HOUR + lasts))
    ]
    assert [one.ticket for one in day.agreed] == ["2", "3"], "what waits for a part keeps its next window"
    assert day.loose == (Loose("5", None, 2 * HOUR), Loose("6", "futian", lasts))
    assert [one.ticket for one in day_of_person(file, policy, NOON, but="2").fixed] == ["1", "3"]


def test_everybody_is_read_once_however_many_there_are_and_however_much_is_asked(
    office: BranchOffice,
) -> None:
    number = office.ticket(level=2)
    waiting = office.ticket(customer="另一家", phone="13900139009", level=3)

    def asked() -> dict[str, int]:
        views = ("candidates", "windows", "queue", "proposal", "timeline")
        found = {}
        for name in views:
            with statements(office.store.engine) as texts:
                office.show(name, **({"number": number} if name in ("candidates", "windows") else {}))
            found[name] = len(texts)
            people = [each for each in texts if "staff.newcomer, staff.active, staff.branch" in each]
            assert len(people) <= 1, name
        return found

    few = asked()
    for at in range(1, 6):
        office.technician(f"T10{at}", f"人员{at}", zone="nanshan")
    agreed = window("07-15", "15:00", "16:00")
    office.do("dispatch", ticket=waiting, technician="T101", override="x", **agreed)
    more = asked()
    assert {name: count - few[name] for name, count in more.items() if count > few[name] + 1} == {}
    assert clock("15:00") in str(office.show("timeline"))
