"""What becomes of a notice: sent once, tried again, given up, held back, corrected (ESC-05)."""

from __future__ import annotations

import pytest

from db.notices.sending import SENT, Result, Verdict
from db.tables.notice import Notice
from tests.db.desk import Desk
from tests.db.notices.stage import Told, attempts, calls, channel_state, deliveries, run, states, use

REFUSED = Result(Verdict.FAILED, "refused", "nobody listens")
UNKNOWN = Result(Verdict.UNKNOWN, "timeout")
BUSY = Result(Verdict.RESTING, "busy", "45009", 60)
NEVER = Result(Verdict.NEVER, "bad_token", "93000")


class Killed(BaseException):
    """The process ended here."""


def test_what_waits_is_sent_once_and_how_it_went_is_kept(desk: Desk) -> None:
    use(desk, "wecom")
    (notice,) = calls(desk, 1)
    sender = Told()
    done = run(desk, sender)
    assert (done.messages, done.sent) == (1, 1)
    (row,) = desk.rows(Notice)
    assert [each.id for each in sender.messages] == [row.message]
    assert sender.messages[0].text == f"{row.text} [{notice}]"
    run(desk, sender)
    assert len(sender.messages) == 1
    found = deliveries(desk)[notice]
    assert (found.state, found.attempts, found.sent_at, found.last_error) == ("sent", 1, desk.now, "")
    assert [(each.result, each.together) for each in attempts(desk, notice)] == [("sent", 1)]
    assert desk.differences() == [], "none of it is derived from the log"


def test_a_failure_is_tried_again_later_and_later(desk: Desk) -> None:
    use(desk, "wecom")
    (notice,) = calls(desk, 1)
    sender = Told(REFUSED, REFUSED, REFUSED, SENT)
    begun = desk.now
    tried = []
    for _ in range(200):
        before = len(sender.messages)
        run(desk, sender)
        if len(sender.messages) > before:
            tried.append((desk.now - begun).seconds)
        desk.later(seconds=1)
    assert tried == [0, 15, 45, 105]
    assert [each.result for each in attempts(desk, notice)] == ["failed"] * 3 + ["sent"]
    assert attempts(desk, notice)[0].error == "refused: nobody listens"
    assert states(desk) == {notice: "sent"}


def test_after_the_limit_it_is_a_dead_letter_that_says_why(desk: Desk) -> None:
    use(desk, "wecom", keep_trying_minutes=30)
    (notice,) = calls(desk, 1)
    sender = Told(REFUSED)
    for _ in range(60):
        run(desk, sender)
        desk.later(minutes=1)
    found = deliveries(desk)[notice]
    assert (found.state, found.last_error) == ("dead", "refused: nobody listens")
    tries = len(sender.messages)
    assert tries == found.attempts > 4
    desk.later(days=1)
    run(desk, sender)
    assert len(sender.messages) == tries


def test_what_can_never_go_is_given_up_at_once(desk: Desk) -> None:
    use(desk, "wecom")
    (notice,) = calls(desk, 1)
    assert run(desk, Told(NEVER)).dead == 1
    assert deliveries(desk)[notice].last_error == "bad_token: 93000"
    assert states(desk) == {notice: "dead"}


def test_a_service_that_wants_to_be_left_alone_is(desk: Desk) -> None:
    use(desk, "wecom")
    calls(desk, 1)
    sender = Told(BUSY, SENT)
    run(desk, sender)
    assert channel_state(desk, "wecom").rests_until is not None
    calls(desk, 1)
    desk.later(seconds=59)
    run(desk, sender)
    assert len(sender.messages) == 1, "what came later waits as well"
    desk.later(seconds=1)
    assert run(desk, sender).sent == 2
    assert channel_state(desk, "wecom").rests_until is None


def test_a_clock_that_was_set_back_does_not_silence_a_channel(desk: Desk) -> None:
    use(desk, "wecom", per_minute=1)
    begun = desk.now
    desk.later(days=30)
    run(desk, Told(BUSY), channel="wecom")
    calls(desk, 1)
    run(desk, Told(BUSY))
    desk.now = begun
    calls(desk, 1)
    sender = Told()
    run(desk, sender)
    assert len(sender.messages) == 1


def test_several_for_one_destination_are_one_message_the_most_urgent_first(desk: Desk) -> None:
    use(desk, "wecom")
    later = calls(desk, 2, level=3)
    (urgent,) = calls(desk, 1, level=1)
    sender = Told()
    done = run(desk, sender)
    assert (done.messages, done.sent) == (1, 3)
    lines = sender.messages[0].text.splitlines()
    assert lines[0] == "【派工台】3条通知"
    assert lines[1].endswith(f"[{urgent}]")
    assert set(states(desk).values()) == {"sent"}
    assert {each.together for id in (*later, urgent) for each in attempts(desk, id)} == {3}


def test_more_than_one_message_can_tell_go_out_in_several(desk: Desk) -> None:
    use(desk, "wecom")
    calls(desk, 12)
    sender = Told(limit=120)
    done = run(desk, sender)
    assert done.sent == 12
    assert done.messages == len(sender.messages) > 1
    assert all(len(each.text.encode()) <= 120 for each in sender.messages)
    assert sum(len(each.lines) for each in sender.messages) == 12


def test_each_person_gets_a_letter_of_their_own(desk: Desk) -> None:
    use(desk, "email")
    calls(desk, 2)
    desk.staff("L02", "lead")
    calls(desk, 1)
    sender = Told()
    run(desk, sender, channel="email")
    assert sorted((each.destination, len(each.lines)) for each in sender.messages) == [("L01", 3), ("L02", 1)]


@pytest.mark.parametrize("at", ["before", "after"])
def test_killed_before_it_was_taken_or_after_the_same_id_goes_again(
    desk: Desk, at: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(desk, "wecom")
    calls(desk, 2)
    sender = Told()

    def killed(*_: object, **__: object) -> None:
        raise Killed

    if at == "before":
        sender.meanwhile = killed
    with monkeypatch.context() as patched:
        patched.setattr("db.notices.tray.record", killed)
        with pytest.raises(Killed):
            run(desk, sender)
    calls(desk, 1)
    again = Told()
    run(desk, again)
    assert [len(each.lines) for each in again.messages] == [1], "a claim holds while it may still be sending"
    desk.later(minutes=5)
    run(desk, again)
    assert again.messages[-1].id == sender.messages[0].id
    assert again.messages[-1].text == sender.messages[0].text
    assert [row.id for row in again.messages[-1].lines] == [row.id for row in sender.messages[0].lines]
    assert set(states(desk).values()) == {"sent"}
    first = sender.messages[0].lines[0].id
    assert [each.result for each in attempts(desk, first)] == ["unknown", "sent"]


def test_a_try_of_which_nobody_knows_how_it_went_is_repeated_as_it_was(desk: Desk) -> None:
    use(desk, "wecom")
    calls(desk, 2)
    sender = Told(UNKNOWN, SENT)
    run(desk, sender)
    calls(desk, 1)
    desk.later(seconds=15)
    run(desk, sender)
    first, again, other = sender.messages
    assert (again.id, again.text) == (first.id, first.text)
    assert len(other.lines) == 1


def test_who_lost_a_claim_records_nothing(desk: Desk) -> None:
    use(desk, "wecom")
    (notice,) = calls(desk, 1)
    slow, quick = Told(REFUSED), Told()

    def overtaken() -> None:
        desk.later(minutes=6)
        run(desk, quick)

    slow.meanwhile = overtaken
    run(desk, slow)
    assert len(quick.messages) == 1
    assert states(desk) == {notice: "sent"}
    assert [each.result for each in attempts(desk, notice)] == ["failed", "sent"]


def test_two_who_send_at_once_send_it_once(desk: Desk) -> None:
    use(desk, "wecom")
    calls(desk, 3)
    one, other = Told(), Told()
    one.meanwhile = lambda: run(desk, other)
    run(desk, one)
    assert (len(one.messages), len(other.messages)) == (1, 0)


def test_undo_holds_back_what_was_not_sent_and_says_nothing_of_it(desk: Desk) -> None:
    use(desk, "wecom")
    calls(desk, 1)
    desk.do("undo")
    sender = Told()
    done = run(desk, sender)
    assert (sender.messages, done.withdrawn) == ([], 2)
    assert set(states(desk).values()) == {"withdrawn"}


def test_what_was_sent_before_an_undo_is_followed_by_a_correction(desk: Desk) -> None:
    use(desk, "wecom")
    (notice,) = calls(desk, 1)
    sender = Told()
    run(desk, sender)
    desk.later(seconds=30)
    desk.do("undo")
    run(desk, sender)
    assert [notice in each.text for each in sender.messages] == [True, True]
    assert "更正" in sender.messages[1].text
    assert set(states(desk).values()) == {"sent"}


def test_what_may_have_been_heard_is_corrected_and_not_repeated(desk: Desk) -> None:
    use(desk, "wecom")
    (notice,) = calls(desk, 1)
    sender = Told(UNKNOWN, SENT)
    run(desk, sender)
    desk.do("undo")
    desk.later(seconds=15)
    run(desk, sender)
    assert len(sender.messages) == 2
    assert "更正" in sender.messages[1].text
    assert states(desk)[notice] == "withdrawn"


def test_an_undo_while_it_is_being_sent_is_corrected_afterwards(desk: Desk) -> None:
    use(desk, "wecom")
    calls(desk, 1)
    sender = Told()
    sender.meanwhile = lambda: desk.do("undo")
    run(desk, sender)
    sender.meanwhile = lambda: None
    run(desk, sender)
    assert len(sender.messages) == 2
    assert "更正" in sender.messages[1].text


def test_what_was_answered_or_ended_meanwhile_is_not_sent_any_more(desk: Desk) -> None:
    use(desk, "wecom")
    calls(desk, 3)
    answered, ended, merged = (
        row.ticket for row in sorted(desk.rows(Notice), key=lambda row: row.ticket or "")
    )
    desk.do("acknowledge", ticket=answered)
    desk.do("cancel", ticket=ended, reason="客户自行解决")
    desk.do("merge", ticket=merged, into=answered)
    sender = Told()
    assert run(desk, sender).withdrawn == 2
    assert [line.number for line in sender.messages[0].lines] == [merged], "its call goes on elsewhere"


def test_what_was_answered_is_sent_all_the_same_where_the_policy_wants_it(desk: Desk) -> None:
    use(desk, "wecom", drop_answered=False)
    calls(desk, 1)
    (row,) = desk.rows(Notice)
    desk.do("acknowledge", ticket=row.ticket)
    assert run(desk, Told()).sent == 1


def test_a_channel_that_nobody_set_up_waits_for_whoever_has_and_then_says_so(desk: Desk) -> None:
    use(desk, "wecom", "feishu", keep_trying_minutes=60)
    calls(desk, 1)
    sender = Told()
    run(desk, sender)
    waiting = next(row.id for row in desk.rows(Notice) if row.channel == "feishu")
    assert deliveries(desk)[waiting].last_error == "not_configured"
    desk.later(minutes=31)
    assert run(desk, sender, channel="feishu").sent == 1
    calls(desk, 1)
    desk.later(minutes=61)
    assert run(desk, sender).dead == 1


def test_a_channel_that_was_switched_off_says_so_of_what_waits(desk: Desk) -> None:
    use(desk, "wecom")
    calls(desk, 1)
    use(desk)
    assert run(desk, Told()).dead == 1
    assert {one.last_error for one in deliveries(desk).values()} == {"switched_off"}


def test_a_desk_s_own_notices_are_not_sent_and_are_old_news_some_day(desk: Desk) -> None:
    use(desk, "desk")
    calls(desk, 1)
    sender = Told()
    run(desk, sender, channel="desk")
    assert sender.messages == []
    desk.later(hours=13)
    assert run(desk, sender, channel="desk").withdrawn == 1


def test_a_demonstration_says_that_it_is_one(desk: Desk) -> None:
    use(desk, "wecom")
    calls(desk, 1)
    desk.store.kind = "demo"
    sender = Told()
    run(desk, sender)
    assert sender.messages[0].text.startswith("【演示 DEMO】")
