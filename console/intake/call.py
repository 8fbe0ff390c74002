"""What each field of a registration is at a call, as the verb declares it: who calls, about what, where."""

from __future__ import annotations

from db import kinds
from db.verbs.register import Register
from db.verbs.stating import facts_of
from db.verbs.talking import Chase
from db.verbs.verb import field_with

NAME = field_with(Register, kinds.CustomerName)
PHONE = field_with(Register, kinds.Phone)
SERIAL = field_with(Register, kinds.SerialNo)
PRODUCT = field_with(Register, kinds.Product)
COMPLAINT = field_with(Register, kinds.Complaint)
LEVEL = field_with(Register, kinds.Level)
ADDRESS = field_with(Register, kinds.Address)
DISTRICT = field_with(Register, kinds.District)

CHASED = field_with(Chase, kinds.Text)
"""What is said when a caller asks again about a ticket that is open."""
SEARCHED = (PHONE, NAME, SERIAL)
"""The fields in which typing finds a caller."""
OF_CALLER = facts_of(Register, kinds.CUSTOMER)
"""What the customer's file tells: by field the column of its row."""
OF_DEVICE = facts_of(Register, kinds.EQUIPMENT)
"""The same of an installed product."""
FILLED = (*OF_CALLER, *OF_DEVICE)
