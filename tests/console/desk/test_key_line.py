"""The key line: a key stands out only when its verb is possible for the ticket under the cursor."""

import pytest

from console.keys import KEYS
from console.screens.acting import _enabled
from db.rules import moves
from db.tables.codes import STATES

ALWAYS = ("register", "undo")
POSSIBLE = {
    "dispatch": {"triaged", "dispatched", "onsite"},
    "pause": {"triaged", "dispatched", "onsite", "paused"},
    "step": {"new", "triaged", "dispatched", "onsite", "follow_up"},
    "close": {"follow_up"},
}


@pytest.mark.parametrize("verb", sorted(POSSIBLE))
def test_a_key_stands_out_only_where_its_verb_is_possible(verb: str) -> None:
    assert {state for state in STATES if _enabled(verb, state)} == POSSIBLE[verb]


def test_no_key_about_a_ticket_stands_out_where_there_is_none() -> None:
    about_tickets = {key.verb for key in KEYS if key.footer and key.verb and key.verb not in ALWAYS}
    assert about_tickets
    assert [verb for verb in about_tickets if _enabled(verb, "")] == []


def test_every_other_key_follows_the_table_of_moves() -> None:
    listed = {key.verb for key in KEYS if key.footer and key.verb} - {*ALWAYS, *POSSIBLE}
    for verb in listed:
        for state in STATES:
            assert _enabled(verb, state) == (moves.target(verb, state) is not None), (verb, state)
