"""Roster and kit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from console.i18n import _, installed_language, translate
from console.words import PERSON_STATE, word
from db.policy.model import Policy
from db.views.roster import RosterRow as Person
from db.views.tools import KitRow as KitOf
from widgets.cells import width_of
from widgets.kit import KitRow
from widgets.lists import Tone
from widgets.roster import RosterLabels, RosterRow

STATE_TONES: dict[str, Tone] = {"leave": "dim", "off": "dim", "resting": "dim"}


def roster_labels() -> RosterLabels:
    """Headings of the roster."""
    widest = max(width_of(word("person_state", state)) for state in PERSON_STATE)
    return RosterLabels(_("Name"), _("State"), _("Jobs"), _("Kit"), widest)


def roster_rows(people: Iterable[Person], policy: Policy) -> list[RosterRow]:
    """Everybody who can be sent, those at work first."""
    order = ("free", "en_route", "on_site", "resting", "off", "leave")
    listed = sorted(people, key=lambda person: (order.index(person.state), person.load, person.staff))
    return [_person(person, policy) for person in listed]


def _person(person: Person, policy: Policy) -> RosterRow:
    kit, tone = kit_words(person.missing, person.uncalibrated, policy)
    if person.newcomer:
        kit = f"{kit} {_('newcomer')}"
    state_tone = STATE_TONES.get(person.state, "plain")
    return RosterRow(
        key=person.staff,
        name=person.name,
        state=word("person_state", person.state),
        load=str(person.load),
        kit=kit,
        tones={"kit": tone, "state": state_tone, "name": state_tone},
    )


def kit_words(missing: Sequence[str], uncalibrated: Sequence[str], policy: Policy) -> tuple[str, Tone]:
    """Complete, or what is missing: one thing by name, several by count."""
    if not missing and not uncalibrated:
        return _("complete"), "plain"
    if len(missing) == 1 and not uncalibrated:
        return translate("no {tool}", tool=tool_name(missing[0], policy)), "warning"
    if missing:
        return translate("lacks {count}", count=len(missing) + len(uncalibrated)), "warning"
    return translate("{tool} to be calibrated", tool=tool_name(uncalibrated[0], policy)), "warning"


def tool_name(code: str, policy: Policy) -> str:
    """A tool kind in the language."""
    kind = policy.tool_kind(code)
    return kind.name(installed_language()) if kind else code


def kit_panel(kit: KitOf, policy: Policy, zone: ZoneInfo, today: date) -> tuple[str, str, list[KitRow]]:
    """Title, summary and lines of the kit panel; what is missing stands first."""
    summary, _tone = kit_words(kit.missing, kit.uncalibrated, policy)
    held = sum(kit.wanted.values()) - len(kit.missing)
    title = f"{_('Kit')}  {kit.name}"
    rows = [
        KitRow(f"missing {at}", tool_name(code, policy), "", _("missing"), "warning")
        for at, code in enumerate(kit.missing)
    ]
    for item in kit.items:
        if item.calibration_due is None:
            note, tone = item.since.astimezone(zone).strftime("%Y-%m-%d"), "plain"
        else:
            note = translate("cal. to {day}", day=item.calibration_due.strftime("%m-%d"))
            tone = "plain" if item.calibrated else "warning"
        rows.append(KitRow(item.number, tool_name(item.kind, policy), item.number, note, tone))  # type: ignore[arg-type]
    for code, count in kit.consumables.items():
        rows.append(KitRow(f"stock {code}", tool_name(code, policy), "", f"x {count}"))
    return title, f"{summary} {held}/{sum(kit.wanted.values())}", rows
