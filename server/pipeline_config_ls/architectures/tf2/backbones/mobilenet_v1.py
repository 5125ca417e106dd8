"""MobileNet V1 as the API builds it for Keras (models/keras_models/mobilenet_v1.py)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from pipeline_config_ls.architectures.tables.mobilenet_v1 import (
    BLOCK_CHANNELS,
    DEPTHWISE_PYRAMID_OVERRIDES,
    FIRST_CHANNELS,
)
from pipeline_config_ls.architectures.tf2.functional import Tensor, apply, image
from pipeline_config_ls.architectures.tf2.layers import Layer, conv2d, depthwise_conv2d, weightless


@dataclass(frozen=True, slots=True)
class Width:
    """How wide the layers are. The multiplier counts twice: Keras applies it to its own table, and the API once more to what
    Keras asks for. So a MobileNet V1 with 0.5 is a quarter as wide."""

    multiplier: float
    minimum: int

    def __call__(self, channels: int, override: int | None = None) -> int:
        """Channels of a layer; `override` stands in for what Keras asks for."""
        asked = int(channels * self.multiplier) if override is None else override
        return max(int(asked * self.multiplier), self.minimum)


@dataclass(frozen=True, slots=True)
class Features:
    """The network's input, and the output of each block."""

    image: Tensor
    blocks: tuple[Tensor, ...]


@lru_cache(maxsize=4)
def mobilenet_v1(
    width: Width,
    norm: Layer,
    *,
    explicit_padding: bool = False,
    narrow_end: bool = False,
) -> Features:
    """The network without the classifier; with `narrow_end` its last two blocks have fewer channels."""
    overrides = DEPTHWISE_PYRAMID_OVERRIDES if narrow_end else {}
    padding = (weightless,) if explicit_padding else ()
    source = image()
    x = apply(source, *padding, conv2d(width(FIRST_CHANNELS), 3, bias=False), norm, weightless)
    blocks = []
    for number, channels in enumerate(BLOCK_CHANNELS, 1):
        x = apply(x, *padding, depthwise_conv2d(3, bias=False), norm, weightless)
        pointwise = conv2d(width(channels, overrides.get(number)), 1, bias=False)
        x = apply(x, pointwise, norm, weightless)
        blocks.append(x)
    return Features(source, tuple(blocks))
