"""MobileNet V2 as the API builds it for Keras (models/keras_models/mobilenet_v2.py)."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline_config_ls.architectures.tables.rounding import rounded_to_eight
from pipeline_config_ls.architectures.tf2.functional import Tensor, add, apply, image
from pipeline_config_ls.architectures.tf2.layers import Layer, conv2d, depthwise_conv2d, weightless

# expansion, channels, repeats, stride of the first
BLOCKS = (
    (1, 16, 1, 1),
    (6, 24, 2, 2),
    (6, 32, 3, 2),
    (6, 64, 4, 2),
    (6, 96, 3, 1),
    (6, 160, 3, 2),
    (6, 320, 1, 1),
)
LAST_CHANNELS = 1280


@dataclass(frozen=True, slots=True)
class Width:
    """How wide the layers are: `multiplier` scales their channels, no layer but an expansion goes below `minimum`."""

    multiplier: float
    minimum: int

    def __call__(self, channels: float) -> int:
        """Channels of a layer: a multiple of eight unless the minimum says otherwise."""
        return max(rounded_to_eight(channels * self.multiplier), self.minimum)


@dataclass(frozen=True, slots=True)
class Features:
    """The network's input, and the tensors that detectors take: the output of each inverted residual, its expansion (None
    for the first, which has none), and the end."""

    image: Tensor
    blocks: tuple[Tensor, ...]
    expansions: tuple[Tensor | None, ...]
    end: Tensor


def mobilenet_v2(width: Width, norm: Layer, *, explicit_padding: bool = False, channels: int = 3) -> Features:
    """The network up to its last convolution, without the classifier, on images of that many channels."""
    padding = (weightless,) if explicit_padding else ()
    source = image(channels)
    x = apply(source, *padding, conv2d(width(32), 3, bias=False), norm, weightless)
    blocks: list[Tensor] = []
    expansions: list[Tensor | None] = []
    for expansion, nominal, repeats, first_stride in BLOCKS:
        for repeat in range(repeats):
            inner = apply(x, conv2d(expansion * x.channels, 1, bias=False), norm, weightless) if blocks else x
            expansions.append(inner if blocks else None)
            # The multiplier is applied before rounding; the minimum does not count in the comparison below.
            narrowed = rounded_to_eight(int(nominal * width.multiplier))
            y = apply(inner, *padding, depthwise_conv2d(3, bias=False), norm, weightless)
            y = apply(y, conv2d(max(narrowed, width.minimum), 1, bias=False), norm)
            stride = first_stride if repeat == 0 else 1
            x = add(x, y) if stride == 1 and x.channels == narrowed else y
            blocks.append(x)
    # Only a multiplier below one narrows the last convolution.
    last = rounded_to_eight(LAST_CHANNELS * width.multiplier) if width.multiplier < 1 else LAST_CHANNELS
    end = apply(x, conv2d(max(last, width.minimum), 1, bias=False), norm, weightless)
    return Features(source, tuple(blocks), tuple(expansions), end)
