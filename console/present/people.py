"""Roster and kit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from console.words.codes import word
from console.words.i18n import _, installed_language, translate
from console.words.saying import yuan
from db.policy.model import Policy
from db.views.roster import RosterRow as Person
from db.views.tools import KitRow as KitOf
from db.views.tools import WayRow
from widgets.cells import width_of
from widgets.kit import KitLabels, KitRow
from widgets.lists import Tone
from widgets.roster import RosterLabels, RosterRow

OVERDUE_MARK = "!"
"""Behind the day on which a calibration ran out."""
AT_WORK_FIRST = ("free", "en_route", "on_site", "resting", "off", "leave")
"""The states in which somebody stands in the roster, in its order."""
STATE_TONES: dict[str, Tone] = {"leave": "dim", "off": "dim", "resting": "dim"}


def roster_labels() -> RosterLabels:
    """Headings of the roster."""
    widest = max(width_of(word("person_state", state)) for state in AT_WORK_FIRST)
    name, jobs = _("Name"), _("Jobs", "column")
    return RosterLabels(name, _("State"), jobs, _("Kit"), widest, _("Trade"), _("Zone"), _("Next"))


def kit_labels() -> KitLabels:
    """Headings of the kit."""
    return KitLabels(_("Tool"), _("No."), _("Cal. until"))


def roster_rows(people: Iterable[Person], policy: Policy, now: datetime | None = None) -> list[RosterRow]:
    """Everybody who can be sent, those at work first."""
    order = AT_WORK_FIRST.index
    listed = sorted(people, key=lambda person: (order(person.state), person.load, person.staff))
    return [_person(person, policy, now) for person in listed]


def _person(person: Person, policy: Policy, now: datetime | None) -> RosterRow:
    kit, tone = kit_words(person.missing, person.uncalibrated, policy)
    wrong = len(person.missing) + len(person.uncalibrated)
    short = translate("lacks {count}", count=wrong) if wrong else _("whole")
    if person.newcomer:
        kit = f"{kit} {_('newcomer')}"
    state_tone = STATE_TONES.get(person.state, "plain")
    trade, zone = policy.trade(person.trade or ""), policy.organisation.zone.get(person.zone or "")
    return RosterRow(
        key=person.staff,
        name=person.name,
        state=word("person_state", person.state),
        short_state=word("person_state_short", person.state),
        load=str(person.load),
        kit=kit,
        tones={"kit": tone, "state": state_tone, "name": state_tone},
        trade=trade.name(installed_language()) if trade is not None else person.trade or "",
        zone=zone.name(installed_language()) if zone is not None else person.zone or "",
        next=_next(person, now),
        short_kit=short,
        away=not person.on_duty,
    )


def _next(person: Person, now: datetime | None) -> str:
    """The next time that a customer was promised them for: the time today, the day otherwise."""
    if person.next_at is None or now is None:
        return ""
    local = person.next_at.astimezone(now.tzinfo)
    return f"{local:%H:%M}" if local.date() == now.date() else f"{local:%m-%d}"


def kit_words(missing: Sequence[str], uncalibrated: Sequence[str], policy: Policy) -> tuple[str, Tone]:
    """Complete, or what is missing: one thing by name, several by count."""
    if not missing and not uncalibrated:
        return _("complete"), "plain"
    if len(missing) == 1 and not uncalibrated:
        return translate("no {tool}", tool=tool_name(missing[0], policy)), "warning"
    if missing:
        return translate("lacks {count}", count=len(missing) + len(uncalibrated)), "warning"
    return translate("{tool} to be calibrated", tool=tool_name(uncalibrated[0], policy)), "warning"


def way_words(way: WayRow) -> str:
    """How a lacking tool is had most cheaply, in a word: from the store, mended, or for how much."""
    if way.how == "buy" and way.cost_fen:
        return translate("buy {money}", money=yuan(way.cost_fen))
    return word("kit_way", way.how)


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
        KitRow(f"missing {at}", tool_name(way.kind, policy), way.number or "", way_words(way), "warning")
        for at, way in enumerate(kit.ways) if way.how != "calibrate"
    ]  # fmt: skip
    for item in kit.items:
        if item.state != "held":
            note, tone = word("tool_state", item.state), "warning"
        else:
            note = "" if item.calibration_due is None else item.calibration_due.isoformat()
            tone = "plain" if item.calibrated else "warning"
            note += "" if item.calibrated else OVERDUE_MARK
        rows.append(KitRow(item.number, tool_name(item.kind, policy), item.number, note, tone))  # type: ignore[arg-type]
    for code, count in kit.consumables.items():
        rows.append(KitRow(f"stock {code}", tool_name(code, policy), "", f"x {count}"))
    return title, f"{summary} {held}/{sum(kit.wanted.values())}", rows
