"""The things that verbs act on, each declared once: what deciding, undo, bulk, audit and the docs know.
A room of this folder is found by lying here (`SUBJECTS`).
"""

from db.subjects.subject import SUBJECTS, Findable, Subject, family_of, name_of, subject_of, subject_of_kind

__all__ = ["SUBJECTS", "Findable", "Subject", "family_of", "name_of", "subject_of", "subject_of_kind"]
