"""A store is made its owner's: `paigong policy`, at its beginning and while it lives (SLA-09, INT-06)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from db.policy.files import SECTIONS, from_toml
from db.policy.load import shipped
from tests.console.running import MORNING, Branch, execute, paigong
from tests.databases import Databases, Kind
from tests.golden.upgraded import upgraded

CHENGDU = """
[organisation]
default_department = "FW"
default_branch = "CD"
default_zone = "downtown"

[organisation.department]
FW = { zh = "售后服务部", en = "After-sales service" }
ZL = { zh = "质量部", en = "Quality" }

[organisation.branch]
CD = { zh = "成都", en = "Chengdu", zone = "Asia/Urumqi", calendar = "service", address = "成都市武侯区" }

[organisation.zone]
downtown = { zh = "主城", en = "Downtown", branch = "CD", words = ["锦江区", "青羊区"], travel_minutes = 0, distance_km = 0, main_urban = true }
wuhou = { zh = "武侯", en = "Wuhou", branch = "CD", words = ["武侯区"], travel_minutes = 25, distance_km = 7, main_urban = true }
jianyang = { zh = "简阳", en = "Jianyang", branch = "CD", words = ["简阳市"], travel_minutes = 80, distance_km = 62, main_urban = false }

[products]
default = "general"
[products.fault_group]
chassis = { zh = "底盘", en = "Chassis", words = ["底盘"] }
engine = { zh = "发动机", en = "Engine", words = ["发动机"] }
[products.category]
general = { zh = "其他", en = "Other", words = [], profile = "electrical", trade = "electrical", skill = "", certificate = "", tools = [], warranty = 12, route = "all" }
press = { zh = "冲床", en = "Punch press", words = ["冲压机"], profile = "maker", trade = "machinery", skill = "machinery", certificate = "", tools = ["clamp_press"], warranty = 18, route = "all" }
[products.route]
all = { zh = "本部", en = "Our own", department = "FW", role = "department_lead" }
undecided = { zh = "待定", en = "Undecided", department = "ZL", role = "quality" }

[reasons.list]
pause = { zh = "暂停原因", en = "Reason for pausing" }
[reasons.category]
[reasons.reason]
pause = [{ code = "customer", zh = "等客户", en = "Customer" }]

[faults.group]

[tools.tool]
clamp_press = { zh = "压紧器", en = "Press clamp", durable = true, price = 9900, life = 36, calibration = 6, permit = "" }
[kits.trade]
electrical = { zh = "电气", en = "Electrical", kit = { clamp_press = 1 } }
machinery = { zh = "机械", en = "Machinery", kit = { clamp_press = 2 } }
"""  # noqa: E501 - as people write it
VIEWS = (
    "queue",
    "roster",
    "counts",
    "tools",
    "consumables",
    "escalations",
    "reminders",
    "customers",
    "faults",
)


def written(folder: Path, text: str) -> str:
    path = folder / "own.toml"
    path.write_text(text, "utf-8")
    return str(path)


@pytest.fixture
def chengdu(store_url: str, tmp_path: Path) -> Branch:
    """A store founded with regulations of its own."""
    file = written(tmp_path, CHENGDU)
    made = paigong("--db", store_url, "--lang", "en", "init", "--admin", "陈主任", "--policy", file)
    assert made.code == 0, made
    execute(store_url, "INSERT INTO store_fact (name, value) VALUES ('kind', 'demo')")
    return Branch.on(store_url)


def test_a_store_can_begin_in_another_town(chengdu: Branch) -> None:
    number = chengdu.ticket("--district", "简阳市", "--product", "冲压机")
    assert number.startswith("FW2607-")
    shown = chengdu.show("ticket", number)
    assert (shown["branch"], shown["zone"], shown["category"]) == ("CD", "jianyang", "press")
    assert shown["reported_at"].endswith("+06:00")
    chengdu.hire("T001", "张三")
    chengdu.done("triage", "--ticket", number, "--level", "2")
    chengdu.done("dispatch", "--ticket", number, "--technician", "T001", "--override", "近")
    chengdu.done("buy_tool", "--kind", "压紧器", "--number", "P-1")
    for view in VIEWS:
        arguments = ("faults", "冲床") if view == "faults" else (view,)
        assert chengdu.run("show", *arguments, "--json").code == 0, view
    assert chengdu.run("show", "candidates", number).code == 0
    assert chengdu.run("audit", at=None).code == 0


def policy(branch: Branch, *arguments: str, who: str = "A01", code: int = 0) -> Any:
    """What a policy command says as JSON; its error where it is refused."""
    ran = branch.run("policy", *arguments, "--json", who=who, at=None)
    assert ran.code == code, ran
    return ran.json["error"] if code else ran.json


def exported(branch: Branch, folder: Path, *sections: str) -> str:
    path = folder / "exported.toml"
    named = [part for section in sections for part in ("--section", section)]
    ran = branch.run("policy", "export", str(path), "--force", *named, at=None)
    assert ran.code == 0, ran
    return str(path)


def edit(file: str, before: str, after: str) -> str:
    text = Path(file).read_text("utf-8")
    assert before in text
    Path(file).write_text(text.replace(before, after), "utf-8")
    return file


def test_what_is_exported_and_not_edited_changes_nothing(branch: Branch, tmp_path: Path) -> None:
    file = exported(branch, tmp_path)
    assert set(from_toml("policy", Path(file).read_text("utf-8"))) == set(SECTIONS)
    assert policy(branch, "adopt", file) == {"version": shipped().version, "adopted": False, "changes": []}
    assert "Nothing differs" in branch.run("policy", "adopt", file, at=None).out


def test_a_file_is_checked_listed_and_adopted_for_new_tickets(branch: Branch, tmp_path: Path) -> None:
    old = branch.ticket("--district", "福田区")
    file = edit(exported(branch, tmp_path, "organisation"), "travel_minutes = 30", "travel_minutes = 35")
    edit(file, "大鹏新区", "大鹏区镇")
    change = {"path": "organisation.zone.futian.travel_minutes", "before": 30, "after": 35}
    dry = policy(branch, "adopt", file, "--dry-run")
    assert not dry["adopted"]
    assert change in dry["changes"]
    assert policy(branch, "show")["version"] == shipped().version
    said = branch.run("policy", "adopt", file, at=None).out
    assert "~ organisation.zone.futian.travel_minutes: 30 → 35" in said
    shown = policy(branch, "show")
    assert shown["version"] != shipped().version
    assert shown["version"] == dry["version"]
    assert shown["based_on"] == shown["shipped"] == shipped().version
    assert change in shown["changes"]
    new = branch.ticket("--district", "福田区")
    versions = [branch.show("ticket", number)["policy"] for number in (old, new)]
    assert versions == [shipped().version, shown["version"]]
    assert branch.run("audit", at=None).code == 0


def test_who_may_do_a_verb_is_edited_like_everything_else(branch: Branch, tmp_path: Path) -> None:
    branch.hire("D01", "曾", "dispatcher")
    number = branch.ticket()
    file = edit(exported(branch, tmp_path, "roles"), "[roles.verb]\n", '[roles.verb]\nnote = ["manager"]\n')
    assert policy(branch, "adopt", file)["adopted"]
    assert branch.do("note", "--ticket", number, "--text", "x", who="D01").rule == "PPL-03"
    assert next(verb for verb in verbs(branch) if verb["name"] == "note")["role"] == ["manager", "admin"]
    edit(file, 'note = ["manager"]\n', "")
    assert policy(branch, "adopt", file)["adopted"]
    branch.done("note", "--ticket", number, "--text", "x", who="D01")
    assert policy(branch, "show")["version"] == shipped().version


def verbs(branch: Branch) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = branch.run("verbs", "--json", at=None).json
    return listed


@pytest.mark.parametrize(
    ("section", "before", "after", "said"),
    [
        (
            "organisation",
            "[organisation.department]",
            "[organisation.departments]",
            "organisation: department",
        ),
        ("organisation", "[organisation]", "[organization]", "organization"),
        ("organisation", 'branch = "NS"', 'branch = "XX"', "XX"),
        ("organisation", "travel_minutes = 30", 'travel_minutes = "soon"', "travel_minutes"),
        ("organisation", "travel_minutes = 30", "travel_minutes = 1.5", "1.5"),
        ("organisation", "travel_minutes = 30", "travel_minutes = 30\ntraffic = 3", "traffic"),
        ("roles", "[roles.verb]\n", '[roles.verb]\ndanse = ["manager"]\n', "danse"),
        ("settings", "undo_seconds = 120", "undo_second = 120", "undo_second"),
        ("settings", "undo_seconds = 120", "undo_seconds = ", "TOML"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(
    branch: Branch, tmp_path: Path, section: str, before: str, after: str, said: str
) -> None:
    file = edit(exported(branch, tmp_path, section), before, after)
    error = policy(branch, "adopt", file, code=2)
    assert said in json.dumps(error, ensure_ascii=False) or said == "TOML"
    assert policy(branch, "show")["version"] == shipped().version


def test_what_people_and_tools_belong_to_cannot_go(branch: Branch, tmp_path: Path) -> None:
    branch.done("buy_tool", "--kind", "tape_measure", "--number", "T-1")
    branch.done("add_staff", "--staff", "T009", "--label", "新", "--department", "SC", "--trade", "furniture")
    file = exported(branch, tmp_path, "tools", "kits", "products")
    for line in Path(file).read_text("utf-8").splitlines():
        if line.startswith("tape_measure = "):
            edit(file, line + "\n", "")
    edit(edit(file, ", tape_measure = 1", ""), ', "tape_measure"]', "]")
    error = policy(branch, "adopt", file, code=3)
    assert "tape_measure" in error["message"]
    assert error["rule"] == "SLA-09"


def test_only_who_may_adopts_and_only_who_may_sees_prices(branch: Branch, tmp_path: Path) -> None:
    branch.hire("D01", "曾", "dispatcher")
    file = edit(exported(branch, tmp_path, "settings"), "undo_seconds = 120", "undo_seconds = 60")
    assert policy(branch, "adopt", file, who="D01", code=5)["rule"] == "PPL-03"
    assert policy(branch, "show", "settings", who="D01")["settings"]["setting"]["undo_seconds"] == 120
    assert policy(branch, "show", "tools", who="D01", code=5)["rule"] == "PPL-03"
    there = tmp_path / "all.toml"
    assert branch.run("policy", "export", str(there), who="D01", at=None).code == 5
    assert not there.exists()


def test_an_unknown_section_or_file_is_named(branch: Branch, tmp_path: Path) -> None:
    assert "weather" in policy(branch, "show", "weather", code=2)["message"]
    assert "nothing.toml" in policy(branch, "adopt", str(tmp_path / "nothing.toml"), code=2)["message"]


@pytest.fixture
def old(databases: Databases, database_kind: Kind) -> Iterator[Branch]:
    """A store that was founded under the first policy and has just been upgraded."""
    with upgraded(databases, database_kind) as branch:
        yield branch


def test_a_newer_shipped_policy_is_merged_and_own_edits_stay(old: Branch, tmp_path: Path) -> None:
    first = policy(old, "show")["version"]
    assert first == "1c861e8d384db35a"
    file = edit(exported(old, tmp_path, "settings"), "undo_seconds = 120", "undo_seconds = 60")
    assert policy(old, "adopt", file)["adopted"]
    assert policy(old, "show")["based_on"] == first
    assert "upgrade --policy" in old.run("upgrade", at=None).out
    dry = policy(old, "merge", "--dry-run")
    own = [each for each in dry["changes"] if each["whose"] == "own"]
    assert [(each["path"], each["before"], each["after"]) for each in own] == [
        ("settings.setting.undo_seconds", 60, 60)
    ]
    brought = {each["path"] for each in dry["changes"] if each["whose"] == "shipped"}
    assert "roles.grant" in brought
    assert policy(old, "show")["based_on"] == first
    said = old.run("upgrade", "--policy", at=None)
    assert said.code == 0, said
    assert "New:\n" in said.out
    assert "Changed here; stays:\n  ~ settings.setting.undo_seconds: 120 → 60" in said.out
    shown = policy(old, "show")
    assert shown["based_on"] == shipped().version
    assert shown["changes"] == [{"path": "settings.setting.undo_seconds", "before": 120, "after": 60}]
    assert "in force already" in old.run("upgrade", "--policy", at=None).out
    assert old.run("audit", at=None).code == 0


def test_a_store_without_own_edits_simply_gets_the_newer_policy(old: Branch) -> None:
    assert old.run("upgrade", "--policy", at=None).code == 0
    newest = shipped().version
    expected = {"version": newest, "shipped": newest, "based_on": newest, "changes": []}
    assert policy(old, "show") == expected
    assert old.run("show", "queue", at=MORNING).code == 0
    assert old.run("audit", at=None).code == 0


def test_an_editor_changes_a_section(branch: Branch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("console.commands.policy.has_terminal", lambda: True)
    monkeypatch.setenv("EDITOR", "sed -i 's/undo_seconds = 120/undo_seconds = 90/'")
    monkeypatch.delenv("VISUAL", raising=False)
    ran = branch.run("policy", "edit", "settings", at=None, stdin="n\n")
    assert "~ settings.setting.undo_seconds: 120 → 90" in ran.out
    assert policy(branch, "show")["changes"] == []
    assert branch.run("policy", "edit", "settings", at=None, stdin="y\n").code == 0
    assert [each["after"] for each in policy(branch, "show")["changes"]] == [90]
    monkeypatch.setenv("EDITOR", "sed -i 's/undo_seconds = 90/undo_seconds = -1/'")
    ran = branch.run("policy", "edit", "settings", at=None, stdin="n\n")
    assert ran.code == 2
    assert "undo_seconds" in ran.err


def test_no_editor_is_opened_where_there_is_no_terminal(
    branch: Branch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", "false")
    ran = branch.run("policy", "edit", "settings", at=None)
    assert ran.code == 2
    assert "policy export FILE" in ran.err


def test_what_the_policy_gives_up_is_taken_for_nothing_new(branch: Branch, tmp_path: Path) -> None:
    """From Nanshan to Chengdu in a store that lives: add the new, move the people, give up the old."""
    old = branch.ticket("--district", "大鹏新区")
    file = exported(branch, tmp_path, "organisation", "tools", "kits", "products")
    text = Path(file).read_text("utf-8")
    nanshan = next(line for line in text.splitlines() if line.startswith("NS = {"))
    chengdu = nanshan.replace("NS = {", "CD = {").replace("南山", "成都", 1).replace("Nanshan", "Chengdu")
    edit(edit(file, nanshan, f"{nanshan}\n{chengdu}"), 'branch = "NS"', 'branch = "CD"')
    assert policy(branch, "adopt", file)["adopted"]
    edit(edit(edit(file, nanshan + "\n", ""), ", spirit_level = 1", ""), '"spirit_level", ', "")
    level = next(line for line in text.splitlines() if line.startswith("spirit_level ="))
    edit(file, level + "\n", "")
    assert "NS" in policy(branch, "adopt", file, code=3)["message"]
    for person in branch.show("roster"):
        branch.done("change_staff", "--staff", person["staff"], "--branch", "CD")
    assert policy(branch, "adopt", file)["adopted"]
    assert branch.do("register", *CALL, "--branch", "NS").rule == "field"
    assert branch.do("buy_tool", "--kind", "水平尺").rule == "KIT-01"
    assert branch.do("set_zone", "--zone", "wuhou").rule == "field"
    assert branch.show("ticket", branch.ticket("--district", "福田区"))["branch"] == "CD"
    assert branch.show("ticket", old)["branch"] == "NS"
    assert branch.run("show", "queue").code == 0
    assert branch.run("audit", at=None).code == 0


CALL = ("--customer", "王五", "--phone", "13800138000", "--fault", "机器不启动")


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "branch NS names unknown moon"), ("zh_CN", "分公司 NS 引用了未知的 moon")],
)
def test_what_is_wrong_in_a_row_is_said_in_the_language_of_who_reads(
    branch: Branch, tmp_path: Path, language: str, said: str
) -> None:
    file = edit(exported(branch, tmp_path, "organisation"), 'calendar = "service"', 'calendar = "moon"')
    ran = paigong("--db", branch.url, "--as", "A01", "--lang", language, "policy", "adopt", file)
    assert said in ran.err
