"""The regulations as data: shipped as TOML, kept in the store as versions named by their content."""

from db.policy.error import PolicyError
from db.policy.load import from_json, shipped
from db.policy.model import Policy

__all__ = ["Policy", "PolicyError", "from_json", "shipped"]
