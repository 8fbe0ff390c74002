"""A notice is sent once more by hand, a channel is tried, the outbox tells what became of each (ESC-05)."""

from __future__ import annotations

import pytest

from db.errors import BadField, Refusal
from db.notices.sending import SENT, Result, Verdict
from db.tables.notice import Notice
from tests.db.desk import Desk
from tests.db.notices.stage import Told, calls, run, states, use

NEVER = Result(Verdict.NEVER, "bad_token", "93000 invalid webhook url")


def test_dead_letters_are_sent_again_in_bulk_with_their_ids(desk: Desk) -> None:
    use(desk, "wecom")
    notices = calls(desk, 3)
    sender = Told(NEVER, SENT)
    run(desk, sender)
    assert set(states(desk).values()) == {"dead"}
    answer = desk.answer("resend", notice=",".join(notices))
    assert [each["notice"] for each in answer.done] == notices
    assert run(desk, sender).sent == 3
    assert sender.messages[1].id == sender.messages[0].id
    assert set(states(desk).values()) == {"sent"}
    assert desk.differences() == []


def test_a_dead_letter_that_is_sent_again_is_tried_as_long_as_a_new_one(desk: Desk) -> None:
    use(desk, "wecom", keep_trying_minutes=30)
    (notice,) = calls(desk, 1)
    run(desk, Told(NEVER))
    desk.later(days=2)
    desk.do("resend", notice=notice.lower())
    failing = Told(Result(Verdict.FAILED, "refused"), SENT)
    run(desk, failing)
    assert states(desk) == {notice: "pending"}
    desk.later(minutes=2)
    assert run(desk, failing).sent == 1


def test_what_was_taken_back_is_not_sent_again(desk: Desk) -> None:
    use(desk, "wecom")
    (notice,) = calls(desk, 1)
    desk.do("undo")
    assert "taken back" in str(desk.refused("resend", notice=notice))
    assert isinstance(desk.refused("resend", notice="NT999999"), Refusal)


def test_a_channel_is_tried_and_says_whom_it_reaches(desk: Desk) -> None:
    use(desk, "wecom", "email")
    group = desk.do("try_channel", channel="企业微信群机器人", by="M01")
    letter = desk.do("try_channel", channel="email", by="M01")
    rows = {row.id: row for row in desk.rows(Notice)}
    assert rows[group["notice"]].destination == ""
    assert rows[letter["notice"]].destination == "M01"
    assert rows[group["notice"]].text == "【派工台】测试消息 通道企业微信群机器人"
    sender = Told()
    run(desk, sender)
    assert len(sender.messages) == 1
    assert isinstance(desk.refused("try_channel", channel="feishu"), Refusal), "it is switched off"
    assert isinstance(desk.refused("try_channel", channel="pigeon"), BadField)


def test_the_outbox_tells_what_became_of_each(desk: Desk) -> None:
    use(desk, "wecom", "desk")
    notice, other = calls(desk, 1)
    run(desk, Told(NEVER))
    rows = {row["id"]: row for row in desk.show("outbox")}
    group = next(row for row in rows.values() if row["channel"] == "wecom")
    assert [*group][:7] == ["id", "escalation", "channel", "to", "state", "attempts", "last_error"]
    assert (group["to"], group["state"], group["attempts"]) == ("group", "dead", 1)
    assert group["last_error"] == "bad_token: 93000 invalid webhook url"
    assert group["cause"] == "bad_token"
    assert group["escalation"] == desk.show("escalations")[0]["id"]
    assert [row["id"] for row in desk.show("outbox", state="dead")] == [group["id"]]
    assert [row["channel"] for row in desk.show("outbox", mine=True, by="L01")] == ["desk", "wecom"]
    assert desk.show("outbox", mine=True, by="M01") == []
    assert {notice, other} == set(rows)
    card = desk.show("notice", id=group["id"].lower())
    assert [(each["number"], each["result"]) for each in card["tries"]] == [(1, "failed")]
    channels = {row["channel"]: row for row in desk.show("channels")}
    assert (channels["wecom"]["dead"], channels["wecom"]["cause"]) == (1, "bad_token")
    assert channels["desk"]["waiting"] == 1


def test_what_was_sent_and_what_was_undone_shows_so(desk: Desk) -> None:
    use(desk, "wecom")
    (sent,) = calls(desk, 1)
    run(desk, Told())
    (undone,) = calls(desk, 1)
    desk.do("undo")
    shown = {row["id"]: row["state"] for row in desk.show("outbox")}
    assert (shown[sent], shown[undone]) == ("sent", "withdrawn")


@pytest.mark.parametrize("masked", [True, False])
def test_personal_data_that_the_policy_shows_is_masked_for_who_may_not_see_it(
    desk: Desk, masked: bool
) -> None:
    use(desk, "wecom", show=["phone"])
    desk.staff("L01", "lead")
    desk.staff("F01", "finance")
    number = desk.register(phone="13800000001")
    desk.do("escalate", ticket=number, reason="急", rung=2)
    (row,) = desk.show("outbox", by="F01" if masked else "M01")
    assert ("13800000001" in row["text"]) is not masked
