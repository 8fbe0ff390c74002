"""What the ticket panel says of the agreed time, of a kind without a level and of a thing sent in."""

from collections.abc import Iterator

import pytest

from console.present.ticket import ticket_facts
from console.words.i18n import install_language, installed_language
from console.words.speech import Speech
from db.views.events import Events
from db.views.ticket import TicketView
from tests.db.views.branch import BranchOffice, clock
from widgets.timeline import TicketFacts


@pytest.fixture
def office(store_url: str) -> Iterator[BranchOffice]:
    before = installed_language()
    install_language("zh_CN")
    founded = BranchOffice(store_url)
    founded.found()
    founded.technician()
    founded.issue("T001", "multimeter", "insulating_gloves")
    yield founded
    founded.store.close()
    install_language(before)


def panel(office: BranchOffice, number: str) -> TicketFacts:
    ticket = office.store.read(TicketView(number=number), "A01")
    events = office.store.read(Events(number=number), "A01")
    speech = Speech(office.store.zone, office.store.policy)
    return ticket_facts(ticket, events, {"T001": "张伟", "T002": "李强"}, speech, office.now)


def agreed(office: BranchOffice, number: str) -> tuple[str, str]:
    (fact,) = [each for line in panel(office, number).facts for each in line if each.label == "约定"]
    return fact.value, fact.tone


def test_an_agreed_time_says_who_wanted_it_and_whether_it_was_kept(office: BranchOffice) -> None:
    number = office.ticket(level=2)
    window = {"window_from": clock("14:00"), "window_to": clock("16:00")}
    office.do("dispatch", ticket=number, technician="T001", window_wanted_by="customer", **window)
    assert agreed(office, number) == ("14:00-16:00 上门 客户要求", "plain")
    office.later(hours=7, minutes=30)
    assert agreed(office, number) == ("14:00-16:00 上门 客户要求 未守约", "warning")
    (stood,) = [each.value for each in panel(office, number).more if each.label == "停留"]
    assert stood == "已定级 派工员 0:00  已派工 张伟 7:30"


def test_a_planned_kind_is_called_by_its_name_where_a_fault_has_its_level(office: BranchOffice) -> None:
    assert "巡检" in panel(office, office.ticket(kind="inspection")).title
    assert "未定级" in panel(office, office.ticket()).title


def test_a_reassignment_tells_whom_and_what_time_it_took_the_place_of(office: BranchOffice) -> None:
    office.technician("T002", label="李强")
    office.issue("T002", "multimeter", "insulating_gloves")
    number = office.ticket(level=2, product="配电柜")
    office.do(
        "dispatch", ticket=number, technician="T001", window_from=clock("14:00"), window_to=clock("16:00")
    )
    office.do("reassign", ticket=number, technician="T002", reason="更近")
    office.do(
        "reassign", ticket=number, technician="T001", reason="客户改期",
        window_from=clock("16:00"), window_to=clock("18:00"),
    )  # fmt: skip
    both, only, *_ = panel(office, number).entries
    assert "由 李强 改为 张伟" in both.text
    assert "由 14:00-16:00 改为 16:00-18:00" in both.text
    assert "由 张伟 改为 李强" in only.text
    assert "14:00" not in only.text, "the time stayed"


def test_a_thing_that_was_sent_in_and_the_contract_stand_in_the_opened_ticket(office: BranchOffice) -> None:
    number = office.ticket(level=3, way="send_in", contract="integrator")
    office.do("track", ticket=number, what="received", condition="外壳划伤", place="A-03")
    more = {fact.label: fact.value for fact in panel(office, number).more}
    assert "已收到  A-03  外壳划伤" in more["物品"]
    assert more["时限方案"] == "集成合同（依据合同）"


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_both_sides_of_a_merge_name_the_other_number(office: BranchOffice, language: str) -> None:
    install_language(language)
    gone, into = office.ticket(fault="漏水"), office.ticket(fault="跳闸", way="remote", level=2)
    office.do("note", ticket=gone, text="水泵房已断电")
    office.do("merge", ticket=gone, into=into)
    office.do("dispatch", ticket=into, technician="T001")
    said = {"zh_CN": ("并入 {}", "并自 {}", "{} 的记录"), "en": ("merged into {}", "merged from {}", "of {}")}
    merged_into, merged_from, of = said[language]
    (before,) = (each for each in panel(office, gone).entries if merged_into.format(into) in each.text)
    assert merged_into.format(into) in panel(office, gone).notes.value
    survivor = panel(office, into)
    texts = [each.text for each in survivor.entries]
    assert [text for text in texts if merged_from.format(gone) in text]
    assert not [text for text in texts if into in text]
    (note,) = (text for text in texts if "水泵房已断电" in text)
    assert note.startswith(of.format(gone))
    assert before.what == {"zh_CN": "合并", "en": "merge"}[language]
    assert [fact for fact in survivor.more if gone in fact.value and "漏水" in fact.value]
    moved = {"zh_CN": "时限变更：派工时定的服务方式", "en": "moved: way set by the dispatch"}[language]
    assert [text for text in texts if moved in text]


def test_open_tasks_and_requests_are_told_with_their_kind_and_time(office: BranchOffice) -> None:
    number = office.ticket(nature="quality", level=2)
    office.do("extend", ticket=number, milestone="respond", until=clock("15:00"), reason="等件")
    notes = panel(office, number).notes.value
    assert "质量原因、措施与人员 11:00 前" in notes
    assert "申请延期 待总经理决定" in notes
    office.later(hours=3)
    assert "质量原因、措施与人员 11:00 起超期" in panel(office, number).notes.value
