"""What a policy that says nothing of it takes from the shipped one; shapes are imported with the question."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

from db.policy.files import shipped_section

if TYPE_CHECKING:
    from db.policy.calendars import ShiftRow
    from db.policy.profiles import KindRow
    from db.policy.reasons import Reason
    from db.policy.recording import Closing, Records
    from db.policy.settings import Question


@cache
def shipped_reasons() -> Mapping[str, Mapping[str, Reason]]:
    """The shipped reasons, by list."""
    from db.policy.reasons import Reasons

    return Reasons.model_validate(shipped_section("reasons")).reason


@cache
def shipped_questions() -> Mapping[str, Question]:
    """The shipped questions of the survey."""
    from db.policy.settings import Settings

    return Settings.model_validate(shipped_section("settings")).survey or {}


@cache
def shipped_shifts() -> Mapping[str, ShiftRow]:
    """The shipped shifts by their letters."""
    from db.policy.calendars import Calendars

    return Calendars.model_validate(shipped_section("calendars")).shift


@cache
def no_records() -> Records:
    """A policy of before demands what it demanded, and not what is shipped now."""
    from db.policy.recording import Records

    return Records()


@cache
def unsaid_closing(way: str) -> Closing:
    """What closing demands after this way of service (CLS-05)."""
    from db.policy.recording import Closing

    return Closing(demands=("verify", "survey") if way == "remote" else ("survey",))


@cache
def unsaid_kind(code: str) -> KindRow:
    """A kind of service that the regulations do not know: a fault at the thing."""
    from db.policy.profiles import KindRow

    return KindRow(code=code, zh=code, en=code)
