"""Every policy version that ever stood in a store loads for ever, and means what it meant.

`versions/` holds the text of each version that a release shipped, named by its content. None is ever changed.
"""

import copy
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import db.imports.verbs  # noqa: F401 - verbs that only imports use
from db.policy import Policy, from_json, shipped
from db.policy.files import SECTIONS
from db.policy.model import ADMIN
from db.verbs import VERBS, Verb
from db.verbs.adopting import AdoptPolicy
from tests.db.desk import Desk

STORED = sorted((Path(__file__).parent / "versions").glob("*.json"))
Sections = dict[str, Any]


def stored(path: Path) -> Policy:
    return from_json(path.read_text("utf-8").rstrip("\n"), checked=True)


def sections() -> Sections:
    found: Sections = json.loads(STORED[0].read_text("utf-8"))
    return copy.deepcopy(found)


@pytest.mark.parametrize("path", STORED, ids=[path.stem for path in STORED])
def test_a_version_of_the_past_loads_whole_under_its_name(path: Path) -> None:
    policy = stored(path)
    assert policy.version == path.stem
    assert policy.canonical() == path.read_text("utf-8").rstrip("\n")
    for section in SECTIONS:
        assert getattr(policy, section) is not None
    assert policy.targets.profiles
    for verb in policy.roles.verb:
        assert policy.permits(VERBS[verb], [ADMIN])


def test_the_first_version_still_says_what_it_said() -> None:
    policy = from_json((STORED[0].parent / "1c861e8d384db35a.json").read_text("utf-8"))
    assert policy.setting("undo_seconds") == 120
    assert policy.profile_for("挂机") == "air_conditioning"
    assert policy.zone_of("深圳市福田区").travel_minutes == 30
    assert policy.permits(VERBS["dispatch"], ["dispatcher"])
    assert not policy.permits(VERBS["dispatch"], ["technician"])
    assert policy.has_right("money", ["keeper"])
    assert list(policy.reasons_for("pause")) == ["customer", "part", "supplier", "approval", "access"]
    calendar = policy.targets.calendars["service"]
    assert calendar.is_working_day(datetime(2026, 7, 15, tzinfo=UTC).date())


@pytest.mark.parametrize("name", sorted({*SECTIONS} - {"records"}))
def test_a_version_from_before_a_section_takes_the_shipped_one(name: str) -> None:
    own = sections()
    own.pop(name, None)
    policy = from_json(json.dumps(own, ensure_ascii=False), checked=True)
    assert getattr(policy, name) == getattr(shipped(), name)
    assert name not in json.loads(policy.canonical())


def test_a_version_from_before_the_records_demands_what_it_demanded() -> None:
    own = sections()
    own.pop("records", None)
    policy = from_json(json.dumps(own, ensure_ascii=False), checked=True)
    assert policy.closing("on_site").demands == policy.closing("mail").demands == ("survey",)
    assert policy.closing("remote").demands == ("verify", "survey")
    assert not policy.records.form


def test_settings_rights_verbs_and_lists_from_after_a_version_have_their_defaults() -> None:
    own = sections()
    del own["settings"]["setting"]["repeat_days"]
    del own["roles"]["right"]["money"]
    del own["roles"]["verb"]
    del own["reasons"]["reason"]["waive"], own["reasons"]["list"]["waive"]
    policy = from_json(json.dumps(own, ensure_ascii=False), checked=True)
    assert policy.setting("repeat_days") == 30
    assert policy.has_right("money", ["finance"])
    assert not policy.has_right("money", ["technician"])
    assert policy.permits(VERBS["chase"], ["technician"])
    assert not policy.permits(VERBS["chase"], ["keeper"])
    assert policy.reason("waive", "customer_refused")


def test_what_only_another_program_knows_is_kept_and_named() -> None:
    own = sections()
    own["weather"] = {"rain": 1}
    own["kits"]["trade"]["electrical"]["colour"] = "red"
    own["profiles"]["profile"]["software"]["target"][0]["moon"] = 3
    own["settings"]["setting"]["blue_minutes"] = 5
    own["settings"]["ranking"]["weight"]["charm"] = {"zh": "魅力", "en": "Charm", "weight": 5}
    own["roles"]["verb"]["dance"] = ["manager"]
    policy = from_json(json.dumps(own, ensure_ascii=False), checked=True)
    assert json.loads(policy.canonical()) == own
    assert list(policy.unknown(VERBS)) == [
        "weather",
        "kits.trade.electrical.colour",
        "profiles.profile.software.target.1.moon",
        "settings.setting.blue_minutes",
        "roles.verb.dance",
    ]
    assert list(stored(STORED[0]).unknown(VERBS)) == []
    assert list(shipped().unknown(VERBS)) == []


def test_a_store_on_a_version_of_another_program_goes_on(desk: Desk) -> None:
    own = sections()
    own["weather"] = {"rain": 1}
    del own["ladders"], own["settings"]["setting"]["at_risk_percent"]
    desk.store.do(AdoptPolicy(body=json.dumps(own, ensure_ascii=False)), "A01")
    assert "weather" in desk.store.policy().unknown(VERBS)
    number = desk.register()
    desk.do("triage", ticket=number, level=1, by="D01")
    desk.do("dispatch", ticket=number, technician="T001", by="D01")
    assert desk.target(number, "arrive").due_at is not None
    assert desk.differences() == []


def test_who_may_do_a_verb_is_what_the_verb_says_where_the_policy_is_silent(desk: Desk) -> None:
    own = json.loads(shipped().canonical())
    own["roles"]["verb"] = {"note": ["manager"]}
    desk.store.do(AdoptPolicy(body=json.dumps(own, ensure_ascii=False)), "A01")
    number = desk.register()
    assert desk.refused("note", ticket=number, text="你好", by="C01").rule == "PPL-03"
    desk.do("note", ticket=number, text="你好", by="M01")
    desk.do("chase", ticket=number, text="又来电", by="C01")


def test_a_verb_that_does_not_say_who_may_do_it_is_none() -> None:
    with pytest.raises(TypeError, match="default_roles"):
        type("Dance", (Verb,), {"name": "dance", "__module__": __name__, "__annotations__": {}})


def test_verbs_say_of_themselves_what_the_first_policy_said_of_them() -> None:
    """A role that the program gives or takes today has to be a decision, not a slip: name it here."""
    listed = sections()["roles"]["verb"]
    assert {name: VERBS[name].default_roles for name in listed} == {
        name: frozenset(roles) for name, roles in listed.items()
    }
