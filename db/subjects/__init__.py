"""The things that verbs act on, each declared once: what deciding, undo, bulk, audit and the docs know.

Importing this package lists them all in `SUBJECTS`.
"""

from db.subjects.customer import CUSTOMER, EQUIPMENT
from db.subjects.staff import STAFF
from db.subjects.subject import OF_ROOT, SUBJECTS, Findable, Subject, family_of, name_of, subject_of
from db.subjects.task import REQUEST, TASK
from db.subjects.ticket import TICKET
from db.subjects.tool import STOCK, TOOL, TOOL_KIND

__all__ = [
    "CUSTOMER",
    "EQUIPMENT",
    "OF_ROOT",
    "REQUEST",
    "STAFF",
    "STOCK",
    "SUBJECTS",
    "TASK",
    "TICKET",
    "TOOL",
    "TOOL_KIND",
    "Findable",
    "Subject",
    "family_of",
    "name_of",
    "subject_of",
]
