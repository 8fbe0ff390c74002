"""Who watches over the deadlines now: one row beside the log, which nothing is derived from."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from db.tables.row import table_of


class _Lease(SQLModel):
    """The one lease of the watch (ESC-03): whoever holds it may climb and deliver, nobody else.

    `fence` grows by one whenever another one takes it: what an earlier holder still writes is refused by it.
    `holder` is empty where it was given back. `machine` tells machines apart on which `process` means
    another one. Instants are the machines' own, also in a demonstration store.
    """

    name: str = Field(primary_key=True, max_length=16)
    fence: int
    holder: str = Field(max_length=36)
    kind: str = Field(max_length=16)
    host: str = Field(max_length=80)
    machine: str = Field(max_length=64)
    process: int
    taken_at: datetime
    beat_at: datetime
    swept_at: datetime | None = None


LEASE = table_of(_Lease, "watch_lease")
