"""From rows to candidates: what verbs and views ask about a person before sending them somewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from db.duties import stretch
from db.held import Held, Work, category_of, held_of, minutes_of_job, promised, whole_window
from db.log.facts import Facts
from db.policy.demands import demands
from db.policy.model import Policy
from db.rules.candidates import Candidate, Job, Measure, Whereabouts
from db.rules.day_of_work import Visit
from db.rules.duty import LEAVE, DutyState, Stretch, duty_at, duty_over
from db.rules.gates import Gate, gates
from db.rules.kits import HeldTool, KitCheck, check_kit
from db.rules.profile import Conditions
from db.rules.unwelcome import still_unwelcome
from db.tables.codes import ACTIVE_STATES
from db.tables.pick import Unwelcome
from db.tables.staff import Certificate, Duty, Skill, Staff
from db.tables.ticket import Assignment, Ticket
from db.tables.tool import Stock, Tool

TECHNICIAN = "technician"
HELD, LENT = "held", "lent"
AT_HAND = (HELD, LENT)
"""States of tools that somebody has and can use; what is damaged is out of every kit at once (KIT-13)."""


@dataclass(slots=True)
class PersonFile:
    """Everything about one person that dispatching looks at; `last_zone` is where they finished last."""

    staff: str
    name: str
    roles: frozenset[str]
    department: str = ""
    zone: str | None = None
    trade: str | None = None
    newcomer: bool = False
    active: bool = True
    branch: str = ""
    skills: dict[str, int] = field(default_factory=dict)
    certificates: dict[str, date | None] = field(default_factory=dict)
    stretches: list[Stretch] = field(default_factory=list)
    tools: list[HeldTool] = field(default_factory=list)
    stock: dict[str, int] = field(default_factory=dict)
    jobs: list[Held] = field(default_factory=list)
    last_zone: str | None = None
    responsible_for: set[str] = field(default_factory=set)
    _kits: dict[date, KitCheck] = field(default_factory=dict, init=False, repr=False, compare=False)

    def duty(self, at: datetime, zone: ZoneInfo) -> DutyState:
        """Whether they are on duty at that instant."""
        return duty_at(self.stretches, at, zone)

    def duty_for(self, job: Job, zone: ZoneInfo) -> DutyState:
        """Whether they are on duty all through the job's window, or when they would go (DSP-05)."""
        if job.window_from is None or job.window_to is None:
            return self.duty(job.at, zone)
        return duty_over(self.stretches, job.window_from, job.window_to, zone)

    def is_out(self, but: str = "") -> bool:
        """Whether they are on their way or at a customer's, for another ticket than that one."""
        return any(
            held.ticket != but and held.state != "paused" and (held.departed_at or held.arrived_at)
            for held in self.jobs
        )

    def kit(self, policy: Policy, day: date) -> KitCheck:
        """Their trade's standard kit against what they hold, of a file that is filled."""
        if day not in self._kits:
            self._kits[day] = check_kit(policy.standard_kit(self.trade), self.tools, self.stock, day)
        return self._kits[day]


def stock_place(staff: str) -> str:
    """The place of the consumables that somebody carries."""
    return f"staff:{staff}"


def file_of(facts: Facts, no: str) -> PersonFile:
    """A person's file from what a verb reads with `db.verbs.reading.PERSON`; KeyError without it."""
    person = facts.one(Staff, no)
    held = []
    for assignment in facts.all(Assignment, technician=no, ended_at=None):
        ticket = facts.get(Ticket, assignment.ticket)
        if ticket is None or ticket.state in ACTIVE_STATES:
            held.append(held_of(assignment, ticket))
    return PersonFile(
        staff=person.no,
        name=person.label,
        roles=frozenset(person.roles.split(",")),
        department=person.department,
        zone=person.zone,
        trade=person.trade,
        newcomer=person.newcomer,
        active=person.active,
        branch=person.branch,
        skills={skill.skill: skill.grade for skill in facts.all(Skill, staff=no)},
        certificates={each.kind: each.expires_on for each in facts.all(Certificate, staff=no)},
        stretches=[stretch(duty) for duty in facts.all(Duty, staff=no)],
        tools=[
            HeldTool(tool.kind, tool.number, tool.calibration_due)
            for tool in facts.all(Tool, holder=no)
            if tool.state in AT_HAND
        ],
        stock={stock.kind: stock.count for stock in facts.all(Stock, place=stock_place(no))},
        jobs=held,
    )


def place_before(file: PersonFile, job: Job) -> str | None:
    """The zone from which somebody comes to a job: that of the last place before it, where they are now or
    would be by then, else of the next one after it, else their own."""
    others = [held for held in file.jobs if held.ticket != job.number and held.zone is not None]
    begin = job.window_from or job.at
    before = [
        (at, held.zone)
        for held in others
        if (at := held.window_to or held.window_from or held.arrived_at or held.departed_at) is not None
        and (at <= begin or held.arrived_at is not None)
    ]
    after = [
        (held.window_from, held.zone)
        for held in others
        if held.window_from is not None and held.window_from >= (job.window_to or begin)
    ]
    if before:
        return max(before)[1]
    return min(after)[1] if after else file.last_zone or file.zone


def measure_of(policy: Policy) -> Measure:
    """How the policy compares candidates."""
    ranking = policy.settings.ranking
    return Measure(
        weights=ranking.weights(),
        load_full=ranking.load_full,
        distance_far_km=ranking.distance_far_km,
        tie_rules=ranking.tie_rules,
        certificate_warning_days=policy.setting("certificate_warning_days"),
        calibration_warning_days=policy.setting("calibration_warning_days"),
        jobs_warn=policy.setting("day_jobs_warn"),
        jobs_most=policy.setting("day_jobs_most"),
        minutes_warn=policy.setting("day_minutes_warn"),
        minutes_most=policy.setting("day_minutes_most"),
        last_at_hand=policy.setting("last_on_call"),
        travel_blocks=bool(policy.setting("travel_blocks")),
        minutes=policy.roads.minutes,
    )


def job_of(
    ticket: Ticket,
    policy: Policy,
    *,
    now: datetime,
    zone: ZoneInfo,
    window: tuple[datetime | None, datetime | None] = (None, None),
    due_at: datetime | None = None,
) -> Job:
    """What the ticket demands. A visit with a window is judged over all of it, else now."""
    way = Conditions(level=ticket.level, way=ticket.way).way_of_service
    work = Work(ticket.category, ticket.product, ticket.kind, ticket.fault, way)
    bounded = whole_window(*window, policy)
    day = (bounded[1] - timedelta(seconds=1) if bounded else now).astimezone(zone).date()
    return replace(
        work_demanded(work, policy, at=bounded[0] if bounded else now, day=day),
        number=ticket.number,
        level=ticket.level,
        zone=ticket.zone,
        window_from=bounded[0] if bounded else None,
        window_to=bounded[1] if bounded else None,
        branch=ticket.branch,
        due_at=due_at,
        today=now.astimezone(zone).date(),
    )


def work_demanded(work: Work, policy: Policy, *, at: datetime, day: date) -> Job:
    """What work demands of whoever does it then, whichever ticket it is and wherever."""
    category = category_of(work, policy)
    wanted = demands(policy, category, work.kind, work.fault, work.way)
    return Job(
        number="",
        at=at,
        day=day,
        skill=category.skill,
        trade=category.trade,
        certificate=category.certificate,
        tools=wanted.tools,
        permits=wanted.permits,
        grades=wanted.skills,
        papers=tuple(each for each in wanted.certificates if each != category.certificate),
        parts=wanted.parts,
        minutes=wanted.minutes,
    )


@dataclass(frozen=True, slots=True)
class Supply:
    """What there is beside what people have: by kind the tool that the store would issue first, consumables
    in the store, and who has such a tool now."""

    in_store: Mapping[str, str] = field(default_factory=dict)
    stocked: Mapping[str, int] = field(default_factory=dict)
    elsewhere: Mapping[str, Whereabouts] = field(default_factory=dict)


def on_day(held: Held, job: Job, zone: ZoneInfo) -> bool:
    """Whether a job lies on the day of another one: by its window, else it is work of the day on which that
    is asked."""
    at = held.window_from or held.window_to
    return job.day == (job.today if at is None else at.astimezone(zone).date())


def candidate_of(
    file: PersonFile,
    job: Job,
    policy: Policy,
    zone: ZoneInfo,
    *,
    knows_customer: bool = False,
    knows_equipment: bool = False,
    week_jobs: int = 0,
    unwelcome_since: date | None = None,
    expected: Iterable[Visit] = (),
) -> Candidate:
    """The person as that job sees them: on its day, its own assignment left out."""
    others = [held for held in file.jobs if held.ticket != job.number]
    of_day = [held for held in others if on_day(held, job, zone)]
    place = place_before(file, job)
    return Candidate(
        staff=file.staff,
        name=file.name,
        duty=file.duty_for(job, zone),
        technician=TECHNICIAN in file.roles,
        active=file.active,
        newcomer=file.newcomer,
        trade=file.trade,
        skills=file.skills,
        certificates=file.certificates,
        kit=file.kit(policy, job.day),
        tools=tuple(file.tools),
        stock=file.stock,
        load=len(others),
        zone=file.zone,
        place=place,
        away_km=policy.distance_km(place, job.zone) if place and job.zone else None,
        responsible_for=frozenset(file.responsible_for),
        knows_customer=knows_customer,
        knows_equipment=knows_equipment,
        busy=tuple(promised(others, policy)),
        expected=tuple(expected),
        branch=file.branch,
        day_jobs=len(of_day),
        day_minutes=sum(minutes_of_job(held, policy) for held in of_day),
        week_jobs=week_jobs,
        unwelcome_since=unwelcome_since,
    )


def counted_at_hand(people: Iterable[Candidate], out: Container[str], job: Job) -> list[Candidate]:
    """The same people, each with how many others of their branch would be at hand while they are at the job:
    on duty, neither out nor in another window (DSP-13)."""
    seen = list(people)

    def free(one: Candidate) -> bool:
        present = one.active and one.technician and one.duty.on_duty
        return present and has_time(one.busy, job, is_out=one.staff in out)

    at_hand = {one.staff for one in seen if free(one)}
    count = Counter(one.branch for one in seen if one.staff in at_hand)
    return [
        replace(
            one,
            at_hand=one.staff in at_hand,
            others_at_hand=count[one.branch] - (one.staff in at_hand),
        )
        for one in seen
    ]


def has_time(busy: Iterable[Visit], job: Job, *, is_out: bool) -> bool:
    """Whether somebody with these visits, out at a customer's now or not, is free while the job lasts."""
    if is_out and job.window_from is None:
        return False  # Who is out now may be back by a window of later on.
    begin = job.window_from or job.at
    end = job.window_to or begin + timedelta(minutes=max(1, job.minutes))
    return not any(each.begin < end and each.end > begin for each in busy)


def gates_for(
    facts: Facts,
    no: str,
    ticket: Ticket,
    policy: Policy,
    *,
    now: datetime,
    zone: ZoneInfo,
    window: tuple[datetime | None, datetime | None] = (None, None),
) -> tuple[Gate, ...]:
    """What lets, warns or keeps a person from a ticket, from a verb's facts (DSP-05, DSP-08)."""
    job = job_of(ticket, policy, now=now, zone=zone, window=window)
    refused = [
        each.at
        for each in facts.all(Unwelcome, technician=no)
        if each.ticket == ticket.number or each.customer == ticket.customer
    ]
    since = still_unwelcome(refused, policy.setting("unwelcome_days"), now, zone)
    candidate = candidate_of(file_of(facts, no), job, policy, zone, unwelcome_since=since)
    return gates(job, candidate, measure_of(policy))


def roster_state(file: PersonFile, now: datetime, zone: ZoneInfo) -> str:
    """free, en_route, on_site, resting, leave or off (PPL-01). Who is at work is shown there even after
    their shift has ended; a paused ticket holds nobody at the customer's."""
    duty = file.duty(now, zone)
    working = [held for held in file.jobs if held.state != "paused"]
    if duty.kind != LEAVE:
        if any(held.arrived_at is not None for held in working):
            return "on_site"
        if any(held.departed_at is not None for held in working):
            return "en_route"
    return "free" if duty.on_duty else duty.kind
