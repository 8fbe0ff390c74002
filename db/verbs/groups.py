"""Which verbs stand together wherever all are listed: the chapters of field service, in their order."""

from __future__ import annotations

from typing import NamedTuple

from db.rules.sentence import msgid


class Group(NamedTuple):
    """`label` is what people read above its verbs: a msgid."""

    name: str
    label: str


INTAKE = Group("intake", msgid("Calls", "chapter"))
DISPATCH = Group("dispatch", msgid("Sending", "chapter"))
VISIT = Group("visit", msgid("Work", "chapter"))
FOLLOW_UP = Group("follow_up", msgid("Follow-up", "chapter"))
WATCH = Group("watch", msgid("Deadlines", "chapter"))
FILES = Group("files", msgid("Customers", "chapter"))
STAFF = Group("staff", msgid("Staff", "chapter"))
KIT = Group("kit", msgid("Tools", "chapter"))
HOUSE = Group("house", msgid("Store", "chapter"))
GROUPS = (INTAKE, DISPATCH, VISIT, FOLLOW_UP, WATCH, FILES, STAFF, KIT, HOUSE)
