"""What a call is about and how it is served: codes that more than one verb takes (INT-05)."""

from __future__ import annotations

from typing import Annotated, Literal

from db import kinds
from db.kinds import Called

Channel = Annotated[
    Literal["phone", "letter", "email", "web", "chat", "wechat", "walk_in", "branch", "field", "planned"],
    kinds.Code("channel"),
    Called("Channel"),
]
Kind = Annotated[
    Literal[
        "installation", "commissioning", "repair", "maintenance", "training", "consulting", "remote", "parts",
        "inspection", "upgrade", "data",
    ],
    kinds.Code("job"),
    Called("Kind", context="job"),
]  # fmt: skip
Nature = Annotated[Literal["support", "quality"], kinds.Code("nature"), Called("Nature")]
Way = Annotated[Literal["on_site", "remote", "send_in", "mail"], kinds.Code("way"), Called("Way of service")]
Problem = Annotated[Literal["simple", "complex"], kinds.Code("problem"), Called("Problem")]
