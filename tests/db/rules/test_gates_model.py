"""Whoever may be sent breaks no rule: a plain model says so again (DSP-05, DSP-08, ESC-08)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from db.rules.candidates import Candidate, Job, Measure
from db.rules.day_of_work import Visit
from db.rules.duty import DutyState
from db.rules.gates import blocking, gates
from db.rules.kits import HeldTool
from db.rules.ranking import rank

NOON = datetime(2026, 7, 15, 4, tzinfo=UTC)
TODAY = date(2026, 7, 15)
PAPERS, TOOLS, SKILLS = ("electrician", "height"), ("multimeter", "jack"), ("electrical", "chiller")


def hours(count: float) -> datetime:
    return NOON + timedelta(hours=count)


days = st.none() | st.integers(-2, 40).map(lambda count: TODAY + timedelta(days=count))
windows = st.tuples(st.integers(-6, 6), st.integers(1, 4)).map(lambda one: (hours(one[0]), hours(sum(one))))
people = st.builds(
    Candidate,
    staff=st.sampled_from(["T001", "T002", "T003"]),
    name=st.just("x"),
    duty=st.sampled_from(["duty", "duty", "duty", "leave", "off", "resting"]).map(DutyState),
    technician=st.sampled_from([True, True, True, False]),
    active=st.sampled_from([True, True, True, False]),
    skills=st.dictionaries(st.sampled_from(SKILLS), st.integers(1, 3)),
    certificates=st.dictionaries(st.sampled_from(PAPERS), days),
    tools=st.lists(st.builds(HeldTool, st.sampled_from(TOOLS), st.just("T1"), days), max_size=3).map(tuple),
    busy=st.lists(windows.map(lambda one: Visit(*one, "YX2607-9")), max_size=2).map(tuple),
    day_jobs=st.integers(0, 4),
    unwelcome_since=st.sampled_from([None, None, None, TODAY]),
)
jobs = st.builds(
    lambda window, skills, certificate, papers, tools: Job(
        "YX2607-1", window[0] if window else NOON, TODAY, certificate=certificate, papers=papers,
        tools=tools, grades=skills, window_from=window[0] if window else None,
        window_to=window[1] if window else None,
    ),
    st.none() | windows,
    st.dictionaries(st.sampled_from(SKILLS), st.integers(1, 3), max_size=1),
    st.sampled_from(["", "electrician"]),
    st.sampled_from([(), ("height",)]),
    st.lists(st.sampled_from(TOOLS), unique=True).map(tuple),
)  # fmt: skip
MEASURE = Measure({"skill": 3, "load": 2, "fair": 1}, jobs_most=3)


def breaks(job: Job, person: Candidate) -> set[str]:
    """What would be broken, said again in plain words and by nothing of the program's own rules."""
    broken = set()
    if not person.active or not person.technician:
        broken.add("role")
    if person.unwelcome_since is not None:
        broken.add("welcome")
    if person.duty.kind != "duty":
        broken.add("duty")
    for paper in {job.certificate, *job.papers} - {""}:
        last = person.certificates.get(paper, date.min)
        if last is not None and last < TODAY:
            broken.add("certificate")
    for kind in job.tools:
        ready = [
            tool for tool in person.tools
            if tool.kind == kind and (tool.calibration_due is None or tool.calibration_due >= TODAY)
        ]  # fmt: skip
        if not ready:
            broken.add("kit")
    if any(person.skills.get(skill, 0) < grade for skill, grade in job.grades.items()):
        broken.add("skill")
    if job.window_from is not None and job.window_to is not None:
        begin, end = job.window_from, job.window_to
        if any(max(begin, each.begin) < min(end, each.end) for each in person.busy):
            broken.add("overlap")
    if person.day_jobs + 1 > 3:
        broken.add("load")
    return broken


@given(jobs, people)
def test_the_gates_that_block_are_the_rules_that_would_be_broken(job: Job, person: Candidate) -> None:
    assert {each.name for each in blocking(gates(job, person, MEASURE))} == breaks(job, person)


@given(jobs, st.lists(people, max_size=5, unique_by=lambda one: one.staff))
def test_nobody_who_is_ranked_breaks_a_rule_and_nobody_else_is_left_out(
    job: Job, persons: list[Candidate]
) -> None:
    found = rank(job, persons, MEASURE)
    assert {each.candidate.staff for each in found} == {each.staff for each in persons}
    for each in found:
        assert (each.rank is None) is bool(breaks(job, each.candidate))
        assert (each.cause is None) is (each.rank is not None)
        assert all(gate.cause is not None for gate in blocking(each.gates))
