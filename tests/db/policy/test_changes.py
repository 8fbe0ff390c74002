"""Comparing and merging policies: nothing that somebody changed is lost, and every place is named."""

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.policy import from_json, shipped
from db.policy.changes import Choice, Whose, differences, merged
from db.policy.files import SECTIONS, from_toml
from db.policy.writing import WIDTH, to_toml
from tests.sampling import SAMPLED

Sections = dict[str, Any]


def sections() -> Sections:
    found: Sections = json.loads(shipped().canonical())
    return copy.deepcopy(found)


def test_what_is_new_changed_and_gone_is_named_by_its_path() -> None:
    after = sections()
    zones = after["organisation"]["zone"]
    zones["wuhou"] = {"zh": "武侯", "en": "Wuhou", "branch": "NS", "words": ["武侯区"], "travel_minutes": 20,
                      "distance_km": 6, "main_urban": True}  # fmt: skip
    del zones["dapeng"]
    zones["futian"]["travel_minutes"] = 35
    after["reasons"]["reason"]["pause"].append({"code": "weather", "zh": "天气", "en": "Weather"})
    found = differences(sections(), after)
    assert [(each.path, type(each.before), type(each.after)) for each in found] == [
        (("organisation", "zone", "dapeng"), dict, type(None)),
        (("organisation", "zone", "futian", "travel_minutes"), int, int),
        (("organisation", "zone", "wuhou"), type(None), dict),
        (("reasons", "reason", "pause", "weather"), type(None), dict),
    ]
    assert differences(after, after) == []


@pytest.mark.parametrize("name", SECTIONS)
def test_a_change_in_any_section_is_named_by_compare_and_merge(name: str) -> None:
    """`roles` too: who may do what."""
    before, after = sections(), sections()
    after[name] |= {"one_more": {"zh": "另一项"}}
    (found,) = differences(before, after)
    assert (found.path, found.before, found.after) == ((name, "one_more"), None, {"zh": "另一项"})
    (gone,) = differences(after, before)
    assert (gone.path, gone.before, gone.after) == (found.path, found.after, None)
    whole = {each: content for each, content in before.items() if each != name}
    assert [each.path for each in differences(whole, before)] == [(name,)], "also where it is not there"
    result, choices = merged(before, before, after)
    assert (result, [each.path for each in choices]) == (after, [found.path])


def test_a_newer_shipped_policy_comes_in_and_own_edits_stay() -> None:
    base, own, newer = sections(), sections(), sections()
    own["settings"]["setting"]["undo_seconds"] = 60
    own["settings"]["setting"]["repeat_days"] = 14
    own["organisation"]["zone"]["futian"]["travel_minutes"] = 35
    del own["organisation"]["zone"]["dapeng"]
    own["reasons"]["reason"]["pause"].insert(0, {"code": "weather", "zh": "天气", "en": "Weather"})
    newer["settings"]["setting"]["undo_seconds"] = 90
    newer["settings"]["setting"]["new_minutes"] = 5
    newer["organisation"]["zone"]["dapeng"]["travel_minutes"] = 100
    newer["reasons"]["reason"]["pause"].append({"code": "customs", "zh": "海关", "en": "Customs"})
    newer["profiles"]["profile"]["software"]["target"].pop()
    result, choices = merged(base, own, newer)

    expected = copy.deepcopy(own)
    expected["settings"]["setting"]["new_minutes"] = 5
    expected["reasons"]["reason"]["pause"].append({"code": "customs", "zh": "海关", "en": "Customs"})
    expected["profiles"]["profile"]["software"]["target"].pop()
    assert result == expected
    told = {".".join(each.path): each.whose for each in choices}
    assert told == {
        "settings.setting.undo_seconds": Whose.BOTH,
        "settings.setting.repeat_days": Whose.OWN,
        "settings.setting.new_minutes": Whose.SHIPPED,
        "organisation.zone.futian.travel_minutes": Whose.OWN,
        "organisation.zone.dapeng": Whose.BOTH,
        "reasons.reason.pause.weather": Whose.OWN,
        "reasons.reason.pause.customs": Whose.SHIPPED,
        "profiles.profile.software.target": Whose.SHIPPED,
    }
    new = [".".join(each.path) for each in choices if each.is_new]
    assert new == ["reasons.reason.pause.customs", "settings.setting.new_minutes"]


LEAVES = st.integers(0, 3) | st.sampled_from(["a", "b"]) | st.lists(st.integers(0, 2), max_size=2)
TREES = st.recursive(
    st.dictionaries(st.sampled_from("abcd"), LEAVES, max_size=4),
    lambda inner: st.dictionaries(st.sampled_from("abcd"), inner | LEAVES, max_size=4),
    max_leaves=8,
)


@given(TREES, TREES, TREES)
def test_a_merge_keeps_what_only_one_side_changed(base: Sections, own: Sections, newer: Sections) -> None:
    result, choices = merged(base, own, newer)
    assert merged(base, base, newer)[0] == newer
    assert merged(base, own, base)[0] == own
    assert merged(base, own, own) == (own, [])
    places = {each.path: each for each in choices}
    for change in differences(own, result):
        if (choice := places.get(change.path)) is not None:
            assert choice.whose is Whose.SHIPPED
    for choice in choices:
        assert isinstance(choice, Choice)
        assert choice.own != choice.shipped


@given(TREES, TREES)
def test_no_difference_is_missed(before: Sections, after: Sections) -> None:
    found = differences(before, after)
    assert (not found) == (before == after)
    assert all(each.before != each.after for each in found)


def test_the_written_file_reads_back_as_the_same_policy() -> None:
    text = to_toml(sections(), {"roles": "who may do what\n谁可以做什么"})
    read = from_toml("policy", text)
    assert read == sections()
    assert from_json(json.dumps(read)).version == shipped().version
    assert "# 谁可以做什么\n[roles.role]" in text
    assert max(map(len, text.splitlines())) < 400
    assert [name for name in SECTIONS if f"[{name}" not in text] == []


def test_one_long_row_does_not_tear_the_others_apart() -> None:
    """Kinds of tools stand a line each though some need much care; where all are long none does."""
    content = {"tools": sections()["tools"]}
    lines = to_toml(content, {}).splitlines()
    assert [line[:16] for line in lines if "spirit_level" in line] == ["spirit_level = {"]
    assert WIDTH < max(map(len, lines)) <= 2 * WIDTH
    for kind in content["tools"]["tool"].values():
        kind["zh"] = "长" * WIDTH
    text = to_toml(content, {})
    assert "[tools.tool.spirit_level]" in text
    assert from_toml("policy", text) == content


TEXTS = st.text(st.characters(codec="utf-8"), max_size=12)
ANY = st.recursive(
    st.integers(-(2**53), 2**53) | st.booleans() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6 if SAMPLED else 12,
)


@given(st.dictionaries(TEXTS, st.dictionaries(TEXTS, ANY, max_size=4), max_size=3))
def test_every_content_reads_back(content: Sections) -> None:
    assert from_toml("policy", to_toml(content, {})) == content


@pytest.mark.parametrize("character", ["\x7f", "\x00", "\u2028", "\\", '"', "\t"])
def test_odd_characters_read_back(character: str) -> None:
    content = {"a": {"b": f"x{character}y"}}
    assert from_toml("policy", to_toml(content, {})) == content
