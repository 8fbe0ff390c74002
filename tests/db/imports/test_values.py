"""Headers and values as people write them."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.errors import BadField
from db.imports import MapFile, read_map
from db.imports.columns import mapping_of
from db.imports.run import KINDS
from db.imports.values import DAYS, INSTANTS, Reading
from db.imports.words import columns, fields_of, is_total

BRANCH = ZoneInfo("Asia/Shanghai")
READING = Reading(MapFile(), BRANCH)


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("客户", "customer"), ("客户名称（必填）", "customer"), ("*用户姓名", "customer"),
        ("Caller", "customer"),
        ("Account Name", "customer"), ("联系电话", "phone"), ("phone_number", "phone"), ("故障描述", "fault"),
        ("Short description", "fault"), ("报修时间", "reported_at"), ("opened_at", "reported_at"),
        ("故障等级", "level"), ("Priority", "level"), ("状态", "status"), ("关闭时间", "closed_at"),
        ("Resolved", "finished_at"), ("派工时间", "dispatched_at"), ("工单编号", "external_number"),
        ("ｎｕｍｂｅｒ", "external_number"), ("reported_at", "reported_at"),
    ],
)  # fmt: skip
def test_headers_are_known_in_both_languages(header: str, field: str) -> None:
    assert mapping_of([header], "tickets", MapFile()).columns == {field: 0}


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_is_known_by_its_own_name(kind: str) -> None:
    assert {columns(kind).get(name.replace("_", "")) for name in fields_of(kind)} == set(fields_of(kind))


def test_of_two_columns_for_a_field_the_first_counts_and_the_other_is_named() -> None:
    found = mapping_of(["客户", "客户名称", "天气"], "tickets", MapFile())
    assert found.columns == {"customer": 0}
    assert found.unused == ("客户名称", "天气")


@pytest.mark.parametrize(
    "headers", [["报修日期", "报修时间"], ["报修时间", "报修日期"], ["Call date", "Call time"]]
)
def test_a_day_and_its_time_of_day_may_stand_in_two_columns(headers: list[str]) -> None:
    found = mapping_of(headers, "tickets", MapFile())
    day = next(at for at, header in enumerate(headers) if "日期" in header or "date" in header)
    assert (found.columns, found.clocks, found.unused) == ({"reported_at": day}, {"reported_at": 1 - day}, ())


def test_the_plainest_of_several_columns_counts_wherever_it_stands() -> None:
    assert mapping_of(["类别", "名称"], "tools", MapFile()).columns == {"kind": 1}
    assert mapping_of(["设备编号", "序列号"], "tickets", MapFile()).columns == {"serial": 1}
    told = mapping_of(["故障现象", "机号", "客户"], "tickets", MapFile()).sources()
    assert list(told.values()) == ["故障现象", "机号", "客户"]
    assert mapping_of(["设备编号"], "tickets", MapFile()).columns == {"serial": 0}


def test_a_second_column_of_phones_stands_in_where_the_first_is_empty() -> None:
    found = mapping_of(["手机", "客户", "联系电话"], "customers", MapFile())
    assert (found.columns, found.others, found.unused) == ({"phone": 2, "customer": 1}, {"phone": (0,)}, ())
    assert found.sources()["phone"] == "联系电话 + 手机"


def test_two_columns_of_whole_instants_are_no_pair() -> None:
    found = mapping_of(["报修时间", "受理时间"], "tickets", MapFile())
    assert (found.columns, found.clocks, found.unused) == ({"reported_at": 0}, {}, ("受理时间",))
    days = mapping_of(["验收日期", "验收时间"], "equipment", MapFile())
    assert (days.columns, days.clocks) == ({"accepted_on": 0}, {})


@pytest.mark.parametrize(
    ("day", "clock", "hour", "minute"),
    [
        ("2026/7/1", "8:30", 8, 30), (date(2026, 7, 1), time(8, 30), 8, 30),
        ("2026-07-01", "下午2:05", 14, 5),
        (46204, 0.354166666666667, 8, 30), ("2026-07-01 08:30", "", 8, 30),
        ("2026-07-01", "2026-07-01 09:15", 9, 15), ("", "2026-07-01 09:15", 9, 15),
    ],
)  # fmt: skip
def test_day_and_time_of_day_become_one_instant(day: object, clock: object, hour: int, minute: int) -> None:
    assert READING.instant_of("reported_at", day, clock) == datetime(2026, 7, 1, hour, minute, tzinfo=BRANCH)


@pytest.mark.parametrize(("day", "clock"), [("2026-07-01", "gestern"), ("", "8:30"), ("gestern", "8:30")])
def test_a_day_or_time_of_day_that_is_none_is_refused(day: object, clock: object) -> None:
    with pytest.raises(BadField):
        READING.instant_of("reported_at", day, clock)


def test_no_known_column_is_refused() -> None:
    with pytest.raises(BadField, match="No column") as said:
        mapping_of(["x", "y"], "tickets", MapFile())
    assert said.value.values["examples"] == "客户 (customer), 电话 (phone), 故障 (fault)"


@pytest.mark.parametrize(
    "text",
    [
        "2026-07-15 14:30", "2026-07-15T14:30:00", "2026/7/15 14:30", "2026.07.15 14:30:00",
        "2026年7月15日 14时30分",
        "2026年7月15日14:30", "202607151430", "20260715 143000", "2026-07-15 下午2:30", "2026-07-15 2:30 PM",
        "2026-07-15T06:30:00Z", "2026-07-15 14:30:00+08:00", "2026年7月15日 星期三 14:30",
        "2026/7/15（周三） 下午2:30", "46218.6041666667", "'46218.6041666667",
        "２０２６－０７－１５　１４：３０", "2026年7月15日 14点半", "2026/7/15 下午2点半",
    ],
)  # fmt: skip
def test_instants_are_read_as_people_write_them(text: str) -> None:
    assert READING.value("reported_at", text) == datetime(2026, 7, 15, 6, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    ["31.02.2026", "15/07/2026", "07/15/2026 2:30 PM", "morgen", "2026-13-01", "99999999",
     "0000-00-00 00:00:00", "1899-12-31", "7月8日", "46218:30", "19999", "80000.5", "9999-12-31 23:59"],
)  # fmt: skip
def test_what_may_be_read_in_two_ways_is_refused(text: str) -> None:
    with pytest.raises(BadField) as said:
        READING.value("reported_at", text)
    assert said.value.field == "reported_at"


def test_a_map_says_how_its_dates_are_written() -> None:
    reading = Reading(MapFile(zone=ZoneInfo("UTC"), dates=("%d/%m/%Y %H:%M",)), BRANCH)
    assert reading.value("closed_at", "15/7/2026 06:30") == datetime(2026, 7, 15, 6, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("field", "cell", "value"),
    [
        ("level", "一级", "1"), ("level", "P2", "2"), ("level", "3 - Moderate", "3"), ("level", 4.0, "4"),
        ("channel", "微信", "wechat"), ("channel", "E-Mail", "email"), ("way", "上门", "on_site"),
        ("status", "已关闭", "closed"), ("status", "In Progress", "triaged"), ("urgent", "是", True),
        ("urgent", "No", False), ("quantity", "1,200", 1200), ("quantity", 3.0, 3),
        ("price", "￥128.50", 12850), ("price", "0.5元/双", 50), ("price", "¥1,280 元", 128000),
        ("count", "2把", 2),
        ("phone", 13800000001.0, "13800000001"), ("fault", "'=1+1", "=1+1"), ("fault", None, None),
        ("fault", "  ", None),
        ("bought_on", "2026年7月5日", date(2026, 7, 5)),
        ("roles", "调度、客服", ["dispatcher", "customer_service"]),
        ("customer", ["a", "b"], "a,b"), ("phone", "'13800000001", "13800000001"),
        ("fault", "#N/A", None), ("serial", "#REF!", None), ("bought_on", 46208, date(2026, 7, 5)),
        ("closed_at", 46208.5, datetime(2026, 7, 5, 12, tzinfo=BRANCH)),
    ],
)  # fmt: skip
def test_values_are_known_in_both_languages(field: str, cell: object, value: object) -> None:
    assert READING.value(field, cell) == value


@given(
    field=st.sampled_from(sorted({*INSTANTS, *DAYS, "level", "price", "quantity", "roles", "urgent"})),
    cell=st.none() | st.text(max_size=40) | st.floats() | st.integers() | st.datetimes() | st.dates()
    | st.booleans() | st.lists(st.text(max_size=3), max_size=3)
    | st.dictionaries(st.text(max_size=2), st.none(), max_size=1),
)  # fmt: skip
def test_any_cell_is_a_value_or_a_sentence(field: str, cell: object) -> None:
    with suppress(BadField):
        assert READING.value(field, cell) != ""


# -- map files ----------------------------------------------------------------------------------------


def test_a_map_file_names_columns_constants_texts_and_values(file: Callable[[str, str], Path]) -> None:
    text = """
        empty = ["?"]
        [columns]
        Who = "customer"
        Rest = ""
        [constants]
        phone = "000"
        urgent = true
        [composed]
        fault = "{A} / {B}"
        [values.level]
        Hot = 1
    """
    said = read_map(file("m.toml", text), "tickets")
    found = mapping_of(["Who", "A", "B", "Rest", "Prio", "Level"], "tickets", said)
    assert found.sources() == {"customer": "Who", "level": "Level", "fault": "{A} / {B}"}
    assert found.unused == ("Rest", "Prio")
    assert (said.constants, said.values) == ({"phone": "000", "urgent": "yes"}, {"level": {"hot": "1"}})


@pytest.mark.parametrize(
    "text",
    [
        "columns = 1",
        "[columns]\na = 1.5", '[columns]\na = "nofield"', '[constants]\nnofield = "1"', "zone = 5",
        'zone = "Mars/Base"', 'zone = "../../etc"', "[values.level]\na = []", "[values]\nlevel = 1",
        "x = 1", "a b c",
        'delimiter = "ab"', "\x00", '[composed]\nnofield = "x"',
    ],
)  # fmt: skip
def test_a_map_that_cannot_be_is_refused(file: Callable[[str, str], Path], text: str) -> None:
    with pytest.raises(BadField) as said:
        read_map(file("m.toml", text), "tickets")
    assert said.value.field == "map"


# -- nothing is read as something else ----------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["2026-07-15 14:00-16:00", "2026-07-15 14:00-1600", "2026-07-15 14:00～16:00", "2026年7月15日 9:00-12:00",
     "2026-07-15 14:00至16:00", "2026/7/15 14:00 - 16:00", "2026-07-15 08:30-05:00",
     "2026-07-15 14-16", "2026-07-15 09-00", "2026-07-15 14:00-16", "2026/7/15 14-16", "2026-07-15~16",
     "2026-07-15-16", "2026-07-15/16", "2026-07-15至16", "2026-07-15~18:00", "2026-07-15、16",
     "2026-07-15 1400-1600"],
)  # fmt: skip
def test_a_span_of_time_is_no_offset(text: str) -> None:
    with pytest.raises(BadField):
        READING.value("arrived_at", text)


@pytest.mark.parametrize(
    ("text", "hour"),
    [("2026-07-15T06:30:00-05:00", 11), ("2026-07-15 06:30:00 -0500", 11), ("2026-07-15 14:30+08:00", 6)],
)
def test_an_offset_is_still_one(text: str, hour: int) -> None:
    assert READING.value("arrived_at", text) == datetime(2026, 7, 15, hour, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    ["2026-07-15", "2026/7/15", "2026年7月15日", "20260715", "46218", "2026-07-15 上午", "2026-07-15 下午",
     "2026年7月15日（星期三）", "2026-07-15 晚上", "2026 - 07 - 15", "2026-W29-3"],
)  # fmt: skip
def test_a_day_stays_a_day(text: str) -> None:
    found = READING.value("arrived_at", text)
    assert type(found) is date
    assert found == date(2026, 7, 15)


def test_a_format_without_a_time_gives_a_day() -> None:
    reading = Reading(MapFile(dates=("%d.%m.%Y", "%d.%m.%Y %H:%M")), BRANCH)
    assert reading.value("arrived_at", "15.07.2026") == date(2026, 7, 15)
    assert reading.value("arrived_at", "15.07.2026 09:30") == datetime(2026, 7, 15, 9, 30, tzinfo=BRANCH)


@pytest.mark.parametrize(
    "text", ["无", "不详", "-", "--", "N/A", "n/a", "未知", "NULL", "（空白）", "/", "——", "暂无"]
)
@pytest.mark.parametrize(
    "field", ["serial", "address", "phone", "status", "finished_at", "satisfaction", "kind"]
)
def test_what_says_nothing_is_nothing(field: str, text: str) -> None:
    assert READING.value(field, text) is None


def test_no_stays_no_where_yes_or_no_is_asked() -> None:
    assert READING.value("urgent", "无") is False
    assert READING.value("urgent", "-") is None


@pytest.mark.parametrize(
    "field", ["external_number", "serial", "project", "invoice", "staff", "number", "phone"]
)
@pytest.mark.parametrize("cell", ["6.37702E+15", "2.0251E+16", "1.38E+10", 20251031025737239.0, 1e18])
def test_rounded_identifiers_are_refused(field: str, cell: object) -> None:
    with pytest.raises(BadField, match="rounded"):
        READING.value(field, cell)


@pytest.mark.parametrize(
    ("field", "cell", "value"),
    [
        ("serial", "20250001.0", "20250001"),
        ("external_number", 7.0, "7"),
        ("phone", "13812345678.0", "13812345678"),
        ("serial", "12E5", "12E5"),
        ("model", "1.5E", "1.5E"),
        ("external_number", "2.10", "2.10"),
        ("serial", 123456789012345.0, "123456789012345"),
    ],
)
def test_identifiers_keep_what_belongs_to_them(field: str, cell: object, value: str) -> None:
    assert READING.value(field, cell) == value


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("13812345678 13987654321", "13812345678/13987654321"),
        ("0755-12345678\n13812345678", "0755-12345678/13812345678"), ("张三13812345678", "13812345678"),
        ("138 1234 5678", "138 1234 5678"), ("0755-1234567 转 8", "0755-1234567 转 8"),
        ("13812345678、13987654321", "13812345678、13987654321"), ("李13812345678 王13987654321",
         "13812345678/13987654321"), ("13812345678(微信同号)", "13812345678"), ("138", "138"),
    ],
)  # fmt: skip
def test_phones_of_a_cell_are_taken_apart(cell: str, value: str) -> None:
    assert READING.value("phone", cell) == value


@pytest.mark.parametrize(
    "cell",
    ["1381234567", "138123456789", "138123456789 01", "13812345678/1381234567", "075512345678139876543"],
)
def test_a_mobile_with_a_digit_too_few_or_too_many_is_asked_about(cell: str) -> None:
    with pytest.raises(BadField) as said:
        READING.value("phone", cell)
    assert said.value.field == "phone"


def test_a_day_and_another_moment_are_no_pair() -> None:
    found = mapping_of(["报修日期", "创建时间", "客户"], "tickets", MapFile())
    assert (found.columns, found.clocks) == ({"reported_at": 0, "entered_at": 1, "customer": 2}, {})
    assert mapping_of(["创建时间"], "tickets", MapFile()).columns == {"reported_at": 0}


@pytest.mark.parametrize(
    "entry", [["创建日期", "创建时间"], ["创建时间", "创建日期"], ["Created date", "Created time"]]
)
def test_a_second_moment_too_may_stand_in_two_columns(entry: list[str]) -> None:
    found = mapping_of(["报修日期", "报修时间", *entry], "tickets", MapFile())
    day, clock = (2 + at for at in sorted((0, 1), key=lambda at: "时" in entry[at] or "time" in entry[at]))
    assert (found.columns, found.clocks, found.unused) == (
        {"reported_at": 0, "entered_at": day}, {"reported_at": 1, "entered_at": clock}, (),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("day", "clock"),
    [
        ("2026-07-01 08:00", "2026-07-02 09:15"),
        ("2026-07-01", "2026-07-02"),
        ("2026-07-01 08:00", "2026-07-01 09:15"),
    ],
)
def test_two_instants_in_two_cells_are_not_put_together(day: str, clock: str) -> None:
    with pytest.raises(BadField, match="belong together"):
        READING.instant_of("reported_at", day, clock)


@pytest.mark.parametrize(
    "headers",
    [
        ["客户", "行号", "字段", "原因", "电话"],
        ["line", "field", "reason", "customer"],
        ["原因", "行号", "客户", "字段"],
    ],
)
def test_columns_that_say_what_was_wrong_are_known_wherever_they_stand(headers: list[str]) -> None:
    found = mapping_of(headers, "tickets", MapFile())
    assert set(found.columns) <= {"customer", "phone"}
    assert found.unused == ()


@pytest.mark.parametrize(
    "text", ["合计", "合计（台）", "南山区小计", "小计：1", "本月合计：3台", "Grand Total"]
)
def test_names_of_sums_are_known(text: str) -> None:
    assert is_total(text)


@pytest.mark.parametrize("text", ["合计电器", "总计划处", "甲公司", "3台", "小计算机厂"])
def test_names_of_firms_are_no_sums(text: str) -> None:
    assert not is_total(text)


def test_a_map_says_what_all_other_values_stand_for(file: Callable[[str, str | bytes], Path]) -> None:
    text = (
        '[values.状态]\n"搞定" = "已关闭"\n"*" = "已受理"\n'
        '[constants]\n故障等级 = 3\n[columns]\n"来电人" = "客户名称"\n'
    )
    for content in (text.encode("gb18030"), text.encode("utf-8-sig"), text.encode()):
        said = read_map(file("m.toml", content), "tickets")
        reading = Reading(said, BRANCH)
        assert [reading.value("status", each) for each in ("搞定", "神秘", "新建")] == [
            "closed",
            "triaged",
            "new",
        ]
        assert (said.constants, said.columns) == ({"level": "3"}, {"来电人": "customer"})


@pytest.mark.parametrize(
    "part", ['[where]\n"省份" = "广东"', '[where]\n省份 = ["广东", "广西"]', 'source = "ERP"']
)
def test_a_map_may_hold_conditions_and_the_name_of_the_system(
    file: Callable[[str, str], Path], part: str
) -> None:
    said = read_map(file("m.toml", part), "tickets")
    assert said.where.get("省份", frozenset(("广东",))) >= {"广东"}
    assert said.source in ("", "ERP")
