"""Find: by number, phone, name, serial, pinyin, two characters, one character (DSP-02, FRM-01)."""

import pytest

from db import engine as engines
from db.finding import index_ticket, rebuild
from db.log.reading import DatabaseReader
from db.subjects.subject import Subject
from db.tables.ticket import Ticket
from db.views.desk import FoundCount
from tests.db.desk import SIGNED
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


@pytest.fixture
def sent(office: BranchOffice) -> str:
    """A ticket that 张伟 holds and 李强 helps with, beside another one."""
    office.technician("T001", "张伟")
    office.technician("T002", "李强")
    office.ticket(
        customer="蓝天幼儿园", phone="0755-26001000", fault="漏水", product="柜机", address="福田区"
    )
    number = office.ticket(level=1, district="南山")
    office.do("dispatch", ticket=number, technician="T001", crew="T002", override="试")
    return number


@pytest.mark.parametrize(
    "query",
    [
        "张伟",
        "zhangwei",
        "zw",
        "T001",
        "李强",
        "lq",
        "深南大道",
        "深南大道 9 号",
        "南山区",
        "张伟 停电",
        "停电　酒店",
    ],
)
def test_who_holds_it_where_it_is_and_several_words_find_a_ticket(
    office: BranchOffice, sent: str, query: str
) -> None:
    assert office.numbers(find=query) == [sent]


@pytest.mark.parametrize("query", ["张伟 漏水", "李强 福田", "深南大道 漏水", "王五"])
def test_every_word_must_be_found(office: BranchOffice, sent: str, query: str) -> None:
    assert office.numbers(find=query) == []


def test_who_held_it_last_finds_a_closed_ticket_and_nobody_finds_it_by_an_earlier_holder(
    office: BranchOffice, sent: str
) -> None:
    office.do("reassign", ticket=sent, technician="T002", reason="换人", override="试")
    assert office.numbers(find="张伟") == []
    office.do("step", ticket=sent, what="arrived")
    office.do("step", ticket=sent, what="finished")
    office.do("record", ticket=sent, **SIGNED)
    office.do("survey", ticket=sent, attitude=5, quality=5, punctuality=5, hygiene=5, result=5)
    office.do("close", ticket=sent, cause="wear")
    assert office.numbers(find="李强") == [sent]
    (row,) = office.show("queue", find="李强")
    assert (row["state"], row["ended_at"]) == ("closed", "2026-07-15T09:00:00+08:00")
    office.do("reopen", ticket=sent, reason="没修好")
    assert office.numbers(find="李强") == []


@pytest.mark.parametrize(
    "query",
    [
        "工单 YX2607-02",
        "工单：YX2607-02",
        "#YX2607-02",
        "YX2607-02。",
        "（yx2607-02）",
        "ＹＸ２６０７－０２",
        "#2",
    ],
)
def test_a_number_is_found_as_it_was_copied(office: BranchOffice, sent: str, query: str) -> None:
    assert office.numbers(find=query)[0] == sent
    assert office.do("note", ticket=query, text="同一张")["number"] == sent


@pytest.mark.parametrize(
    "query",
    ["0755/26001000", "075526001000", "(0755) 2600 1000", "+86 755 26001000", "26001000",
     "0755-26001000 转 8", "26001000/13912345678"],
)  # fmt: skip
def test_a_phone_is_found_however_it_is_written(office: BranchOffice, sent: str, query: str) -> None:
    (other,) = {"YX2607-01", "YX2607-02"} - {sent}
    assert office.numbers(find=query) == [other]


def test_the_true_number_of_hits_is_told_however_few_are_shown(office: BranchOffice, sent: str) -> None:
    for _ in range(4):
        office.ticket(level=4)
    assert len(office.numbers(find="酒店", limit=2)) == 2
    for query, count in (
        ("酒店", 5),
        ("酒", 5),
        ("张伟", 1),
        ("李强", 1),
        ("停电 南山", 5),
        ("2", 6),
        ("查无", 0),
    ):
        assert office.store.read(FoundCount(find=query), "A01") == count
    assert office.store.read(FoundCount(find="酒店", level=4), "A01") == 4


def test_an_upgrade_writes_the_texts_of_older_stores_anew(office: BranchOffice, sent: str) -> None:
    with engines.transaction(office.store.engine, writing=True) as connection:
        for ticket in DatabaseReader(connection).rows(Ticket):
            index_ticket(connection, ticket, ticket.but(search="nothing of it"))
        connection.execute(Ticket.table.update().values(search="nothing of it"))
    assert office.numbers(find="深南大道") == office.numbers(find="张伟 停电") == []
    with engines.transaction(office.store.engine, writing=True) as connection:
        assert rebuild(connection) == 2
    assert office.numbers(find="深南大道") == office.numbers(find="张伟 停电") == [sent]
    assert office.store.audit().differences == ()


def test_the_log_of_an_older_store_gives_today_s_search_texts(
    office: BranchOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as older:
        found_anew = Subject.found_anew
        written = {"search": "as an older program wrote it"}
        older.setattr(
            Subject,
            "found_anew",
            lambda self, row: found_anew(self, row).but(**(written if self.root is Ticket else {})),
        )
        number = office.ticket(level=2)
    with engines.transaction(office.store.engine, writing=True) as connection:
        rebuild(connection)
    assert office.store.audit().differences == ()
    office.do("correct", ticket=number, address="福田区 8 号")
    assert office.numbers(find="福田区 8") == [number]
    office.do("undo", ticket=number)
    assert office.numbers(find="深南大道") == [number]
    assert office.store.audit().differences == ()
