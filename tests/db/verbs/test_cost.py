"""What a verb costs in statements follows from what it declares; a preview only looks."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from db.engine import transaction
from db.tables.task import Task
from db.verbs.parsing import parse_verb
from db.verbs.verb import VERBS, Verb, references
from tests.databases import Kind
from tests.db.desk import Desk, reach
from tests.db.statements import statements

Fields = dict[str, Any]
MARKS: Fields = dict.fromkeys(("attitude", "quality", "punctuality", "hygiene", "result"), 5)
WINDOW: Fields = {"window_from": "2026-07-20T09:00:00+08:00", "window_to": "2026-07-20T11:00:00+08:00"}


def on(state: str, *, remote: bool = False, **fields: Any) -> Callable[[Desk], Fields]:
    """Fields about a ticket that came to this state."""
    return lambda desk: {"ticket": reach(desk, state, remote=remote)} | fields


def merging(desk: Desk) -> Fields:
    return {"ticket": desk.register(), "into": desk.register()}


def called(desk: Desk) -> Fields:
    number = reach(desk, "triaged")
    desk.do("escalate", ticket=number, reason="急")
    return {"ticket": number}


def late(desk: Desk) -> Fields:
    number = reach(desk, "triaged")
    desk.later(hours=5)
    return {"ticket": number, "milestone": "respond", "reason": "输错"}


def in_store(desk: Desk) -> Fields:
    desk.do("buy_tool", kind="multimeter", number="K-1")
    return {"tool": "K-1", "staff": "T001"}


def issued(desk: Desk) -> Fields:
    desk.do("issue_tool", **in_store(desk))
    return {"tool": "K-1"}


def emergency(desk: Desk) -> str:
    desk.staff("L01", "lead")
    answer: str = desk.do("declare_emergency", reason="停电", by="D01")["emergency"]
    return answer


def customer(desk: Desk) -> str:
    answer: str = desk.do("add_customer", customer="北山冷库", phone="13900000009")["customer"]
    return answer


def equipment(desk: Desk) -> str:
    made = desk.do("add_equipment", customer=customer(desk), product="空调", serial="S-9")
    answer: str = made["equipment"]
    return answer


def sent_in(desk: Desk) -> Fields:
    return {"ticket": desk.register(way="send_in"), "what": "received", "condition": "完好"}


def ahead(desk: Desk) -> Fields:
    number = desk.register()
    desk.later(hours=-3)
    return {"ticket": number, "reason": "钟错了"}


def task(desk: Desk) -> str:
    desk.register(nature="quality")
    [found] = [row.id for row in desk.rows(Task) if row.kind == "quality"]
    return found


def extension(desk: Desk) -> Fields:
    return {
        "ticket": reach(desk, "triaged"), "milestone": "respond", "until": "2026-07-20T10:00:00+08:00",
        "reason": "等备件",
    }  # fmt: skip


def request(desk: Desk) -> str:
    answer: str = desk.do("extend", by="D01", **extension(desk))["request"]
    return answer


def undone(desk: Desk) -> Fields:
    desk.do("pause", ticket=reach(desk, "triaged"), reason="part")
    return {}


EXAMPLES: dict[str, Callable[[Desk], Fields]] = {
    "declare_emergency": lambda desk: {"reason": "停电"},
    "answer_call": lambda desk: {"escalation": emergency(desk), "staff": "L01"},
    "end_emergency": lambda desk: {"emergency": emergency(desk), "text": "恢复"},
    "register": lambda desk: {"customer": "南山制衣厂", "phone": "13800000001", "fault": "x"},
    "triage": on("new", level=2),
    "correct": on("triaged", contact="赵工"),
    "route": on("triaged", department="ZB", reason="质量部认定"),
    "note": on("triaged", text="请走北门"),
    "chase": on("triaged", text="催了一次"),
    "remind": on("triaged", at="2026-07-20T09:00:00+08:00"),
    "dispatch": on("triaged", technician="T001", crew="T002", **WINDOW),
    "reassign": on("dispatched", technician="T002", reason="更近"),
    "recall": on("dispatched", reason="改期"),
    "tell": on("dispatched"),
    "move_window": on("dispatched", reason="客户改期", **WINDOW),
    "step": on("dispatched", what="arrived"),
    "pause": on("triaged", reason="part"),
    "resume": on("paused"),
    "track": sent_in,
    "escalate": on("triaged", reason="无人"),
    "acknowledge": called,
    "forgive": late,
    "verify": on("follow_up", remote=True, solved="yes"),
    "survey": on("follow_up", **MARKS),
    "close": on("follow_up", cause="老化", waive="电话确认"),
    "reopen": on("closed", reason="未解决"),
    "cancel": on("triaged", reason="撤销"),
    "merge": merging,
    "go_on": ahead,
    "undo": undone,
    "do_task": lambda desk: {"task": task(desk), "text": "批次问题"},
    "hand_task": lambda desk: {"task": task(desk), "to": "C01"},
    "extend": extension,
    "decide": lambda desk: {"request": request(desk), "decision": "yes"},
    "withdraw": lambda desk: {"request": request(desk)},
    "add_staff": lambda desk: {"staff": "T009", "label": "新人"},
    "change_staff": lambda desk: {"staff": "T001", "phone": "13700000000"},
    "set_duty": lambda desk: {
        "staff": "T001", "kind": "leave", "substitute": "T002",
        "begins_at": "2026-07-16T08:00:00+08:00", "ends_at": "2026-07-17T18:00:00+08:00",
    },
    "set_zone": lambda desk: {"zone": "nanshan", "technician": "T001"},
    "add_customer": lambda desk: {"customer": "北山冷库", "phone": "13900000009"},
    "add_equipment": lambda desk: {"customer": customer(desk), "product": "空调", "serial": "S-9"},
    "change_customer": lambda desk: {"customer": customer(desk), "contact": "孙工"},
    "change_equipment": lambda desk: {"equipment": equipment(desk), "model": "X2"},
    "buy_tool": lambda desk: {"kind": "multimeter", "count": 2},
    "issue_tool": in_store,
    "return_tool": issued,
    "change_tool": lambda desk: issued(desk) | {"price_fen": 100},
    "add_tool_kind": lambda desk: {"kinds": "扭矩扳手"},
}  # fmt: skip
PUBLIC = sorted(name for name, verb in VERBS.items() if not verb.internal)
FIXED = 7
"""BEGIN, policy, who acts and for whom, the number of the event, subjects that are looked up again."""
KEPT = 10
"""The request's id, the locks of both sweeps, chains, event, links, texts, word to the desks."""


def ceiling(verb: Verb) -> int:
    """Statements in which a verb may look: its names found, its rows read, for each thing that it names."""
    kind = type(verb)
    names = {name: max(1, len(verb.names(name))) for name in references(kind)}
    found = sum(2 * count for count in names.values())
    rows = sum((1 + len(kinds)) * names[name] for name, kinds in kind.reads.items())
    return FIXED + found + rows + 2 * len(kind.looks_at)


@pytest.mark.parametrize("name", PUBLIC)
def test_a_preview_only_looks_and_no_more_than_the_verb_declares(desk: Desk, name: str) -> None:
    fields = EXAMPLES[name](desk)
    by = "D01" if name == "withdraw" else "A01"
    verb = parse_verb(name, fields)
    before, events = desk.snapshot(), desk.count_events()
    with statements(desk.store.engine) as asked:
        desk.store.preview(verb, by)
    assert asked.binding() == []
    assert (desk.snapshot(), desk.count_events()) == (before, events)
    if type(verb).read_kinds() is not None:
        assert len(asked) <= ceiling(verb), "\n".join(asked)
    with statements(desk.store.engine) as asked:
        answer = desk.do(name, by=by, **fields)
    if type(verb).read_kinds() is not None:
        changes = len(desk.bodies()[answer["event"] - 1].split('"changes":')[1])
        assert changes
        assert len(asked.looking()) <= ceiling(verb) + KEPT, "\n".join(asked)


def told_figures() -> dict[str, dict[str, tuple[int, int]]]:
    """By verb and database the statements of preview and verb that the record of the decision tells."""
    text = (Path(__file__).parents[3] / "docs/decisions/0025-one-subject.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|$", text, re.MULTILINE)
    return {
        name: {"sqlite": (int(one), int(two)), "postgresql": (int(three), int(four))}
        for name, one, two, three, four in rows
    }


@pytest.mark.parametrize("name", told_figures())
def test_the_figures_of_the_record_are_true(desk: Desk, database_kind: Kind, name: str) -> None:
    fields = EXAMPLES[name](desk)
    with statements(desk.store.engine) as previewed:
        desk.store.preview(parse_verb(name, fields), "A01")
    with statements(desk.store.engine) as done:
        desk.do(name, **fields)
    assert (len(previewed), len(done)) == told_figures()[name][database_kind]


def test_a_note_reads_the_ticket_and_nothing_else(desk: Desk) -> None:
    number = reach(desk, "onsite")
    with statements(desk.store.engine) as asked:
        desk.do("note", ticket=number, text="请走北门")
    tables = {text.split("FROM ")[1].split()[0] for text in asked.looking() if "FROM " in text}
    assert tables & {"milestone_time", "assignment", "pause", "escalation", "survey", "item_step"} == set()


def test_a_preview_does_not_wait_for_whoever_writes(desk: Desk) -> None:
    number = reach(desk, "triaged")
    verb = parse_verb("note", {"ticket": number, "text": "x"})
    with transaction(desk.store.engine, writing=True) as connection:
        connection.exec_driver_sql(f"UPDATE subject SET seq = seq WHERE key = 'ticket:{number}'")
        assert desk.store.preview(verb, "A01").as_json()["number"] == number
