"""The part of the policy that says which reports and meetings there are, whose they are and when (RPT-06)."""

from typing import Annotated, Literal

from pydantic import Field, StrictInt

from db.policy.parts import Clock, Coded, Count, Named, Part, Text
from db.rules.reporting import DueRule

DayText = Annotated[str, Field(pattern=r"^(\d{4}-\d\d-\d\d)?$")]


class ReportKind(Named):
    """A report or a meeting. It is owed by a role, or by one `person` by staff number, in the whole house, in
    every branch, or in each of these `departments` (those responsible for a product, where none is named).

    `rule` is a recurrence as calendars write it (`FREQ=MONTHLY;BYMONTHDAY=1`), counted from `begins` where
    it has an interval. Its day is the `working_day`-th working day from there on where that is not nought;
    one that is off is moved by `shift`. It is due `at` that time of the branch, and opened so many days
    before. It covers the period of that kind which lies before the rule's day, around it, or after it.
    `done_by` is a verb that does it by the way. `source` is where the regulations say so.
    """

    what: Literal["report", "meeting"] = "report"
    role: Text
    person: str = ""
    rule: Text
    begins: DayText = ""
    working_day: Count = 0
    shift: Literal["none", "before", "after"] = "none"
    at: Clock = "17:00"
    ahead_days: Annotated[StrictInt, Field(ge=0, le=60)] = 3
    covers: Literal["day", "week", "month", "quarter", "half_year", "year"]
    which: Literal["previous", "present", "next"] = "previous"
    per: Literal["house", "branch", "department"] = "branch"
    departments: tuple[Text, ...] = ()
    done_by: str = ""
    source: str = ""

    def due_rule(self) -> DueRule:
        """When it falls due, as the rules count."""
        return DueRule(
            rule=self.rule, begins=self.begins, working_day=self.working_day, shift=self.shift, at=self.at,
            ahead_days=self.ahead_days, covers=self.covers, which=self.which,
        )  # fmt: skip


class Reports(Part):
    report: Coded[ReportKind]
