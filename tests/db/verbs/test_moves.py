"""Every pair of a move and a state: legal as the table says, or refused with its rule."""

from collections.abc import Iterator
from typing import Any

import pytest

from db.errors import BadField, Refusal
from db.rules import moves
from db.tables.codes import STATES
from db.verbs.parsing import parse_verb
from tests.databases import KINDS, Databases
from tests.db.desk import Desk, reach
from tests.db.moves_page import PAGE, page
from tests.sampling import some_of

MARKS = dict.fromkeys(("attitude", "quality", "punctuality", "hygiene", "result"), 5)
FIELDS: dict[str, dict[str, Any]] = {
    "triage": {"level": 1, "reason": "扩大"},
    "correct": {"contact": "赵工"},
    "note": {"text": "请走北门"},
    "chase": {"text": "催了一次"},
    "remind": {"at": "2026-07-20T09:00:00+08:00"},
    "dispatch": {"technician": "T002"},
    "reassign": {"technician": "T002", "reason": "更近"},
    "recall": {"reason": "改期"},
    "tell": {},
    "move_window": {
        "window_from": "2026-07-20T09:00:00+08:00",
        "window_to": "2026-07-20T11:00:00+08:00",
        "reason": "客户改期",
    },
    "cancel": {"reason": "撤销"},
    "track": {"what": "received", "condition": "外壳划伤"},
    "route": {"department": "ZB", "reason": "质量部认定"},
    "pause": {"reason": "part"},
    "resume": {},
    "escalate": {"reason": "无人"},
    "acknowledge": {},
    "forgive": {"milestone": "respond", "reason": "定级输错"},
    "renew": {"reason": "新规定"},
    "extend": {"milestone": "resolve", "until": "2026-07-25T09:00:00+08:00", "reason": "等备件"},
    "verify": {"solved": "yes"},
    "survey": MARKS,
    "close": {"cause": "老化", "waive": "电话确认"},
    "consent": {"what": "加装滤网", "given_by": "王先生"},
    "record": {"work": "更换主板", "reason": "漏写", "another": True},
    "record away": {"work": "更换主板", "reason": "漏写", "another": True},
    "record again": {"work": "更换主板", "reason": "漏写", "record": "1"},
    "sign": {"how": "absent"},
    "approve_record": {},
    "take_forms": {},
    "chase_forms": {},
    "reopen": {"reason": "未解决"},
    "merge": {},
    "merge into": {},
    "swap": {},
    "add_helper": {"technician": "T002"},
    "hand_over": {"partner": "深圳制冷", "promised_at": "2026-07-20T18:00:00+08:00"},
}
"""What each move is asked with; a step is named by its second word."""
OF_A_RECORD = ("record again", "sign", "approve_record")
"""Moves that need a service record."""

TRIED = 4
"""In how many states one run of `make test` asks for each move."""


class Yard:
    """One ticket in every state, on site and remote."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.numbers = {
            (state, remote): reach(desk, state, remote=remote) for state in STATES for remote in (False, True)
        }
        self.other = desk.register()
        self.held = reach(desk, "triaged")
        desk.do("dispatch", ticket=self.held, technician="T002")
        for (state, _), number in self.numbers.items():
            if state not in ("closed", "cancelled"):
                desk.do("escalate", ticket=number, reason="客户着急")
        # What runs by the policy in force is not moved to it.
        desk.do("set_setting", setting="repeat_days", value=31, reason="新规定")


@pytest.fixture(scope="module", params=some_of(KINDS, "yard", 1))
def yard(request: pytest.FixtureRequest, founded: Databases) -> Iterator[Yard]:
    url = founded.create(request.param, warm=True)
    desk = Desk(url)
    yield Yard(desk)
    desk.close()
    founded.drop(url)


def asked(yard: Yard, move: str, number: str) -> tuple[str, dict[str, Any]]:
    """The verb and its fields for a move of this ticket."""
    if move.startswith("step "):
        return "step", {"ticket": number, "what": move.split()[1]}
    if move == "merge":
        return "merge", {"ticket": number, "into": yard.other}
    if move == "swap":
        return "swap", {"ticket": number, "with_ticket": yard.held}
    if move == "merge into":
        return "merge", {"ticket": yard.other, "into": number}
    return move.split()[0], {"ticket": number, **FIELDS[move]}


def is_remote(move: str) -> bool:
    """Moves that belong to work away from the customer's."""
    return move.endswith(" away") or move == "verify"


def expected_state(move: str, state: str) -> str:
    target = moves.target(move, state)
    assert target is not None
    return {moves.STAYS: state, moves.BACK: "triaged"}.get(target, target)


@pytest.mark.parametrize(
    ("move", "state"),
    [(move, state) for move in moves.MOVES for state in some_of(STATES, f"states for {move}", TRIED)],
)
def test_a_move_is_possible_where_the_table_says_and_refused_elsewhere(
    yard: Yard, move: str, state: str
) -> None:
    number = yard.numbers[state, is_remote(move)]
    assert yard.desk.ticket(number).state == state
    name, fields = asked(yard, move, number)
    verb = parse_verb(name, fields)
    # What may be done away from the customer's may be done at the customer's as well.
    move = move if moves.target(move, state) else move.removesuffix(" away")
    legal = moves.target(move, state) is not None
    if move == "acknowledge" and state == "closed":
        # legal, but nothing is open there any more
        with pytest.raises(Refusal) as caught:
            yard.desk.store.preview(verb, "A01")
        assert caught.value.msgid == "{number} has no open escalation."
    elif move == "track" and legal:
        # legal, but only of a thing that was sent in
        with pytest.raises(Refusal, match="was not sent in"):
            yard.desk.store.preview(verb, "A01")
    elif move == "extend" and legal:
        # legal, but only what runs is extended, and it is asked for
        target = yard.desk.targets(number).get("resolve")
        if target is not None and target.met_at is None and target.due_at is not None:
            assert yard.desk.store.preview(verb, "A01").as_json()["asked"] == "extend"
        else:
            with pytest.raises(Refusal, match="has no running deadline"):
                yard.desk.store.preview(verb, "A01")
    elif move == "forgive" and legal:
        # legal, but nothing was late there
        with pytest.raises(Refusal, match="was not late"):
            yard.desk.store.preview(verb, "A01")
    elif legal and state == "closed" and move in ("sign", "approve_record"):
        # legal, but what was closed is signed; and an approval is asked for
        if move == "sign":
            with pytest.raises(Refusal, match="signed already"):
                yard.desk.store.preview(verb, "A01")
        else:
            assert yard.desk.store.preview(verb, "A01").as_json()["asked"] == "approve_record"
    elif (legal and move in OF_A_RECORD and state != "closed") or (
        move == "record" and state in ("triaged", "paused")
    ):
        # legal, but nothing was written yet, or nobody was sent
        with pytest.raises((Refusal, BadField), match=r"no record|Nobody was sent"):
            yard.desk.store.preview(verb, "A01")
    elif move == "chase_forms" and legal:
        # legal, but what was closed has its papers
        if state == "closed":
            with pytest.raises(Refusal, match="No paper"):
                yard.desk.store.preview(verb, "A01")
        else:
            assert yard.desk.store.preview(verb, "A01").as_json()["chased"] == ["sheet", "record", "opinion"]
    elif legal:
        answer = yard.desk.store.preview(verb, "A01").as_json()
        assert answer["state"] == ("cancelled" if move == "merge into" else expected_state(move, state))
    else:
        with pytest.raises(Refusal) as caught:
            yard.desk.store.preview(verb, "A01")
        assert caught.value.exit_code == 3
        assert caught.value.rule == moves.rule(move)
        assert caught.value.values["state"] == state
    assert yard.desk.ticket(number).state == state, "a preview changes nothing"


def test_every_move_of_the_table_is_asked_for() -> None:
    steps = {name for name in moves.MOVES if name.startswith("step ")}
    assert set(FIELDS) | steps == set(moves.MOVES)


@pytest.mark.parametrize("state", STATES)
def test_merging_into_a_ticket_is_possible_while_it_is_open(yard: Yard, state: str) -> None:
    verb = parse_verb("merge", {"ticket": yard.other, "into": yard.numbers[state, False]})
    if state in moves.OPEN:
        assert yard.desk.store.preview(verb, "A01").as_json()["into"] == yard.numbers[state, False]
    else:
        with pytest.raises(Refusal, match="INT-09"):
            yard.desk.store.preview(verb, "A01")


def test_the_yard_is_clean(yard: Yard) -> None:
    assert yard.desk.differences() == []


def test_the_page_of_moves_is_current() -> None:
    assert PAGE.read_text("utf-8") == page(), "python -m tests.db.moves_page writes it"
