"""Policies as files for people: which sections there are, what they hold, and what an edited file makes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from console.words.i18n import N_, _
from db.causes import cause
from db.errors import BadField
from db.policy.check import check
from db.policy.error import PolicyError
from db.policy.files import SECTIONS, from_toml
from db.policy.load import shipped
from db.policy.model import BASE, Policy
from db.policy.writing import to_toml

NOTES: Mapping[str, str] = {
    "approvals": N_(
        "What is asked for before it is done, and who decides: the first tier that reaches to the amount."
    ),
    "calendars": N_("Service hours and working days, with the holidays of each year."),
    "certificates": N_("Certificates with the months after which each is renewed, and skills."),
    "emergencies": N_("Whom an emergency calls, by branch, and what is one by itself: a flood of level 1."),
    "faults": N_("Common faults to choose from, by product category."),
    "forms": N_("Heads of the printed forms by form, and what is checked before somebody sets out."),
    "kits": N_("Trades, and what one technician of the trade should hold: tool kind = count."),
    "ladders": N_("Whom an escalation calls, and when it climbs. Minutes."),
    "notices": N_(
        "Channels by which notices leave the house, who gets what, and what it says. No secrets: they stand\n"
        "in the program's settings."
    ),
    "organisation": N_(
        "Departments with the letters of their numbers, branches, zones.\n"
        "A zone is found by its words; travel in minutes, distance in km from the branch."
    ),
    "products": N_(
        "Product categories, found by their words, with profile, trade, tools, warranty in months, route."
    ),
    "profiles": N_("Deadlines: allowances in minutes or working days by milestone and level."),
    "reasons": N_("Reasons to choose from, in this order. A cause has a category, which names a department."),
    "records": N_("What closing demands, by way of service, and the papers that come back after a job."),
    "roles": N_(
        "Roles and rights. Every verb says itself who may do it (paigong verbs);\n"
        'what is different here stands under [roles.verb]: cancel = ["dispatcher", "manager"].\n'
        "[roles.scope] says how far a role reaches: own, team, department, branch or all."
    ),
    "settings": N_("Figures that the regulations leave open; the unit stands in the name."),
    "process": N_("How a ticket is to run: rules of four templates, held against the log."),
    "reports": N_("Reports and meetings: who owes which one when, as tasks."),
    "tasks": N_("Internal clocks: whose they are by role, and the setting with their minutes."),
    "tools": N_(
        "Tool kinds: price in fen, life and calibration in months (0: none), permit a certificate or empty."
    ),
}


def edited(own: Policy, text: str) -> Policy:
    """The policy in force with the sections that stand in a file, whole, in the place of its own.

    Raises BadField on what is no TOML, unknown sections and fields, and the first thing that makes no sense.
    """
    try:
        given = from_toml("policy", text)
        known = own.sections()
        strange = sorted(set(given) - {*SECTIONS, *known})
        if strange:
            raise BadField(
                "file",
                "There is no section {name}; there are {names}.",
                name=strange[0],
                names=", ".join(SECTIONS),
            )
        base = {BASE: {"shipped": own.based_on()}}
        policy = Policy(known | given | base)
        check(policy)
        new = sorted(set(policy.unknown(_verbs())) - set(own.unknown(_verbs())))
    except PolicyError as error:
        raise BadField.worded("file", error) from error
    if new:
        raise BadField("file", "{place} means nothing to this program.", "A misspelling?", place=new[0])
    return policy


def _verbs() -> Iterable[str]:
    import db.imports.verbs  # noqa: F401 - verbs that only imports use
    from db.verbs import VERBS

    return VERBS


def read_text(path: Path) -> str:
    """A policy file's text; a byte order mark is taken away."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError as error:
        raise BadField("file", "There is no file {file}.", file=str(path)) from error
    except (OSError, ValueError) as error:
        raise BadField(
            "file", "{file} cannot be read: {cause}.", file=str(path), cause=cause(error)
        ) from error


def sections_named(names: Iterable[str]) -> list[str]:
    for name in names:
        if name not in SECTIONS:
            raise BadField(
                "section",
                "There is no section {name}; there are {names}.",
                name=name,
                names=", ".join(SECTIONS),
            )
    return [name for name in SECTIONS if name in names]


def content_of(policy: Policy, names: Sequence[str]) -> dict[str, Any]:
    own = policy.sections()
    return {name: own[name] if name in own else shipped().sections()[name] for name in names}


def as_toml(sections: Mapping[str, Any]) -> str:
    return to_toml(sections, {name: _(note) for name, note in NOTES.items()})
