"""Everybody's day, read once for whatever is judged by it (DSP-03 to DSP-10)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from db.engine import transaction
from db.held import Held
from db.policy.load import shipped
from db.staffing import PersonFile
from db.views.changes import mark_of
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


def test_an_estimate_moves_the_bar_and_pushes_what_follows(office: BranchOffice) -> None:
    """What lasts longer is seen wherever a day is looked at, and gone with its visit (VIS-10)."""
    office.technician("T001", "张伟", zone="nanshan")

    def sent(begin: str, end: str, who: str) -> str:
        number = office.ticket(customer=who, phone="13900139009", level=3, product="", fault="要求上门")
        window = {"window_from": clock(begin), "window_to": clock(end)}
        office.do("dispatch", ticket=number, technician="T001", override="x", **window)
        return number

    def bars(kind: str) -> dict[str, tuple[str, str]]:
        rows = office.show("timeline")
        found = [row for row in rows if row["kind"] == kind and row["ticket"]]
        return {row["ticket"]: (row["begin"][11:16], row["end"][11:16]) for row in found}

    def gate(window: tuple[str, str]) -> str:
        asked = {"window_from": clock(window[0]), "window_to": clock(window[1])}
        (row,) = office.show("candidates", number=waiting, **asked)
        (overlap,) = [each for each in row["gates"] if each["name"] == "overlap"]
        return str(overlap["result"])

    now, soon, later = (
        sent("09:00", "10:00", "甲"),
        sent("11:00", "12:00", "乙"),
        sent("18:00", "19:00", "丙"),
    )
    waiting = office.ticket(customer="丁", phone="13900139008", level=3, product="", fault="要求上门")
    office.do("step", ticket=now, what="arrived")
    assert bars("late") == bars("overrun") == {}
    office.do("step", ticket=now, what="contacted", estimate=clock("09:30"))
    assert bars("job")[now] == ("09:00", "09:30")
    assert gate(("09:30", "10:00")) == "block", "the window stays theirs"
    assert gate(("13:00", "14:00")) == "pass"
    free = office.show("windows", number=waiting)[0]["window_from"][11:16]
    assert free == "12:30", "after the promise that follows"
    office.do("step", ticket=now, what="contacted", estimate=clock("12:30"))
    assert bars("job")[now] == ("09:00", "12:30")
    assert bars("overrun") == {now: ("10:00", "12:30")}
    ((begin, end),) = [bars("job")[soon]]
    assert "12:30" <= begin < end
    assert bars("late") == {soon: ("12:00", begin)}
    assert bars("job")[later] == ("18:00", "19:00"), "what can be kept stays"
    assert gate(("10:15", "10:45")) == "block", "they are there until half past twelve"
    assert gate(("13:00", "14:00")) == "warn", "as it looks now they are at the next one then"
    assert office.show("windows", number=waiting)[0]["window_from"][11:16] > end
    office.do("reassign", ticket=now, technician="T001", reason="x", override="x")
    assert office.show("ticket", number=now)["estimate"] is None, "of another visit nobody has said it"
    assert bars("late") == {}


def test_what_was_read_of_people_stays_until_somebody_writes_to_this_store(office: BranchOffice) -> None:
    """Whatever else the database server does meanwhile; and an older look never stands for a newer one."""
    engine = office.store.engine

    def times_read() -> int:
        with statements(engine) as texts:
            office.show("timeline")
        return sum("staff.newcomer, staff.active, staff.branch" in each for each in texts)

    office.technician("T101", "张伟", zone="nanshan")
    assert [times_read(), times_read()] == [1, 0]
    if engine.dialect.name == "postgresql":
        with engine.begin() as foreign:
            foreign.execute(text("SELECT pg_current_xact_id()"))  # as any other database of the server does
    assert times_read() == 0
    with transaction(engine, writing=False) as older:
        older.execute(text("SELECT 1"))
        office.technician("T102", "王强", zone="nanshan")
        assert [times_read(), times_read()] == [1, 0]
        context = office.store.looking(older, "A01")
        mark = context.kept.mark
        assert mark_of(context) != mark
        assert context.kept.mark == mark
    assert times_read() == 0
