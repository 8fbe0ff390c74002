"""What a verb says of its fields names fields that there are, and columns of rows that fill them."""

import pytest

from db import kinds
from db.subjects.subject import SUBJECTS
from db.verbs.register import Register
from db.verbs.stating import facts_of
from db.verbs.triage import Correct
from db.verbs.verb import Verb, field_with, spoken_fields, verbs
from db.views.customers import CustomerRow
from db.views.ticket_columns import EquipmentFacts
from db.views.view import shape_of

VERBS = sorted(verbs().items())


@pytest.mark.parametrize(("name", "verb"), VERBS)
def test_what_a_verb_names_are_its_fields(name: str, verb: type[Verb]) -> None:
    tells = verb.tells or ()
    named = {*verb.form, *verb.sentence, *tells, *filter(None, (verb.named_by, verb.deed, verb.about))}
    assert named <= set(verb.model_fields) | set(verb.reads)
    assert len(set(verb.form)) == len(verb.form)


def test_a_fact_of_a_ticket_is_a_column_of_its_row() -> None:
    for _name, verb in VERBS:
        columns = facts_of(verb, kinds.TICKET).values()
        assert set(columns) <= set(SUBJECTS[kinds.TICKET].root.model_fields)
    assert facts_of(Correct, kinds.TICKET) == {"customer": "customer_label"}


def test_what_a_registration_takes_from_files_stands_in_them() -> None:
    assert set(facts_of(Register, kinds.CUSTOMER).values()) <= set(CustomerRow._fields)
    assert set(facts_of(Register, kinds.EQUIPMENT).values()) <= set(shape_of(EquipmentFacts))
    assert {*facts_of(Register, kinds.CUSTOMER)} >= {"phone", "address"}
    assert {*facts_of(Register, kinds.EQUIPMENT)} >= {"product", "serial"}


def test_a_field_is_found_by_its_kind() -> None:
    assert field_with(Register, kinds.Complaint) == "fault"
    with pytest.raises(LookupError):
        field_with(Register, kinds.RequestNo)


@pytest.mark.parametrize(
    ("verb", "first"),
    [
        ("close", "cause"),
        ("pause", "text"),
        ("correct", "reason"),
        ("reassign", "reason"),
        ("register", "fault"),
        ("note", "text"),
    ],
)
def test_what_says_most_is_told_first(verb: str, first: str) -> None:
    assert spoken_fields(verbs()[verb])[0] == first


def test_a_verb_says_where_it_stands() -> None:
    with pytest.raises(TypeError, match="group"):

        class Nowhere(Verb):
            """Stand nowhere."""

            name = "nowhere"
            word = "stand nowhere"
            default_roles = frozenset({"manager"})

    assert "nowhere" not in verbs()
