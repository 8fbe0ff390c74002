"""A style sheet that knows again what looks like something it has styled before."""

from collections.abc import Hashable
from typing import Any, NamedTuple

from textual.css.model import RuleSet
from textual.css.styles import RulesMap
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode

MOST = 4_096
"""Looks that are known at once: those of a desk are some hundreds, but ids with numbers would have no end."""


class _Known(NamedTuple):
    """What came out for a node, and whether the mouse makes a difference."""

    rules: RulesMap
    hover: bool


class KnowingSheet(Stylesheet):
    """Textual goes through all rules for every widget, and through all properties that it has for each
    change: a quarter of what opening a form takes. What comes out follows from what the widget and those
    above it are, are called and are in (focus, colours); where all that is as before, so is the outcome.

    Only what has to be told apart by its place among its neighbours is worked out each time, as before.
    """

    def __init__(self, *, variables: dict[str, str] | None = None) -> None:
        super().__init__(variables=variables)
        self._known: dict[Hashable, _Known] = {}
        self._known_for: list[RuleSet] = []
        self._states: dict[frozenset[str], tuple[str, ...]] = {}

    def apply(
        self, node: DOMNode, *, animate: bool = False, cache: dict[tuple[Any, ...], RulesMap] | None = None
    ) -> None:
        rules = self.rules
        if self._known_for is not rules or len(self._known) >= MOST:  # a new widget brought rules of its own
            self._known_for = rules
            self._known.clear()
            self._states.clear()
        looks = self._looks(node)
        known = self._known.get(looks)
        if known is None:
            heard: dict[tuple[Any, ...], RulesMap] = {}  # what Textual itself remembers for a round
            super().apply(node, animate=animate, cache=heard)
            # What glides from one look to another is on its way still.
            if heard and not node.styles.base.has_rule("transitions"):
                self._known[looks] = _Known(node.styles.base.get_rules(), node._has_hover_style)
            return
        node._has_hover_style = known.hover
        # Of what has to look out for its neighbours Textual remembers nothing either.
        node._has_focus_within = node._has_order_style = node._has_odd_or_even = False
        _dress(node, known.rules)
        self._process_component_classes(node)

    def _looks(self, node: DOMNode) -> Hashable:
        """All that rules can ask of a node and of those above it."""
        states = self._asked_of(node)
        return tuple(
            (
                type(each),
                each._id,
                each.classes,
                *[each.has_pseudo_class(state) for state in states],
            )
            for each in node.css_path_nodes
        )

    def _asked_of(self, node: DOMNode) -> tuple[str, ...]:
        """The states of which the rules speak that may be about it."""
        names = frozenset(node._selector_names)
        found = self._states.get(names)
        if found is None:
            about = [rule for name in names for rule in self.rules_map.get(name, ())]
            found = self._states[names] = tuple(
                sorted({each for rule in about for each in rule.pseudo_classes})
            )
        return found


def _dress(node: DOMNode, rules: RulesMap) -> None:
    """Gives a node its rules; of one that has some already only those that differ are touched."""
    base = node.styles.base
    before = base.get_rules()
    if not before and not node._is_mounted:
        base.merge_rules(rules)
    elif before != rules:
        for name in before.keys() | rules.keys():
            if before.get(name) != (value := rules.get(name)):
                setattr(base, name, value)
    node.notify_style_update()
