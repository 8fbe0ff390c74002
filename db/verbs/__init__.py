"""Every change of the store. Importing this package lists all verbs in `verb.VERBS`."""

from db.verbs import (
    changing_staff,
    closing,
    customers,
    dispatching,
    escalating,
    following,
    forgiving,
    founding,
    going_on,
    pausing,
    people,
    register,
    talking,
    tools,
    triage,
    undoing,
    visiting,
)
from db.verbs.verb import VERBS, Verb

__all__ = [
    "VERBS",
    "Verb",
    "changing_staff",
    "closing",
    "customers",
    "dispatching",
    "escalating",
    "following",
    "forgiving",
    "founding",
    "going_on",
    "pausing",
    "people",
    "register",
    "talking",
    "tools",
    "triage",
    "undoing",
    "visiting",
]
