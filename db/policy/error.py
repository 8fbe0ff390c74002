"""What is wrong with a policy."""

from db.rules.text import WordedError


class PolicyError(WordedError):
    """A policy that cannot be used; the sentence names the file and what in it has to change."""
