"""What stands on the cards, of every kind of thing: nothing twice, no heading above nothing."""

from itertools import pairwise
from pathlib import Path

from console.files.writing import write
from console.keys.list import key_of_verb
from console.register.card_words import card_said, line_said
from console.register.deeds import asking_about, led_title
from console.register.possible import possible
from console.words.headings import Spoken
from console.words.speech import Speech
from db.policy.load import shipped
from db.views.as_json import as_json
from db.views.view import VIEWS, card_asked
from db.watch.running import Watch
from tests.console.desk.things import shown_things
from tests.db.desk import Desk as Branch
from widgets.card import CardFact, CardFacts, CardList


def said_of(able: Branch, subject: str) -> CardFacts:
    speech = Speech(able.store.zone, able.store.policy, dict)
    view = card_asked(subject)
    return card_said(
        type(view), as_json(able.store.read(view, "A01"), able.store.zone, speech.say), speech
    ).facts


def facts_of(card: CardFacts) -> list[CardFact]:
    return [fact for part in card.parts if isinstance(part, tuple) for fact in part]


def test_no_card_says_a_thing_twice_or_heads_what_is_not_there(able: Branch) -> None:
    for family, (subject, _words) in shown_things(able).items():
        card = said_of(able, subject)
        told = [(fact.label, fact.value) for fact in facts_of(card) if fact.value]
        assert len(told) == len(set(told)), (family, told)
        for part, after in pairwise((*card.parts, None)):
            empty = isinstance(part, CardList) and not part.rows
            assert not empty or isinstance(after, tuple), (family, part)
        further = [part.title if isinstance(part, CardList) else "" for part in card.parts]
        if "Further facts" in further:
            beneath = card.parts[further.index("Further facts") + 1 :]
            lone = [
                part for before, part in pairwise(beneath) if isinstance(before, CardList) and before.rows
            ]
            assert all(isinstance(part, CardList) for part in lone), (family, "a fact beneath rows")


def test_a_list_does_not_say_in_each_line_of_what_the_card_is(able: Branch) -> None:
    things = shown_things(able)
    card = said_of(able, things["tool_kind"][0])
    (moved,) = (
        part for part in card.parts if isinstance(part, CardList) and part.title.startswith("Movements")
    )
    assert "kind" not in [column.name for column in moved.columns]
    card = said_of(able, things["ticket"][0])
    (records,) = (
        part for part in card.parts if isinstance(part, CardList) and "record" in part.title.lower()
    )
    assert records.columns[0].name == "number", "what a row is stands there, whatever number it has"


def test_what_was_asked_stands_on_the_card_of_a_request(able: Branch) -> None:
    card = said_of(able, shown_things(able)["request"][0])
    (asked,) = (fact for fact in facts_of(card) if fact.name == "fields")
    assert "客户同意" in asked.value


def test_what_stands_above_a_card_and_a_led_list_is_no_code() -> None:
    speech = Speech(policy=shipped)
    kind = {"code": "compensation", "task": "compensation", "role": "finance", "minutes": 4320}
    card = line_said(VIEWS["task_kinds"], kind, speech).facts
    assert card.title == ("Compensation for a tool",)
    assert "compensation" not in [
        fact.value for part in card.parts if isinstance(part, tuple) for fact in part
    ]
    fault = {"code": "not_cooling", "zh": "不制冷", "en": "Not cooling", "level": 2}
    assert line_said(VIEWS["faults"], fault, speech).facts.title == ("不制冷",)
    led = VIEWS["picked"].model_validate({"part": "2026-07/overruled//volunteered"})
    assert led_title(led, speech) == "Who was sent instead of whom"


def test_a_long_span_is_read_in_hours_and_files_say_that_it_is_minutes(tmp_path: Path) -> None:
    process, speech = VIEWS["process"], Speech(policy=shipped)
    row = dict.fromkeys(process.columns()) | {"state": "paused", "minutes": 770_783, "median": 61}
    words = Spoken(process.shape(), speech)
    assert (words.title("minutes"), words.text("minutes", 770_783, row)) == ("Time in all", "12,846:23")
    write(tmp_path / "p.csv", process, [row], speech)
    headings, values = (tmp_path / "p.csv").read_text("utf-8-sig").splitlines()
    assert "Time in all (minutes)" in headings
    assert "770783" in values


def test_minutes_of_a_closed_month_are_read_in_hours_beside_their_unit() -> None:
    view, speech = VIEWS["closed_month"], Speech(policy=shipped)
    row = dict.fromkeys(view.columns()) | {"value": "1605", "restated": "-", "unit": "minutes"}
    words = Spoken(view.shape(), speech)
    assert [words.text(name, row[name], row) for name in ("value", "restated", "unit")] == [
        "26:45",
        "-",
        "h:min",
    ]
    assert words.text("value", "94.7", row | {"unit": "percent"}) == "94.7"


def test_a_version_of_the_policy_is_called_by_its_number_and_day(able: Branch) -> None:
    version = able.store.policy().version
    speech = Speech(able.store.zone, versions=lambda: able.store.versions)
    assert speech.policy_version(version) == "version 1 of 2026-07-15"
    assert speech.policy_version("none of ours") == "none of ours"
    words = Spoken(VIEWS["policies"].shape(), speech)
    assert words.text("policy", version, {}) == "version 1 of 2026-07-15"
    words = Spoken(VIEWS["policies"].shape(), Speech(policy=shipped))
    assert (
        words.text("changed", ["profiles.profile.electrical.target", "+2"], {}) == "Profile: Electrical, +2"
    )


def test_a_card_offers_what_somebody_can_do_now(able: Branch) -> None:
    number = able.register(customer="南山酒店", level=2)

    def offered(subject: str, by: str = "A01") -> list[str]:
        answer = as_json(able.store.read(card_asked(subject), by), able.store.zone)
        asking = asking_about(subject, answer, able.store.policy(), by, frozenset({"manager", "dispatcher"}))
        return possible(answer, asking, able.store.now())

    now = offered(f"ticket:{number}")
    assert "undo" in now
    assert not {"acknowledge", "sign", "renew", "forgive", "track", "go_on", "check_sample"} & set(now)
    keyed = [key_of_verb(name) is not None for name in now]
    assert keyed == sorted(keyed, reverse=True), "those with a key first"
    able.do("escalate", ticket=number, reason="客户很急")
    able.later(hours=3)
    later = offered(f"ticket:{number}")
    assert {"acknowledge", "forgive"} <= set(later)
    assert "undo" not in later
    able.do("pause", ticket=number, reason="part")
    Watch(able.store, "process", lambda _said: None).once()  # which calls the next rung
    assert "undo" in offered(f"ticket:{number}"), "what the watch did since stands in nobody's way"
    able.do("undo")
    assert "undo" not in offered(f"ticket:{number}"), "an undoing is not undone"
    able.do("forgive", ticket=number, milestone="respond", reason="x", by="M01")
    assert "forgive" not in offered(f"ticket:{number}")
    assert now.index("note") < now.index("issue_tool") if "issue_tool" in now else True
