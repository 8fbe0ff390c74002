"""What verbs read of a ticket or a person."""

from __future__ import annotations

from db.tables.escalation import Escalation, Reminder
from db.tables.pick import Unwelcome
from db.tables.row import Row
from db.tables.staff import Certificate, Duty, Skill
from db.tables.task import Extension, Request, Task
from db.tables.ticket import Assignment, MilestoneTime, Pause, Ticket
from db.tables.tool import Stock, Tool

CLOCKS: tuple[type[Row], ...] = (MilestoneTime, Pause, Assignment, Extension, Escalation)
"""What a ticket's deadlines, its ladder and its version are derived from."""
ENDING: tuple[type[Row], ...] = (*CLOCKS, Reminder, Task, Request)
"""And what it may leave open when it ends."""
PERSON: tuple[type[Row], ...] = (Skill, Certificate, Duty, Tool, Stock, Assignment, Ticket, Unwelcome)
"""What somebody can and may do, when they are on duty, what they hold, where they are sent, and who would not
have them."""
