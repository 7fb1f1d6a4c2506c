"""Delta: small layers beside the large one, for what was edited since the last build.

An edit builds its own rules anew and those of the last small layer, so that it costs a few
milliseconds among any number of rules; a small layer that is full stays as it is, so that an
article is not asked for each edit apart.
"""

from collections.abc import Mapping

from monitor.matching.layer import build_layer
from monitor.matching.query import Asked
from monitor.matching.required import Frequency
from monitor.matching.standing import GONE, Standing

FULL = 40  # rules of a small layer: 6 ms to build


def edited(
    standing: Standing, changes: Mapping[str, Asked | None], frequency: Frequency
) -> Standing:
    """Give the rules with these replaced or new, or with None gone."""
    gone = {rule: GONE for rule, asked in changes.items() if asked is None and rule in standing}
    fresh = {rule: asked for rule, asked in changes.items() if asked is not None}
    moved = {**standing.moved, **gone}
    if not fresh:
        return Standing(layers=standing.layers, moved=moved)
    layers, kept = standing.layers, dict[str, Asked]()
    last = len(layers) - 1
    if last and len(layers[last].rules) + len(fresh) <= FULL:
        counting = [rule for rule in layers[last].rules if moved.get(rule) == last]
        kept, layers = {rule: layers[last].rules[rule] for rule in counting}, layers[:last]
    small = {**kept, **fresh}
    moved |= dict.fromkeys(small, len(layers))
    layer = build_layer(small.values(), frequency)
    return Standing(layers=(*layers, layer), moved=moved)
