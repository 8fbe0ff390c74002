"""The dispatch sentence as it is read: pure, whatever is typed."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import db.verbs  # noqa: F401 - lists the verbs
from console.declared import fields_of
from console.sentence.complete import complete
from console.sentence.net import read as read_any
from console.sentence.parse import Parsed, Problem, parse, wanted
from console.sentence.say import problem_text, usage
from console.words.grammar import GRAMMAR
from console.words.i18n import _, install_language, installed_language
from console.words.vocabulary import Listed, VerbWord, Vocabulary
from db.verbs.verb import VERBS

LETTERS = {
    "register": ("n", "登记"),
    "dispatch": ("d", "派工", "pg"),
    "reassign": ("改派", "gp"),
    "triage": ("t", "定级"),
    "pause": ("p", "暂停"),
    "resume": ("r", "恢复"),
    "escalate": ("e", "升级"),
    "step": ("s",),
    "close": ("c", "关闭"),
    "acknowledge": ("a",),
    "undo": ("u", "撤销"),
    "take_leave": ("leave", "请假"),
}
PEOPLE = (
    Listed("T001", "王伟", ("ww", "wangwei")),
    Listed("T002", "王强", ("wq", "wangqiang")),
    Listed("T003", "曾国强", ("zgq", "cgq", "zengguoqiang", "cengguoqiang")),
    Listed("T004", "Li Wei", ("lw", "liwei")),
)
PAUSES = tuple(
    Listed(code, words, (words[0],))
    for code, words in {"part": "等备件", "customer": "等客户", "access": "无法进场"}.items()
)
STEPS = (Listed("arrived", "到场", ("dc",)), Listed("finished", "完工", ("wg",)))
CAUSES = (Listed("board", "主板损坏", ("zbsh",)), Listed("wiring", "接线松动", ("jxsd",)))
VOCABULARY = Vocabulary(
    verbs=tuple(
        VerbWord(
            Listed(name, name, LETTERS.get(name, ())), tuple(fields_of(kind)), kind.sentence, kind.named_by
        )
        for name, kind in VERBS.items()
        if not kind.internal
    ),
    tickets=(
        Listed("YX2607-412", "南山酒店"),
        Listed("YX2607-41", "市第三医院"),
        Listed("YX2606-77", "陈先生"),
        Listed("SJ2607-77", "蓝天幼儿园"),
    ),
    states={
        "YX2607-412": "triaged", "YX2607-41": "dispatched", "YX2606-77": "paused", "SJ2607-77": "follow_up",
    },
    people=PEOPLE,
    targets=("YX2607-9",),
    lists={
        ("pause", "reason"): PAUSES,
        ("step", "what"): STEPS,
        ("close", "cause"): CAUSES,
        ("verify", "solved"): (Listed("yes", "是"), Listed("no", "否")),
        ("set_duty", "kind"): (Listed("leave", "请假"), Listed("off", "离职")),
        ("triage", "level"): tuple(Listed(str(n), f"level {n}") for n in range(1, 5)),
    },
    labels={name: {"原因": "reason", "人员": "technician"} for name in (*LETTERS, "cancel")},
    holders={"YX2607-41": "T001"},
    work={"T001": ("YX2607-41",), "T002": ("YX2607-412", "YX2606-77")},
    finding=("f", "find", "查找"),
    overruling=("o", "overrule", "强派"),
)  # fmt: skip
MARKED = dict(zip(("attitude", "quality", "punctuality", "hygiene", "result"), "55545", strict=True))


def read(text: str) -> tuple[str, tuple[str, ...], dict[str, str]]:
    """A sentence that can be read."""
    parsed = parse(text, VOCABULARY)
    assert isinstance(parsed, Parsed), parsed
    return parsed.verb, parsed.tickets, dict(parsed.fields)


def refused(text: str) -> Problem:
    parsed = parse(text, VOCABULARY)
    assert isinstance(parsed, Problem), parsed
    return parsed


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("d 412 zgq 14:00", {"technician": "T003", "window_from": "14:00"}),
        ("d 412 cgq 14:00-16:00", {"technician": "T003", "window_from": "14:00", "window_to": "16:00"}),
        ("d 412 曾国强 07-16 9:00", {"technician": "T003", "window_from": "07-16 9:00"}),
        ("派 412 曾", {"technician": "T003"}),
        ("dispatch 412 T001", {"technician": "T001"}),
        ("DISPATCH 412 t001", {"technician": "T001"}),
        ("d 412 3", {"technician": "T003"}),
        ("d 412 wangq", {"technician": "T002"}),
        ("d 412 li wei 14:00", {"technician": "T004", "window_from": "14:00"}),
        ("d 412 zgq+ww", {"technician": "T003", "crew": "T001"}),
        ("ｄ　４１２　ｚｇｑ　１４：００", {"technician": "T003", "window_from": "14:00"}),
        ('d 412 zgq override="no other"', {"technician": "T003", "override": "no other"}),
        ("d 412 人员=T001", {"technician": "T001"}),
        ("d 412 zgq window-from=+90", {"technician": "T003", "window_from": "+90"}),
    ],
)  # fmt: skip
def test_a_dispatch_names_its_technician_and_window(text: str, fields: dict[str, str]) -> None:
    assert read(text) == ("dispatch", ("YX2607-412",), fields)


@pytest.mark.parametrize(
    ("text", "read_as"),
    [
        ("t 412 2", ("triage", ("YX2607-412",), {"level": "2"})),
        ("t 2", ("triage", ("YX2607-9",), {"level": "2"})),
        ("t 3 2", ("triage", ("3",), {"level": "2"})),
        ("t 412 2 客户坚持", ("triage", ("YX2607-412",), {"level": "2", "reason": "客户坚持"})),
        ("p 412 part", ("pause", ("YX2607-412",), {"reason": "part"})),
        ("p 412 等备件 周五到", ("pause", ("YX2607-412",), {"reason": "part", "text": "周五到"})),
        ("p part", ("pause", ("YX2607-9",), {"reason": "part"})),
        ("leave wangq", ("take_leave", (), {"staff": "T002"})),
        ("请假 王强", ("take_leave", (), {"staff": "T002"})),
        ("leave_tool 412", ("leave_tool", ("YX2607-412",), {})),
        ("r 412", ("resume", ("YX2607-412",), {})),
        ("e 412 no answer at all", ("escalate", ("YX2607-412",), {"reason": "no answer at all"})),
        ("s 412 arrived", ("step", ("YX2607-412",), {"what": "arrived"})),
        ("s 412 dc 13:50", ("step", ("YX2607-412",), {"what": "arrived", "happened_at": "13:50"})),
        ("c 412 zbsh", ("close", ("YX2607-412",), {"cause": "board"})),
        ("c 412 2", ("close", ("YX2607-412",), {"cause": "wiring"})),
        ("c 412 mice ate it", ("close", ("YX2607-412",), {"cause": "mice ate it"})),
        ("a 412 +2h", ("acknowledge", ("YX2607-412",), {"promise": "+2h"})),
        ("u", ("undo", (), {})),
        ("undo 412", ("undo", ("YX2607-412",), {})),
        ("note 412 U=220 V, [VIP] 客户", ("note", ("YX2607-412",), {"text": "U=220 V, [VIP] 客户"})),
        ("merge 412 41", ("merge", ("YX2607-412",), {"into": "YX2607-41"})),
        ("merge 41", ("merge", ("YX2607-9",), {"into": "YX2607-41"})),
        ("survey 412 55545", ("survey", ("YX2607-412",), MARKED)),
        ("survey 5 5 5 4 5", ("survey", ("YX2607-9",), MARKED)),
        ("n 王 1380013 漏 水", ("register", (), {"customer": "王", "phone": "1380013", "fault": "漏 水"})),
        ("d 412,41 zgq", ("dispatch", ("YX2607-412", "YX2607-41"), {"technician": "T003"})),
        ("cancel 412 reason=重复", ("cancel", ("YX2607-412",), {"reason": "重复"})),
        ("cancel 412 原因=重复", ("cancel", ("YX2607-412",), {"reason": "重复"})),
        ("issue-tool staff=T001 tool=T0049", ("issue_tool", (), {"staff": "T001", "tool": "T0049"})),
    ],
)  # fmt: skip
def test_each_verb_reads_its_own_words(
    text: str, read_as: tuple[str, tuple[str, ...], dict[str, str]]
) -> None:
    assert read(text) == read_as


def test_a_sentence_without_a_ticket_is_about_the_one_under_the_cursor() -> None:
    assert read("d zgq")[1] == ("YX2607-9",)


def test_a_running_part_that_several_share_is_left_to_the_store() -> None:
    assert read("r 77")[1] == ("77",)
    assert read("r yx2606-77")[1] == ("YX2606-77",)


def test_d_reassigns_what_is_held_and_asks_for_the_reason() -> None:
    parsed = parse("d 41 zgq", VOCABULARY)
    assert isinstance(parsed, Parsed)
    assert (parsed.verb, parsed.missing) == ("reassign", ("reason",))
    assert read("d 41 zgq 客户指定")[2] == {"technician": "T003", "reason": "客户指定"}


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("o 412 zgq 应急", {"technician": "T003", "override": "应急"}),
        ("强派 412 zgq 14:00 急", {"technician": "T003", "window_from": "14:00", "override": "急"}),
    ],
)  # fmt: skip
def test_overruling_says_why(text: str, fields: dict[str, str]) -> None:
    assert read(text) == ("dispatch", ("YX2607-412",), fields)
    parsed = parse("o 412 zgq", VOCABULARY)
    assert isinstance(parsed, Parsed)
    assert parsed.missing == ("override",)


def test_overruling_for_another_holder_keeps_one_reason_for_both() -> None:
    verb, _tickets, fields = read("o 41 zgq 应急")
    assert (verb, fields) == ("reassign", {"technician": "T003", "override": "应急", "reason": "应急"})


@pytest.mark.parametrize(
    "text",
    ["d #412 zgq", "d 工单 412 zgq", "d 412。 zgq", "d YX2607-412, zgq", "d　ｙｘ２６０７－４１２　zgq"],
)
def test_a_number_is_read_as_it_was_copied(text: str) -> None:
    assert read(text) == ("dispatch", ("YX2607-412",), {"technician": "T003"})


@pytest.mark.parametrize("text", ["s ww arrived", "s 王伟 到场", "arrived T001", "p wangwei part"])
def test_a_name_in_the_place_of_the_ticket_means_the_one_that_they_have(text: str) -> None:
    assert read(text)[1] == ("YX2607-41",)


def test_of_several_tickets_that_somebody_has_the_sentence_asks_which() -> None:
    assert refused("s wq arrived").values["tickets"] == ("YX2607-412", "YX2606-77")
    there = replace(VOCABULARY, states={**VOCABULARY.states, "YX2606-77": "onsite"})
    parsed = parse("s wq finished", there)
    assert isinstance(parsed, Parsed)
    assert parsed.tickets == ("YX2606-77",), "the one where they are"


@pytest.mark.parametrize(
    ("text", "looked_for"), [("f 王", "王"), ("查找 王 三", "王 三"), ("f", ""), ("d 412", "")]
)
def test_f_looks_for_what_stands_behind_it(text: str, looked_for: str) -> None:
    assert wanted(text, VOCABULARY) == looked_for


@pytest.mark.parametrize("text", ["到场 412", "arrived 412", "s 412 到场"])
def test_a_step_is_a_verb_of_its_own(text: str) -> None:
    assert read(text) == ("step", ("YX2607-412",), {"what": "arrived"})


@pytest.mark.parametrize(
    ("words", "window"),
    [
        ("下午2点", {"window_from": "下午2点"}),
        ("明天 9:00-11:00", {"window_from": "明天 9:00", "window_to": "明天 11:00"}),
        ("明天9点到11点", {"window_from": "明天 9点", "window_to": "明天 11点"}),
        ("周五 9:00", {"window_from": "周五 9:00"}),
        ("7月16日 14:00", {"window_from": "7月16日 14:00"}),
    ],
)
def test_a_window_is_said_as_people_say_it(words: str, window: dict[str, str]) -> None:
    assert read(f"d 412 zgq {words}")[2] == {"technician": "T003", **window}


def test_the_customer_of_a_known_phone_need_not_be_named() -> None:
    known = replace(VOCABULARY, callers={"13800130001": "南山酒店"})
    for text in ("n 13800130001 全楼 停电", "n 13800130001 南山酒店 全楼 停电"):
        parsed = parse(text, known)
        assert isinstance(parsed, Parsed)
        assert dict(parsed.fields) == {"phone": "13800130001", "customer": "南山酒店", "fault": "全楼 停电"}


def test_p_goes_on_with_what_is_paused() -> None:
    assert read("p yx2606-77")[0] == "resume"


def test_s_verifies_and_surveys_in_follow_up() -> None:
    assert read("s sj2607-77 55555")[0] == "survey"
    assert read("s sj2607-77 yes")[0] == "verify"


def test_what_is_compulsory_and_not_there_is_named() -> None:
    parsed = parse("d 412", VOCABULARY)
    assert isinstance(parsed, Parsed)
    assert parsed.missing == ("technician",)


@pytest.mark.parametrize(
    ("text", "msgid", "values"),
    [
        ("", "Type a verb, such as d 412 wang 14:00.", {}),
        ("xyzzy 412", "There is no verb “{name}”.", {"name": "xyzzy"}),
        ("d 412 wang", "“{word}” may be {names}.", {"word": "wang", "names": ("王伟 T001", "王强 T002")}),
        (
            "d 412 zhao",
            "“{word}” is none of {names}.",
            {"word": "zhao", "names": ("王伟", "王强", "曾国强", "Li Wei")},
        ),
        ("d 412 zgq 14:00 now", "There is no place for “{word}” here.", {"word": "now"}),
        ("t 412 5", "“{word}” is no fault level: 1 to 4.", {"word": "5"}),
        ("d 412 zgq 07-16 soon", "After the day {day} comes a time, such as 14:00.", {"day": "07-16"}),
        ("a 412 14:00-15:00", "One time is enough here.", {}),
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence(
    text: str, msgid: str, values: dict[str, str | tuple[str, ...]]
) -> None:
    problem = refused(text)
    assert (problem.msgid, dict(problem.values)) == (msgid, values)


@pytest.mark.parametrize(("language", "between"), [("en", ", "), ("zh_CN", "、")])
def test_several_names_are_joined_as_the_language_does(language: str, between: str) -> None:
    before = installed_language()
    install_language(language)
    try:
        said = problem_text(refused("d 412 wang"))
    finally:
        install_language(before)
    assert between.join(("王伟 T001", "王强 T002")) in said


def test_where_many_could_be_named_they_are_not_told_one_by_one() -> None:
    many = tuple(Listed(f"T{number:03}", f"Name{number}") for number in range(1, 9))
    problem = parse("d 412 zhao", replace(VOCABULARY, people=many))
    assert isinstance(problem, Problem)
    assert (problem.msgid, dict(problem.values)) == ("Nothing here is called “{word}”.", {"word": "zhao"})


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_what_stands_after_a_verb_can_be_typed_as_it_is_called(language: str) -> None:
    before = installed_language()
    install_language(language)
    try:
        said = {name: usage(name) for name, kind in VERBS.items() if not kind.internal}
        labels = {name: {_(each.label): each.name for each in fields_of(VERBS[name])} for name in said}
    finally:
        install_language(before)
    assert "=" not in said["move_window"], "the hours of a window stand in one place"
    for name, text in said.items():
        named = [labels[name].get(each[:-1], each[:-1]) for each in text.split() if each.endswith("=")]
        assert {each.name for each in fields_of(VERBS[name])} >= set(named), text
    assert ("客户=" in said["add_customer"]) is (language == "zh_CN")


def test_an_unknown_field_is_named_with_those_there_are() -> None:
    assert refused("p 412 reson=part").values["name"] == "reson"


def test_without_any_ticket_the_sentence_asks_for_one() -> None:
    alone = parse("r", Vocabulary(verbs=VOCABULARY.verbs))
    assert isinstance(alone, Problem)
    assert alone.msgid == "Say which ticket."


PIECES = st.sampled_from(
    ["d", "t", "p", "s", "c", "n", "survey", "412", "41", "77", "5", "55555", "zgq", "wang", "14:00",
     "14:00-16:00", "07-16", "+90", "part", "reason=x", 'text="a b', "ticket=", "ticket=412", "=", '"', "+",
     ",", "王", "　", "Ｄ"]
)  # fmt: skip


@given(st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=8).map(" ".join)))
def test_any_text_gives_a_verb_or_a_sentence(text: str) -> None:
    outcome = parse(text, VOCABULARY)
    if isinstance(outcome, Problem):
        assert outcome.msgid.format(**outcome.values)
    else:
        assert outcome.verb in VERBS
        assert outcome.fields.keys() <= VERBS[outcome.verb].model_fields.keys()
    for suggestion in complete(text, VOCABULARY):
        assert suggestion.text


@pytest.mark.parametrize(
    ("text", "texts"),
    [
        ("d", ["d"]),
        ("d 41", ["412", "41"]),
        ("d 412 ", ["王伟", "王强", "曾国强", "T004"]),
        ("d 412 w", ["王伟", "王强", "window_from=", "window_to=", "window_wanted_by=", "way="]),
        ("d 412 zgq+w", ["zgq+王伟", "zgq+王强"]),
        ("p 412 ", ["等备件", "等客户", "无法进场"]),
        ("p 412 part te", ["text="]),
        ("t 412 ", ["1", "2", "3", "4"]),
        ("d 412 zgq way=", ["way=on_site", "way=remote", "way=send_in", "way=mail"]),
        ("close 412 cause=j", ["cause=wiring"]),
        ("xyzzy ", []),
    ],
)
def test_completion_offers_what_fits_where_the_cursor_is(text: str, texts: list[str]) -> None:
    offered = [suggestion.text for suggestion in complete(text, VOCABULARY)]
    assert sorted(offered) == sorted(texts)


def test_an_empty_line_offers_verbs() -> None:
    offered = [suggestion.text for suggestion in complete("", VOCABULARY)]
    assert len(offered) == 6
    assert all(isinstance(parse(f"{text} 412", VOCABULARY), Parsed | Problem) for text in offered)


@pytest.mark.parametrize("page", ["sentence.md", "sentence.zh.md"])
def test_the_page_about_it_shows_every_example_of_the_help(page: str) -> None:
    told = (Path(__file__).parents[2] / "docs" / page).read_text()
    assert [example for example, _does in GRAMMAR if f"| `{example}` |" not in told] == []


@pytest.mark.parametrize("example", [example for example, _does in GRAMMAR if not example.startswith("f ")])
def test_every_example_of_the_help_can_be_read(example: str) -> None:
    people = (Listed("T009", "Wang", ("wang",)), Listed("T008", "Li", ("li",)))
    known = replace(
        VOCABULARY, people=people, work={"T009": ("YX2607-41",)},
        callers={"13800130001": "南山酒店"}, states={**VOCABULARY.states, "415": "triaged"},
    )  # fmt: skip
    states = {**known.states, "YX2607-412": "follow_up"} if example.endswith("55545") else known.states
    held = {"YX2607-412": "T009"} if example == "d 412 14:00" else known.holders
    parsed = read_any(example, replace(known, states=states, holders=held))
    assert isinstance(parsed, Parsed), parsed
