"""What a profile has to keep before it may be written (`deadlines.md` 1)."""

from collections.abc import Iterator
from itertools import combinations, product

from db.rules.profile import (
    LEVELS,
    PROBLEMS,
    WAYS,
    Clock,
    Condition,
    Conditions,
    Fact,
    Profile,
    ProfileError,
    Target,
)
from db.rules.sentence import Sentence, msgid


def check_profile(profile: Profile) -> None:
    """Refuse a profile with a row that says nothing sound, or with two rows that could tie."""
    for number, row in enumerate(profile.targets, 1):
        fault = _fault(row)
        if fault:
            raise ProfileError(
                "Profile “{name}”, row {number} ({milestone}): {fault}",
                name=profile.name, number=number, milestone=row.milestone, fault=fault,
            )  # fmt: skip
    for (first, one), (second, other) in combinations(enumerate(profile.targets, 1), 2):
        if (
            one.milestone is other.milestone
            and one.specialness == other.specialness
            and _both_hold(one, other)
        ):
            raise ProfileError(
                "Profile “{name}”, rows {first} and {second} ({milestone}) are equally special and can hold "
                "together: make one of them more special",
                name=profile.name, first=first, second=second, milestone=one.milestone,
            )  # fmt: skip


def _fault(row: Target) -> Sentence | None:
    given = (row.allowance_minutes is not None) + (row.working_days is not None) + row.none
    if given > 1:
        return Sentence(msgid("only one of allowance, working days and none can be given"))
    if not given and not row.agreed:
        return Sentence(msgid("an allowance, working days, none or the agreed time is needed"))
    if row.none and row.agreed:
        return Sentence(msgid("none and agreed exclude each other"))
    if (row.allowance_minutes is not None and row.allowance_minutes <= 0) or (
        row.working_days is not None and row.working_days <= 0
    ):
        return Sentence(msgid("the allowance has to be positive"))
    if row.add_travel and row.allowance_minutes is None:
        return Sentence(msgid("travel time can only be added to an allowance in minutes"))
    if row.calendar is None and (row.clock is Clock.SERVICE or row.working_days is not None):
        return Sentence(msgid("the service clock and working days need a calendar"))
    if row.level is not None and row.level not in LEVELS:
        return Sentence(msgid("there is no level {level}"), {"level": row.level})
    if any(not group for group in row.when):
        return Sentence(msgid("a condition group is empty and would never hold"))
    return next((fault for group in row.when for one in group if (fault := _wrong_value(one))), None)


def _wrong_value(condition: Condition) -> Sentence | None:
    fact, value = condition.fact, condition.value
    known = {Fact.WAY: WAYS, Fact.PROBLEM: PROBLEMS}.get(fact)
    if known is not None:
        fits = value in known
    elif fact in (Fact.WITHIN_KM, Fact.BEYOND_KM):
        fits = isinstance(value, int) and not isinstance(value, bool) and value >= 0
    else:
        fits = isinstance(value, str if fact is Fact.FAULT_GROUP else bool)
    return None if fits else Sentence(msgid("{fact} cannot be {value}"), {"fact": fact.value, "value": value})


def _both_hold(one: Target, other: Target) -> bool:
    """Whether some ticket fulfils both rows, tried over all values that their conditions tell apart."""
    if one.level is not None and other.level is not None and one.level != other.level:
        return False
    level = one.level or other.level or 1
    asked = [condition for row in (one, other) for group in row.when for condition in group]
    return any(one.matches(ticket) and other.matches(ticket) for ticket in _tickets(asked, level))


def _tickets(asked: list[Condition], level: int) -> Iterator[Conditions]:
    def values(fact: Fact) -> list[str | bool | int]:
        return sorted({one.value for one in asked if one.fact is fact}, key=str)

    limits = {int(value) for value in (*values(Fact.WITHIN_KM), *values(Fact.BEYOND_KM))}
    distances = sorted({0} | limits | {limit + 1 for limit in limits})
    flags = [
        (False, True) if values(fact) else (False,)
        for fact in (Fact.URGENT, Fact.SUPPLIER_NEEDED, Fact.MAIN_URBAN)
    ]
    groups: tuple[str | None, ...] = (None, *(str(value) for value in values(Fact.FAULT_GROUP)))
    for way, problem, distance, group, (urgent, supplier, urban) in product(
        WAYS, PROBLEMS, distances, groups, product(*flags)
    ):
        yield Conditions(
            level=level,
            way=way,
            urgent=urgent,
            problem=problem,
            supplier_needed=supplier,
            main_urban=urban,
            distance_km=distance,
            fault_group=group,
        )
