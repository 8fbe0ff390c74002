"""An hour at the sentence line alone: every verb of a storm in words, each outcome the one meant."""

from collections.abc import Awaitable, Callable

from console.panels.form import VerbPanel
from console.panels.merge import MergePanel
from console.panels.quick import QuickPanel
from console.sentence.panel import SentencePanel
from db.tables.staff import Duty
from db.tables.ticket import Assignment, Ticket
from tests.console.desk.stage import SMALL, Stage, desk_on
from tests.console.desk.test_sentence import begin, preview, say, short
from tests.db.desk import SIGNED
from tests.db.desk import Desk as Branch
from tests.sampling import some_of


async def do(stage: Stage, text: str, *more: str) -> str:
    """One sentence from the key to the answer; what the message line says then."""
    await begin(stage)
    await say(stage, text, "enter")
    for key in more:
        await stage.quiet()
        await stage.press(key)
    await stage.until(lambda: not stage.desk.query(SentencePanel), seconds=10)
    await stage.quiet()
    return stage.said


def last_held(branch: Branch, number: str) -> Assignment:
    held = [each for each in branch.rows(Assignment) if each.ticket == number and each.ended_at is None]
    return next(each for each in held if each.lead)


async def many_at_once(stage: Stage, branch: Branch, *_others: str) -> None:
    """A net, two who exchange theirs, marks, a repeat on another ticket, and what is found."""
    first, second, third = (branch.register(product="配电柜", level=3, fault=f"跳闸 {at}") for at in "甲乙丙")
    one, two = short(first), short(second)
    await begin(stage)
    await say(stage, f"net {one} 电工1 18:00-19:00 / {two} dg2 18:00-19:00")
    await stage.until(lambda: f"{one}  电工1  18:00-19:00" in stage.text and "成组派工" in preview(stage))
    assert "已办" not in preview(stage), "nothing is done before Enter"
    before = branch.count_events()
    await stage.press("enter")
    await stage.until(lambda: branch.held_by(second) == ["T012"])
    assert branch.held_by(first) == ["T011"]
    assert branch.count_events() == before + 2
    await stage.quiet()
    await begin(stage)
    await say(stage, f"net {one} dg2 / {two} 电工1 人员临时缺勤")
    await stage.until(lambda: "撤下" in stage.text and "成组派工" in preview(stage))
    await stage.press("enter")
    await stage.until(lambda: branch.held_by(second) == ["T011"])
    assert branch.held_by(first) == ["T012"]
    await stage.quiet()
    await stage.press("full_stop")
    await stage.until(lambda: "不重复" in stage.text)
    await stage.rest()
    await do(stage, "u")
    assert (branch.held_by(first), branch.held_by(second)) == (["T011"], ["T012"])
    await begin(stage)
    await say(stage, "replan 电工1 1")
    await stage.until(lambda: "转派某人的工作 电工1  1 张工单" in preview(stage))
    assert "已办" not in preview(stage)
    await say(stage, f"W {one} 20:00-21:00 1")
    await stage.until(lambda: f"改约 {first}  20:00-21:00" in preview(stage))
    await stage.press("escape")
    for number in (first, second):
        stage.desk.queue.move_to(number)
        await stage.press("space")
    await do(stage, "p 等备件")
    assert [branch.ticket(number).state for number in (first, second)] == ["paused"] * 2
    stage.desk.queue.move_to(third)
    await stage.press("full_stop")
    await stage.until(lambda: branch.ticket(third).state == "paused")
    await do(stage, "f 丙")
    await stage.until(lambda: third in stage.text and first not in stage.text)
    await stage.press("escape", "escape")
    await stage.quiet()


async def taken_in(stage: Stage, branch: Branch) -> tuple[str, str]:
    """A known caller and a new one, each with a level."""
    await do(stage, "n 13800130001 频繁跳闸 product=配电柜")
    known = max(branch.rows(Ticket), key=lambda each: each.id)
    assert (known.customer_label, known.fault, known.product) == ("南山酒店", "频繁跳闸", "配电柜")
    await do(stage, "登记　老王饭店　13712345678　水泵不转　产品=配电柜")
    fresh = max(branch.rows(Ticket), key=lambda each: each.id)
    assert (fresh.customer_label, fresh.phone) == ("老王饭店", "13712345678")
    await do(stage, f"t {short(known.number)} 1")
    await do(stage, f"定级 #{fresh.number}。 2")
    assert [branch.ticket(each).level for each in (known.number, fresh.number)] == [1, 2]
    return known.number, fresh.number


async def sent(stage: Stage, branch: Branch, one: str, two: str) -> None:
    """Somebody, a crew, undone, against the gates, somebody else."""
    await do(stage, f"d {short(one)} dg1 15:00-16:30")
    assert branch.held_by(one) == ["T011"]
    await do(stage, f"d 工单 {two} 电工2+电工1")
    assert sorted(branch.held_by(two)) == ["T011", "T012"]
    assert last_held(branch, two).technician == "T012"
    await do(stage, "u")
    assert branch.ticket(two).state == "triaged"
    await do(stage, f"强派 {two} T001 应急")
    assert (branch.held_by(two), last_held(branch, two).override) == (["T001"], "emergency")
    await do(stage, f"d {two} dg2 人员临时缺勤")
    assert branch.held_by(two) == ["T012"]


async def put_off(stage: Stage, branch: Branch, one: str, two: str) -> None:
    """Another time for whoever holds it, a pause until a day, and on."""
    await held(stage, branch, one)
    await do(stage, f"d {short(one)} 下午4点")
    assert branch.held_by(one) == ["T011"], "whoever holds it keeps it"
    agreed = branch.ticket(one)
    assert [each and each.isoformat()[:16] for each in (agreed.agreed_from, agreed.agreed_to)] == [
        "2026-07-15T08:00",
        "2026-07-15T10:00",
    ]
    await do(stage, f"p {short(one)} 等备件 周五到")
    assert branch.ticket(one).state == "paused"
    await do(stage, f"p {short(one)}")
    assert branch.ticket(one).state == "dispatched"


async def finished(stage: Stage, branch: Branch, one: str, two: str) -> None:
    """Arrived, finished, surveyed, closed."""
    await held(stage, branch, one)
    await do(stage, "s 电工1 到场")
    assert branch.ticket(one).state == "onsite", "the ticket that they have"
    await do(stage, f"完工 {one}")
    assert branch.ticket(one).state == "follow_up"
    branch.do("record", ticket=one, **SIGNED)
    await do(stage, f"s {short(one)} 55545")
    await do(stage, f"c {short(one)} wear")
    assert (branch.ticket(one).state, branch.ticket(one).cause) == ("closed", "wear")


async def called(stage: Stage, branch: Branch, one: str, two: str) -> None:
    """Escalated, taken on, chased; and whoever was to go is away."""
    await do(stage, f"e {two} 客户强烈不满")
    await do(stage, f"a {two} +30")
    assert [event.verb for event in branch.events(two)][-2:] == ["escalate", "acknowledge"]
    await do(stage, f"催单 {two} 又来电话")
    assert branch.ticket(two).chases == 1
    await do(stage, "请假 电工1")
    assert [each.kind for each in branch.rows(Duty) if each.staff == "T011"] == ["leave"]


async def held(stage: Stage, branch: Branch, number: str) -> None:
    """T011 has it, if nobody has, and the desk has heard of that."""
    if not branch.held_by(number):
        branch.do("dispatch", ticket=number, technician="T011", override="x")
        await stage.until(lambda: stage.desk.state_of(number) == "dispatched")


CHAPTERS: tuple[Callable[..., Awaitable[None]], ...] = (sent, put_off, finished, many_at_once, called)
"""In the order of an hour: whoever is away at its end takes no more jobs."""
TOLD = 2
"""Chapters of the hour that one run of `make test` plays."""


async def test_a_storm_at_the_sentence_line(able: Branch) -> None:
    told = some_of(CHAPTERS, "chapters of an hour of sentences", TOLD)
    async with desk_on(able, SMALL, "zh_CN") as stage:
        one, two = await taken_in(stage, able)
        for chapter in sorted(told, key=CHAPTERS.index):
            await chapter(stage, able, one, two)


async def test_what_ends_a_ticket_says_whom_it_concerns_and_joining_asks_where_customers_differ(
    branch: Branch,
) -> None:
    hotel, first, *_others, last = sorted(ticket.number for ticket in branch.rows(Ticket))
    again, third = (branch.register(customer=branch.ticket(last).customer_label, fault=at) for at in "甲乙")
    async with desk_on(branch, SMALL, "zh_CN") as stage:
        await whom_it_concerns(stage, hotel)
        assert f"合并 {again}  并入 {third}" in await do(stage, f"合并 {again} {third}")
        assert branch.ticket(again).merged_into == third, "of one customer: nothing is asked"
        await joined_by_sentence(stage, branch, first, last)
        await joined_by_form(stage, branch, hotel, last)


async def whom_it_concerns(stage: Stage, number: str) -> None:
    """In the form and beneath the sentence."""
    stage.desk.queue.move_to(number)
    stage.desk.run_verb("cancel")
    await stage.until(lambda: stage.desk.query(VerbPanel))
    await stage.quiet()
    above = next(line for line in stage.lines if number in line and "13800130001" in line)
    assert "南山酒店" in above
    assert "全楼停电" in above
    assert any("取消" in line and number in line for line in stage.lines)
    await stage.press("escape")
    await begin(stage)
    await say(stage, f"cancel {number} 误报")
    await stage.until(lambda: "南山酒店" in preview(stage))
    assert "全楼停电" in preview(stage)
    await stage.press("escape")
    await stage.until(lambda: not stage.desk.query(SentencePanel))


async def joined_by_sentence(stage: Stage, branch: Branch, number: str, into: str) -> None:
    await begin(stage)
    await say(stage, f"merge {number} {into}")
    await stage.until(lambda: branch.ticket(number).customer_label in preview(stage))
    await stage.until(lambda: "不同客户" in preview(stage))
    await stage.press("enter")
    await stage.quiet()
    assert branch.ticket(number).state != "cancelled", "one Enter only asks"
    assert "仍要合并" in preview(stage)
    await stage.press("enter")
    await stage.until(lambda: branch.ticket(number).state == "cancelled")
    assert branch.ticket(number).merged_into == into
    await stage.until(lambda: not stage.desk.query(SentencePanel))
    await stage.quiet()


async def joined_by_form(stage: Stage, branch: Branch, number: str, into: str) -> None:
    """It shows the other ticket, and Enter takes the first answer: no."""
    stage.desk.queue.move_to(number)
    stage.desk.run_verb("merge")
    await stage.until(lambda: stage.desk.query(MergePanel) and stage.one(MergePanel).form.current == "into")
    await stage.quiet()
    assert "南山酒店" in stage.text
    await stage.write(short(into))
    await stage.until(lambda: "不同客户" in stage.text)
    await stage.press("f10")
    await stage.until(lambda: stage.desk.query(QuickPanel) and "仍要合并" in stage.text)
    await stage.quiet()
    await stage.press("enter")
    await stage.quiet()
    assert branch.ticket(number).state != "cancelled"
    await stage.until(lambda: stage.one(MergePanel).display)
    await stage.press("f10")
    await stage.until(lambda: stage.desk.query(QuickPanel))
    await stage.quiet()
    await stage.press("2")
    await stage.until(lambda: branch.ticket(number).merged_into == into)


async def test_a_ticket_that_is_not_on_the_screen_is_known_by_its_state(branch: Branch) -> None:
    number = branch.register(product="配电柜", level=1)
    branch.do("dispatch", ticket=number, technician="T001", override="试")
    async with desk_on(branch, SMALL, "zh_CN") as stage:
        stage.desk.show_queue(view="paused")
        await stage.quiet()
        stage.desk.rows.clear()
        await begin(stage)
        await say(stage, f"d {number.rpartition('-')[2]} T002")
        await stage.until(lambda: "原因" in preview(stage) or "缺少" in preview(stage))
        await say(stage, f"d {number} T002 1 override=试", "enter")
        await stage.until(lambda: branch.held_by(number) == ["T002"])
