"""Everybody's day, read once: by it candidates, slack, windows and a proposal judge people (DSP-03, DSP-10).

Ten questions at most, however many people there are and however often they are asked for within one answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from db.held import promised
from db.rules.day_of_work import Span, Visit, joined, states_of
from db.rules.duty import ON_DUTY
from db.staffing import PersonFile
from db.views.changes import mark_of
from db.views.people import read_files
from db.views.view import ViewContext
from db.workdays import Day, day_of_person, goes_out, hours_in, usual_hours, visits_of

DAY = timedelta(days=1)
_READ = "everybody's days"


@dataclass(slots=True)
class Days:
    """Everybody in scope by staff number. `out` are those who go out; the others stand in the files."""

    context: ViewContext
    files: Mapping[str, PersonFile]
    out: Mapping[str, PersonFile] = field(init=False)
    _usual: dict[tuple[str, datetime, datetime], list[Span]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.out = {no: file for no, file in self.files.items() if goes_out(file)}

    def hours(self, no: str, begin: datetime, end: datetime) -> list[Span]:
        """When somebody goes out in `[begin, end)`: their shifts, else the hours of their branch (PPL-01)."""
        file = self.files[no]
        key = (file.branch, begin, end)
        if key not in self._usual:
            self._usual[key] = usual_hours(self.context.policy, file.branch, begin, end)
        return hours_in(file, begin, end, self.context.zone, self._usual[key])

    def duty(self, no: str, begin: datetime, end: datetime) -> list[Span]:
        """When somebody is on duty in `[begin, end)`, as the gates see it (DSP-05)."""
        states = states_of(self.files[no].stretches, begin, end, self.context.zone)
        return [Span(one.begin, one.end) for one in states if one.kind == ON_DUTY]

    def promised(self, no: str, *, but: str = "") -> list[Visit]:
        """The windows that were agreed with customers, past ones too: what must not lie over each other
        (DSP-08)."""
        held = (each for each in self.files[no].jobs if each.ticket != but)
        return sorted(promised(held, self.context.policy))

    def has(self, no: str, *, begin: datetime | None = None, but: str = "") -> Day:
        """What somebody has on from an instant on, by default from now on: where they are, windows to come,
        and what has no time."""
        return day_of_person(self.files[no], self.context.policy, begin or self.context.now, but=but)

    def visits(self, no: str, *, but: str = "") -> list[Visit]:
        """Where somebody will be when: what has no time is laid after and between what has one."""
        return visits_of(self.files[no], self.context.policy, self.context.now, but=but)

    def taken(self, no: str, begin: datetime) -> list[Span]:
        """When somebody is at a customer's or is promised to one, from then on."""
        return joined(Span(one.begin, one.end) for one in self.has(no, begin=begin).fixed)


def read_days(context: ViewContext, since: datetime | None = None) -> Days:
    """Everybody's days; duty is known from `since` on, or from now on where that is later. They are read once
    for an answer, and stay for the next one of the same minute while nothing is written: whoever tries out
    changes does so on a copy of the files."""
    begin = context.now if since is None else min(since, context.now)
    known: tuple[datetime, Days] | None = context.memory.get(_READ)
    if known is None or known[0] > begin:
        minute = begin.replace(second=0, microsecond=0)
        key = ("files", mark_of(context), context.scope, minute)
        files = context.kept.get(key, lambda: read_files(context, minute))
        known = context.memory[_READ] = (begin, Days(context, files))
    return known[1]
