"""The shipped policy files: what a new store starts with, and what an older policy does not say itself."""

import json
from functools import cache
from typing import Any, NoReturn

from db.causes import cause
from db.policy.error import PolicyError

SECTIONS = (
    "approvals", "calendars", "certificates", "emergencies", "faults", "forms", "kits", "ladders", "notices",
    "organisation", "process", "products", "profiles", "reasons", "records", "reports", "roles", "settings",
    "tasks", "tools",
)  # fmt: skip


@cache
def shipped_section(name: str) -> dict[str, Any]:
    """The content of one shipped file; read-only."""
    from importlib.resources import files

    return from_toml(name, (files("db.policy") / "shipped" / f"{name}.toml").read_text("utf-8"))


def from_toml(name: str, text: str) -> dict[str, Any]:
    """The content of one file; raises PolicyError on what is no TOML, on decimals and on bare dates."""
    import tomllib  # a store's policy is JSON

    try:
        content = tomllib.loads(text, parse_float=no_float)
        json.dumps(content)
    except TypeError as error:
        raise PolicyError("{file}: a date or a time stands there without quotes.", file=name) from error
    except tomllib.TOMLDecodeError as error:
        raise PolicyError("{file}: {cause}.", file=name, cause=cause(error)) from error
    return content


def no_float(text: str) -> NoReturn:
    """Refuse a number that is not whole: what is hashed has one spelling."""
    raise PolicyError("The policy has the number {number}; only whole numbers are allowed.", number=text)
