"""What people were told of: each thing that falls due once (ESC-05)."""

from datetime import datetime

from sqlmodel import Field

from db.tables.row import Row, tabled


@tabled("told")
class Told(Row):
    """`thing` was told, `persons` are the staff numbers of those who were, by commas; empty where nobody is
    left who could be. `about` is the key of the subject under whose lock that happened."""

    key = ("thing",)
    owner = "{about}"

    thing: str = Field(primary_key=True, max_length=120)
    about: str = Field(max_length=80)
    at: datetime
    persons: str = Field(default="", max_length=2000)
