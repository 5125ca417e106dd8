"""ResNet V1 50, 101 and 152 as the API builds them for Keras (models/keras_models/resnet_v1.py)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from pipeline_config_ls.architectures.rules.widths import Width, as_they_are
from pipeline_config_ls.architectures.tables.resnet import BOTTLENECK_CHANNELS, EXPANSION, FIRST_CHANNELS, UNITS
from pipeline_config_ls.architectures.tf2.functional import Tensor, add, apply, image
from pipeline_config_ls.architectures.tf2.layers import Layer, batch_norm, conv2d, weightless


@dataclass(frozen=True, slots=True)
class Features:
    """The network's input and the outputs of its four stages (conv2 to conv5)."""

    image: Tensor
    stages: tuple[Tensor, ...]


def resnet_v1(depth: int, width: Width, norm: Layer) -> Features:
    """The network of this depth without the classifier. No convolution has a bias."""
    # The strided 7 x 7 convolution is padded by a layer of its own, the pooling pads itself.
    return _network(depth, width, norm, pool=(weightless,), bias=False)


def keras_resnet_v1(depth: int) -> Features:
    """The same network as Keras itself builds it: convolutions have a bias, and the pooling is padded by a layer too."""
    return _network(depth, as_they_are, batch_norm(), pool=(weightless, weightless), bias=True)


@lru_cache(maxsize=4)
def _network(depth: int, width: Width, norm: Layer, *, pool: tuple[Layer, ...], bias: bool) -> Features:
    source = image()
    x = apply(source, weightless, conv2d(width(FIRST_CHANNELS), 7, bias=bias), norm, weightless, *pool)
    stages = []
    for units, channels in zip(UNITS[depth], BOTTLENECK_CHANNELS, strict=True):
        for unit in range(units):
            x = _bottleneck(x, width(channels), width(EXPANSION * channels), norm, project=unit == 0, bias=bias)
        stages.append(x)
    return Features(source, tuple(stages))


def _bottleneck(x: Tensor, inner: int, outer: int, norm: Layer, *, project: bool, bias: bool) -> Tensor:
    """1 x 1, 3 x 3, 1 x 1 with a shortcut, projected in the first unit of a stage."""
    shortcut = apply(x, conv2d(outer, 1, bias=bias), norm) if project else x
    x = apply(x, conv2d(inner, 1, bias=bias), norm, weightless)
    x = apply(x, conv2d(inner, 3, bias=bias), norm, weightless)
    x = apply(x, conv2d(outer, 1, bias=bias), norm)
    return apply(add(shortcut, x), weightless)
