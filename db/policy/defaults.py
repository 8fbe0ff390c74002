"""Lists that a policy which says nothing of them takes from the shipped one."""

from collections.abc import Mapping
from functools import cache

from db.policy import parts
from db.policy.calendars import Calendars, ShiftRow
from db.policy.files import shipped_section


@cache
def shipped_reasons() -> Mapping[str, Mapping[str, parts.Reason]]:
    """The shipped reasons, by list."""
    return parts.Reasons.model_validate(shipped_section("reasons")).reason


@cache
def shipped_questions() -> Mapping[str, parts.Question]:
    """The shipped questions of the survey."""
    return parts.Settings.model_validate(shipped_section("settings")).survey or {}


@cache
def shipped_shifts() -> Mapping[str, ShiftRow]:
    """The shipped shifts by their letters."""
    return Calendars.model_validate(shipped_section("calendars")).shift
