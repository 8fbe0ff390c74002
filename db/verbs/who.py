"""Who may do a verb where the policy says nothing of its own (PPL-03): roles by what they have to do with it.

admin holds every role and is not named.
"""

from __future__ import annotations

FIELD = frozenset({"technician", "lead"})
"""Those who go out."""
LEADING = frozenset({"department_lead", "manager", "general_manager"})
"""Those who answer for people and for what is out of the ordinary."""
HEADS = frozenset({"department_lead", "project_manager", "manager"})
"""Those who answer for others' work."""
DISPATCHERS = HEADS | {"dispatcher", "lead"}
"""Those who send people."""
COUNTER = HEADS | {"dispatcher", "customer_service"}
"""Those who speak with customers from a desk."""
SERVICE = COUNTER | FIELD
"""Everybody who works on tickets."""
CONCERNED = SERVICE | {"quality", "general_manager"}
"""Everybody to whom a customer may turn."""
EVERYBODY = CONCERNED | {"keeper", "purchaser", "finance"}
"""All who write at all; a supervisor only reads."""
MANAGER_ONLY = frozenset({"manager"})
ADMIN_ONLY = frozenset({"admin"})
