"""Every change of the store. A room of this folder is found by lying here (`verb.VERBS`), and is imported
when one of its verbs is first needed.
"""

from db.verbs.verb import VERBS, Verb

__all__ = ["VERBS", "Verb"]
