"""Each panel of the desk, given the most hostile text that a store may hold."""

from datetime import datetime

from tests.widgets.stage import HOSTILE
from widgets.candidates import Candidate, CandidateLabels, Candidates
from widgets.footer import KeyHint, KeyLine
from widgets.help import HelpPage, HelpSection
from widgets.kit import Kit, KitRow
from widgets.proof import Proof, ProofSegment, ProofTarget
from widgets.roster import Roster, RosterLabels, RosterRow
from widgets.status import MessageLine, StatusLine, StatusPart
from widgets.timeline import Entry, Fact, Milestone, TicketFacts, Timeline

ROSTER = RosterLabels("姓名", "状态", "今日", "工具")
CANDIDATES = CandidateLabels("姓名", "到场", "负荷", "得分", "理由", "不可派", "无人可派")
RANKED = [
    Candidate("A", "曾国强", 1, "14:38", "2", "0.91", ("电工高级", "工具齐")),
    Candidate("B", "吴磊", 2, "14:52", "2", "0.84", ("电工", "万用表将到检"), warning=True),
    Candidate("C", "李强", None, "", "4", "", ("缺 检漏仪: 在 王凯 处",)),
]


def roster() -> Roster:
    widget = Roster(ROSTER)
    widget.set_rows(
        [
            RosterRow("1", "张伟", "途中", "3", "齐"),
            RosterRow("2", HOSTILE, HOSTILE, HOSTILE, HOSTILE),
            RosterRow("3", "Ann Smithers", "现场", "12", "缺 测线仪, 电笔", {"kit": "warning"}),
        ]
    )
    return widget


def kit() -> Kit:
    widget = Kit()
    widget.set_kit(
        HOSTILE, "齐 12/12", [KitRow("1", "电动螺丝刀", "T0412", "2026-03-01"), KitRow("2", HOSTILE)]
    )
    return widget


def candidates() -> Candidates:
    widget = Candidates(CANDIDATES)
    evil = Candidate("X", HOSTILE, 3, HOSTILE, HOSTILE, HOSTILE, (HOSTILE, HOSTILE))
    widget.set_candidates(HOSTILE, [*RANKED, evil], HOSTILE)
    return widget


def timeline() -> Timeline:
    widget = Timeline()
    widget.show_ticket(
        TicketFacts(
            "K1",
            ("YX2607-412", "一级", HOSTILE),
            (HOSTILE, "深南大道 9 号"),
            ((Fact("地址", HOSTILE), Fact(HOSTILE, "配电柜")), (Fact("故障", HOSTILE * 3),)),
            Milestone("约定", HOSTILE),
            (Milestone("响应", "13:52", "超时 0:14", "strong"), Milestone(HOSTILE, HOSTILE)),
            HOSTILE,
            Fact(HOSTILE, HOSTILE),
            (Fact("上门", HOSTILE), Fact("", HOSTILE)),
            (
                Entry("13:42", "受理", "王芳", "全楼停电\n客人投诉"),
                Entry(HOSTILE, HOSTILE, HOSTILE, HOSTILE * 5),
            ),
        )
    )
    return widget


def proof() -> Proof:
    widget = Proof()
    widget.show_targets(
        [
            ProofTarget(
                "到场 16:02 = 13:42 + 2:00",
                HOSTILE,
                (
                    ProofSegment("13:42 - 13:50", "0:08", "计时"),
                    ProofSegment(HOSTILE, "----", HOSTILE, HOSTILE * 4),
                ),
                HOSTILE,
            )
        ]
    )
    return widget


def help_page() -> HelpPage:
    widget = HelpPage()
    widget.show_sections([HelpSection(HOSTILE, ((HOSTILE, HOSTILE), ("j k", "上下"))) for _ in range(5)])
    return widget


def status() -> StatusLine:
    widget = StatusLine(lambda: datetime(2026, 7, 15, 14, 6))
    widget.set_status([StatusPart(HOSTILE), StatusPart("超时 7", "strong")], HOSTILE)
    return widget


def message() -> MessageLine:
    widget = MessageLine()
    widget.say(HOSTILE * 4, HOSTILE)
    return widget


def keys() -> KeyLine:
    widget = KeyLine()
    evil = KeyHint("[/x]\x1b", "[VIP]\u202e\n", drop=0)
    widget.set_keys([KeyHint("n", "新建", enabled=False), KeyHint(HOSTILE, HOSTILE), evil])
    return widget
