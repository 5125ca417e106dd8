"""Feature maps made from a backbone's end points (models/feature_map_generators.py)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from pipeline_config_ls.architectures.tf1.layers import (
    BIASES,
    After,
    Layer,
    Variables,
    conv2d,
    depthwise_conv2d,
    separable_conv2d,
    sequence,
)


class Maps(NamedTuple):
    """The variables that were made on the way, and the channels of each feature map."""

    variables: Variables
    channels: list[int]


class Level(NamedTuple):
    """A feature map: an end point, or a strided convolution of the map before, to a nominal depth."""

    end: str = ''
    depth: int = 0
    kernel: int = 3


def multi_resolution(
    ends: Mapping[str, int], levels: Sequence[Level], depth: Callable[[int], int], after: After, *, depthwise: bool
) -> Maps:
    """`multi_resolution_feature_maps` with its 1 x 1 convolutions: each further map is squeezed to half its depth first."""
    maps = Maps({}, [])
    base = ''
    for index, level in enumerate(levels):
        if level.end:
            base = level.end
            maps.channels.append(ends[base])
            continue
        half, full = depth(level.depth // 2), depth(level.depth)
        name = f'{base}_2_Conv2d_{index}_{level.kernel}x{level.kernel}_s2_{full}'
        squeeze = conv2d(f'{base}_1_Conv2d_{index}_1x1_{half}', half, 1, after)
        made = sequence(squeeze, *_strided(name, full, level.kernel, after, depthwise=depthwise))(maps.channels[-1])
        maps.variables.update(made.variables)
        maps.channels.append(made.channels)
    return maps


def _strided(name: str, channels: int, kernel: int, after: After, *, depthwise: bool) -> list[Layer]:
    if depthwise:
        return [depthwise_conv2d(f'{name}_depthwise', kernel, after), conv2d(name, channels, 1, after)]
    return [conv2d(name, channels, kernel, after)]


def top_down(inputs: Sequence[int], coarser: Sequence[str], channels: int, after: After, *, separable: bool) -> Maps:
    """`fpn_top_down_feature_maps` of inputs with so many channels, finest first, and the strided maps that follow the coarsest
    one, whose names are `coarser`."""
    convolution = separable_conv2d if separable else conv2d
    variables: Variables = {}
    for number, incoming in enumerate(inputs, 1):
        variables |= conv2d(f'projection_{number}', channels, 1, BIASES)(incoming).variables
    smoothed = [f'smoothing_{number}' for number in range(1, len(inputs))]
    for name in (*smoothed, *coarser):
        variables |= convolution(name, channels, 3, after)(channels).variables
    return Maps(variables, [channels] * (len(inputs) + len(coarser)))
