"""Who can be called when: people, their duty, and whoever stands in for them (ESC-03, PPL-04)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from db.duties import stretch
from db.rules.calling import Colleague, Reached, Target, reached
from db.rules.duty import LEAVE, Stretch, duty_at, laid_out
from db.tables.staff import Duty


def substitutes_now(duties: Iterable[Duty], now: datetime) -> dict[str, str]:
    """Who stands in now, by those on leave: of several entries the last one counts (PPL-04)."""
    covering = [one for one in duties if one.begins_at <= now < one.ends_at and one.weeks is None]
    last = {one.staff: one for one in sorted(covering, key=lambda one: (one.entered, one.begins_at))}
    return {no: one.substitute for no, one in last.items() if one.kind == LEAVE and one.substitute}


class Rota:
    """Everybody still with us and their duty; `zone` says when a day with a shift begins."""

    def __init__(self, people: Iterable[Colleague], duty: Iterable[Duty], zone: ZoneInfo) -> None:
        self.people = tuple(people)
        self._zone = zone
        self._duty: dict[str, list[Duty]] = {}
        for each in duty:
            self._duty.setdefault(each.staff, []).append(each)

    @cached_property
    def _stretches(self) -> Mapping[str, Sequence[Stretch]]:
        return {no: [stretch(each) for each in entries] for no, entries in self._duty.items()}

    def reached(
        self, target: Target, department: str, branch: str, at: datetime, presser: str = "",
        zone: str | None = None,
    ) -> Reached:  # fmt: skip
        """Who answers to a target at that instant; whoever presses is left out. `zone` is that of the
        team."""
        return reached(
            target,
            self.people,
            lambda no: self.state(no, at),
            department=department,
            branch=branch,
            presser=presser,
            substitutes=self.substitutes(at),
            zone=zone,
        )

    def state(self, no: str, at: datetime) -> str | None:
        """What keeps somebody from being called: resting, leave, off; None for whoever is on duty."""
        stretches = self._stretches.get(no)
        if not stretches:
            return None
        found = duty_at(stretches, at, self._zone)
        return None if found.on_duty else found.kind

    def substitutes(self, at: datetime) -> dict[str, str]:
        """Who stands in then, by those on leave."""
        return substitutes_now((each for entries in self._duty.values() for each in entries), at)

    def changes(self, begin: datetime, end: datetime) -> Iterator[datetime]:
        """The instants within `(begin, end)` at which somebody's duty begins or ends, in no order."""
        for entries in self._stretches.values():
            for each in laid_out(entries, begin, end):
                for at in (each.begins_at, each.ends_at):
                    if begin < at < end:
                        yield at
