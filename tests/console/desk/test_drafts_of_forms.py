"""Drafts of the form of any verb: kept, listed, opened again (INT-02)."""

from console.panels.drafts import DraftsPanel
from console.panels.form import VerbPanel
from db.drafts import Draft
from tests.console.desk.stage import Stage, desk_on
from tests.console.desk.test_drafts import parked
from tests.db.desk import Desk as Branch


async def form_of(stage: Stage, verb: str) -> VerbPanel:
    stage.desk.run_verb(verb)
    await stage.until(lambda: stage.desk.query(VerbPanel))
    panel = stage.one(VerbPanel)
    await stage.until(lambda: stage.app.focused is not None and panel in stage.app.focused.ancestors)
    return panel


async def test_what_was_typed_in_any_form_is_kept_listed_and_opened_again(branch: Branch) -> None:
    async with desk_on(branch) as stage:
        panel = await form_of(stage, "note")
        (number,) = panel.tickets
        await stage.write("请走北门")
        await stage.press("escape")
        await stage.until(lambda: not stage.desk.panels and parked(branch))
        await stage.until(lambda: stage.said.startswith(f"Parked: {number}  请走北门"))
        await stage.press("N")
        await stage.until(lambda: stage.desk.query(DraftsPanel))
        await stage.quiet()
        assert f"Note  {number}  请走北门" in stage.text
        await stage.press("enter")
        await stage.until(lambda: stage.desk.query(VerbPanel))
        await stage.quiet()
        panel = stage.one(VerbPanel)
        assert (panel.verb, panel.tickets) == ("note", (number,))
        assert panel.form.values["text"] == "请走北门"
        await stage.press("f10")
        await stage.until(lambda: not stage.desk.panels)
        await stage.quiet()
    assert [event.verb for event in branch.events(number)][-1] == "note"
    assert parked(branch) == [], "a sent draft is discarded"


async def test_a_form_in_which_nobody_typed_leaves_nothing(branch: Branch) -> None:
    async with desk_on(branch) as stage:
        for verb in ("note", "triage", "correct"):
            await form_of(stage, verb)
            await stage.quiet()
            await stage.press("escape")
            await stage.until(lambda: not stage.desk.panels)
            assert "Parked" not in stage.said
    assert parked(branch) == []


async def test_a_corrected_form_keeps_only_when_something_differs_and_begins_there_again(
    branch: Branch,
) -> None:
    async with desk_on(branch) as stage:
        panel = await form_of(stage, "correct")
        (number,) = panel.tickets
        await stage.until(lambda: panel.form.values.get("contact") == "刘经理")
        panel.form.focus_field("contact")
        await stage.write("二号")
        await stage.press("escape")
        await stage.until(lambda: not stage.desk.panels and parked(branch))
        (kept,) = parked(branch)
        assert (kept.verb, kept.fields["ticket"], kept.fields["contact"]) == ("correct", number, "刘经理二号")
        stage.desk.action_drafts()
        await stage.until(lambda: stage.desk.query(DraftsPanel))
        await stage.quiet()
        await stage.press("enter")
        await stage.until(lambda: stage.desk.query(VerbPanel))
        await stage.quiet()
        assert stage.one(VerbPanel).form.values["contact"] == "刘经理二号"


async def test_a_draft_of_a_verb_that_nobody_knows_cannot_be_opened(branch: Branch) -> None:
    branch.store.save_draft(Draft("one", "A01", "fly", {"to": "moon"}, "moon", branch.now))
    async with desk_on(branch) as stage:
        await stage.press("N")
        await stage.until(lambda: stage.desk.query(DraftsPanel))
        await stage.quiet()
        assert "moon" in stage.text
        await stage.press("enter")
        await stage.until(lambda: stage.said.startswith("This draft cannot be read"))
