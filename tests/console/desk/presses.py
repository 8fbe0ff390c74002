"""docs/presses.md, drawn from the tasks below: `python -m tests.console.desk.presses` writes it anew.

`test_presses` plays every task with these very keys: the page promises nothing that the desk does not do.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from db.tables.ticket import Assignment
from tests.db.desk import SIGNED
from tests.db.desk import Desk as Branch

PAGE = Path(__file__).parents[3] / "docs" / "presses.md"
PHONE = "13800130001"
SEVERAL = "13800130005"
FREE, OTHER = "T005", "T006"
HEAD = """# What the daily tasks cost · 日常任务按键数

Drawn by `python -m tests.console.desk.presses`; a test plays each task with these keys on a real store, at
80x24 and 120x40, counts them, and looks into the store for what they did. The ticket stands under the cursor
when a task begins; the last steps of a visit are played in the view of all open tickets. A digit picks from
the list that the key before it opens. The text of a find or a record and the digits of a phone number count.

每项任务都由测试用真实按键在真实数据库上走一遍并计数。开始时光标已在工单上（完工以后的步骤在“未关闭”视图中）；
数字从前一键打开的列表中选择；
查找文字、记录文字与电话号码计入按键数。

| task | 任务 | keys | presses |
| --- | --- | --- | --- |
"""
SHOWN = {"tab": "Tab", "enter": "Enter", "f10": "F10", "slash": "/", "colon": ":", "space": "Space"}


@dataclass(frozen=True, slots=True)
class Task:
    """A thing that is done many times a day.

    `about` is what it is about; `prepare` makes the ticket and answers with its number, `done` says whether
    the store shows the deed.
    `groups` are the keys, apart where the desk answers between them. `view` is the queue's, `shows` what
    stands on the screen in the end.
    """

    about: str
    name: str
    chinese: str
    prepare: Callable[[Branch], str]
    groups: tuple[tuple[str, ...], ...]
    done: Callable[[Branch, str], bool]
    view: str = "active"
    found: bool = False
    shows: str = ""

    @property
    def presses(self) -> int:
        """Every press counts."""
        return sum(len(group) for group in self.groups)

    @property
    def shown(self) -> str:
        """The keys as people read them."""
        return " ".join(
            f"`{''.join(group) if len(group) > 5 else ' '.join(SHOWN.get(key, key) for key in group)}`"
            for group in self.groups
        )


def equipped(branch: Branch, staff: str = FREE, label: str = "曾国强") -> None:
    """A technician whom no gate stops: skill, certificate, and the whole kit."""
    branch.staff(
        staff, label=label, trade="electrical", certificates="electrician:2027-01-01", skills="electrical:3"
    )
    policy = branch.store.policy()
    for kind, count in policy.standard_kit("electrical").items():
        found = policy.tool_kind(kind)
        assert found is not None
        due = {"calibration_due": "2027-01-01"} if found.durable and found.calibration else {}
        branch.do("buy_tool", kind=kind, count=str(count), **due)
        for _piece in range(count if found.durable else 1):
            branch.do(
                "issue_tool", kind=kind, staff=staff, **({} if found.durable else {"count": str(count)})
            )


def _triaged(branch: Branch) -> str:
    return branch.register(customer="南山酒店", phone=PHONE, product="配电柜", level=1, district="南山")


def _agreed(branch: Branch) -> str:
    number = _triaged(branch)
    branch.do(
        "dispatch", ticket=number, technician=FREE, window_from="2026-07-15T14:00:00+08:00",
        window_to="2026-07-15T16:00:00+08:00",
    )  # fmt: skip
    return number


def _moved(branch: Branch, number: str) -> bool:
    agreed = branch.ticket(number).agreed_from
    return agreed is not None and agreed.isoformat() == "2026-07-15T07:30:00+00:00"


def _busy(branch: Branch) -> str:
    """Two jobs for the one who stands last in the roster; the other could take them."""
    number = _agreed(branch)
    branch.do("dispatch", ticket=_triaged(branch), technician=FREE)
    return number


def _given_away(branch: Branch, number: str) -> bool:
    held = [each for each in branch.rows(Assignment) if each.ended_at is None]
    return {each.technician for each in held} == {OTHER} and len(held) == 2


def _on_site(branch: Branch) -> str:
    number = _triaged(branch)
    branch.do("dispatch", ticket=number, technician=FREE)
    branch.do("step", ticket=number, what="arrived")
    return number


def _paper_in(branch: Branch) -> str:
    """Finished, its record written and signed, its papers in."""
    number = _on_site(branch)
    branch.do("step", ticket=number, what="finished")
    branch.do("record", ticket=number, **SIGNED)
    return number


def _state(state: str) -> Callable[[Branch, str], bool]:
    return lambda branch, number: branch.ticket(number).state == state


def _verbs(*verbs: str) -> Callable[[Branch, str], bool]:
    return lambda branch, number: [each.verb for each in branch.events(number)][-len(verbs) :] == list(verbs)


def _registered(branch: Branch, number: str) -> bool:
    prefix, _dash, running = number.rpartition("-")
    return bool(branch.events(f"{prefix}-{int(running) + 1:02d}"))


TASKS = (
    Task(
        "sending",
        "dispatch to the best candidate", "派给首位人选", _triaged, (("d",), ("enter",)), _state("dispatched")
    ),
    Task(
        "sending",
        "the same as a sentence", "用派工句派工", _triaged,
        (("colon",), ("d", "space", *"zgq"), ("enter",)), _state("dispatched"),
    ),
    Task(
        "calls",
        "register a known caller", "登记已知来电", _triaged,
        (("n",), tuple(PHONE), ("enter",), ("enter",), ("1",), ("enter",), ("enter",)), _registered,
    ),
    Task(
        "calls",
        "register a caller with several devices", "登记有多台设备的来电", _triaged,
        (("n",), tuple(SEVERAL), ("enter",), ("enter",), ("1",), ("enter",), ("1",), ("enter",), ("enter",)),
        _registered,
    ),
    Task(
        "changing",
        "pause for a part, and resume", "等备件暂停, 再恢复", _triaged, (("p", "2"), ("p",)),
        _verbs("pause", "resume"),
    ),
    Task(
        "looking",
        "find a customer by initials", "按首字母查找客户", _triaged, (("slash",), tuple("nsjd"), ("enter",)),
        _verbs("register"), found=True,
    ),
    Task(
        "visits",
        "finish the work", "完工", _on_site, (("s",), ("enter",)), _state("follow_up"), view="open",
    ),
    Task(
        "visits",
        "finish, record, signature, papers, survey, close", "完工、记录、签字、收表单、调查、关闭", _on_site,
        (("s",), ("enter",), ("b",), tuple("reset"), ("enter",), ("1",), ("1",), ("enter",), ("1",), ("f10",),
         ("s",), ("5",), ("5",), ("5",), ("5",), ("5",), ("f10",), ("c",), ("1",)),
        _state("closed"), view="open",
    ),
    Task(
        "visits",
        "survey and close, papers in", "资料交齐后调查、关闭", _paper_in,
        (("s",), ("5",), ("5",), ("5",), ("5",), ("5",), ("f10",), ("c",), ("1",)),
        _state("closed"), view="open",
    ),
    Task(
        "changing",
        "move an appointment", "改约时间", _agreed, (("d",), ("enter",), tuple("1530"), ("f10",)), _moved,
    ),
    Task(
        "sending",
        "somebody in particular, by initials", "指名派某人", _triaged,
        (("d",), ("slash", *"zgq"), ("enter",)), _state("dispatched"),
    ),
    Task(
        "people",
        "somebody is ill: leave, and all jobs to others", "有人病假: 请假并全部改派", _busy,
        (("tab",), ("G",), ("enter",), ("l",), ("enter",)), _given_away,
    ),
    Task(
        "people",
        "somebody's open jobs", "某人在手工单", _busy, (("tab",), ("enter",)), _verbs("register", "dispatch"),
        shows="请假",
    ),
    Task(
        "looking",
        "what is due within the hour", "一小时内到期", _triaged, (("v", "2"),), _verbs("register"),
        shows="一小时内到期",
    ),
    Task(
        "looking",
        "what I did today", "我今天做的", _triaged, (("v", "3"),), _verbs("register"), shows="我今天做的",
    ),
    Task(
        "changing",
        "escalate, and acknowledge", "升级, 再确认", _triaged, (("e", "1"), ("a",)),
        _verbs("escalate", "acknowledge"),
    ),
)  # fmt: skip


def page() -> str:
    """The whole page."""
    rows = [f"| {task.name} | {task.chinese} | {task.shown} | {task.presses} |" for task in TASKS]
    return HEAD + "\n".join(rows) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
