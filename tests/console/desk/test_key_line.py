"""The key line: a key stands out only when its verb is possible for the ticket under the cursor."""

from dataclasses import replace

import pytest

import db.verbs
from console.desk.acting import enabled
from console.keys.key import Key
from console.keys.list import LISTED, key_of_verb
from db.policy.load import shipped
from db.rules import moves
from db.tables.codes import STATES
from db.verbs.may import Asking, why_not

ALWAYS = ("register", "undo")
KEYED = [key for key in LISTED if key.footer and key.verb and key.verb not in ALWAYS]
SOMEBODY = Asking(shipped(), "D01", frozenset({"dispatcher"}), "YX2607-1")


def possible(verb: str, state: str) -> bool:
    kind = db.verbs.VERBS[verb]
    known = (move for move in kind.moves() if move in moves.MOVES)
    return any(moves.target(move, state) is not None for move in known)


@pytest.mark.parametrize("key", KEYED, ids=lambda key: key.id)
def test_a_key_stands_out_only_where_a_verb_of_its_is_possible(key: Key) -> None:
    for state in STATES:
        wanted = any(possible(verb, state) for verb in key.verbs)
        assert enabled(key, replace(SOMEBODY, state=state)) == wanted, state


def test_no_key_about_a_ticket_stands_out_where_there_is_none() -> None:
    assert KEYED
    assert [key.id for key in KEYED if enabled(key, SOMEBODY)] == []


def test_no_key_stands_out_for_who_may_not() -> None:
    keeper = replace(SOMEBODY, roles=frozenset({"keeper"}), state="triaged")
    dispatch = key_of_verb("dispatch")
    assert dispatch is not None
    assert not enabled(dispatch, keeper)
    assert enabled(dispatch, replace(keeper, roles=frozenset({"dispatcher"})))


def test_the_state_of_a_ticket_stands_in_no_tools_way() -> None:
    asking = replace(SOMEBODY, roles=None, state="closed")
    assert why_not(db.verbs.VERBS["issue_tool"], asking) is None
    assert why_not(db.verbs.VERBS["dispatch"], asking) is not None
