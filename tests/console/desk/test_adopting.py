"""A policy that another desk puts in force is taken up by those that are open."""

import json

from db.store import open_store
from db.verbs.adopting import AdoptPolicy
from tests.console.desk.stage import SMALL, desk_on
from tests.console.desk.test_choosing import choices
from tests.db.desk import Desk as Branch


async def test_an_open_desk_takes_up_a_new_policy(branch: Branch) -> None:
    async with desk_on(branch, SMALL, "en") as stage:
        number = str(stage.desk.queue.cursor_key)
        own = json.loads(stage.desk.policy.canonical())
        own["reasons"]["reason"]["pause"].append(
            {"code": "weather", "zh": "等天气", "en": "Waiting for the weather"}
        )
        elsewhere = open_store(branch.url, clock=lambda: branch.now)
        adopted = elsewhere.do(AdoptPolicy(body=json.dumps(own, ensure_ascii=False)), "A01").as_json()[
            "policy"
        ]
        elsewhere.close()
        await stage.until(lambda: stage.desk.policy.version == adopted)
        listed = await choices(stage, "p")
        assert "Waiting for the weather" in [choice.label for choice in listed.choices]
        await stage.write("weather")
        await stage.press("enter")
        await stage.until(lambda: branch.ticket(number).state == "paused")
        await stage.press("enter")
        await stage.until(lambda: "Waiting for the weather" in stage.text)
    assert branch.events(number)[-1].args["reason"] == "weather"
