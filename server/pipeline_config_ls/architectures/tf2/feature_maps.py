"""What detectors put on top of a backbone to get more feature maps (models/feature_map_generators.py)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from pipeline_config_ls.architectures.rules.widths import Width
from pipeline_config_ls.architectures.tf2.hyperparams import ACTIVATION, Hyperparams
from pipeline_config_ls.architectures.tf2.layers import (
    Layer,
    conv2d,
    depthwise_conv2d,
    separable_conv2d,
    sequence,
    weightless,
)
from pipeline_config_ls.architectures.tf2.trackable import Trackable, items


class FeatureMaps(NamedTuple):
    """A generator of feature maps: what it tracks, and the channels of each map."""

    tracked: Trackable
    channels: list[int]


def conv_block(hyperparams: Hyperparams, depth: int, *, depthwise: bool) -> list[Layer]:
    """`create_conv_block`: a 3 x 3 convolution, its norm, its activation."""
    make = separable_conv2d if depthwise else conv2d
    return [make(depth, 3, bias=hyperparams.use_bias), hyperparams.norm, ACTIVATION]


def multi_resolution(
    hyperparams: Hyperparams,
    depth: Width,
    layout: Sequence[int | None],
    taken: Sequence[int],
    *,
    depthwise: bool,
    explicit_padding: bool,
) -> FeatureMaps:
    """`KerasMultiResolutionFeatureMaps`: first the backbone's own maps, then each half the size of the one before.

    `layout` has None for a map taken from the backbone, whose channels are in `taken`, and the nominal depth of a new one.
    """
    channels: list[int] = []
    convolutions: list[Trackable] = []
    for index, nominal in enumerate(layout):
        if nominal is None:
            channels.append(taken[index])
            convolutions.append(items(()))
            continue
        layers = [
            conv2d(depth(nominal // 2), 1, bias=hyperparams.use_bias),
            hyperparams.norm,
            ACTIVATION,
            *([weightless] if explicit_padding else []),
        ]
        if depthwise:
            layers += [depthwise_conv2d(3, bias=hyperparams.use_bias), hyperparams.norm, ACTIVATION]
        layers += [
            conv2d(depth(nominal), 1 if depthwise else 3, bias=hyperparams.use_bias),
            hyperparams.norm,
            ACTIVATION,
        ]
        built, new = sequence(channels[-1], layers)
        convolutions.append(built)
        channels.append(new)
    return FeatureMaps(Trackable({'convolutions': items(convolutions)}), channels)


def top_down_fpn(
    hyperparams: Hyperparams,
    depth: int,
    inputs: Sequence[int],
    *,
    depthwise: bool = False,
    explicit_padding: bool = False,
) -> FeatureMaps:
    """`KerasFpnTopDownFeatureMaps` on maps of these channels, finest first: `depth` channels at every level."""
    padding = [weightless] if explicit_padding else []
    top, *below = reversed(inputs)
    projection = conv2d(depth, 1)  # always with a bias
    smoothing = [*padding, *conv_block(hyperparams, depth, depthwise=depthwise)]
    tracked = Trackable(
        {
            'top_layers': sequence(top, [projection]).tracked,
            'residual_blocks': items(sequence(channels, [projection]).tracked for channels in below),
            'top_down_blocks': items(sequence(depth, [weightless]).tracked for _ in below),
            'reshape_blocks': items(sequence(depth, padding).tracked for _ in below),
            'conv_layers': items(sequence(depth, smoothing).tracked for _ in below),
        }
    )
    return FeatureMaps(tracked, [depth] * len(inputs))


def coarse_layers(channels: int, count: int, layers: Sequence[Layer]) -> FeatureMaps:
    """`count` further maps, each made from the one before by a list of layers of its own."""
    tracked = []
    depths = []
    for _ in range(count):
        built, channels = sequence(channels, layers)
        tracked.append(built)
        depths.append(channels)
    return FeatureMaps(items(tracked), depths)
