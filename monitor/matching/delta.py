"""Delta: small layers beside the large one, for what was edited since the last build.

An edit builds its own rules anew and those of the last small layer, so that it costs a few
milliseconds among any number of rules; a small layer that is full stays as it is, so that an
article is not asked for each edit apart.
"""

from collections.abc import Mapping

from monitor.matching.layer import Layer, build_layer
from monitor.matching.query import Asked
from monitor.matching.required import Frequency

FULL = 64  # rules of a small layer: 6 ms to build


def with_edit(
    layers: tuple[Layer, ...],
    fresh: Mapping[str, Asked],
    *,
    rules: Mapping[str, Asked],
    frequency: Frequency,
) -> tuple[Layer, ...]:
    """Give the layers that hold `fresh` too; `rules` is what counts after the edit."""
    last = layers[-1]
    if not fresh:
        return layers
    if len(layers) == 1 or len(last.rules) + len(fresh) > FULL:
        return (*layers, build_layer(tuple(fresh.values()), frequency))
    kept = tuple(asked for asked in last.rules if rules.get(asked.rule.id) is asked)
    return (*layers[:-1], build_layer((*kept, *fresh.values()), frequency))
