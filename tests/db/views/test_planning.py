"""Several tickets at once: a person for each, as loads and windows fill up (DSP-04, DSP-10)."""

from collections.abc import Iterator

import pytest

from db.errors import BadField
from db.views.planning import Plan, PlanRow
from tests.databases import Databases, Kind
from tests.db.views.branch import KIT, BranchOffice, clock


@pytest.fixture(scope="module")
def electricians(offices: Databases) -> Iterator[Databases]:
    """Offices with two electricians and their kits, equally good, and one on leave; to be copied."""
    made = offices.with_rows("electricians", _hired)
    yield made
    made.close()


def _hired(url: str) -> None:
    office = BranchOffice(url)
    for staff, label in (("T001", "张伟"), ("T002", "李强"), ("T003", "王芳")):
        office.technician(staff, label)
        office.issue(staff, *KIT)
    office.do(
        "set_duty", staff="T003", kind="leave", begins_at=clock("00:00"), ends_at="2026-07-16T00:00:00+08:00"
    )
    office.store.close()


@pytest.fixture
def people(electricians: Databases, database_kind: Kind) -> Iterator[BranchOffice]:
    """One of them."""
    url = electricians.create(database_kind, warm=True)
    office = BranchOffice(url)
    yield office
    office.store.close()
    electricians.drop(url)


def plan(office: BranchOffice, *numbers: str, **fixed: str) -> list[PlanRow]:
    chosen = tuple((number.replace("_", "-"), staff) for number, staff in fixed.items())
    return office.store.read(Plan(numbers=numbers, fixed=chosen), "A01")


def test_each_ticket_gets_a_person_and_loads_fill_up(people: BranchOffice) -> None:
    numbers = [people.ticket(level=2, customer=f"客户{at}") for at in range(4)]
    rows = plan(people, *numbers)
    assert [row.number for row in rows] == numbers
    assert [row.staff for row in rows] == ["T001", "T002", "T001", "T002"]
    assert [next(each.load for each in row.candidates if each.staff == row.staff) for row in rows] == [
        0,
        0,
        1,
        1,
    ]


def test_the_most_urgent_ticket_chooses_first(people: BranchOffice) -> None:
    later, first = people.ticket(level=3), people.ticket(level=1)
    assert [(row.number, row.staff) for row in plan(people, later, first)] == [
        (first, "T001"),
        (later, "T002"),
    ]


def test_who_was_chosen_by_hand_fills_up_first(people: BranchOffice) -> None:
    one, other = people.ticket(level=1), people.ticket(level=2)
    rows = plan(people, one, other, **{other.replace("-", "_"): "T001"})
    assert [(row.number, row.staff) for row in rows] == [(one, "T002"), (other, "T001")]


def test_windows_do_not_overlap(people: BranchOffice) -> None:
    """T001 has three that overlap: the first goes to T002, and then nobody is free for the others."""
    numbers = [people.ticket(level=2, customer=f"客户{at}") for at in range(3)]
    for number, begin in zip(numbers, ("10:00", "10:30", "11:00"), strict=True):
        people.do(
            "dispatch", ticket=number, technician="T001", override="试",
            window_from=clock(begin), window_to=clock("12:30"),
        )  # fmt: skip
    rows = plan(people, *numbers)
    assert [row.staff for row in rows] == ["T002", None, None]
    assert all(row.holder == "T001" for row in rows)


def test_a_sick_persons_jobs_go_to_others_and_not_back(people: BranchOffice) -> None:
    numbers = [people.ticket(level=2) for _ in range(3)]
    for number in numbers:
        people.do("dispatch", ticket=number, technician="T001")
    rows = plan(people, *numbers)
    assert {row.staff for row in rows} == {"T002"}


def test_a_bulk_sends_one_person_to_each_and_undo_takes_all_back(people: BranchOffice) -> None:
    numbers = [people.ticket(level=2) for _ in range(3)]
    who = ["T001", "T002", "T001"]
    answer = people.do("dispatch", ticket=numbers, technician="T001", technicians=who)
    assert [(one["number"], one["technician"]) for one in answer["done"]] == list(
        zip(numbers, who, strict=True)
    )
    assert people.show("events", number=numbers[1])[-1]["args"] == {
        "ticket": numbers[1],
        "technician": "T002",
    }
    undone = people.do("undo")
    assert undone["undone"] == "dispatch"
    assert undone["tickets"] == sorted(numbers)
    assert {row["technician"] for row in people.show("queue")} == {None}
    assert people.store.audit().differences == ()


def test_a_bulk_names_one_person_for_each_ticket(people: BranchOffice) -> None:
    numbers = [people.ticket(level=2) for _ in range(2)]
    for who in (["T001"], ["T001", "T002", "T001"]):
        with pytest.raises(BadField):
            people.do("dispatch", ticket=numbers, technician="T001", technicians=who)
    with pytest.raises(BadField):
        people.do("dispatch", ticket=numbers[0], technician="T001", technicians=["T001", "T002"])
