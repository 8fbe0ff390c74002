"""The service record: one for each visit, its versions, signatures, papers, the head's approval (VIS-02)."""

import json
from typing import Any

from db.tables.notice import Notice
from db.tables.record import Consent, Paper, RecordPart, RecordSignature, RecordVersion, ServiceRecord
from db.tables.task import Request, Task
from db.verbs.adopting import AdoptPolicy
from tests.db.desk import Desk, local, reach, survey

WORK = {"cause": "主板损坏", "work": "更换主板", "test_result": "运行正常"}


def record(desk: Desk, number: str, **fields: Any) -> dict[str, Any]:
    return desk.do("record", by="T001", ticket=number, **(WORK | fields))


def test_a_record_has_the_serving_departments_number_and_no_gap(desk: Desk) -> None:
    desk.staff("S001", department="SC")
    numbers = []
    for technician in ("S001", "T001", "S001"):
        number = reach(desk, "follow_up", technician=technician)
        numbers.append(desk.do("record", ticket=number, by=technician, **WORK)["record"])
    assert numbers == ["SC2607-01", "YX2607-01", "SC2607-02"]
    desk.do("undo", by="S001")
    (gone,) = desk.rows(ServiceRecord, number="SC2607-02")
    assert gone.is_void, "a number that was given out is never given out again"
    assert desk.do("record", ticket=gone.ticket, by="S001", **WORK)["record"] == "SC2607-03"
    assert desk.show("record", number="SC2607-02")["work"] == "更换主板"
    assert desk.show("record", number="SC2607-02")["state"] == "void"
    assert desk.differences() == []


def test_remote_work_is_recorded_by_the_responsible_department(desk: Desk) -> None:
    number = desk.register(level=4, way="remote", product="照明")
    desk.do("record", ticket=number, **WORK)
    made = desk.rows(ServiceRecord, ticket=number)[0]
    ticket = desk.ticket(number)
    policy = desk.store.policy()
    route = policy.route_of(ticket.category or "")
    assert made.department == (ticket.department if route.code == "undecided" else route.department)


def test_a_later_change_is_a_new_version_and_both_stay(desk: Desk) -> None:
    number = reach(desk, "follow_up")
    name = record(desk, number, guarantee_parts="主板 1", bought_parts="电缆 1.5m 12.30; 电容 2 35")["record"]
    assert desk.refused("record", ticket=number, work="更换主板两块").values["field"] == "reason"
    answer = desk.do("record", ticket=number, by="C01", guarantee_parts="主板 2", reason="漏写一块")
    assert (answer["record"], answer["record_version"]) == (name, 2)
    first, second = desk.show("record", number=name, version=1), desk.show("record", number=name)
    assert (first["shown_version"], second["shown_version"], second["version"]) == (1, 2, 2)
    assert [each["quantity"] for each in first["parts"]] == ["1", "1.5", "2"]
    assert [each["quantity"] for each in second["parts"]] == ["2", "1.5", "2"]
    assert first["total_fen"] == second["total_fen"] == 1845 + 7000
    assert first["cause"] == second["cause"] == "主板损坏"
    assert [each["actor"] for each in second["versions"]] == ["T001", "C01"]
    assert desk.refused("record", ticket=number, record="XX2607-09", work="x").values["field"] == "record"
    desk.do("undo", by="C01")
    assert desk.show("record", number=name)["version"] == 1
    assert [row.version for row in desk.rows(RecordVersion, record=name)] == [1]
    assert {row.version for row in desk.rows(RecordPart, record=name)} == {1}
    assert desk.differences() == []


def test_prices_of_parts_are_read_in_events_only_by_who_may_see_money(desk: Desk) -> None:
    number = reach(desk, "follow_up")
    record(desk, number, bought_parts="电缆 1.5m 12.30; 电容 2 35")
    told = {
        by: next(
            each["args"] for each in desk.show("events", by=by, number=number) if each["verb"] == "record"
        )
        for by in ("A01", "C01")
    }
    assert told["A01"]["bought_parts"] == "电缆 1.5m 12.30; 电容 2 35"
    assert told["C01"]["bought_parts"] == "电缆 1.5m\n电容 2"


def test_nobody_signs_before_the_work_is_finished(desk: Desk) -> None:
    number = reach(desk, "onsite")
    record(desk, number)
    assert desk.refused("sign", ticket=number, how="signed", signed_by="王先生").rule == "VIS-06"
    early = desk.refused("record", by="T001", ticket=number, signed="signed", signed_by="王先生")
    assert early.rule == "VIS-06"
    desk.at("11:00")
    desk.do("step", ticket=number, what="finished")
    desk.at("11:30")
    signing = {"ticket": number, "how": "signed", "signed_by": "王先生"}
    assert desk.refused("sign", **signing, signed_at=local("07-15 10:59").isoformat()).rule == "VIS-06"
    assert desk.refused("sign", ticket=number, how="signed").values["field"] == "signed_by"
    assert desk.refused("sign", ticket=number, how="refused").values["field"] == "sign_text"
    answer = desk.do("sign", **signing, signed_at=local("07-15 11:05").isoformat())
    assert [each["rule"] for each in answer["warnings"]] == ["VIS-15"], "did the customer operate it?"
    assert desk.refused("sign", **signing).rule == "VIS-06"


def test_the_one_that_was_signed_is_the_one_that_was_signed(desk: Desk) -> None:
    number = reach(desk, "follow_up")
    name = record(desk, number, operated=True, signed="signed", signed_by="王先生")["record"]
    assert desk.refused("record", by="T001", ticket=number, work="另有").values["field"] == "reason"
    record(desk, number, work="更换主板并除尘", reason="漏写")
    card = desk.show("record", number=name)
    assert (card["state"], card["signed_version"], card["signature"]) == ("amended", 1, None)
    assert desk.show("records")[0]["state"] == "amended"
    desk.do("sign", ticket=number, how="refused", text="不认可")
    assert desk.show("record", number=name)["state"] == "refused"
    desk.do("sign", ticket=number, how="signed", signed_by="王先生", text="说明后同意")
    assert [(row.version, row.how) for row in sorted(
        desk.rows(RecordSignature, record=name), key=lambda row: (row.version, row.ordinal)
    )] == [(1, "signed"), (2, "refused"), (2, "signed")]  # fmt: skip


def test_extra_work_is_agreed_before_it_is_done(desk: Desk) -> None:
    number = reach(desk, "onsite")
    assert desk.refused("record", by="T001", ticket=number, **WORK, extra_done="1").rule == "VIS-04"
    asked: dict[str, Any] = {"ticket": number, "what": "加装滤网", "given_by": "王先生", "amount_fen": 12000}
    assert desk.do("consent", by="T001", **asked)["consent"] == 1
    desk.do("consent", by="T001", ticket=number, what="换风机", given_by="王先生", agreed=False)
    assert desk.refused("record", by="T001", ticket=number, **WORK, extra_done="2").rule == "VIS-04"
    name = record(desk, number, extra_done="1")["record"]
    shown = desk.show("record", number=name)["consents"]
    assert [(each["what"], each["agreed"], each["done"]) for each in shown] == [
        ("加装滤网", True, True), ("换风机", False, False),
    ]  # fmt: skip
    desk.do("step", ticket=number, what="finished")
    assert desk.refused("consent", **asked).rule == "VIS-04", "after the work it is too late to ask"
    assert len(desk.rows(Consent, ticket=number)) == 2


def test_a_declined_safety_item_is_signed_for(desk: Desk) -> None:
    number = reach(desk, "follow_up")
    assert desk.refused("record", ticket=number, **WORK, declined="更换电源线").values["field"] == "declined"
    name = record(desk, number, declined="更换电源线: 王先生；加装漏保：王先生")["record"]
    assert [each["what"] for each in desk.show("record", number=name)["declined"]] == [
        "更换电源线",
        "加装漏保",
    ]


def test_several_visits_give_several_records(desk: Desk) -> None:
    number = reach(desk, "follow_up")
    first = record(desk, number)["record"]
    desk.do("reopen", ticket=number, reason="未解决")
    assert desk.refused("record", by="T001", ticket=number, **WORK).rule == "VIS-02"
    desk.do("record", ticket=number, record=first, suggestion="尽快再来", reason="补记")
    desk.do("dispatch", ticket=number, technician="T002")
    desk.do("step", ticket=number, what="arrived")
    second = desk.do("record", by="T002", ticket=number, **WORK)["record"]
    assert [row["number"] for row in desk.show("ticket", number=number)["records"]] == [first, second]
    assert [row.visit for row in desk.rows(ServiceRecord, ticket=number)] == [1, 2]
    desk.do("step", ticket=number, what="finished")
    third = desk.do("record", by="T002", ticket=number, another=True, **WORK)["record"]
    assert third not in (first, second)


def test_what_is_approved_is_what_was_asked_for(desk: Desk) -> None:
    desk.staff("H01", "department_lead")
    number = reach(desk, "follow_up")
    name = record(desk, number)["record"]
    asked = desk.do("approve_record", by="T001", ticket=number)["request"]
    assert desk.refused("approve_record", by="T001", ticket=number).rule == "VIS-15"
    (request,) = desk.rows(Request, id=asked)
    assert '"content"' in request.given, "the hash of what it says is asked with it"
    assert desk.refused("decide", by="T001", request=asked, decision="yes").rule == "ESC-07"
    record(desk, number, work="更换主板并除尘")
    assert desk.rows(Request, id=asked)[0].state == "dropped", "another version is asked for anew"
    again = desk.do("approve_record", by="T001", ticket=number)["request"]
    assert desk.do("decide", by="H01", request=again, decision="yes")["decision"] == "granted"
    card = desk.show("record", number=name)
    assert (card["approval"], card["approved_version"]) == ("approved", 2)
    record(desk, number, work="又改", reason="漏写")
    assert desk.show("record", number=name)["approval"] == "outdated"
    assert desk.differences() == []


def test_papers_come_in_with_a_copy_for_quality(desk: Desk) -> None:
    number = reach(desk, "follow_up")
    assert desk.refused("take_forms", ticket=number, forms="回执").values["field"] == "forms"
    desk.at("13:00")
    answer = desk.do("take_forms", ticket=number, forms="外出服务记录表, sheet", by="C01")
    assert answer["forms_in"] == ["record", "sheet"]
    rows = {row.form: row for row in desk.rows(Paper, ticket=number)}
    assert {form: bool(row.copied_at) for form, row in rows.items()} == {"record": True, "sheet": True}
    assert desk.do("take_forms", ticket=number, forms="sheet")["forms_in"] == []


def test_quality_hears_once_that_its_copies_are_there(desk: Desk) -> None:
    desk.staff("Q01", "quality")
    number = reach(desk, "follow_up")
    desk.do("take_forms", ticket=number, forms="record")
    assert desk.rows(Notice) == []
    desk.do("take_forms", ticket=number)
    desk.do("take_forms", ticket=number)
    (notice,) = desk.rows(Notice)
    assert (notice.occasion, notice.called, number in notice.text) == ("copies", "Q01", True)
    other = reach(desk, "follow_up")
    desk.do("record", ticket=other, work="更换主板", forms="all")
    assert {row.called for row in desk.rows(Notice)} == {"Q01"}
    desk.do("undo")
    assert [row.withdrawn_at is None for row in desk.rows(Notice, occasion="copies")].count(False) == 1
    assert desk.differences() == []


def test_closing_lists_what_is_missing_on_paper_in_words(desk: Desk) -> None:
    number = reach(desk, "follow_up")
    refusal = desk.refused("close", ticket=number, cause="wear")
    assert refusal.rule == "CLS-05"
    assert refusal.values["missing"] == "record, signature, forms, survey"
    assert refusal.values["papers"] == "sheet, record, opinion"
    record(desk, number)
    assert [each["demand"] for each in desk.show("ticket", number=number)["missing"]] == [
        "signature", "forms", "forms", "forms", "survey",
    ]  # fmt: skip
    desk.do("sign", ticket=number, how="refused", text="不认可收费")
    desk.do("take_forms", ticket=number, forms="sheet, record")
    assert desk.refused("close", ticket=number, cause="wear").values["papers"] == "opinion"
    assert [row.kind for row in desk.rows(Task, about=f"ticket:{number}", state="open")] == ["forms"]
    desk.do("chase_forms", ticket=number, by="C01", text="今天带回")
    assert desk.refused("chase_forms", ticket=number, forms="sheet").rule == "VIS-07"
    desk.do("take_forms", ticket=number)
    assert desk.rows(Task, about=f"ticket:{number}", state="open") == [], "nobody has to ask any more"
    survey(desk, number)
    assert desk.do("close", ticket=number, cause="wear", by="C01")["waived"] == []
    (row,) = desk.rows(Paper, ticket=number, form="opinion")
    assert row.chased == 1
    assert row.text == "今天带回"


def test_an_amended_record_is_signed_anew_before_closing(desk: Desk) -> None:
    number = reach(desk, "follow_up")
    survey(desk, number)
    desk.do("record", ticket=number, work="另换滤网", reason="漏写")
    assert desk.refused("close", ticket=number, cause="wear").values["missing"] == "signature"
    desk.do("sign", ticket=number, how="absent", text="电话确认")
    assert desk.do("close", ticket=number, cause="wear")["state"] == "closed"


def test_finish_record_sign_approve_papers_survey_close(desk: Desk) -> None:
    """The whole way of a visit's paper, each by who does it."""
    desk.staff("H01", "department_lead")
    number = reach(desk, "follow_up")
    name = record(desk, number, operated=True, attitude="very_good", satisfaction="satisfied")["record"]
    desk.do("sign", by="T001", ticket=number, how="signed", signed_by="王先生")
    asked = desk.do("approve_record", by="T001", ticket=number)["request"]
    desk.do("decide", by="H01", request=asked, decision="yes")
    desk.do("take_forms", by="C01", ticket=number)
    desk.do("survey", by="C01", ticket=number, attitude=3, quality=5, punctuality=5, hygiene=5, result=4)
    assert desk.do("close", by="C01", ticket=number, cause="wear")["state"] == "closed"
    card = desk.show("record", number=name)
    assert (card["state"], card["approval"]) == ("signed", "approved")
    assert [(each["question"], each["differs"]) for each in card["evaluation"]] == [
        ("attitude", True), ("result", False),
    ]  # fmt: skip
    assert {each["form"] for each in card["papers"] if each["copied_at"]} == {"sheet", "record", "opinion"}
    # And the month has it (RPT-02).
    month = {"period": "month", "of": "2026-07"}
    for figure in ("closed", "satisfaction"):
        assert [row["ticket"] for row in desk.show("figure", figure=figure, list=True, **month)] == [number]
    (row,) = desk.show("figures", **month)
    assert (row["period"], row["closed"], row["handled"]) == ("2026-07", 1, 1)
    assert desk.differences() == []


def test_what_is_asked_of_a_record_outlives_its_ticket(desk: Desk) -> None:
    desk.staff("H01", "department_lead")
    number = reach(desk, "follow_up")
    survey(desk, number)
    asked = desk.do("approve_record", by="T001", ticket=number)["request"]
    desk.do("close", ticket=number, cause="wear")
    assert desk.do("decide", by="H01", request=asked, decision="yes")["decision"] == "granted"


def test_a_reopened_ticket_has_its_papers_anew(desk: Desk) -> None:
    number = reach(desk, "follow_up")
    survey(desk, number)
    desk.do("reopen", ticket=number, reason="未解决")
    desk.do("dispatch", ticket=number, technician="T001")
    desk.do("step", ticket=number, what="arrived")
    desk.do("step", ticket=number, what="finished")
    refusal = desk.refused("close", ticket=number, cause="wear")
    assert refusal.values["missing"] == "record, signature, forms, survey"
    desk.do("undo")
    assert desk.differences() == []


def test_a_policy_of_before_demands_what_it_demanded(desk: Desk) -> None:
    content = desk.store.policy().sections()
    del content["records"]
    desk.store.do(AdoptPolicy(body=json.dumps(content, ensure_ascii=False)), "A01")
    number = reach(desk, "follow_up")
    assert desk.rows(Task, about=f"ticket:{number}", state="open") == []
    assert desk.refused("close", ticket=number, cause="wear").values["missing"] == "survey"


def test_what_was_written_against_another_version_changes_nothing(desk: Desk) -> None:
    """Also one's own, at another desk: 0 stands for no record yet (VIS-02)."""
    number = reach(desk, "follow_up")
    first = desk.do("record", by="T001", ticket=number, work="更换主板", version=0)
    assert "amends" not in first
    error = desk.refused("record", by="T001", ticket=number, work="x", version=0)
    assert (error.exit_code, error.values["staff"], error.values["version"]) == (4, "T001", 1)
    assert desk.do("record", by="T001", ticket=number, readings="380 V", version=1)["amends"] == 1
    assert desk.refused("record", by="T001", ticket=number, readings="x", version=1).exit_code == 4
    assert desk.do("record", by="T001", ticket=number, readings="381 V")["record_version"] == 3
    desk.do("undo", by="T001")
    assert desk.refused("record", ticket=number, work="x", another=True, version=2).exit_code == 4
    assert desk.differences() == []
