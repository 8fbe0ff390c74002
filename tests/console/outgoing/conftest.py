"""A founded store that is no demonstration: what a channel is told then bears no mark."""

from tests.db.conftest import desk, founded, new_founded_url

__all__ = ["desk", "founded", "new_founded_url"]
