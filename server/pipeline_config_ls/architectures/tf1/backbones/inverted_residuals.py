"""MobileNet V2, V3 and EdgeTPU of TF-Slim: networks of inverted residuals (nets/mobilenet/)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pipeline_config_ls.architectures.tf1.layers import (
    BATCH_NORM,
    BIASES,
    Layer,
    Stages,
    conv2d,
    depthwise_conv2d,
    numbered,
    scope,
    side_branch,
)

# These networks set their own defaults inside of any scope: their norm is the same whatever the hyperparameters say.
NORM = BATCH_NORM


class Block(NamedTuple):
    """An inverted residual: channels times `expansion` (0: as they come), a depthwise convolution, then `channels`. `gated` has
    a squeeze-and-excite; `fused` expands by a full convolution, and has no depthwise one."""

    expansion: float
    channels: int
    kernel: int = 3
    gated: bool = False
    fused: bool = False


class Table(NamedTuple):
    """A network: channels of the first convolution, the blocks, channels of the last convolution (0: none)."""

    first: int
    blocks: Sequence[Block]
    last: int


@dataclass(frozen=True, slots=True)
class Width:
    """Scaled channels, in eights, and not below the minimum."""

    multiplier: float
    minimum: int

    def __call__(self, channels: int) -> int:
        """Channels of a layer."""
        return in_eights(channels * self.multiplier, self.minimum)


def in_eights(channels: float, minimum: int = 8) -> int:
    """A multiple of eight near `channels`, at least `minimum`, and not more than a tenth below what is asked."""
    nearest = max(minimum, int(channels + 4) // 8 * 8)
    return nearest + 8 if nearest < 0.9 * channels else nearest


MOBILENET_V2 = Table(
    32,
    [
        Block(0, 16),
        *[Block(6, 24)] * 2,
        *[Block(6, 32)] * 3,
        *[Block(6, 64)] * 4,
        *[Block(6, 96)] * 3,
        *[Block(6, 160)] * 3,
        Block(6, 320),
    ],
    1280,
)
# Of the two V3 networks, the variants for detection: the last blocks are half as wide.
MOBILENET_V3_LARGE = Table(
    16,
    [
        Block(1, 16),
        Block(4, 24),
        Block(3, 24),
        *[Block(3, 40, 5, gated=True)] * 3,
        Block(6, 80),
        Block(2.5, 80),
        *[Block(184 / 80, 80)] * 2,
        *[Block(6, 112, gated=True)] * 2,
        *[Block(6, 80, 5, gated=True)] * 3,
    ],
    480,
)
MOBILENET_V3_SMALL = Table(
    16,
    [
        Block(1, 16, gated=True),
        Block(72 / 16, 24),
        Block(88 / 24, 24),
        Block(4, 40, 5, gated=True),
        *[Block(6, 40, 5, gated=True)] * 2,
        *[Block(3, 48, 5, gated=True)] * 2,
        *[Block(6, 48, 5, gated=True)] * 3,
    ],
    288,
)
MOBILENET_EDGETPU = Table(
    32,
    [
        Block(1, 16, fused=True),
        Block(8, 32, fused=True),
        *[Block(4, 32, fused=True)] * 3,
        Block(8, 48, fused=True),
        *[Block(4, 48, fused=True)] * 3,
        Block(8, 96),
        *[Block(4, 96)] * 3,
        Block(8, 96),
        *[Block(4, 96)] * 3,
        Block(8, 160, 5),
        *[Block(4, 160, 5)] * 3,
        Block(8, 192),
    ],
    0,
)


def inverted_residuals(table: Table, width: Width) -> Stages:
    """The network without the classifier: `layer_1` is the first convolution; a block that expands its input has an end point
    more, `layer_2/expansion_output`."""
    channels = width(table.first)
    stages: dict[str, Layer] = {'layer_1': conv2d('Conv', channels, 3, NORM)}
    for index, block in enumerate(table.blocks):
        name, end = numbered('expanded_conv', index), f'layer_{index + 2}'
        inner = max(channels, in_eights(channels * block.expansion) if block.expansion else 0)
        if inner > channels:
            kernel = block.kernel if block.fused else 1
            stages[f'{end}/expansion_output'] = scope(name, conv2d('expand', inner, kernel, NORM))
        channels = width(block.channels)
        stages[end] = scope(name, *_projection(block, inner, channels))
    if table.last:
        stages[f'layer_{len(table.blocks) + 2}'] = conv2d('Conv_1', width(table.last), 1, NORM)
    return stages


def _projection(block: Block, inner: int, channels: int) -> list[Layer]:
    return [
        *([] if block.fused else [depthwise_conv2d('depthwise', block.kernel, NORM)]),
        *([gate('squeeze_excite', inner, in_eights(inner / 4))] if block.gated else []),
        conv2d('project', channels, 1, NORM),
    ]


def gate(name: str, channels: int, squeezed: int) -> Layer:
    """A squeeze-and-excite of so many channels."""
    return side_branch(scope(name, conv2d('Conv', squeezed, 1, BIASES), conv2d('Conv_1', channels, 1, BIASES)))
