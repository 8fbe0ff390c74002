"""Every change of the store. Importing this package lists all verbs in `verb.VERBS`: a room of it is found
by lying here.
"""

from importlib import import_module
from pkgutil import iter_modules

from db.verbs.verb import VERBS, Verb

for _room in iter_modules(__path__, f"{__name__}."):
    import_module(_room.name)

__all__ = ["VERBS", "Verb"]
