"""Where a policy comes from: the shipped TOML files, or the text that the store keeps."""

import json
from functools import cache, lru_cache

from db.causes import cause
from db.policy.error import PolicyError
from db.policy.files import SECTIONS, no_float, shipped_section
from db.policy.model import Policy


@cache
def shipped() -> Policy:
    """The policy as it is shipped; what `init` and `demo` put into a new store."""
    return Policy({name: shipped_section(name) for name in SECTIONS})


@cache
def shipped_lists() -> Policy:
    """Of the shipped policy only the lists of reasons: nineteen files are not read for them."""
    return Policy({"reasons": shipped_section("reasons")})


@lru_cache(maxsize=16)
def from_json(text: str, *, checked: bool = False) -> Policy:
    """The policy from its text. Its parts are looked at when they are first asked for, so that a command pays
    for what it needs; `checked` looks at all of them at once: for a policy that is yet to be adopted."""
    try:
        sections = json.loads(text, parse_float=no_float, parse_constant=no_float)
    except json.JSONDecodeError as error:
        raise PolicyError("The policy is not JSON: {cause}.", cause=cause(error)) from error
    if not isinstance(sections, dict):
        raise PolicyError("The policy is not a JSON object.")
    policy = Policy(sections)
    if checked:
        from db.policy.check import check

        check(policy)
    return policy
