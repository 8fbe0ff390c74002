"""A new service record begins with what was said of its visit (VIS-01, VIS-02)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from db.rules.record_start import Entry, said_of_visit, steps_of_visit, trial_minutes, under_guarantee

TEN = datetime(2026, 7, 15, 10, tzinfo=UTC)


def step(what: str, minutes: int, text: str = "") -> Entry:
    return Entry("step", "T001", TEN + timedelta(minutes=minutes), what, text)


def entry(verb: str, **said: str) -> Entry:
    return Entry(verb, "T001", TEN, **said)


VISIT = [
    entry("register"), entry("dispatch"), step("found", 5, "主板损坏"), step("trial_run", 20, "运行正常"),
    step("finished", 45, "更换主板"),
]  # fmt: skip


def test_the_texts_of_the_steps_speak_of_the_record() -> None:
    steps = steps_of_visit(VISIT)
    assert said_of_visit(steps) == {"cause": "主板损坏", "test_result": "运行正常", "work": "更换主板"}
    assert trial_minutes(steps) == 25
    assert trial_minutes(steps[:-1]) is None


def test_a_step_that_was_taken_back_says_nothing() -> None:
    gone = entry("undo", undone="step")
    steps = steps_of_visit([*VISIT[:3], Entry("note", "C01", TEN), gone, *VISIT[3:]])
    assert [each.what for each in steps] == ["trial_run", "finished"]
    assert steps_of_visit([gone]) == [], "what it took back lies in another chain"


@pytest.mark.parametrize("between", [entry("reopen"), entry("verify", what="no"), entry("reassign")])
def test_an_earlier_visit_says_nothing_of_this_one(between: Entry) -> None:
    assert steps_of_visit([*VISIT, between]) == []
    again = [*VISIT, between, step("finished", 60, "再次更换")]
    assert said_of_visit(steps_of_visit(again)) == {"work": "再次更换"}
    taken_back = [*VISIT, between, entry("undo", undone=between.verb)]
    assert steps_of_visit(taken_back) == steps_of_visit(VISIT)
    assert steps_of_visit([*VISIT, entry("verify", what="yes")]) == steps_of_visit(VISIT)


def test_the_guarantee_is_that_of_the_day_of_the_visit() -> None:
    last = date(2026, 7, 15)
    assert under_guarantee(None, last) is None
    assert (under_guarantee(last, last), under_guarantee(last, last + timedelta(days=1))) == (True, False)
