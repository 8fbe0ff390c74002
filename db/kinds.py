"""What a value is. A verb's field and a view's column say it once, and everything that words, asks for,
completes, hides or exports the value reads it there (docs/decisions/0024-a-value-says-what-it-is.md).

Kinds are data: what becomes of one on the screen stands in the console, by the kind's class.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from db.called import BEFORE_CONTEXT_ENDS as BEFORE_CONTEXT_ENDS
from db.called import Called as Called
from db.called import english as english
from db.called import in_context as in_context
from db.references import CUSTOMER as CUSTOMER
from db.references import EMERGENCY as EMERGENCY
from db.references import EQUIPMENT as EQUIPMENT
from db.references import ESCALATION as ESCALATION
from db.references import LETTER as LETTER
from db.references import NOTICE as NOTICE
from db.references import RECORD as RECORD
from db.references import REQUEST as REQUEST
from db.references import STAFF as STAFF
from db.references import TASK as TASK
from db.references import TICKET as TICKET
from db.references import TOOL as TOOL
from db.references import Crew as Crew
from db.references import CustomerNo as CustomerNo
from db.references import EachOfBulk as EachOfBulk
from db.references import EmergencyNo as EmergencyNo
from db.references import EquipmentNo as EquipmentNo
from db.references import Kind as Kind
from db.references import LetterNo as LetterNo
from db.references import NoticeNo as NoticeNo
from db.references import RecordNo as RecordNo
from db.references import Reference as Reference
from db.references import RequestNo as RequestNo
from db.references import StaffNo as StaffNo
from db.references import TaskNo as TaskNo
from db.references import TicketNo as TicketNo
from db.references import ToolNo as ToolNo


@dataclass(frozen=True, slots=True)
class Fact:
    """Marks a field that says a fact of a thing of this family: a form that knows the thing fills it in.
    `column` is what the thing's row calls it, where that is another name."""

    family: str
    column: str = ""


@dataclass(frozen=True, slots=True)
class Text(Kind):
    """A plain fact or, where `words`, what somebody said. `long` ones take several lines. One is told
    `unless` another field says it already. The name of a thing stands beside the column `of` its number."""

    long: bool = False
    words: bool = False
    unless: str = ""
    of: str = ""


class CustomerName(Text):
    """What a customer is called; the name may be new (INT-03)."""


class Complaint(Text):
    """What is wrong, in the caller's words; common faults of the product are offered (INT-07)."""


class Product(Text):
    """What it is about: faults are common to a product."""


class SerialNo(Text):
    """The serial number of an installed product, which may be new."""


class District(Text):
    """A district; an address names it."""


class Phone(Kind):
    """A phone, masked but for those with the right to see it (CUS-03)."""

    label: ClassVar[str] = "Phone"


class Address(Kind):
    """An address, masked down to its district (CUS-03)."""

    label: ClassVar[str] = "Address"


@dataclass(frozen=True, slots=True)
class Code(Kind):
    """A code of the program's own lists, such as `state` or `way`; of several, with spaces, the first that
    knows it.
    """

    group: str

    @property
    def groups(self) -> tuple[str, ...]:
        """The lists it may come from."""
        return tuple(self.group.split())


@dataclass(frozen=True, slots=True)
class CodeWhy(Code):
    """A code, and after it the reason (of a list of reasons) in another column of the row, where there is
    one."""

    of: str
    reasons: str


@dataclass(frozen=True, slots=True)
class Listed(Kind):
    """A code of a list of the policy: `zone`, `branch`, `department`, `category`, `profile`, `trade`, `tool`,
    `certificate`, `skill` and the like. Other words stay as they are.
    """

    list: str


class ToolCounts(Text):
    """How many of a kind of tool, and what one costs in fen: `multimeter:5`, `multimeter:5:39900`."""


class Papers(Text):
    """Papers of a job by code or name, with commas between; `all` are those that are expected."""


class Conditions(Text):
    """What a row of a profile asks of a ticket: `urgent=yes; way=remote,send_in` (`db.rules.conditions`)."""

    values: ClassVar[Mapping[str, Kind]] = {
        "way": Code("way"),
        "problem": Code("problem"),
        "fault_group": Listed("fault_group"),
    }
    """What the values are of a fact that has a list of them."""


@dataclass(frozen=True, slots=True)
class ThingName(Kind):
    """What a thing is called: its name, or a code of the list of the policy that things of its family are
    named by. `family` is the column beside it that names the family.
    """

    family: str = "family"


@dataclass(frozen=True, slots=True)
class Reason(Kind):
    """A reason of one of the policy's lists (KNO-02; several with spaces), given by its code or name in
    either language, and kept as the code, so that it can be counted. `free` takes words of one's own as well.
    """

    label: ClassVar[str] = "Reason"
    list: str
    free: bool = True

    @property
    def lists(self) -> tuple[str, ...]:
        """The lists it may come from."""
        return tuple(self.list.split())


@dataclass(frozen=True, slots=True)
class Instant(Kind):
    """A moment. One that lies `ahead` is asked about when it is past already (DSP-03); `until` names the
    field with the end of a window that begins with it. A compulsory one may fill itself, as `fills` says:
    with `now`, `midnight` after it begins, or the end of a provisional `visit`.
    """

    ahead: bool = False
    until: str = ""
    fills: str = ""


class Day(Kind):
    """A date."""


class PolicyPlace(Text):
    """A place in the policy, as `settings.setting.at_risk_percent`."""


class YesNo(Kind):
    """Yes or no."""


@dataclass(frozen=True, slots=True)
class Number(Kind):
    """A whole number or a measure, as it stands, or with so many decimal places; `absent` is what is said
    where there is none: a msgid."""

    absent: str = ""
    places: int = 0


class Fen(Number):
    """Money in whole fen; people read yuan."""


class Minutes(Number):
    """A span in minutes."""


class Span(Minutes):
    """A span that may be long: people read hours and minutes."""


class Measured(Number):
    """A figure in the unit that the column `unit` beside it names: minutes are read as hours and minutes."""


class OwnVersion(Number):
    """How often a thing was changed: what a program says that it saw, which tells people nothing."""


class PolicyVersion(Text):
    """A version of the policy by its hash; people speak of it by when it was put in force."""


class Level(Number):
    """A fault level, 1 to 4."""


class Mark(Number):
    """What a customer thinks of it, 1 to 5."""


class Place(Kind):
    """Where a tool lies: the store, or with a person as `staff:NO`."""


class ToolAway(Kind):
    """A tool that is out, as `NUMBER KIND PLACE`."""


class FieldNames(Kind):
    """Names of the fields of verbs."""


@dataclass(frozen=True, slots=True)
class Given(Kind):
    """A verb's fields as they were given; `verb` is the column beside it that names the verb, `without` a
    field that is not named again, `beside` the columns with what they say already. `notes` declares what may
    be told among them.
    """

    verb: str = "verb"
    without: str = ""
    beside: tuple[str, ...] = ()
    notes: type | None = None


@dataclass(frozen=True, slots=True)
class Said(Kind):
    """What somebody said with a verb, be it a reason of a list or words of their own."""

    verb: str = "verb"


@dataclass(frozen=True, slots=True)
class Rows(Kind):
    """Objects within: a list of them, or one. `row` is the class that declares their columns; `brief` are
    those of a list that people read, all of them by default. `opens` is the column with the thing that one
    of them is about, else the first that names any. Of a list that is not whole the column beside it that
    says how many there are is its `count`, or the one that says that there are `more`."""

    row: type
    brief: tuple[str, ...] = ()
    opens: str = ""
    count: str = ""
    more: str = ""


class SubjectKey(Kind):
    """A thing by the key of its chain: `ticket:YX2607-412`, `staff:T001`."""


class DueThing(Kind):
    """What fell due: `task:TK00012`, `calibration:T0237/2026-07-06`, `loan:T0002/2026-07-15T10:00:00` (a
    moment of UTC), `request:RQ00007/2` (its step)."""


@dataclass(frozen=True, slots=True)
class Deed(Kind):
    """What was done: the verb, or what its own field among `args` says it was."""

    args: str = "args"


@dataclass(frozen=True, slots=True)
class Tale(Kind):
    """A verb's fields as a timeline tells them, with what it changed (`was`), which deadlines it `moved` and
    `of` which merged thing it was said, in the columns beside."""

    verb: str = "verb"


class Against(Kind):
    """The gates of a candidate, of which those are told that do not let them pass."""


class Team(Kind):
    """A team [班组] as `BRANCH/DEPARTMENT/ZONE`, the zone empty for those who have none."""


@dataclass(frozen=True, slots=True)
class Bucket(Kind):
    """A bucket of what figures are cut by; `by` is the column beside it that names the cut."""

    by: str = "by"


class ForForms(Kind):
    """What a form asks in the words of the policy, or how other columns are to be shown, or what only a
    program reads, such as the name of a proposal; no table has it."""


@dataclass(frozen=True, slots=True)
class Keyed(Kind):
    """Values by the codes of another kind: how many of each tool, the grade of each skill."""

    key: Kind


@dataclass(frozen=True, slots=True)
class Tells:
    """What an answer tells of one of its values: msgids with `{value}`, the second for a line at the desk; an
    empty one tells nothing. A `plural` one tells how many, with `{count}`; `nothing` is told where it is
    empty. `most` are named in a line; one that `leads` belongs to what was done."""

    kind: Kind
    text: str
    brief: str = ""
    plural: str = ""
    nothing: str = ""
    nothing_brief: str = ""
    most: int = 0
    leads: bool = False


TEXT, WORDS = Text(), Text(words=True)
