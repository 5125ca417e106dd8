"""Residual networks with pre-activation: Keras's ResNet V2 50 and 101, and the API's ResNet 18 and 34.

The API calls its two `resnet_v1_18` and `resnet_v1_34` (models/keras_models/resnet_v1.py), but a batch norm comes first in each
of their units too; they differ by their basic units of two 3 x 3 convolutions.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from pipeline_config_ls.architectures.tables import resnet
from pipeline_config_ls.architectures.tf2.functional import Tensor, add, apply, image
from pipeline_config_ls.architectures.tf2.layers import batch_norm, conv2d, weightless

BOTTLENECKS = {depth: resnet.UNITS[depth] for depth in (50, 101)}
# basic units in each of the four stages
BASICS = {18: (2, 2, 2, 2), 34: (3, 4, 6, 3)}


class Features(NamedTuple):
    """The network's input, the outputs of its four stages, and the end behind the last batch norm."""

    image: Tensor
    stages: tuple[Tensor, ...]
    end: Tensor


@lru_cache(maxsize=4)
def resnet_v2(depth: int) -> Features:
    """The network of this depth, without the classifier."""
    if depth in BASICS:
        # The first stage keeps the size.
        return _network(BASICS[depth], (1, 2, 2, 2), basic_stage)
    # Strided in the first stage already, and no more in the last.
    return _network(BOTTLENECKS[depth], (2, 2, 2, 1), bottleneck_stage)


def _network(units: tuple[int, ...], strides: tuple[int, ...], stage: Stage) -> Features:
    source = image()
    x = apply(source, weightless, conv2d(resnet.FIRST_CHANNELS, 7), weightless, weightless)
    stages = []
    for count, channels, stride in zip(units, resnet.BOTTLENECK_CHANNELS, strides, strict=True):
        x = stage(x, channels, count, stride)
        stages.append(x)
    return Features(source, tuple(stages), apply(x, batch_norm(), weightless))


Stage = Callable[[Tensor, int, int, int], Tensor]
"""Takes an input, channels, how many units, and the stride of the last; gives the output of the last."""


def basic_stage(x: Tensor, channels: int, units: int, stride: int = 1) -> Tensor:
    """`stack_basic`: two 3 x 3 convolutions in each unit, each with a padding layer of its own."""
    convolution = (weightless, conv2d(channels, 3, bias=False), batch_norm(), weightless)
    for unit in range(units):
        before = apply(x, batch_norm(), weightless)
        shortcut = _shortcut(x, before, channels, project=unit == 0, stride=stride if unit == units - 1 else 1)
        x = add(shortcut, apply(before, *convolution, *convolution))
    return x


def bottleneck_stage(x: Tensor, channels: int, units: int, stride: int) -> Tensor:
    """`stack2`: 1 x 1, 3 x 3 and 1 x 1 to four times the channels in each unit."""
    inner = (
        *(conv2d(channels, 1, bias=False), batch_norm(), weightless),
        *(weightless, conv2d(channels, 3, bias=False), batch_norm(), weightless),
        conv2d(resnet.EXPANSION * channels, 1),
    )
    for unit in range(units):
        before = apply(x, batch_norm(), weightless)
        shortcut = _shortcut(
            x, before, resnet.EXPANSION * channels, project=unit == 0, stride=stride if unit == units - 1 else 1
        )
        x = add(shortcut, apply(before, *inner))
    return x


def _shortcut(x: Tensor, before: Tensor, channels: int, *, project: bool, stride: int) -> Tensor:
    """Projected in the first unit of a stage, pooled in a strided one, and otherwise the input itself."""
    if project:
        return apply(before, conv2d(channels, 1))
    return apply(x, weightless) if stride > 1 else x
