"""What the store says, in the language of the interface: sentences with their codes and instants as words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol
from zoneinfo import ZoneInfo

from console.words.codes import yes_or_no
from console.words.i18n import _, installed_language, translate
from console.words.saying import said
from console.words.tool_codes import TOOL_PLACE
from db.policy.listed import listed
from db.rules.custody import DEPARTMENT, HANDS, ON_LOAN, ROOM, SITE
from db.rules.sentence import PLACES, Coded, Sentence
from db.rules.text import strip_controls
from db.verbs.context import WATCH

if TYPE_CHECKING:
    from db.policy.model import Policy
    from db.policy.numbered import Version
    from db.policy.parts import Names
    from db.store import Store

LONG_AGO = datetime(1900, 1, 1, tzinfo=UTC)


class Told(Protocol):
    """Anything with a msgid and values: a `Sentence`, a `StoreError`, a difference of the audit."""

    @property
    def msgid(self) -> str: ...

    @property
    def values(self) -> Mapping[str, object]: ...


class Speech:
    """Says sentences of one store. `zone` is the branch's, `policy` gives the names of tools and skills,
    `people` those of persons by staff number, `versions` says which version of the policy is which. With
    `now` days are said only where they are not today's, and years where they are not this year's."""

    def __init__(
        self,
        zone: ZoneInfo | None = None,
        policy: Callable[[], Policy] | None = None,
        people: Callable[[], Mapping[str, str]] | None = None,
        now: Callable[[], datetime] | None = None,
        versions: Callable[[], Mapping[str, Version]] | None = None,
    ) -> None:
        self.zone = zone
        self._versions = versions
        self._now = now
        self._policy = policy
        self._people = people

    def say(self, told: Told) -> str:
        """One sentence, fit to be printed."""
        return self.fill(told.msgid, told.values)

    def fill(self, msgid: str, values: Mapping[str, object]) -> str:
        """The sentence for a msgid, its values put into words."""
        spoken = {name: strip_controls(self.value(name, value)) for name, value in values.items()}
        return translate(msgid, **spoken)

    def value(self, name: str, value: object) -> str:
        """One value in words; what it is follows from the place where it stands."""
        if isinstance(getattr(value, "msgid", None), str):
            return self.say(value)  # type: ignore[arg-type]
        if isinstance(value, bool):
            return yes_or_no(value)
        if isinstance(value, datetime):
            return self.instant(value)
        if isinstance(value, date):
            return self.day(value)
        if isinstance(value, Coded):
            return self._coded(value.group, value)
        if isinstance(value, list | tuple):
            return _(", ").join(self.value(name, each) for each in value)
        return self._coded(name, str(value))

    def instant(self, value: datetime) -> str:
        """An instant as the branch's clock shows it; with its offset where the branch is not known."""
        if self.zone is None:
            return value.isoformat()
        local = value.astimezone(self.zone)
        if self._now is None:
            return f"{local:%Y-%m-%d %H:%M}"
        today = self._now().astimezone(self.zone)
        if local.date() == today.date():
            return f"{local:%H:%M}"
        return f"{local:%m-%d %H:%M}" if local.year == today.year else f"{local:%Y-%m-%d %H:%M}"

    def day(self, value: date) -> str:
        """A day; without its year where that is this one."""
        if self._now is None or value.year != self._now().astimezone(self.zone).year:
            return value.isoformat()
        return f"{value:%m-%d}"

    def _coded(self, name: str, text: str) -> str:
        kind = PLACES.get(name)
        return text if kind is None else said(kind, text.split(", "), self)

    def named(self, code: str, kind: str = "tool") -> str:
        """A tool kind, skill or certificate by its name in the policy; one code may be all of them."""
        if self._policy is None:
            return code
        policy = self._policy()
        rows = [
            policy.tools.tool.get(code),
            policy.certificates.certificate.get(code),
            policy.certificates.skill.get(code),
            policy.trade(code),
        ]
        found = next((row for row in (rows[::-1] if kind == "skill" else rows) if row is not None), None)
        return code if found is None else found.name(installed_language())

    @property
    def names(self) -> Mapping[str, str]:
        """What people are called, by their staff numbers."""
        return self._people() if self._people is not None else {}

    @property
    def moment(self) -> datetime:
        """The present, by which days and years are left out; long ago where none is."""
        return self._now() if self._now is not None else LONG_AGO

    def person(self, no: str) -> str:
        """A person by name and number, two may bear the same name; or the watch."""
        if no == WATCH:
            return _("the watch")
        name = self.names.get(no)
        return f"{name} {no}" if name else no

    def place(self, text: str) -> str:
        """Where a tool or a consumable is: `store` and the like, with a person as `staff:NO`, lent to another
        department as `department:CODE`."""
        if text in TOOL_PLACE:
            return _(TOOL_PLACE[text])
        if text.startswith(DEPARTMENT):
            return self.listed("department", text.removeprefix(DEPARTMENT))
        if text.startswith(ROOM):
            return translate("{branch} storeroom", branch=self.listed("store", text.removeprefix(ROOM)))
        if text.startswith(SITE):
            return translate("at the customer's, {number}", number=text.removeprefix(SITE))
        if text.startswith(ON_LOAN):
            return translate("lent to {name}", name=self.person(text.removeprefix(ON_LOAN)))
        return self.person(text.removeprefix(HANDS))  # a refusal says who has it by the number alone

    def reason(self, lists: Iterable[str], code: str) -> str:
        """A reason of the policy's lists in words; own words as they stand."""
        if self._policy is None:
            return code
        policy = self._policy()
        found = (policy.reasons_for(each).get(code) for each in lists)
        return next((each.name(installed_language()) for each in found if each is not None), code)

    def listed(self, name: str, code: str) -> str:
        """A code of one of the policy's lists by its name there; other words stay as they are."""
        if self._policy is None:
            return code
        if name in ("tool", "certificate", "skill"):
            return self.named(code, name)
        found = listed(self._policy(), name).get(code)
        return code if found is None else found.name(installed_language())

    def policy_version(self, version: str) -> str:
        """A version of the policy by its number and the day since which it is there; its hash where it is
        none of the store's."""
        found = self._versions().get(version) if self._versions is not None else None
        if found is None:
            return version
        day = found.since.astimezone(self.zone).date()
        return translate("version {number} of {day}", number=found.number, day=self.day(day))

    def listings(self, name: str) -> Mapping[str, Names]:
        """A list of the policy: names by code; nothing where the policy is not known."""
        return {} if self._policy is None else listed(self._policy(), name)

    def reasons(self, lists: Iterable[str]) -> Mapping[str, Names]:
        """The reasons of these lists of the policy: names by code."""
        if self._policy is None:
            return {}
        policy = self._policy()
        return {code: each for name in lists for code, each in policy.reasons_for(name).items()}


def warnings(answer: Mapping[str, Any], speech: Speech) -> list[str]:
    """What an answer warns of, as sentences; instants in it are texts."""
    return [
        speech.fill(each["msgid"], {name: _read(value) for name, value in each["values"].items()})
        for each in answer.get("warnings") or ()
    ]


def refusal(refused: Mapping[str, Any], speech: Speech, part: str = "message") -> str:
    """What was refused within a bulk, as a sentence; or the `hint` that goes with it."""
    return speech.fill(refused[part], {name: _read(each) for name, each in refused["values"].items()})


def _read(value: Any) -> Any:
    if isinstance(value, Mapping):
        return Sentence(value["msgid"], {name: _read(each) for name, each in value["values"].items()})
    if isinstance(value, list):
        return [_read(each) for each in value]
    if isinstance(value, str) and len(value) > len("2026-07-15") and value[10] == "T":
        try:
            return datetime.fromisoformat(value)
        except ValueError:
            return value
    return value


def speech_of(store: Store) -> Speech:
    """Says what a store answers; its people are read when the first one is to be named. The policy is that of
    what was read last: a list taken out has a hundred thousand cells, each of which would ask for it."""

    def people() -> Mapping[str, str]:
        from db.views.myself import StaffNames

        return store.read(StaffNames())

    def policy() -> Policy:
        return store.last_policy or store.policy()

    return Speech(store.zone, policy, cache(people), versions=lambda: store.versions)
