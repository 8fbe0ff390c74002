"""The shipped policy says what the regulations say (SLA-05, KIT-01, PPL-03, INT-06)."""

import ast
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import chinese_calendar
import holidays
import pytest

import db.verbs
from db.policy import PolicyError, shipped
from db.policy.check import faults
from db.rules import text
from db.rules.calendar import working_day_deadline

POLICY = shipped()


def test_the_shipped_policy_has_no_fault() -> None:
    assert list(faults(POLICY)) == []


@pytest.mark.parametrize("code", ["service", "monitoring", "office"])
def test_the_holidays_of_2026_are_those_of_two_independent_lists(code: str) -> None:
    calendar = POLICY.targets.calendars[code]
    proposed = holidays.country_holidays("CN", years=2026)
    for number in range(365):
        day = date(2026, 1, 1) + timedelta(days=number)
        working = calendar.is_working_day(day)
        assert working == chinese_calendar.is_workday(day), day
        assert working == proposed.is_working_day(day), day
    assert not calendar.provisional(date(2026, 6, 1))
    assert calendar.provisional(date(2027, 6, 1))


def test_two_working_days_over_national_day_and_spring_festival() -> None:
    service = POLICY.targets.calendars["service"]
    for report, due in [("2026-09-30T08:00", "2026-10-09T14:00"), ("2026-02-13T01:00", "2026-02-24T14:00")]:
        start = datetime.fromisoformat(report).replace(tzinfo=UTC)
        assert working_day_deadline(service, start, 2) == datetime.fromisoformat(due).replace(tzinfo=UTC)


def test_everything_that_has_a_name_has_it_in_both_languages() -> None:
    policy = POLICY
    reasons = [row for rows in policy.reasons.reason.values() for row in rows.values()]
    listed = [fault for group in policy.faults.group.values() for fault in group.faults]
    tables = (
        policy.profiles.profile,
        policy.calendars.calendar,
        policy.roles.role,
        policy.roles.right,
        policy.tools.tool,
        policy.kits.trade,
        policy.certificates.certificate,
        policy.certificates.skill,
        policy.products.category,
        policy.organisation.department,
        policy.organisation.zone,
        policy.settings.ranking.weight,
    )
    named = [*reasons, *listed, *(row for table in tables for row in table.values())]
    assert len(named) > 250
    for row in named:
        assert any("\u4e00" <= sign <= "\u9fff" for sign in row.zh), row
        assert not any("\u4e00" <= sign <= "\u9fff" for sign in row.en), row
        assert (row.name("zh_CN"), row.name("en")) == (row.zh, row.en)


ELEVEN = "电动螺丝刀 网线钳 测线仪 双肩包 鞋套 电工胶布 剥线刀 电笔 一字螺丝刀 螺丝刀 尖嘴钳"


def test_every_role_that_a_verb_names_is_there_and_every_other_one_only_reads() -> None:
    named = frozenset[str]().union(*(verb.default_roles for verb in db.verbs.VERBS.values()))
    assert set(POLICY.roles.role) - named == {"supervisor"}
    assert named <= set(POLICY.roles.role)


ASKING = ("demand", "sees", "has_right")


def rights_asked_for() -> Iterator[str]:
    """The first arguments of `demand`, `sees` and `has_right` in the sources, constants by their values."""
    texts = [path.read_text("utf-8") for path in Path(db.__file__).parent.rglob("*.py")]
    trees = [ast.parse(text) for text in texts]
    constants = {
        target.id: line.value.value
        for tree in trees
        for line in tree.body
        if isinstance(line, ast.Assign) and isinstance(line.value, ast.Constant)
        for target in line.targets
        if isinstance(target, ast.Name)
    }
    asking = [
        tree for tree, text in zip(trees, texts, strict=True) if any(f".{name}" in text for name in ASKING)
    ]
    for call in (node for tree in asking for node in ast.walk(tree) if isinstance(node, ast.Call)):
        if isinstance(call.func, ast.Attribute) and call.func.attr in ASKING:
            match call.args[:1]:
                case [ast.Constant(value=str(right))]:
                    yield right
                case [ast.Name(id=name)] if name in constants:
                    yield str(constants[name])


def test_every_right_that_the_program_asks_about_is_there() -> None:
    asked = set(rights_asked_for())
    assert asked <= set(POLICY.roles.right)
    assert len(asked) > 4


def test_the_shipped_policy_says_no_more_of_verbs_than_they_say_themselves() -> None:
    assert POLICY.roles.verb == {}
    for verb in db.verbs.VERBS.values():
        assert POLICY.roles_of(verb) == verb.default_roles


def test_admin_may_do_everything_and_a_supervisor_only_reads() -> None:
    for verb in db.verbs.VERBS.values():
        assert POLICY.permits(verb, ["admin"])
        assert not POLICY.permits(verb, ["supervisor"])
        assert not POLICY.permits(verb, [])
    assert all(POLICY.has_right(right, ["technician", "admin"]) for right in POLICY.roles.right)
    assert not any(POLICY.has_right(right, ["supervisor"]) for right in POLICY.roles.right)


def test_verbs_belong_to_the_roles_that_do_the_work() -> None:
    assert POLICY.permits(db.verbs.VERBS["dispatch"], {"dispatcher"})
    assert not POLICY.permits(db.verbs.VERBS["dispatch"], {"technician"})
    assert POLICY.permits(db.verbs.VERBS["step"], ("technician",))
    assert POLICY.permits(db.verbs.VERBS["issue_tool"], iter(["technician", "keeper"]))
    assert not POLICY.permits(db.verbs.VERBS["issue_tool"], ["dispatcher"])
    assert not POLICY.has_right("waive", ["dispatcher"])
    assert POLICY.has_right("waive", ["dispatcher", "manager"])
    assert not POLICY.has_right("no_such_right", ["manager"])


@pytest.mark.parametrize(
    ("product", "category", "profile"),
    [
        ("空调", "air_conditioner", "air_conditioning"),
        ("多联机", "multi_split", "air_conditioning"),
        ("冷水机组", "chiller", "air_conditioning"),
        ("挂机", "split_unit", "air_conditioning"),
        ("格力柜机", "cabinet_unit", "air_conditioning"),
        ("精密空调 P2040", "precision_unit", "air_conditioning"),
        ("air conditioner", "air_conditioner", "air_conditioning"),
        ("配电柜", "switchgear", "electrical"),
        ("变压器", "transformer", "electrical"),
        ("电动机", "motor", "electrical"),
        ("监控", "monitoring", "monitoring"),
        ("CCTV camera", "monitoring", "monitoring"),
        ("软件", "software", "software"),
        ("系统", "software", "software"),
        ("ERP system", "software", "software"),
        ("车辆", "vehicle", "vehicles"),
        ("trucks", "vehicle", "vehicles"),
        ("系统集成", "integration", "integrator"),
        ("integrator contract", "integration", "integrator"),
        ("数控机床", "machine", "maker"),
        ("equipment maker", "machine", "maker"),
        ("沙发", "furniture", "electrical"),
        ("数据", "data", "software"),
        ("switchgear", "switchgear", "electrical"),
        ("split_unit", "split_unit", "air_conditioning"),
        ("不知道什么", "general", "electrical"),
        ("", "general", "electrical"),
        (None, "general", "electrical"),
    ],
)
def test_a_product_is_matched_to_its_category_and_profile(
    product: str | None, category: str, profile: str
) -> None:
    assert POLICY.category_of(product).code == category
    assert POLICY.profile_for(product) == profile


def test_the_profile_of_the_contract_goes_before_equipment_and_product() -> None:
    assert POLICY.profile_for("空调", equipment="maker") == "maker"
    assert POLICY.profile_for("空调", contract="integrator", equipment="maker") == "integrator"
    assert POLICY.profile_for(None, branch="NS") == "electrical"


def test_electrical_work_demands_a_certificate_and_its_tools() -> None:
    switchgear, chiller = POLICY.category_of("配电柜"), POLICY.category_of("冷水机组")
    assert (switchgear.certificate, chiller.certificate) == ("electrician", "refrigeration")
    assert set(switchgear.tools) == {"multimeter", "insulating_gloves"}
    assert {"pressure_gauge", "leak_detector"} <= set(chiller.tools)


def test_the_standard_kit_of_a_trade_holds_what_its_common_jobs_demand() -> None:
    for category in POLICY.products.category.values():
        if category.skill and category.code not in {"high_voltage", "chiller", "integration"}:
            assert set(category.tools) <= set(POLICY.standard_kit(category.trade)), category.code


@pytest.mark.parametrize(
    ("fault", "group"),
    [
        ("底盘异响", "chassis"),
        ("发动机水温高", "engine"),
        ("Brakes fail", "chassis"),
        ("engine", "engine"),
        ("空调不冷", None),
    ],
)
def test_the_fault_group_comes_from_the_words_of_the_fault(fault: str, group: str | None) -> None:
    assert POLICY.fault_group_of(fault) == group


@pytest.mark.parametrize(
    ("places", "zone"),
    [
        (["南山"], "nanshan"),
        (["福田区"], "futian"),
        (["Longgang"], "longgang"),
        ([None, "深圳市宝安区西乡街道"], "baoan"),
        (["罗湖", "深圳市宝安区"], "luohu"),
        (["某处", "华强北路 2 号"], "futian"),
        (["longhua"], "longhua"),
        ([None], "urban"),
        (["火星"], "urban"),
        ([], "urban"),
    ],
)
def test_a_zone_is_found_by_district_then_address_else_urban(places: list[str | None], zone: str) -> None:
    assert POLICY.zone_of(*places).code == zone


def test_an_unknown_district_adds_neither_travel_nor_distance() -> None:
    for zone in (POLICY.zone_of("火星"), POLICY.zone("mars"), POLICY.zone(None)):
        assert (zone.travel_minutes, zone.distance_km, zone.main_urban) == (0, 0, True)


def test_the_ten_districts_of_shenzhen_are_zones() -> None:
    for district in ["南山", "福田", "罗湖", "宝安", "龙岗", "龙华", "光明", "坪山", "盐田", "大鹏"]:
        assert POLICY.zone_of(district).zh == district


def test_the_eleven_tools_of_the_regulation_are_in_the_catalogue() -> None:
    for name in ELEVEN.split():
        kind = POLICY.tool_kind(name)
        assert kind is not None
        assert kind.zh == name
        assert kind == POLICY.tool_kind(kind.code) == POLICY.tool_kind(kind.en.upper())
    assert POLICY.tool_kind("锤子星") is None


def test_kits_and_trades_are_found_by_code_and_name() -> None:
    assert POLICY.standard_kit("refrigeration") == POLICY.standard_kit("制冷")
    assert sum(POLICY.standard_kit("electrical").values()) == 12
    assert POLICY.standard_kit("魔法") == POLICY.standard_kit(None) == {}


def test_pause_reasons_are_those_of_the_interface() -> None:
    assert list(POLICY.reasons.reason["pause"]) == ["customer", "part", "supplier", "approval", "access"]
    reason = POLICY.reason("pause", "等备件")
    assert reason is not None
    assert reason.code == "part"
    assert POLICY.reason("cause", "Lightning") == POLICY.reason("cause", "lightning")
    assert POLICY.reason("cause", "老鼠咬的") is None
    assert POLICY.reason("no_such_list", "part") is None


def test_routes_lead_to_the_responsible_department() -> None:
    routes = {
        name: POLICY.route_of(POLICY.category_of(name).code).department
        for name in ("配电柜", "软件", "数据", "系统集成")
    }
    assert routes == {"配电柜": "SC", "软件": "YF", "数据": "SJ", "系统集成": "HY"}
    assert POLICY.route_of("unknown").department == "ZL"


def test_every_category_offers_faults_to_choose_from() -> None:
    for code in POLICY.products.category:
        assert len(POLICY.faults_of(code)) >= 5
    assert next(fault.zh for fault in POLICY.faults_of("switchgear")) == "全楼停电"


def test_the_default_ladder_climbs_to_the_general_manager() -> None:
    ladder = POLICY.ladder_of("software")
    assert [rung.role for rung in ladder.rungs] == ["technician", "lead", "manager", "general_manager"]


def test_settings_stand_as_the_regulations_leave_them() -> None:
    wanted = {
        "at_risk_percent": 25,
        "undo_seconds": 120,
        "repeat_days": 30,
        "unreachable_attempts": 3,
        "reopen_hours": 48,
    }
    assert {name: POLICY.setting(name) for name in wanted} == wanted
    limits = POLICY.settings.text
    assert (limits.name, limits.phone, limits.address, limits.long) == (80, 32, 200, 2000)
    assert (text.NAME_LIMIT, text.PHONE_LIMIT, text.ADDRESS_LIMIT, text.LONG_LIMIT) == (80, 32, 200, 2000)
    assert sum(POLICY.settings.ranking.weights().values()) == 100
    with pytest.raises(PolicyError, match="no setting tea_minutes"):
        POLICY.setting("tea_minutes")
