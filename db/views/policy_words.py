"""Of the regulations as registers: what fault levels mean by profile, and the kinds of internal clocks."""

from __future__ import annotations

from collections import Counter
from typing import Annotated, ClassVar, NamedTuple

from sqlalchemy import func, select

from db import kinds
from db.kinds import Called
from db.tables.task import Task
from db.verbs.clocks import OPEN
from db.verbs.policy_verb import POLICY_ROW, row_called
from db.views import columns as column
from db.views.view import View, ViewContext

Code = Annotated[str, kinds.TEXT, Called("Code")]
MeaningZh = Annotated[str, kinds.TEXT, Called("Meaning in Chinese")]
MeaningEn = Annotated[str, kinds.TEXT, Called("Meaning in English")]
Inherited = Annotated[bool, kinds.YesNo(), Called("Inherited")]
Allowed = Annotated[int, kinds.Span(), Called("Time allowed")]
InSetting = Annotated[str, kinds.Code("setting"), Called("Setting")]
Then = Annotated[str, kinds.Listed("task"), Called("Starts when done")]
MayFollow = Annotated[str, kinds.Listed("task"), Called("May start when done")]
OpenTasks = Annotated[int, kinds.Number(), Called("Open tasks")]


class LevelLine(NamedTuple):
    """What a fault level means in a profile; an `inherited` one stands in that from which all inherit."""

    profile: column.Profile
    level: column.Level
    meaning_zh: MeaningZh
    meaning_en: MeaningEn
    inherited: Inherited


class TaskKindFacts(NamedTuple):
    """A kind of internal clock: whose it is, how long it may take, what follows on it."""

    task: column.TaskKind
    code: Code
    role: column.Role
    minutes: Allowed
    setting: InSetting
    then: list[Then]
    may_follow: list[MayFollow]
    open_tasks: OpenTasks


class Levels(View[list[LevelLine]]):
    """What the fault levels mean, profile by profile, or in one of them."""

    name = "levels"
    label = "Meanings of the fault levels"
    positional: ClassVar[tuple[str, ...]] = ("profile",)
    key = ("profile", "level")
    tells_of = POLICY_ROW

    profile: Annotated[str, kinds.Listed("profile"), Called("Profile")] = ""

    def read(self, context: ViewContext) -> list[LevelLine]:
        policy = context.policy
        rows = policy.profiles.profile
        codes = [row_called("profile", rows, self.profile)] if self.profile else list(rows)
        found = []
        for code in codes:
            for level in (1, 2, 3, 4):
                means = policy.level_text(code, level)
                found.append(LevelLine(code, level, means.zh, means.en, str(level) not in rows[code].level))
        return found


class TaskKinds(View[list[TaskKindFacts]]):
    """The kinds of internal clocks: role, minutes, what follows, and how many are open."""

    name = "task_kinds"
    label = "Kinds of tasks"
    key = ("code",)
    tells_of = POLICY_ROW
    brief = ("task", "role", "minutes", "setting", "then", "may_follow", "open_tasks")

    def read(self, context: ViewContext) -> list[TaskKindFacts]:
        policy, table = context.policy, Task.table.c
        counted = select(table.kind, func.count()).where(table.state == OPEN, context.scope.tasks())
        running = Counter(dict(map(tuple, context.connection.execute(counted.group_by(table.kind)))))
        return [
            TaskKindFacts(
                task=code,
                code=code,
                role=row.role,
                minutes=policy.setting(row.setting),
                setting=row.setting,
                then=list(row.then),
                may_follow=list(row.may_follow),
                open_tasks=running[code],
            )
            for code, row in policy.tasks.task.items()
        ]
