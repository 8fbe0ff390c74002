"""A store into whose rows somebody put what no door lets in: markup, commands to the terminal, giants."""

from sqlalchemy import text

from db.engine import make_engine, transaction

MARKUP = "[VIP][/foo][@click=app.quit]x[/]"
COMMANDS = "\x1b[31m\x1b[2J\x1b]0;owned\x07\x1b]52;c;b3duZWQ=\x07\x9b2J\x9d0;owned\x9c\x90q\x1b\\\x05\x0e\b\r"
HIDDEN = "\u202e倒\u2066\u200b\u200d\ufeff\xad\U000e0041\U000e007f"
WIDE = "宽ｗ全👨\u200d👩\u200d👧🇨🇳🏽e\u0301\u3000"
HOSTILE = MARKUP + COMMANDS + HIDDEN + WIDE
GIANT = HOSTILE + "长a" * 1000

COLUMNS = {
    "ticket": (
        "customer_label", "contact", "position", "address", "district", "product", "model", "serial",
        "project", "invoice", "external_number",
    ),
    "customer": ("label", "contact", "position", "address", "district"),
    "equipment": ("product", "model", "serial", "project"),
    "staff": ("label",),
    "assignment": ("override", "reason"),
    "escalation": ("reason",),
    "pause": ("text",),
    "reminder": ("text",),
    "event_private": ("text",),
    "branch": ("label",),
    "zone": ("label",),
    "tool": ("place",),
    "draft": ("label",),
}  # fmt: skip
GIANTS = {"ticket": ("fault", "waived"), "survey": ("text",), "verification": ("text",)}


def poison(url: str) -> None:
    """Straight into the rows, a bit different in each; numbers, codes and instants stay what they are."""
    engine = make_engine(url)
    with transaction(engine, writing=True) as connection:
        for value, tables in ((HOSTILE, COLUMNS), (GIANT, GIANTS)):
            for table, columns in tables.items():
                what = ", ".join(f"{column} = :value || rowid" for column in columns)
                connection.execute(text(f"UPDATE {table} SET {what}"), {"value": value})
    engine.dispose()
