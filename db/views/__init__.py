"""Every read: views answer with immutable rows made for one screen. Importing this package lists all of them
in `view.VIEWS`: a room of it is found by lying here.
"""

from importlib import import_module
from pkgutil import iter_modules

from db.views.view import VIEWS, View, ViewContext

for _room in iter_modules(__path__, f"{__name__}."):
    import_module(_room.name)

__all__ = ["VIEWS", "View", "ViewContext"]
