"""EfficientNet B0 to B7 as the Model Garden builds them (official/legacy/image_classification/efficientnet)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import ceil
from typing import NamedTuple

from pipeline_config_ls.architectures.rules.widths import in_eights
from pipeline_config_ls.architectures.tf2.functional import Tensor, add, apply, call, image
from pipeline_config_ls.architectures.tf2.layers import Layer, batch_norm, conv2d, dense, depthwise_conv2d, weightless
from pipeline_config_ls.architectures.tf2.trackable import Trackable

# width and depth of each version, as multiples of B0's
SCALES = (
    (1.0, 1.0),
    (1.0, 1.1),
    (1.1, 1.2),
    (1.2, 1.4),
    (1.4, 1.8),
    (1.6, 2.2),
    (1.8, 2.6),
    (2.0, 3.1),
)


class Stack(NamedTuple):
    """A stack of like blocks; `stride` is that of the first."""

    expansion: int
    channels: int
    repeats: int
    stride: int
    kernel: int


STEM_CHANNELS = 32
STACKS = (
    Stack(1, 16, 1, 1, 3),
    Stack(6, 24, 2, 2, 3),
    Stack(6, 40, 2, 2, 5),
    Stack(6, 80, 3, 2, 3),
    Stack(6, 112, 3, 1, 5),
    Stack(6, 192, 4, 2, 5),
    Stack(6, 320, 1, 1, 3),
)
TOP_CHANNELS = 1280
CLASSES = 1000
SQUEEZE = 0.25

NORM = batch_norm()


@dataclass(frozen=True, slots=True)
class Features:
    """The network's input; of each block in each stack its projection and its output; and the probabilities at the end.

    A block's output is its projection with the shortcut added, or where there is none an activation that does nothing.
    """

    image: Tensor
    projections: tuple[tuple[Tensor, ...], ...]
    blocks: tuple[tuple[Tensor, ...], ...]
    probabilities: Tensor


@lru_cache(maxsize=4)
def efficientnet(version: int) -> Features:
    """EfficientNet of this version, with its classifier."""
    width, depth = SCALES[version]
    source = image()
    x = apply(source, *_conv(in_eights(STEM_CHANNELS * width), 3), weightless)
    projections, blocks = [], []
    for stack in STACKS:
        channels = in_eights(stack.channels * width)
        projected, built = [], []
        for repeat in range(ceil(stack.repeats * depth)):
            projection, x = _block(x, stack, channels, shortcut=repeat > 0)
            projected.append(projection)
            built.append(x)
        projections.append(tuple(projected))
        blocks.append(tuple(built))
    top = apply(x, *_conv(in_eights(TOP_CHANNELS * width), 1), weightless)
    # pooling, dropout, logits, softmax, and a cast of the result
    end = apply(top, weightless, weightless, dense(CLASSES), weightless, weightless)
    return Features(source, tuple(projections), tuple(blocks), end)


def _block(x: Tensor, stack: Stack, channels: int, *, shortcut: bool) -> tuple[Tensor, Tensor]:
    """Expansion, depthwise convolution, squeeze and excitation, projection: the projection, and the block's output."""
    inner = x
    if stack.expansion != 1:
        inner = apply(inner, *_conv(x.channels * stack.expansion, 1), weightless)
    inner = apply(inner, depthwise_conv2d(stack.kernel, bias=False), NORM, weightless)
    squeezed = max(1, int(x.channels * SQUEEZE))
    # pooling and a reshape, then two convolutions with their activations
    gates = apply(inner, weightless, weightless, conv2d(squeezed, 1), weightless, conv2d(inner.channels, 1), weightless)
    projection = apply(call(Trackable(), inner.channels, inner, gates), *_conv(channels, 1))
    output = apply(projection, weightless)
    return projection, add(apply(output, weightless), x) if shortcut else output


def _conv(channels: int, kernel: int) -> tuple[Layer, Layer]:
    return conv2d(channels, kernel, bias=False), NORM
