"""How a deadline came about, as sums that add up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from console.words import labels
from console.words.codes import word
from console.words.i18n import _, installed_language, translate
from console.words.times import clock_text, minutes_text
from db.policy.model import Policy
from widgets.proof import ProofSegment, ProofTarget


def proof_targets(
    proof: Mapping[str, Any], names: Mapping[str, str], policy: Policy, zone: ZoneInfo, now: datetime
) -> list[ProofTarget]:
    """Every target of a ticket with its segments."""
    profile = policy.profiles.profile.get(proof["profile"])
    basis = profile.name(installed_language()) if profile else proof["profile"]
    return [_target(target, basis, names, policy, zone, now) for target in proof["targets"]]


def _target(
    target: Mapping[str, Any],
    profile: str,
    names: Mapping[str, str],
    policy: Policy,
    zone: ZoneInfo,
    now: datetime,
) -> ProofTarget:
    name = word("milestone", target["milestone"])
    due = target["due_at"]
    paused = sum(1 for segment in target["segments"] if segment["why"] == "paused")
    if target["started_at"] is None:
        title = f"{name}  {word('target_state', target['state'])}  {word('start', target['start'])}"
    elif due is None:
        left = minutes_text(target["remaining_minutes"] or 0)
        title = f"{name}  {word('target_state', target['state'])}  {translate('{left} left', left=left)}"
    else:
        allowance = minutes_text(target["allowance_minutes"] or 0)
        begun = clock_text(target["started_at"], zone, now)
        title = f"{name} {clock_text(due, zone, now)} = {begun} + {allowance}"
        if paused:
            title += f" + {_('paused')}"
    basis = [
        labels.level_long(target["level"]),
        translate("profile {name}", name=profile),
        _clock(target, policy),
    ]
    if target["agreed"]:
        basis.append(_("as agreed with the customer"))
    if target["granted"]:
        basis.append(_("extended"))
    if target["provisional"]:
        years = ", ".join(map(str, target["provisional"]))
        basis.append(translate("provisional: days off of {years} not official", years=years))
    return ProofTarget(
        title=title,
        basis="  ".join(basis),
        segments=_segments(target["segments"], names, policy, zone, now),
        result=_result(target, name, zone, now),
        tone="warning" if target["met_at"] and due and target["met_at"] > due else "dim",
    )


def _clock(target: Mapping[str, Any], policy: Policy) -> str:
    calendar = policy.calendars.calendar.get(target["calendar"] or "")
    return calendar.name(installed_language()) if calendar else word("clock", target["clock"])


def _reason(policy: Policy, code: str) -> str:
    """Why it waited; own words as they stand."""
    listed = policy.reasons_for("pause").get(code)
    return listed.name(installed_language()) if listed else code


def _segments(
    segments: Sequence[Mapping[str, Any]],
    names: Mapping[str, str],
    policy: Policy,
    zone: ZoneInfo,
    now: datetime,
) -> tuple[ProofSegment, ...]:
    shown = []
    for segment in segments:
        counted = segment["why"] == "counted"
        text = ""
        if segment["why"] == "paused" and segment["reason"]:
            who = names.get(segment["actor"], segment["actor"] or "")
            text = _(", ").join(
                part for part in (_reason(policy, segment["reason"]), who, segment["text"]) if part
            )
        until = clock_text(segment["to"], zone, now) if segment["to"] else _("now")
        shown.append(
            ProofSegment(
                span=f"{clock_text(segment['from'], zone, now)} - {until}",
                counted=minutes_text(segment["counted_minutes"]) if counted else "----",
                why=word("why", segment["why"]),
                text=text,
                tone="plain" if counted else "dim",
            )
        )
    return tuple(shown)


def _result(target: Mapping[str, Any], name: str, zone: ZoneInfo, now: datetime) -> str:
    if target["met_at"] is None:
        return ""
    return translate(
        "{milestone} met at {time}", milestone=name, time=clock_text(target["met_at"], zone, now)
    )
