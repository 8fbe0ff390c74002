"""docs/moves.md, drawn from the table of legal moves: `python -m tests.db.moves_page` writes it anew."""

from pathlib import Path

from db.rules import moves
from db.rules.moves import Machine
from db.subjects.subject import SUBJECTS
from db.subjects.ticket import TICKET

PAGE = Path(__file__).parents[2] / "docs" / "moves.md"
HEAD = """# The legal moves of a ticket, a tool, a task, a request

Drawn from the machines of `db/subjects` by `python -m tests.db.moves_page`; a test checks that it is current.

Across: the state that the thing is in. In the cell: the state that the move leads to; `=` it stays; `↩` back
to the state before the pause; empty: refused with the rule in the last column. *away* is work that is not
done at the customer's (remote, send-in, mail); what may be done there may also be done where the table allows
it on site. `undo` leads back to where the undone move came from.
"""
SHOWN = {moves.STAYS: "=", moves.BACK: "↩"}


def page() -> str:
    """The whole page: a table for each subject that has states."""
    tables = [
        f"## {subject.family.capitalize()}\n\n{_table(subject.machine)}"
        for subject in sorted(SUBJECTS.values(), key=lambda each: each is not TICKET)
        if subject.machine is not None
    ]
    return "\n".join([HEAD, *tables])


def _table(machine: Machine) -> str:
    rows = [["move", *machine.states, "rule"], ["---"] * (len(machine.states) + 2)]
    for name in machine.moves:
        cells = [machine.target(name, state) or "" for state in machine.states]
        rows.append([f"`{name}`", *(SHOWN.get(cell, cell) for cell in cells), machine.rule(name)])
    return "\n".join("| " + " | ".join(row) + " |" for row in rows) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
