"""MobileDets for CPU, DSP, EdgeTPU and GPU (models/ssd_mobiledet_feature_extractor.py)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

from pipeline_config_ls.architectures.tf1.backbones.inverted_residuals import gate
from pipeline_config_ls.architectures.tf1.layers import (
    BATCH_NORM,
    Layer,
    Stages,
    conv2d,
    depthwise_conv2d,
    numbered,
    scope,
    sequence,
)

NORM = BATCH_NORM


class Block(NamedTuple):
    """A block of one of the kinds in `KINDS`, to `channels`. Inside it is wider by `expansion`, or for a Tucker convolution
    narrower: `ranks` are shares of the incoming and of the outgoing channels."""

    kind: str
    channels: int
    expansion: int = 1
    kernel: int = 3
    ranks: tuple[float, float] = (0.25, 0.25)


class Table(NamedTuple):
    """A MobileDet: its scope, channels of the first convolution, and the blocks up to each of the end points C1 to C5."""

    scope: str
    first: int
    ends: Sequence[Sequence[Block]]
    gated: bool = False


def _inverted(channels: int, expansion: int = 8, kernel: int = 3) -> Block:
    return Block('IBN', channels, expansion, kernel)


def _fused(channels: int, expansion: int = 8, kernel: int = 3) -> Block:
    return Block('FusedConv', channels, expansion, kernel)


def _tucker(channels: int, incoming: float = 0.25, outgoing: float = 0.25) -> Block:
    return Block('TuckerConv', channels, ranks=(incoming, outgoing))


CPU = Table(
    'MobileDetCPU',
    16,
    [
        [Block('IBNNoExpansion', 8)],
        [_inverted(16, 4)],
        [_inverted(32), *[_inverted(32, 4)] * 3],
        [_inverted(72, 8, 5), _inverted(72), _inverted(72, 4, 5), _inverted(72, 4), *[_inverted(72)] * 4],
        [_inverted(104, 8, 5), *[_inverted(104, 4, 5)] * 2, _inverted(104, 4), _inverted(144)],
    ],
    gated=True,
)
DSP = Table(
    'MobileDetDSP',
    32,
    [
        [Block('IBNNoExpansion', 24)],
        [*[_fused(32, 4)] * 2, _inverted(32, 4), _tucker(32, 0.25, 0.75)],
        [_fused(64), _inverted(64, 4), *[_fused(64, 4)] * 2],
        [_fused(120), _inverted(120, 4), *[_inverted(120)] * 2, _fused(144), *[_inverted(144)] * 3],
        [*[_inverted(160, 4)] * 2, _fused(160, 4), _tucker(160, 0.75, 0.75), _inverted(240)],
    ],
)
EDGETPU = Table(
    'MobileDetEdgeTPU',
    32,
    [
        [_tucker(16, 0.25, 0.75)],
        [_fused(16), _fused(16, 4), _fused(16), _fused(16, 4)],
        [_fused(40, 8, 5), *[_fused(40, 4)] * 3],
        [*[_inverted(72)] * 2, *[_fused(72, 4)] * 2, *[_inverted(96, 8, 5)] * 2, *[_inverted(96)] * 2],
        [_inverted(120, 8, 5), _inverted(120), _inverted(120, 4, 5), _inverted(120), _inverted(384, 8, 5)],
    ],
)
GPU = Table(
    'MobileDetGPU',
    32,
    [
        [_tucker(16)],
        [_fused(32), *[_tucker(32)] * 3],
        [*[_fused(64)] * 3, _fused(64, 4)],
        [_fused(128), *[_fused(128, 4)] * 3, *[_fused(128)] * 4],
        [*[_fused(128, 4)] * 4, _inverted(384)],
    ],
)


def scaled(channels: int, multiplier: float) -> int:
    """A share of channels, to the nearest multiple of eight, and at least eight."""
    return max(int(channels * multiplier / 8 + 0.5) * 8, 8)


def mobiledet(table: Table, multiplier: float) -> Stages:
    """The network without the classifier. A block's scope is its kind, numbered over the whole network."""
    seen: Counter[str] = Counter()

    def layer(block: Block) -> Layer:
        name = numbered(block.kind, seen[block.kind])
        seen[block.kind] += 1
        wanted = block._replace(channels=scaled(block.channels, multiplier))
        return lambda incoming: scope(name, *KINDS[block.kind](wanted, incoming, gated=table.gated))(incoming)

    stages: dict[str, Layer] = {'Conv': conv2d('Conv', scaled(table.first, multiplier), 3, NORM)}
    for number, blocks in enumerate(table.ends, 1):
        stages[f'C{number}'] = sequence(*map(layer, blocks))
    return stages


def _depthwise(block: Block, inner: int, *, gated: bool) -> list[Layer]:
    """The convolution of each channel by itself, and with `gated` a squeeze-and-excite."""
    filtered = depthwise_conv2d('SeparableConv2d', block.kernel, NORM)
    return [filtered, *([gate('SqueezeExcite', inner, scaled(inner, 0.25))] if gated else [])]


def _without_expansion(block: Block, incoming: int, *, gated: bool) -> list[Layer]:
    return [*_depthwise(block, incoming, gated=gated), conv2d('Conv', block.channels, 1, NORM)]


def _inverted_bottleneck(block: Block, incoming: int, *, gated: bool) -> list[Layer]:
    inner = incoming * block.expansion
    return [
        conv2d('Conv', inner, 1, NORM),
        *_depthwise(block, inner, gated=gated),
        conv2d('Conv_1', block.channels, 1, NORM),
    ]


def _fused_convolution(block: Block, incoming: int, *, gated: bool) -> list[Layer]:
    """No network has a gated one."""
    inner = incoming * block.expansion
    return [conv2d('Conv', inner, block.kernel, NORM), conv2d('Conv_1', block.channels, 1, NORM)]


def _tucker_convolution(block: Block, incoming: int, *, gated: bool) -> list[Layer]:
    first, second = block.ranks
    return [
        conv2d('Conv', scaled(incoming, first), 1, NORM),
        conv2d('Conv_1', scaled(block.channels, second), block.kernel, NORM),
        conv2d('Conv_2', block.channels, 1, NORM),
    ]


KINDS: dict[str, Callable[..., list[Layer]]] = {
    'IBNNoExpansion': _without_expansion,
    'IBN': _inverted_bottleneck,
    'FusedConv': _fused_convolution,
    'TuckerConv': _tucker_convolution,
}
