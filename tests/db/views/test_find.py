"""Find: by number, phone, name, serial, pinyin, two characters, one character (DSP-02, FRM-01)."""

import pytest

from tests.db.views.branch import BranchOffice


def close(office: BranchOffice, number: str) -> None:
    """A remote ticket to its end."""
    office.do("step", ticket=number, what="finished")
    office.do("verify", ticket=number, solved="yes")
    office.do("survey", ticket=number, attitude=5, quality=5, punctuality=5, hygiene=5, result=5)
    office.do("close", ticket=number, cause="wear")


@pytest.mark.parametrize(
    "query",
    ["南山酒店", "酒店", "nsjd", "NSJD", "13800130001", "138 0013 0001", "停电", "GGD", "SN-77", "YX2607-01"],
)
def test_a_ticket_is_found_by_what_a_caller_says(office: BranchOffice, query: str) -> None:
    wanted = office.ticket(model="GGD-2", serial="SN-77")
    office.ticket(customer="蓝天幼儿园", phone="13900139000", fault="漏水", product="柜机", address="福田")
    assert office.numbers(find=query) == [wanted]


def test_one_character_looks_through_open_tickets_only(office: BranchOffice) -> None:
    done, wanted = office.ticket(level=4), office.ticket()
    close(office, done)
    assert office.numbers(find="酒") == [wanted]


def test_open_tickets_come_before_closed_ones(office: BranchOffice) -> None:
    done, waiting, untriaged = office.ticket(level=4), office.ticket(level=2), office.ticket()
    close(office, done)
    assert office.numbers(find="酒店") == [untriaged, waiting, done]
    assert office.numbers(find="酒店", view="closed") == [done]
    assert office.numbers(find="酒店", level=2) == [waiting]


def test_a_running_number_stands_first(office: BranchOffice) -> None:
    first = office.ticket()
    second = office.ticket(customer="一号楼 01 室")
    assert office.numbers(find="01") == [first, second]
    assert office.numbers(find="2607-2")[0] == second


def test_signs_that_mean_something_to_a_database_are_plain_text(office: BranchOffice) -> None:
    number = office.ticket(fault='温度 100% 报警 "E\'1"')
    assert office.numbers(find="100%") == [number]
    assert office.numbers(find='"E\'1"') == [number]
    assert office.numbers(find="1_0%") == []
    assert office.numbers(find="%") == [number]
    assert office.numbers(find="_") == []


def test_an_old_number_is_found_among_many_that_are_made_of_the_same_pairs(
    office: BranchOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("db.views.searching.INDEXED", 3)
    wanted = office.ticket(external_number="INC0000045")
    for number in ("INC0004500", "INC4500000", "INC0045000", "INC0450004"):
        office.ticket(external_number=number)
    assert office.numbers(find="INC0000045") == [wanted]
