"""Forms whose fields have a list behind them: reasons (KNO-02) and the people of a crew (DSP-04), by keys."""

import pytest

from console.panels.fields import form_fields
from console.panels.form import VerbPanel
from db.policy.load import shipped
from db.verbs.verb import VERBS, listed_fields
from tests.console.desk.gestures import at_cursor
from tests.console.desk.stage import SEEN, SMALL, Stage, desk_on
from tests.db.desk import Desk as Branch
from tests.stories.cast import KIT


async def opened(stage: Stage, verb: str, field: str, **values: str) -> VerbPanel:
    stage.desk.run_verb(verb, values)
    await stage.until(lambda: stage.desk.query(VerbPanel) and not stage.desk.queue.has_focus)
    await stage.quiet()
    panel = stage.one(VerbPanel)
    panel.form.focus_field(field)
    await stage.until(lambda: panel.form.current == field)
    return panel


def test_every_field_with_a_list_offers_it() -> None:
    policy = shipped()
    for verb in VERBS.values():
        if verb.name.startswith("import_"):
            continue  # no hand does them; they are there once something was brought in
        fields = {field.name: field for field in form_fields(verb, policy)}
        for name, mark in listed_fields(verb).items():
            assert fields[name].kind == "choice", (verb.name, name)
            assert [each.value for each in fields[name].choices] == list(policy.reasons_for(mark.list))
            assert bool(fields[name].own) == mark.free, (verb.name, name)


@pytest.mark.parametrize(("size", "language"), SEEN)
async def test_the_reason_of_a_form_shows_its_list(
    branch: Branch, size: tuple[int, int], language: str
) -> None:
    async with desk_on(branch, size, language) as stage:
        await opened(stage, "cancel", "reason")
        first = shipped().reasons_for("cancel")["customer_withdrew"]
        assert f"1 {first.name(language)}" in stage.text
        stage.assert_clean()


@pytest.mark.ways("typed", "reason")
@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("2", "solved_itself"),
        ("重复", "duplicate"),
        ("zxhf", "solved_itself"),
        ("zixinghuifu", "solved_itself"),
        ("客户已搬走", "客户已搬走"),
    ],
)
async def test_a_reason_is_taken_as_it_stands_marked(branch: Branch, typed: str, reason: str) -> None:
    async with desk_on(branch, SMALL, "zh_CN") as stage:
        number = at_cursor(stage)
        await opened(stage, "cancel", "reason")
        await stage.write(typed)
        await stage.press("f10")
        await stage.until(lambda: not stage.desk.panels)
        await stage.quiet()
    assert branch.ticket(number).state == "cancelled"
    assert branch.events(number)[-1].args["reason"] == reason


@pytest.mark.ways("typed")
@pytest.mark.parametrize("typed", ["dg2", "电工2", "T012", "diangong2"])
async def test_a_crew_is_named_like_one_person_with_commas(able: Branch, typed: str) -> None:
    able.do("add_staff", staff="T013", label="电工3", roles="technician", trade="electrical",
            skills="electrical:1", certificates="electrician:2027-07-01")  # fmt: skip
    for kind in KIT:
        (tool,) = able.do("buy_tool", kind=kind)["tools"]
        able.do("issue_tool", tool=tool, staff="T013")
    async with desk_on(able, SMALL, "zh_CN") as stage:
        number = at_cursor(stage)
        panel = await opened(stage, "dispatch", "crew", technician="T011")
        await stage.write(typed)
        await stage.quiet()
        assert "电工2]" in stage.text, "it stands marked"
        await stage.write("，dg3")
        await stage.press("enter")
        await stage.until(lambda: panel.form.current != "crew")
        assert panel.form.values["crew"] == "T012,T013"
        assert "电工2, 电工3" in stage.text
        stage.assert_clean()
        await stage.press("f10")
        await stage.until(lambda: not stage.desk.panels)
        await stage.quiet()
    assert sorted(able.held_by(number)) == ["T011", "T012", "T013"]


async def test_nobody_joins_a_crew_who_is_not_known(able: Branch) -> None:
    async with desk_on(able, SMALL, "zh_CN") as stage:
        number = at_cursor(stage)
        panel = await opened(stage, "dispatch", "crew", technician="T011")
        await stage.write("qqq")
        await stage.press("f10")
        await stage.quiet()
        assert "“qqq”" in stage.text
        assert panel.form.current == "crew"
    assert able.ticket(number).state == "triaged"


def test_what_only_a_program_says_is_asked_of_nobody() -> None:
    """Which candidate somebody was comes from the list, not from a form (DSP-10)."""
    for verb in (VERBS["swap"], VERBS["dispatch"]):
        names = {field.name for field in form_fields(verb, shipped())}
        assert "choices" in verb.model_fields
        assert "choices" not in names
