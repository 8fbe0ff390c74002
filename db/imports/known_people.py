"""People who are on the roster already: known by their number (PPL-01, PPL-02, PPL-03)."""

from __future__ import annotations

from collections.abc import Iterator

from db.errors import Refusal
from db.imports.callers import digits_of
from db.imports.plans import staff_fields
from db.imports.surroundings import Fields, Plan, Planned, Surroundings
from db.imports.things import BROUGHT_UP_TO_DATE, Thing
from db.rules.search import normal as plainly
from db.tables.staff import Certificate, Skill, Staff
from db.verbs.changing_staff import ChangeStaff
from db.verbs.parsing import parse
from db.verbs.people import dated, graded

LEFT = "left"
EMPLOYMENT = "employment"
COLUMNS = ("login", "branch", "department", "zone", "trade")


class KnownPerson(Thing):
    """Somebody on the roster. Who left is told so; certificates are renewed and never shortened."""

    def __init__(self, here: Staff, fields: Fields, around: Surroundings) -> None:
        super().__init__(here, here.no, here.label, fields, around)
        self.here = here
        self._skills = {each.skill: each.grade for each in around.read.rows(Skill, staff=here.no)}
        self._certificates = {
            each.kind: each.expires_on for each in around.read.rows(Certificate, staff=here.no)
        }
        if around.employment != LEFT:
            staff_fields(self.fields, around)

    def compare(self) -> Iterator[str]:
        here, said = self.here, self.around.employment
        if (said == LEFT) == here.active and (said == LEFT or not here.active):
            yield EMPLOYMENT
        if said == LEFT:
            return
        fields = self.fields
        if "roles" in fields and set(fields["roles"]) != set(here.roles.split(",")):
            yield "roles"
        for name in COLUMNS:
            if name in fields and str(fields[name]) != (getattr(here, name) or ""):
                yield name
        if "phone" in fields and digits_of(fields["phone"]) != digits_of(here.phone):
            yield "phone"
        if "newcomer" in fields and fields["newcomer"] != here.newcomer:
            yield "newcomer"
        if self._new_skills():
            yield "skills"
        held = self._certificates
        told = dated(fields.get("certificates", ()))
        if any(kind not in held or (day is not None and day != held[kind]) for kind, day in told):
            yield "certificates"

    def change(self, names: tuple[str, ...]) -> Plan:
        given = {
            name: self.fields[name] for name in names if name not in (EMPLOYMENT, "skills", "certificates")
        }
        if EMPLOYMENT in names and self.around.employment:
            given["left"] = self.around.employment == LEFT
        if skills := self._new_skills():
            given["skills"] = skills
        if renewed := self._renewed():
            given["certificates"] = renewed
        if given:
            told = {**given, "staff": self.here.no, "reason": BROUGHT_UP_TO_DATE}
            yield Planned(parse(ChangeStaff, told))

    def _new_skills(self) -> list[str]:
        """Skills that are new; a grade counts where the row gives one."""
        listed = [] if self.around.employment == LEFT else self.fields.get("skills", [])
        return [
            text
            for text in listed
            for skill, grade in graded([text])
            if skill not in self._skills or (":" in text and grade != self._skills[skill])
        ]

    def _renewed(self) -> list[str]:
        """Certificates that are new or hold for longer than is known here."""
        listed = [] if self.around.employment == LEFT else self.fields.get("certificates", [])
        return [
            text
            for text in listed
            for kind, day in dated([text])
            if kind not in self._certificates
            or (day is not None and (known := self._certificates[kind]) is not None and day > known)
        ]


def known_person(fields: Fields, around: Surroundings) -> KnownPerson | None:
    """Who has the number. Raises Refusal where that is somebody else: a number is given once."""
    number = str(fields.get("staff", ""))
    found = around.read.rows(Staff, no=number) or [
        each for each in around.read.rows(Staff) if plainly(each.no) == plainly(number)
    ]
    if not found:
        return None
    here, said = found[0], fields.get("label")
    if said is None or plainly(str(said)) == plainly(here.label):
        return KnownPerson(here, fields, around)
    if around.employment == LEFT:
        return None
    raise Refusal(
        "PPL-01", "The number {no} is {name}'s here.",
        "Choose another number; who bears another name now is changed at the desk (change_staff).",
        no=here.no, name=here.label,
    )  # fmt: skip
