"""docs/moves.md, drawn from the table of legal moves: `python -m tests.db.moves_page` writes it anew."""

from pathlib import Path

from db.rules import moves
from db.tables.codes import STATES

PAGE = Path(__file__).parents[2] / "docs" / "moves.md"
HEAD = """# The legal moves of a ticket

Drawn from `db/rules/moves.py` by `python -m tests.db.moves_page`; a test checks that it is current.

Across: the state that the ticket is in. In the cell: the state that the move leads to; `=` it stays; `↩` back
to the state before the pause; empty: refused with the rule in the last column. *away* is work that is not
done at the customer's (remote, send-in, mail); what may be done there may also be done where the table allows
it on site. `undo` leads back to where the undone move came from.
"""
SHOWN = {moves.STAYS: "=", moves.BACK: "↩"}


def page() -> str:
    """The whole page."""
    rows = [["move", *STATES, "rule"], ["---"] * (len(STATES) + 2)]
    for name in moves.MOVES:
        cells = [moves.target(name, state) or "" for state in STATES]
        rows.append([f"`{name}`", *(SHOWN.get(cell, cell) for cell in cells), moves.rule(name)])
    table = "\n".join("| " + " | ".join(row) + " |" for row in rows)
    return f"{HEAD}\n{table}\n"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
