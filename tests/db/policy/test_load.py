"""A policy is data: its version is its content, and what makes no sense is refused with a sentence."""

import copy
import json
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from pydantic import ValidationError

from db.policy import PolicyError, from_json, shipped
from db.policy.files import from_toml

Sections = dict[str, Any]


def changed(change: Callable[[Sections], object]) -> str:
    sections = copy.deepcopy(json.loads(shipped().canonical()))
    change(sections)
    return json.dumps(sections, ensure_ascii=False)


def rungs(sections: Sections) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = sections["ladders"]["ladder"]["default"]["rungs"]
    return found


def triggers(sections: Sections) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = sections["ladders"]["ladder"]["default"]["triggers"]
    return found


def test_the_version_names_the_content_and_not_its_spelling() -> None:
    policy = shipped()
    assert len(policy.version) == 16
    assert from_json(policy.canonical()) == policy
    respelt = json.dumps(dict(reversed(json.loads(policy.canonical()).items())), indent=2)
    assert from_json(respelt).canonical() == policy.canonical()
    assert from_json(respelt).version == policy.version
    assert from_json(respelt).targets == policy.targets


def test_any_change_gives_another_version() -> None:
    other = from_json(changed(lambda s: s["settings"]["setting"].update(undo_seconds=60)))
    assert other.version != shipped().version
    assert other != shipped()
    assert other.setting("undo_seconds") == 60


def test_the_canonical_text_has_no_floats_and_sorted_keys() -> None:
    canonical = shipped().canonical()

    def refuse(number: str) -> None:
        raise AssertionError(number)

    sections = json.loads(canonical, parse_float=refuse)
    assert json.dumps(sections, ensure_ascii=False, sort_keys=True, separators=(",", ":")) == canonical
    assert "空调" in canonical


def test_parts_of_a_policy_cannot_be_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        shipped().category_of("空调").profile = "software"
    with pytest.raises(TypeError, match="item assignment"):
        # Ignored: that it is refused is what is tested.
        shipped().standard_kit("electrical")["multimeter"] = 9  # type: ignore[index]


def test_an_own_ranking_weight_or_ladder_is_only_data() -> None:
    def own(sections: Sections) -> None:
        ladder = sections["ladders"]["ladder"]["default"]
        sections["ladders"]["ladder"]["short"] = ladder | {"rungs": ladder["rungs"][:1], "triggers": []}
        sections["ladders"]["profile"]["software"] = "short"

    policy = from_json(changed(own), checked=True)
    assert len(policy.ladder_of("software").rungs) == 1
    assert len(policy.ladder_of("electrical").rungs) == 4


def rows(sections: Sections, profile: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = sections["profiles"]["profile"][profile]["target"]
    return found


REFUSED: list[tuple[Callable[[Sections], object], str]] = [
    (lambda s: s["settings"]["setting"].update(at_risk_percent=2.5), r"number 2\.5; only whole"),
    (lambda s: s["settings"]["setting"].update(at_risk_percent=float("nan")), "number NaN"),
    (lambda s: s["settings"]["setting"].update(undo_seconds="soon"), r"settings: setting\.undo_seconds"),
    (lambda s: s["settings"]["setting"].update(repeat_days=-1), "repeat_days is negative"),
    (lambda s: s["settings"]["ranking"].update(weight={}), "add up to nothing"),
    (lambda s: s["roles"]["verb"].update(dispatch=[]), "verb dispatch has no role"),
    (lambda s: s["roles"]["verb"].update(dispatch=["wizard"]), "verb dispatch names unknown wizard"),
    (lambda s: s["roles"]["right"]["money"].update(roles=["wizard"]), "right money names unknown wizard"),
    (lambda s: s["calendars"]["calendar"]["service"].update(hours=[]), "“service” has no service window"),
    (
        lambda s: s["calendars"]["calendar"]["office"].update(holidays="mars"),
        "office names unknown holidays mars",
    ),
    (lambda s: s["calendars"]["calendar"]["office"].update(zone="Asia/Atlantis"), "unknown time zone"),
    (
        lambda s: s["calendars"]["calendar"]["office"]["hours"][0].update(windows=["8-17"]),
        r"calendars: calendar\.office",
    ),
    (lambda s: s["calendars"].update(default="moon"), "unknown calendar “moon”|default names unknown moon"),
    (
        lambda s: s["calendars"]["calendar"].update(branch=s["calendars"]["calendar"]["office"]),
        "“branch” stands for the calendar of a branch",
    ),
    (
        lambda s: s["calendars"]["calendar"]["office"].update(
            hours=[{"days": [6, 7], "windows": ["08:30-17:30"]}]
        ),
        "“office” is open on working days only",
    ),
    (lambda s: s["calendars"]["holidays"]["china"].update(days=["2027-01-01"]), "its years lack 2027"),
    (
        lambda s: s["calendars"]["holidays"]["china"].update(own={"2026-07-01": {"kind": "feast"}}),
        r"holidays\.china\.own",
    ),
    (lambda s: rows(s, "software")[0].update(calendar="moon"), "unknown calendar “moon”"),
    (lambda s: rows(s, "software")[0].update(milestone="dance"), "profile software, row 1: “dance”"),
    (lambda s: rows(s, "vehicles")[0].update(when=[{"weather": "rain"}]), "“weather”"),
    (lambda s: rows(s, "vehicles")[0].update(when=[{"fault_group": "sails"}]), "names unknown sails"),
    (lambda s: rows(s, "maker").append(dict(rows(s, "maker")[0])), "equally special"),
    (lambda s: s["profiles"].update(default="gas"), "default names unknown gas"),
    (lambda s: s["profiles"]["profile"]["electrical"]["level"].pop("3"), "does not define level 3"),
    (lambda s: s["profiles"]["profile"]["electrical"].pop("en"), r"profile\.electrical\.en: it is missing"),
    (lambda s: s["reasons"]["reason"]["cause"][1].update(category="fate"), "cause wear names unknown fate"),
    (
        lambda s: s["reasons"]["reason"]["pause"][1].update(code="customer"),
        "every row needs a code of its own",
    ),
    (lambda s: s["reasons"]["category"]["data"].update(department="XX"), "category data names unknown XX"),
    (lambda s: s["tools"]["tool"]["vacuum_pump"].update(permit="magic"), "vacuum_pump names unknown magic"),
    (lambda s: s["tools"]["tool"]["vacuum_pump"].update(price=-1), r"tools: tool\.vacuum_pump\.price"),
    (lambda s: s["tools"]["tool"]["vacuum_pump"].update(zh="测线仪"), "测线仪 stands for both"),
    (lambda s: s["kits"]["trade"]["electrical"]["kit"].update(wand=1), "trade electrical names unknown wand"),
    (lambda s: s["products"]["category"]["data"].update(profile="gas"), "category data names unknown gas"),
    (lambda s: s["products"]["category"]["data"].update(trade="gas"), "category data names unknown gas"),
    (lambda s: s["products"]["category"]["data"].update(tools=["wand"]), "category data names unknown wand"),
    (
        lambda s: s["products"]["category"]["data"].update(certificate="wand"),
        "category data names unknown wand",
    ),
    (lambda s: s["products"]["category"]["data"].update(words=["空调"]), "空调 stands for both"),
    (lambda s: s["products"]["route"]["data"].update(department="XX"), "route data names unknown XX"),
    (lambda s: s["faults"]["group"]["power"].update(categories=["sail"]), "group power names unknown sail"),
    (lambda s: s["faults"]["group"]["power"]["faults"][0].update(level=5), r"faults: group\.power"),
    (lambda s: s["organisation"]["zone"]["futian"].update(branch="XX"), "zone futian names unknown XX"),
    (lambda s: s["organisation"]["zone"]["futian"].update(words=["南山"]), "南山 stands for both"),
    (lambda s: s["organisation"].update(default_zone="moon"), "default_zone names unknown moon"),
    (lambda s: s["organisation"]["department"].update(yx={"zh": "甲", "en": "A"}), "one to four capitals"),
    (lambda s: s["ladders"]["ladder"]["default"]["rungs"].pop(0), "do not count 1, 2, 3"),
    (lambda s: s["ladders"]["ladder"]["default"]["rungs"][0].update(role="wizard"), "names unknown wizard"),
    (lambda s: s["ladders"]["ladder"]["default"]["triggers"][0].update(rung=9), "calls rung 9"),
    (lambda s: s["ladders"]["profile"].update(software="rope"), "names unknown rope"),
    (lambda s: rungs(s)[0].update(role=""), "needs a role or a person"),
    (lambda s: rungs(s)[0].update(person="T001"), "needs a role or a person"),
    (lambda s: rungs(s)[0].update(roles={"lunch": "lead"}), "names unknown lunch"),
    (lambda s: rungs(s)[1].update(quiet_from="08:00"), "begin when they end"),
    (lambda s: s["ladders"]["ladder"]["default"].update(quiet_levels=[1, 3]), "level 1, which never waits"),
    (lambda s: triggers(s)[0].update(rung=0), "needs a rung"),
    (
        lambda s: triggers(s).append({"trigger": "registered", "rung": 3, "after_minutes": 0}),
        "needs the levels",
    ),
    (lambda s: triggers(s)[4].update(after_minutes=0), "would call everybody at once"),
    (lambda s: triggers(s)[0].update(milestones=["lunch"]), "names unknown lunch"),
]


@pytest.mark.parametrize(("change", "sentence"), REFUSED, ids=[sentence for _, sentence in REFUSED])
def test_a_policy_that_makes_no_sense_is_refused_with_a_sentence(
    change: Callable[[Sections], object], sentence: str
) -> None:
    with pytest.raises(PolicyError, match=sentence):
        from_json(changed(change), checked=True)


@pytest.mark.parametrize("text", ["", "{", "[]", "3"])
def test_what_is_no_policy_text_is_refused(text: str) -> None:
    with pytest.raises(PolicyError, match="The policy is not"):
        from_json(text)


@pytest.mark.parametrize("text", ["a = ", "a = 2026-01-01", "a = 1.5"])
def test_a_file_that_is_no_policy_file_is_refused(text: str) -> None:
    with pytest.raises(PolicyError, match=r"settings: |number 1\.5"):
        from_toml("settings", text)


def test_a_command_that_reads_the_policy_loads_no_more_than_it_needs() -> None:
    code = (
        "import sys; from db.policy.load import from_json; "
        "policy = from_json(sys.stdin.read()); assert policy.has_right('waive', ['manager']); "
        "sys.exit(any(name in sys.modules for name in ('tomllib', 'pypinyin', 'db.policy.check')))"
    )
    done = subprocess.run([sys.executable, "-c", code], input=shipped().canonical().encode(), check=False)
    assert done.returncode == 0
