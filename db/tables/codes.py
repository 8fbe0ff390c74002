"""The codes that stand in the store: states, ways, kinds (interface page, "Codes")."""

STATES = ("new", "triaged", "dispatched", "onsite", "paused", "follow_up", "closed", "cancelled")
OPEN_STATES = STATES[:6]
ACTIVE_STATES = STATES[:5]
LEVELS = (1, 2, 3, 4)
PROBLEMS = ("simple", "complex")
NATURES = ("support", "quality")
WAYS = ("on_site", "remote", "send_in", "mail")
CHANNELS = (
    "phone", "letter", "email", "web", "chat", "wechat", "walk_in", "branch", "field", "planned",
)  # fmt: skip
KINDS = (
    "installation", "commissioning", "repair", "maintenance", "training", "consulting", "remote", "parts",
    "inspection", "upgrade", "data",
)  # fmt: skip
MILESTONES = ("respond", "answer", "arrive", "resolve", "verify", "survey")
STEPS = (
    "contacted", "answered", "accepted", "departed", "arrived", "found", "trial_run", "finished", "left",
    "returned",
)  # fmt: skip
UNCLASSIFIED = "unclassified"
"""The kind of a cause that was given in own words."""
WANTED_BY = ("customer", "us")
ITEM_STEPS = ("received", "shelved", "estimated", "repaired", "inspected", "shipped", "collected")
ROLES = (
    "dispatcher", "customer_service", "technician", "lead", "department_lead", "project_manager", "keeper",
    "purchaser", "quality", "manager", "finance", "general_manager", "supervisor", "admin",
)  # fmt: skip
SERVICE_TYPES = ("panel", "sofa", "care", "extra", "other")
"""The boxes of the paper form [安装/维修类型]: 板式, 沙发, 保养, 额外包修, 其他."""
RESULTS = ("done", "not_done")
ATTITUDE = ("poor", "fair", "satisfied", "good", "very_good")
DAMAGE = ("yes", "no", "severe")
HYGIENE = ("good", "not_good")
SATISFACTION = ("satisfied", "dissatisfied", "very_dissatisfied")
SIGNED_HOW = ("signed", "refused", "absent")
PART_KINDS = ("guarantee", "bought")
