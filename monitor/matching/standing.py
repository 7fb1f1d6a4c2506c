"""Standing: an engine's rules by id, each as the layer has it in which it counts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from monitor.matching.layer import Layer
from monitor.matching.query import Asked

GONE = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing(Mapping[str, Asked]):
    """Rules of several layers; older layers may still hold what a rule was before an edit."""

    layers: tuple[Layer, ...]  # the large one first
    moved: Mapping[str, int] = field(default_factory=dict)  # edited rule -> its layer, or GONE

    def __getitem__(self, rule: str) -> Asked:
        """Give a rule of an id; raises KeyError for one that is not there."""
        number = self.moved.get(rule, 0)
        if number == GONE:
            raise KeyError(rule)
        return self.layers[number].rules[rule]

    def __contains__(self, rule: object) -> bool:
        """Tell whether there is a rule of an id, without reading it."""
        number = self.moved.get(rule, 0) if isinstance(rule, str) else GONE
        return number != GONE and rule in self.layers[number].rules

    def __iter__(self) -> Iterator[str]:
        """Give the ids, new ones last."""
        first = self.layers[0].rules
        yield from (rule for rule in first if self.moved.get(rule, 0) != GONE)
        yield from (r for r, number in self.moved.items() if number != GONE and r not in first)

    def __len__(self) -> int:
        """Count the rules."""
        first = self.layers[0].rules
        now = sum(number != GONE for number in self.moved.values())
        return len(first) + now - sum(rule in first for rule in self.moved)

    def counts(self, rule: str, layer: int) -> bool:
        """Tell whether a rule counts as it stands in this layer."""
        return self.moved.get(rule, 0) == layer
