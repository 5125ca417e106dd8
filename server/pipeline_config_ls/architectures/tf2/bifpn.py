"""BiFPN: a feature pyramid that is walked down and up in rounds (models/bidirectional_feature_pyramid_generators.py).

A node takes two or three maps, brings each to its own level and to the pyramid's channels, and combines them. Maps are
numbered: those of the backbone first, then the nodes in the order of their creation.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipeline_config_ls.architectures.rules.spatial import added, halved, halvings
from pipeline_config_ls.architectures.tf2.feature_maps import FeatureMaps
from pipeline_config_ls.architectures.tf2.hyperparams import ACTIVATION, Hyperparams
from pipeline_config_ls.architectures.tf2.layers import Layer, conv2d, separable_conv2d, sequence, weightless
from pipeline_config_ls.architectures.tf2.trackable import Trackable, items, variable

# Methods that weigh the maps that they combine with a variable; the other one is `sum`.
WEIGHTED = ('fast_attention', 'attention', 'weighted_sum')
COMBINE_METHODS = (*WEIGHTED, 'sum')


class Pyramid(NamedTuple):
    """The options of a BiFPN: its levels, how many of the lowest come from the backbone, how often it is walked, the channels
    of every level, and how maps are combined."""

    lowest: int
    highest: int
    from_backbone: int
    rounds: int
    filters: int
    combine_method: str


class Node(NamedTuple):
    """A node: its level, and the numbers of the maps that it takes."""

    level: int
    takes: tuple[int, ...]

    @property
    def combines(self) -> bool:
        """Whether there is something to combine; a level above the backbone is a map made smaller, and taken as it is."""
        return len(self.takes) > 1


def nodes(pyramid: Pyramid) -> Iterator[Node]:
    """The nodes in their order: the levels above the backbone, then for each round the way down and the way up."""
    low, high = pyramid.lowest, pyramid.highest
    newest = {low + number: number for number in range(pyramid.from_backbone)}
    made = pyramid.from_backbone
    for level in range(low + pyramid.from_backbone, high + 1):
        yield Node(level, (newest[level - 1],))
        newest[level], made = made, made + 1
    for _ in range(pyramid.rounds):
        down = {high: newest[high]}
        for level in reversed(range(low, high)):
            yield Node(level, (newest[level], down[level + 1]))
            down[level], made = made, made + 1
        newest[low] = down[low]
        for level in range(low + 1, high + 1):
            own = (newest[level],) if level == high else (newest[level], down[level])
            yield Node(level, (*own, newest[level - 1]))
            newest[level], made = made, made + 1


def bifpn(settings: Hyperparams, pyramid: Pyramid, backbone: Sequence[int]) -> FeatureMaps:
    """`KerasBiFpnFeatureMaps` on the backbone's maps of these channels, lowest level first.

    The last nodes come out, one for each level. Without a round these are the levels above the backbone's only.
    """
    made = list(nodes(pyramid))
    levels = [*range(pyramid.lowest, pyramid.lowest + len(backbone)), *(node.level for node in made)]
    projection: list[Layer] = [conv2d(pyramid.filters, 1, bias=settings.use_bias), settings.norm]
    smoothing: list[Layer] = [ACTIVATION, separable_conv2d(pyramid.filters, 3, bias=settings.use_bias), settings.norm]

    def fitted(map_: int, level: int) -> Trackable:
        """A pair of which only the second is tracked: the map's number, and the layers that make it fit its node. Maps of the
        backbone are projected even where their channels fit."""
        from_backbone = map_ < len(backbone)
        channels = backbone[map_] if from_backbone else pyramid.filters
        resampling = [weightless] if levels[map_] != level else []
        return Trackable({'1': sequence(channels, [*(projection if from_backbone else ()), *resampling]).tracked})

    tracked = {
        'node_input_blocks': items(items(fitted(map_, node.level) for map_ in node.takes) for node in made),
        'node_combine_op': Trackable(
            {
                str(number): _combination(pyramid.combine_method, len(node.takes))
                for number, node in enumerate(made)
                if node.combines
            }
        ),
        'node_post_combine_block': items(
            sequence(pyramid.filters, smoothing if node.combines else ()).tracked for node in made
        ),
    }
    count = min(pyramid.highest - pyramid.lowest + 1, len(made))
    return FeatureMaps(Trackable(tracked), [pyramid.filters] * count)


def _combination(method: str, count: int) -> Trackable:
    """`BiFPNCombineLayer`: one weight for each map, under the name that Keras is given and the attribute that keeps it."""
    if method not in WEIGHTED:
        return Trackable({'_combine_op': Trackable()})
    weights = variable(count, 1)
    return Trackable({'bifpn_combine_weights': weights, 'per_input_weights': weights})


def meets(pyramid: Pyramid, side: int) -> bool:
    """Whether the maps that each node combines have one size, for an image whose side has this many pixels.

    A sum stretches maps of one pixel, as TensorFlow adds; the other methods do not.
    """
    levels = list(range(pyramid.lowest, pyramid.lowest + pyramid.from_backbone))
    sides = [halvings(side, level) for level in levels]
    for node in nodes(pyramid):
        total, *others = (_resized(sides[map_], levels[map_], node.level) for map_ in node.takes)
        for other in others:
            met = added(total, other) if pyramid.combine_method == 'sum' or total == other else None
            if met is None:
                return False
            total = met
        levels.append(node.level)
        sides.append(total)
    return True


def _resized(side: int, level: int, target: int) -> int:
    """A side after it is brought to the next level, or to the one before."""
    return halved(side) if target > level else side * 2 if target < level else side
