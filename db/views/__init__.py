"""Every read: views answer with immutable rows made for one screen. A room of this folder is found by
lying here (`view.VIEWS`), and is imported when one of its views is first needed.
"""

from db.views.view import VIEWS, View, ViewContext

__all__ = ["VIEWS", "View", "ViewContext"]
