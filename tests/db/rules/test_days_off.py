"""Official lists are read as people have them (SLA-05)."""

from datetime import date

import pytest

from db.policy import shipped
from db.rules.days_off import DaysError, Listed, read_line, read_lines, whole_years, written

NOTICE = """国务院办公厅关于2026年部分节假日安排的通知
各省、自治区、直辖市人民政府：
经国务院批准，现将2026年元旦等节日放假调休日期的具体安排通知如下。
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
节假日期间，各地区、各部门要妥善安排好值班和安全、保卫等工作。"""


def test_the_notice_of_2026_is_the_shipped_list() -> None:
    found = read_lines(enumerate(NOTICE.splitlines(), 1))
    assert (found.bad, found.passed_over) == ((), 4)
    china = shipped().calendars.holidays["china"]
    assert {each.day for each in found.days if each.kind == "holiday"} == china.days
    assert {each.day for each in found.days if each.kind == "workday"} == china.workdays
    assert {each.name for each in found.days if each.day.month == 10} == {"国庆节", ""}
    assert whole_years(found.days) == (2026,)


def test_what_is_written_is_read_again() -> None:
    days = read_lines(enumerate(NOTICE.splitlines(), 1)).days
    lines = written(days).splitlines()
    assert lines[0] == "2026-01-01..2026-01-03 holiday 元旦"
    assert read_lines(enumerate(lines, 1)).days == days


@pytest.mark.parametrize(
    ("line", "days"),
    [
        ("2027-01-01 holiday", [("2027-01-01", "holiday", "")]),
        ("holiday 2027-01-01 元旦", [("2027-01-01", "holiday", "元旦")]),
        ("2027/1/1,off,New Year", [("2027-01-01", "holiday", "New Year")]),
        ("2027.2.6 workday", [("2027-02-06", "workday", "")]),
        ("1月1日放假，1月3日上班", [("2027-01-01", "holiday", ""), ("2027-01-03", "workday", "")]),
        (
            "2月6日（星期六）、2月20日（星期六）补班",
            [("2027-02-06", "workday", ""), ("2027-02-20", "workday", "")],
        ),
        ("12月31日至1月1日放假", [("2027-12-31", "holiday", ""), ("2028-01-01", "holiday", "")]),
        ("2026年12月27日上班", [("2026-12-27", "workday", "")]),
    ],
)  # fmt: skip
def test_a_line_says_days(line: str, days: list[tuple[str, str, str]]) -> None:
    expected = [Listed(date.fromisoformat(day), kind, name) for day, kind, name in days]
    assert read_line(line, 2027) == expected


@pytest.mark.parametrize(
    "span",
    ["10月1日至7日", "10月1日-10月7日", "2027-10-01..2027-10-07", "2027-10-01 - 2027-10-07",
     "2027/10/1 to 10/7", "2027年10月1日（周五）到7日（周四）", "2027-10-01~07"],
)  # fmt: skip
def test_a_span_is_every_day_of_it(span: str) -> None:
    assert [each.day.day for each in read_line(f"{span} 放假 国庆节", 2027)] == [1, 2, 3, 4, 5, 6, 7]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("1月1日", "does not say whether"),
        ("元旦：1月1日（周四）放假", "is it the list of another year"),
        ("元旦：1月1日放假，共2天", "says {said} days"),
        ("2027-02-30 holiday", "no such day"),
        ("国庆节：10月1日至7日放假，另有安排", "not understood"),
        ("2027-10-07..2027-10-01 holiday", "lies before"),
        ("2027-01-01..2027-12-31 holiday", "more than {most} days"),
        ("1月1日放假，1月4日", "does not say whether"),
    ],
)
def test_a_line_that_says_no_days_says_why(line: str, reason: str) -> None:
    with pytest.raises(DaysError) as caught:
        read_line(line, 2027)
    assert reason in caught.value.msgid


def test_a_date_without_a_year_needs_one() -> None:
    with pytest.raises(DaysError, match="of which year"):
        read_line("1月1日放假")
    bad = read_lines([(1, "2027年放假安排"), (2, "1月1日放假"), (3, "1月1日上班"), (4, "")])
    assert [(each.line, each.cause.msgid[:9]) for each in bad.bad] == [(3, "{day} is ")]
    assert [each.day.isoformat() for each in bad.days] == ["2027-01-01"]


def test_few_days_of_a_neighbouring_year_do_not_make_its_list() -> None:
    text = "2026-12-27 workday\n" + "\n".join(f"2027-01-0{day} holiday" for day in range(1, 8))
    days = read_lines(enumerate(text.splitlines(), 1)).days
    assert whole_years(days) == (2027,)
