"""MobileNet V2 as the API builds it for Keras (models/keras_models/mobilenet_v2.py)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from pipeline_config_ls.architectures.rules.widths import in_eights
from pipeline_config_ls.architectures.tables.inverted_residuals import MOBILENET_V2
from pipeline_config_ls.architectures.tf2.functional import Tensor, add, apply, image
from pipeline_config_ls.architectures.tf2.layers import Layer, conv2d, depthwise_conv2d, weightless


@dataclass(frozen=True, slots=True)
class Width:
    """How wide the layers are: `multiplier` scales their channels, no layer but an expansion goes below `minimum`."""

    multiplier: float
    minimum: int

    def __call__(self, channels: float) -> int:
        """Channels of a layer: a multiple of eight unless the minimum says otherwise."""
        return max(in_eights(channels * self.multiplier), self.minimum)


@dataclass(frozen=True, slots=True)
class Features:
    """The network's input, and the tensors that detectors take: the output of each inverted residual, its expansion (None
    for the first, which has none), and the end."""

    image: Tensor
    blocks: tuple[Tensor, ...]
    expansions: tuple[Tensor | None, ...]
    end: Tensor


@lru_cache(maxsize=4)
def mobilenet_v2(width: Width, norm: Layer, *, explicit_padding: bool = False, channels: int = 3) -> Features:
    """The network up to its last convolution, without the classifier, on images of that many channels."""
    padding = (weightless,) if explicit_padding else ()
    source = image(channels)
    x = apply(source, *padding, conv2d(width(MOBILENET_V2.first), 3, bias=False), norm, weightless)
    blocks: list[Tensor] = []
    expansions: list[Tensor | None] = []
    for block in MOBILENET_V2.blocks:
        expanded = int(block.expansion * x.channels)
        inner = apply(x, conv2d(expanded, 1, bias=False), norm, weightless) if expanded else x
        expansions.append(inner if expanded else None)
        # The multiplier is applied before rounding; the minimum does not count in the comparison below.
        narrowed = in_eights(int(block.channels * width.multiplier))
        y = apply(inner, *padding, depthwise_conv2d(3, bias=False), norm, weightless)
        y = apply(y, conv2d(max(narrowed, width.minimum), 1, bias=False), norm)
        x = add(x, y) if block.stride == 1 and x.channels == narrowed else y
        blocks.append(x)
    # Only a multiplier below one narrows the last convolution.
    last = in_eights(MOBILENET_V2.last * width.multiplier) if width.multiplier < 1 else MOBILENET_V2.last
    end = apply(x, conv2d(max(last, width.minimum), 1, bias=False), norm, weightless)
    return Features(source, tuple(blocks), tuple(expansions), end)
