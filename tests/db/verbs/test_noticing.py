"""A notice is written by the verb that gives cause to it, in its own transaction (ESC-05)."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import delete, select

from db.engine import transaction
from db.errors import BadField
from db.log.append import append
from db.policy import shipped
from db.policy.model import Policy
from db.policy.noticing import Use
from db.tables.event import EVENT
from db.tables.notice import DELIVERY, Notice
from db.verbs.adopting import AdoptPolicy
from tests.db.desk import Desk, reach


def channels(desk: Desk, *on: str, **more: Any) -> None:
    """Use these channels."""
    sections = shipped().sections()
    for code, channel in sections["notices"]["channel"].items():
        channel["on"] = code in on
    sections["notices"] |= more
    policy = Policy(sections)
    if policy != shipped():
        desk.store.do(AdoptPolicy(body=policy.canonical()), "A01")


def deliveries(desk: Desk) -> dict[str, Any]:
    with desk.reader() as read:
        return {one.notice: one for one in read.connection.execute(select(DELIVERY))}


def test_an_escalation_writes_what_is_to_be_sent_in_its_own_transaction(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    channels(desk, "desk", "wecom")
    desk.staff("L01", "lead")
    number = desk.register(district="南山区", level=2)
    answer = desk.do("escalate", ticket=number, reason="急", rung=2)
    assert answer["called"] == ["L01"]
    to_desk, to_group = desk.rows(Notice)
    assert (to_desk.channel, to_desk.destination, to_desk.called) == ("desk", "L01", "L01")
    assert (to_group.channel, to_group.destination, to_group.called) == ("wecom", "", "L01")
    assert to_desk.message != to_group.message
    told = f"工单{number} 二级 南山区 响应到期07-15 10:00"
    assert to_group.text == f"【派工台】升级第2层 {told} 查看：paigong show ticket {number}"
    tray = deliveries(desk)
    assert {one.state for one in tray.values()} == {"pending"}
    assert set(tray) == {to_desk.id, to_group.id}
    assert desk.differences() == []

    def lost(*arguments: Any) -> None:
        append(*arguments)
        raise RuntimeError("the machine stopped")

    monkeypatch.setattr("db.attempting.append", lost)
    with pytest.raises(RuntimeError):
        desk.do("escalate", ticket=number, reason="再急", rung=3)
    assert set(deliveries(desk)) == set(tray)


def test_a_notice_carries_no_personal_data_until_the_policy_shows_it(desk: Desk) -> None:
    channels(desk, "wecom")
    desk.staff("L01", "lead")
    facts = {
        "customer": "南山制衣厂",
        "phone": "13800000001",
        "address": "南山区科技路1号",
        "contact": "王工",
    }
    number = desk.register(**facts, fault="主机不启动")
    desk.do("escalate", ticket=number, reason="王工很急 13800000001", rung=2)
    (notice,) = desk.rows(Notice)
    assert not [value for value in (*facts.values(), "主机不启动", "很急") if value in notice.text]
    channels(desk, "wecom", show=["customer", "phone"])
    desk.do("escalate", ticket=number, reason="急", rung=2)
    shown = desk.rows(Notice)[-1].text
    assert shown.endswith("\n客户: 南山制衣厂\n电话: 13800000001")
    assert "王工" not in shown
    with desk.reader() as read:
        bodies = read.connection.execute(select(EVENT.c.body).order_by(EVENT.c.seq.desc())).scalars()
        assert "南山制衣厂" not in next(iter(bodies)), "what a notice says stands beside the hashed body"


def test_what_people_wrote_is_never_read_as_a_template(desk: Desk) -> None:
    channels(desk, "wecom", show=["product"])
    desk.staff("L01", "lead")
    number = desk.register(product="{number} {link} %s", district="{phone}")
    desk.do("escalate", ticket=number, reason="急", rung=2)
    (notice,) = desk.rows(Notice)
    assert "{phone}" in notice.text
    assert notice.text.endswith("产品: {number} {link} %s")


def test_a_word_of_a_text_without_its_fact_is_left_out(desk: Desk) -> None:
    channels(desk, "webhook")
    desk.staff("L01", "lead")
    number = reach(desk, "new")
    desk.do("escalate", ticket=number, reason="急", rung=2)
    (notice,) = desk.rows(Notice)
    assert "{" not in notice.text
    assert "  " not in notice.text


def test_who_is_called_by_which_channel_follows_role_rung_level_and_branch(desk: Desk) -> None:
    use = [
        {"channels": ["desk"]},
        {"channels": ["email"], "roles": ["manager"]},
        {"channels": ["dingtalk"], "rungs": [3], "levels": [1]},
        {"channels": ["feishu"], "branches": ["NS"], "levels": [2]},
        {"channels": ["webhook"], "occasions": ["emergency"]},
    ]
    channels(desk, "desk", "email", "dingtalk", "feishu", "webhook", use=use)
    desk.staff("L01", "lead")
    number = desk.register(level=1)
    other = desk.register(level=2)
    desk.do("escalate", ticket=number, reason="急", rung=2)
    assert {(one.channel, one.destination) for one in desk.rows(Notice)} == {("desk", "L01")}
    desk.do("escalate", ticket=number, reason="急", rung=3)
    third = [one for one in desk.rows(Notice) if one.rung == 3]
    assert {(one.channel, one.destination) for one in third} == {
        ("desk", "M01"), ("email", "M01"), ("dingtalk", ""),
    }  # fmt: skip
    desk.do("escalate", ticket=other, reason="急", rung=3)
    assert {one.channel for one in desk.rows(Notice, ticket=other)} == {"desk", "email", "feishu"}
    assert not Use(channels=("feishu",), branches=frozenset({"NS"})).holds("escalation", 3, "GZ", 2)


def test_a_substitute_is_told_in_the_place_of_whoever_is_on_leave(desk: Desk) -> None:
    channels(desk, "desk")
    desk.staff("L01", "lead")
    desk.staff("L02", "lead", department="SC")
    desk.do("set_duty", staff="L01", kind="leave", begins_at="2026-07-15T08:00:00+08:00",
            ends_at="2026-07-16T08:00:00+08:00", substitute="L02")  # fmt: skip
    number = desk.register()
    desk.do("escalate", ticket=number, reason="急", rung=2)
    assert {one.destination for one in desk.rows(Notice)} == {"L02"}


def test_undo_withdraws_what_was_written_and_writes_a_correction(desk: Desk) -> None:
    channels(desk, "wecom")
    desk.staff("L01", "lead")
    number = desk.register()
    desk.do("escalate", ticket=number, reason="急", rung=2)
    (before,) = desk.rows(Notice)
    desk.later(seconds=30)
    desk.do("undo")
    withdrawn, correction = desk.rows(Notice)
    assert (withdrawn.id, withdrawn.withdrawn_at) == (before.id, desk.now)
    assert (correction.occasion, correction.corrects, correction.withdrawn_at) == (
        "correction",
        before.id,
        None,
    )
    assert correction.text == f"【派工台】更正 工单{number}的通知{before.id}已撤销，请勿处理"
    assert set(deliveries(desk)) == {withdrawn.id, correction.id}
    assert desk.differences() == []


def test_a_policy_is_refused_that_would_say_what_nobody_knows(desk: Desk) -> None:
    for change, told in (
        ({"show": ["salary"]}, "salary"),
        ({"link": "see {phone}"}, "phone"),
        ({"use": [{"channels": ["pigeon"]}]}, "pigeon"),
        ({"link": "{number"}, "{number"),
    ):
        sections = shipped().sections()
        sections["notices"] |= change
        with pytest.raises(BadField) as refused:
            desk.store.do(AdoptPolicy(body=Policy(sections).canonical()), "A01")
        assert told in str(refused.value)


def test_an_audit_finds_a_notice_that_was_taken_out_of_the_tray(desk: Desk) -> None:
    channels(desk, "wecom")
    desk.staff("L01", "lead")
    desk.do("escalate", ticket=desk.register(), reason="急", rung=2)
    (notice,) = desk.rows(Notice)
    with transaction(desk.store.engine, writing=True) as connection:
        connection.execute(delete(DELIVERY))
    (found,) = desk.differences()
    assert notice.id in found
