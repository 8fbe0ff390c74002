"""Codes as words: everything that can stand in the log is called something in both languages (ALL-01)."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from rich.cells import cell_len

import db.verbs
import db.views  # noqa: F401 - lists the views
from console.commands.import_telling import heading
from console.present.plain import drawn
from console.register.rows import in_order
from console.words.bilingual import chinese
from console.words.codes import WORDS, group
from console.words.headings import Spoken
from console.words.i18n import _, install_language, installed_language
from console.words.saying import said, title
from console.words.speech import Speech
from console.words.tale import Line, entry
from db import kinds
from db.imports.history import FIELDS
from db.imports.verbs import ImportStep
from db.policy.load import shipped
from db.subjects.subject import SUBJECTS
from db.verbs.attendance import LATE
from db.verbs.may import illegal
from db.verbs.parsing import choices_of
from db.verbs.verb import VERBS, labels_of
from db.verbs.visiting import Step
from db.views.events import EventRow
from db.views.view import VIEWS, Shape

SPEECH = Speech(ZoneInfo("Asia/Shanghai"), shipped)
NOON = datetime(2026, 7, 1, 4, 0, tzinfo=UTC)
NAMES = {"T001": "张伟"}


@pytest.fixture(params=["en", "zh_CN"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    before = installed_language()
    install_language(request.param)
    yield request.param
    install_language(before)


def told(verb: str, **args: Any) -> Line:
    return entry(EventRow(1, NOON, "A01", verb, args, "", "", "李敏", 1), NAMES, SPEECH, NOON)


@pytest.mark.parametrize("name", sorted(VERBS))
def test_every_verb_internal_ones_too_has_words_in_both_languages(name: str) -> None:
    msgid = group("verb")[name]
    assert "_" not in msgid
    assert not chinese(msgid).isascii()


def test_how_many_of_a_kind_of_tool_names_the_kind_and_a_score_has_its_places(language: str) -> None:
    counts = ["multimeter:5", "shoe_covers:100:60", "鞋套"]
    text = said(kinds.ToolCounts(), counts, SPEECH)
    expected = {
        "en": "Multimeter × 5, Shoe covers × 100 at 0.60, 鞋套",
        "zh_CN": "万用表 × 5、鞋套 × 100，单价 0.60、鞋套",
    }
    assert text == expected[language]
    assert said(kinds.ToolCounts(), ", ".join(counts), SPEECH) == expected[language], "as it was typed"
    assert said(kinds.Number(places=2), 0.5, SPEECH) == "0.50"
    assert said(VIEWS["targets"].shape()["minutes"].kind, 2880, SPEECH) == "48:00"


def test_the_watch_is_called_by_its_word_wherever_somebody_is_named(language: str) -> None:
    watch = {"en": "the watch", "zh_CN": "值守"}[language]
    event = EventRow(
        1, NOON, "watch", "climb", {"milestone": "respond", "rung": 2, "cycle": 1}, "", "", "", 1
    )
    line = entry(event, NAMES, SPEECH, NOON)
    assert line.who == watch
    assert line.text == {"en": "respond  rung 2", "zh_CN": "响应  第 2 层"}[language]
    shape = VIEWS["events"].shape()
    words = [said(shape[name].kind, value, SPEECH, event._asdict())
             for name, value in (("actor_name", ""), ("actor", "watch"))]  # fmt: skip
    assert words == [watch, ""], "its name stands beside the column of numbers, and it has none"


def test_what_was_given_says_levels_in_words_and_nothing_that_stands_beside_it(language: str) -> None:
    row = {"verb": "register", "about": "YX2607-01", "text": "漏水"}
    args = {"ticket": "YX2607-01", "level": 2, "fault": "漏水", "product": "挂机"}
    kind = kinds.Given(beside=("about", "text"))
    assert said(kind, args, SPEECH, row) == {
        "en": "Fault level: level 2, Product: 挂机", "zh_CN": "故障等级：二级、产品：挂机"
    }[language]  # fmt: skip


def test_what_waits_says_for_what(language: str) -> None:
    kind = VIEWS["handover"].shape()["what"].kind
    text = said(kind, "paused", SPEECH, {"why": "part"})
    assert text == {"en": "paused tickets: Waiting for a part", "zh_CN": "暂停的工单：等备件"}[language]
    assert (
        said(kind, "paused", SPEECH, {"why": None})
        == {"en": "paused tickets", "zh_CN": "暂停的工单"}[language]
    )


@pytest.mark.parametrize("name", sorted(VIEWS))
def test_no_two_columns_that_stand_side_by_side_are_headed_alike(name: str, language: str) -> None:
    view = VIEWS[name]
    shape = view.shape()
    lists = [tuple(shape[each] for each in in_order(view, shape))] if view.is_list() else []
    lists += [
        tuple(column.shape[each] for each in column.kind.brief or column.shape)
        for column in view.shape().values()
        if isinstance(column.kind, kinds.Rows) and column.shape
    ]
    for columns in lists:
        titles = [title(column) for column in columns]
        assert len(titles) == len(set(titles)), titles


def test_a_timeline_names_what_a_yes_answers(language: str) -> None:
    assert (
        told("count_tools", close=True).text
        == {"en": "Close the count: yes", "zh_CN": "结束盘点：是"}[language]
    )


def test_a_place_in_the_policy_is_said_by_its_word(language: str) -> None:
    kind = VIEWS["policies"].shape()["changed"].kind
    setting = {"en": "at risk when this share is left (%)", "zh_CN": "预警：剩余比例（%）"}[language]
    assert said(kind, ["settings.setting.at_risk_percent", "+3"], SPEECH).startswith(setting)


def test_how_many_of_each_level_says_the_level_in_words(language: str) -> None:
    text = said(kinds.Keyed(kinds.Level()), {1: 5, 4: 2}, SPEECH)
    assert text == {"en": "level 1: 5, level 4: 2", "zh_CN": "一级：5、四级：2"}[language]


@pytest.mark.parametrize("verb", [Step, ImportStep])
def test_every_step_of_a_visit_and_of_an_imported_history_has_words(verb: type[Step | ImportStep]) -> None:
    for what in choices_of(verb.model_fields["what"].annotation):
        assert not chinese(WORDS["moment"][what]).isascii()


@pytest.mark.parametrize("name", sorted(VERBS))
def test_every_field_of_a_verb_has_a_title_in_both_languages(name: str) -> None:
    for each, label in labels_of(VERBS[name]).items():
        assert label, each
        assert not chinese(label).isascii(), each


@pytest.mark.parametrize("name", sorted(FIELDS))
def test_every_field_of_an_imported_history_has_a_title(name: str, language: str) -> None:
    called = heading("tickets", name)
    assert called != name
    assert called.isascii() == (language == "en")


@pytest.mark.parametrize("name", sorted(VIEWS))
def test_every_view_and_every_column_has_a_title_in_both_languages(name: str) -> None:
    for label in (VIEWS[name].label, *labels_within(VIEWS[name].shape())):
        assert label
        assert not chinese(label).isascii(), label


def labels_within(shape: Shape) -> Iterator[str]:
    for column in shape.values():
        if not isinstance(column.kind, kinds.ForForms):
            yield column.label
            yield from labels_within(column.shape) if column.row is not EventRow else ()


def test_an_imported_history_reads_like_one_that_was_lived_here(language: str) -> None:
    called = told("import_ticket", fault="不启动").what
    arrived = told("import_step", what="arrived").what
    sent = told("import_step", what="dispatched", technician="T001", technician_name="张伟")
    gone = told("import_step", what="dispatched", technician_name="老王")
    words = {"en": ("bring over", "arrived", "dispatched"), "zh_CN": ("导入", "已到场", "已派工")}
    assert (called, arrived, sent.what) == words[language]
    assert (sent.text, gone.text) == ("张伟", "老王")


def test_a_step_of_which_only_the_day_is_known_shows_no_hour() -> None:
    assert told("import_step", what="finished", by_day=True).at == NOON.strftime("%m-%d")
    assert ":" in told("import_step", what="finished").at


def test_the_cause_and_the_mark_stand_in_words(language: str) -> None:
    closed, ours = told("import_step", what="closed", cause="wear"), told("close", cause="wear")
    surveyed = told("import_step", what="surveyed", satisfaction=4)
    words = {"en": ("Wear and ageing", "satisfaction 4"), "zh_CN": ("自然磨损老化", "满意度 4")}
    assert (closed.text, surveyed.text) == words[language]
    assert ours.text == closed.text


def test_the_fields_of_an_event_are_told_in_words(language: str) -> None:
    args = {
        "ticket": "YX2607-1",
        "what": "closed",
        "dated": False,
        "happened_at": "2026-07-15T01:00:00Z",
        "text": "",
    }
    words = {
        "en": "Step: closed, Day is known: no, Happened at: 2026-07-15 09:00",
        "zh_CN": "步骤：已关闭、日期已知：否、发生时间：2026-07-15 09:00",
    }
    assert said(kinds.Given(without="ticket"), args, SPEECH, {"verb": "import_step"}) == words[language]


def test_what_a_ticket_lacks_is_named_as_its_fields_are(language: str) -> None:
    words = {"en": "Product, Address", "zh_CN": "产品、地址"}
    assert said(kinds.FieldNames(), ["product", "address"], SPEECH) == words[language]


def test_the_last_column_takes_the_room_that_the_terminal_has(monkeypatch: pytest.MonkeyPatch) -> None:
    row = {"number": "YX2607-1", "text": "长" * 40}
    widths = []
    for columns in ("60", "120"):
        monkeypatch.setenv("COLUMNS", columns)
        *_, line = drawn([row], Spoken({}, SPEECH))
        widths.append(cell_len(line))
    assert widths == [60, 90]


def test_a_correction_tells_what_it_says_now(language: str) -> None:
    words = {"en": "Quantity: 2, Kind: repair", "zh_CN": "数量：2、工单类别：维修"}
    assert told("correct", ticket="YX2607-1", quantity=2, kind="repair").text == words[language]


def test_a_late_start_stands_in_words_where_a_leave_has_its_kind(language: str) -> None:
    assert said(kinds.Reason("leave"), LATE, SPEECH) == {"zh_CN": "迟到", "en": "late start"}[language]


def test_own_words_for_a_cause_stay_as_they_are(language: str) -> None:
    assert told("close", cause="老鼠咬断").text == "老鼠咬断"


def test_another_time_is_told_with_the_one_before_it(language: str) -> None:
    args = {
        "window_from": "2026-07-01T16:00:00+08:00", "window_to": "2026-07-01T18:00:00+08:00",
        "window_wanted_by": "customer", "reason": "客户开会",
    }  # fmt: skip
    was = {"window_from": "2026-07-01T14:00:00+08:00", "window_to": "2026-07-01T15:00:00+08:00"}
    moved = EventRow(1, NOON, "A01", "move_window", args, "", "", "李敏", 1, was)
    words = {
        "en": "from 14:00-15:00 to 16:00-18:00  wanted by the customer  客户开会",
        "zh_CN": "由 14:00-15:00 改为 16:00-18:00  客户要求  客户开会",
    }
    assert entry(moved, NAMES, SPEECH, NOON).text == words[language]


def test_a_thing_that_was_sent_in_is_told_by_where_it_is(language: str) -> None:
    shelved = told("track", what="shelved", place="A-03")
    assert (shelved.what, shelved.text) == ({"en": "on the shelf", "zh_CN": "在架"}[language], "A-03")


def test_the_fields_that_a_change_needs_a_reason_for_are_named(language: str) -> None:
    said = SPEECH.fill("Changing {fields} needs a reason (INT-07).", {"fields": "way, zone"})
    assert {"en": "Way of service, Zone", "zh_CN": "服务方式、片区"}[language] in said


@pytest.mark.parametrize(
    ("thing", "en", "zh_CN"),
    [
        ("task:TK00012", "task TK00012", "任务 TK00012"),
        ("request:RQ00007/2", "request RQ00007", "申请 RQ00007"),
        ("calibration:T0237/2026-07-06", "calibration T0237 2026-07-06", "校准 T0237 2026-07-06"),
        ("loan:K-1/2026-07-06T10:00:00", "loan K-1 2026-07-06 18:00", "借用 K-1 2026-07-06 18:00"),
        ("broken:5a0e6d1c-9d0f-5f0a-8b1e-0a4f3f0b2c1d", "broken", "损坏"),
    ],
)
def test_what_fell_due_is_told_by_its_word_and_its_day(
    language: str, thing: str, en: str, zh_CN: str
) -> None:
    assert said(kinds.DueThing(), thing, SPEECH) == {"en": en, "zh_CN": zh_CN}[language]


def test_a_state_is_called_as_things_of_its_kind_are_said_to_be_in_it() -> None:
    """An open task is to do, an open request to be decided, an open stocktake being counted."""
    for subject in SUBJECTS.values():
        for move in subject.machine.moves if subject.machine else ():
            machine = subject.machine
            assert machine is not None
            elsewhere = [each for each in machine.states if machine.target(move, each) is None]
            named = {each: _(group(machine.words)[each]) for each in machine.states}
            for state in elsewhere:
                refusal = illegal(machine, (move,), state, "X1", "undo")
                assert refusal is not None
                told = Speech().say(refusal)
                assert all(named[each] in told for each in (state, *machine.sources(move)))
