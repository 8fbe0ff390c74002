"""What is wrong with a policy."""

from collections.abc import Mapping
from typing import Any

from db.rules.sentence import Sentence, msgid
from db.rules.text import WordedError


class PolicyError(WordedError):
    """A policy that cannot be used; the sentence names the file and what in it has to change."""


def what_is_wrong(problem: Mapping[str, Any]) -> Sentence:
    """What pydantic says of a value, in words that can be translated."""
    cause = problem.get("ctx", {}).get("error")
    if isinstance(cause, WordedError):
        return Sentence(cause.msgid, cause.values)
    kind, context = str(problem["type"]), problem.get("ctx", {})
    if kind == "missing":
        return Sentence(msgid("it is missing", "policy"))
    if kind == "extra_forbidden":
        return Sentence(msgid("nothing is called so here", "policy"))
    if kind.startswith(("int_", "bool_", "string_", "list_", "dict_", "date_", "time_", "float_")) and (
        kind.endswith(("_type", "_parsing"))
    ):
        return Sentence(_EXPECTED[kind.partition("_")[0]])
    if kind in _BOUNDS:
        sentence, name = _BOUNDS[kind]
        return Sentence(sentence, {"bound": context[name]})
    if kind == "literal_error":
        return Sentence(msgid("it is one of {choices}", "policy"), {"choices": str(context["expected"])})
    return Sentence(msgid("it cannot be read", "policy"))


_EXPECTED = {
    "int": msgid("it is no whole number", "policy"),
    "float": msgid("it is no number", "policy"),
    "bool": msgid("it is neither true nor false", "policy"),
    "string": msgid("it is no text", "policy"),
    "list": msgid("it is no list", "policy"),
    "dict": msgid("it is no table", "policy"),
    "date": msgid("it is no date", "policy"),
    "time": msgid("it is no time", "policy"),
}
_BOUNDS = {
    "greater_than_equal": (msgid("it is below {bound}", "policy"), "ge"),
    "greater_than": (msgid("it is not above {bound}", "policy"), "gt"),
    "less_than_equal": (msgid("it is above {bound}", "policy"), "le"),
    "less_than": (msgid("it is not below {bound}", "policy"), "lt"),
    "string_too_short": (msgid("it is shorter than {bound}", "policy"), "min_length"),
    "string_too_long": (msgid("it is longer than {bound}", "policy"), "max_length"),
}
