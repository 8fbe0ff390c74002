"""The intake form, opened and keyed in at a desk under test."""

from console.intake.panel import IntakePanel
from db.tables.ticket import Ticket
from tests.console.desk.stage import HOTEL, Stage
from tests.db.desk import Desk as Branch

PHONE = HOTEL["phone"]


async def opened(stage: Stage) -> IntakePanel:
    await stage.press("n")
    await stage.until(lambda: stage.desk.query(IntakePanel) and stage.one(IntakePanel).is_keyed)
    await stage.quiet()
    return stage.one(IntakePanel)


async def known(stage: Stage, panel: IntakePanel, customer: str = HOTEL["customer"]) -> None:
    await stage.until(lambda: panel.form.values["customer"] == customer)
    await stage.quiet()


def tickets(branch: Branch) -> dict[str, Ticket]:
    return {ticket.number: ticket for ticket in branch.rows(Ticket)}
