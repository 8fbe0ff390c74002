"""Where a policy comes from: the shipped TOML files, or the text that the store keeps."""

import json
from functools import cache, lru_cache
from typing import NoReturn

from db.policy.error import PolicyError
from db.policy.model import SECTIONS, Policy


@cache
def shipped() -> Policy:
    """The policy as it is shipped; what `init` and `demo` put into a new store."""
    from importlib.resources import files

    folder = files("db.policy") / "shipped"
    return Policy({name: from_toml(name, (folder / f"{name}.toml").read_text("utf-8")) for name in SECTIONS})


def from_toml(name: str, text: str) -> dict[str, object]:
    """The content of one file; raises PolicyError on what is no TOML, on decimals and on bare dates."""
    import tomllib  # a store's policy is JSON

    try:
        content = tomllib.loads(text, parse_float=_no_float)
        json.dumps(content)
    except (tomllib.TOMLDecodeError, TypeError) as error:
        raise PolicyError("{file}: {cause}.", file=name, cause=str(error)) from error
    return content


@lru_cache(maxsize=16)
def from_json(text: str, *, checked: bool = False) -> Policy:
    """The policy from its text. Its parts are looked at when they are first asked for, so that a command pays
    for what it needs; `checked` looks at all of them at once: for a policy that is yet to be adopted."""
    try:
        sections = json.loads(text, parse_float=_no_float, parse_constant=_no_float)
    except json.JSONDecodeError as error:
        raise PolicyError("The policy is not JSON: {cause}.", cause=str(error)) from error
    if not isinstance(sections, dict):
        raise PolicyError("The policy is not a JSON object.")
    policy = Policy(sections)
    if checked:
        from db.policy.check import check

        check(policy)
    return policy


def _no_float(text: str) -> NoReturn:
    raise PolicyError("The policy has the number {number}; only whole numbers are allowed.", number=text)
