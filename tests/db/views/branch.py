"""A small branch office on a real store, run through the verbs."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import db.verbs
import db.views
from db.store import Store, open_store
from db.views.as_json import as_json

MORNING = datetime(2026, 7, 15, 1, tzinfo=UTC)
"""A Wednesday, 09:00 in the branch."""
PHONE = "13800130001"
KIT = (
    "electric_screwdriver", "slotted_screwdriver", "screwdriver", "needle_nose_pliers", "voltage_pen",
    "wire_stripper", "backpack", "multimeter", "clamp_meter", "insulation_tester", "insulating_gloves",
    "adjustable_spanner",
)  # fmt: skip
"""The standard kit of the electrical trade."""


class BranchOffice:
    """A founded store with a clock that tests move."""

    def __init__(self, url: str) -> None:
        self.now = MORNING
        self.store: Store = open_store(url, clock=lambda: self.now)

    def found(self) -> None:
        """The first event of an empty store."""
        self.do("found", admin="王芳")

    def do(self, verb: str, actor: str = "A01", **fields: Any) -> dict[str, Any]:
        """Apply a verb and give its answer."""
        return self.store.do(db.verbs.VERBS[verb](**fields), actor, uuid4()).as_json()

    def show(self, name: str, /, actor: str | None = "A01", **fields: Any) -> Any:
        """A view as JSON."""
        return as_json(self.store.read(db.views.VIEWS[name](**fields), actor), self.store.zone)

    def later(self, **span: float) -> None:
        """Move the clock."""
        self.now += timedelta(**span)

    def technician(self, staff: str = "T001", label: str = "张伟", **fields: Any) -> str:
        """An electrician with skill and certificate."""
        person: Mapping[str, Any] = {
            "trade": "electrical",
            "skills": "electrical:2",
            "certificates": "electrician:2027-07-01",
            "zone": "nanshan",
        }
        self.do("add_staff", staff=staff, label=label, **{**person, **fields})
        return staff

    def issue(self, staff: str, *kinds: str, **bought: Any) -> list[str]:
        """Buy tools and hand them out; gives their numbers."""
        numbers = []
        for kind in kinds:
            (number,) = self.do("buy_tool", kind=kind, **bought)["tools"]
            self.do("issue_tool", tool=number, staff=staff)
            numbers.append(str(number))
        return numbers

    def ticket(self, **fields: Any) -> str:
        """Register a ticket and give its number."""
        plain: Mapping[str, Any] = {
            "customer": "南山酒店",
            "phone": PHONE,
            "fault": "全楼停电",
            "product": "配电柜",
            "address": "深圳市南山区深南大道 9 号",
        }
        return str(self.do("register", **{**plain, **fields})["number"])

    def numbers(self, **fields: Any) -> list[str]:
        """The ticket numbers of a queue."""
        return [str(row["number"]) for row in self.show("queue", **fields)]


def clock(text: str) -> str:
    """14:00 of the first day as an instant in the branch's offset."""
    return f"2026-07-15T{text}:00+08:00"
