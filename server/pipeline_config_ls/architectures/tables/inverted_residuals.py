"""MobileNet V2, V3 and EdgeTPU: networks of inverted residuals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Block(NamedTuple):
    """An inverted residual: channels times `expansion` (0: as they come), a depthwise convolution, then `channels`. `gated` has
    a squeeze-and-excite; `fused` expands by a full convolution, and has no depthwise one."""

    expansion: float
    channels: int
    stride: int = 1
    kernel: int = 3
    gated: bool = False
    fused: bool = False


class Table(NamedTuple):
    """A network: channels of the first convolution, the blocks, channels of the last convolution (0: none)."""

    first: int
    blocks: Sequence[Block]
    last: int


MOBILENET_V2 = Table(
    32,
    (
        Block(0, 16),
        *(Block(6, 24, 2), Block(6, 24)),
        *(Block(6, 32, 2), Block(6, 32), Block(6, 32)),
        *(Block(6, 64, 2), Block(6, 64), Block(6, 64), Block(6, 64)),
        *(Block(6, 96), Block(6, 96), Block(6, 96)),
        *(Block(6, 160, 2), Block(6, 160), Block(6, 160)),
        Block(6, 320),
    ),
    1280,
)
# Of the two V3 networks, the variants for detection: the last blocks are half as wide.
MOBILENET_V3_LARGE = Table(
    16,
    (
        Block(1, 16),
        *(Block(4, 24, 2), Block(3, 24)),
        *(Block(3, 40, 2, 5, gated=True), Block(3, 40, 1, 5, gated=True), Block(3, 40, 1, 5, gated=True)),
        *(Block(6, 80, 2), Block(2.5, 80), Block(184 / 80, 80), Block(184 / 80, 80)),
        *(Block(6, 112, gated=True), Block(6, 112, gated=True)),
        *(Block(6, 80, 2, 5, gated=True), Block(6, 80, 1, 5, gated=True), Block(6, 80, 1, 5, gated=True)),
    ),
    480,
)
MOBILENET_V3_SMALL = Table(
    16,
    (
        Block(1, 16, 2, gated=True),
        *(Block(72 / 16, 24, 2), Block(88 / 24, 24)),
        *(Block(4, 40, 2, 5, gated=True), Block(6, 40, 1, 5, gated=True), Block(6, 40, 1, 5, gated=True)),
        *(Block(3, 48, 1, 5, gated=True), Block(3, 48, 1, 5, gated=True)),
        *(Block(6, 48, 2, 5, gated=True), Block(6, 48, 1, 5, gated=True), Block(6, 48, 1, 5, gated=True)),
    ),
    288,
)
MOBILENET_EDGETPU = Table(
    32,
    (
        Block(1, 16, fused=True),
        *(Block(8, 32, 2, fused=True), *[Block(4, 32, fused=True)] * 3),
        *(Block(8, 48, 2, fused=True), *[Block(4, 48, fused=True)] * 3),
        *(Block(8, 96, 2), *[Block(4, 96)] * 3),
        *(Block(8, 96), *[Block(4, 96)] * 3),
        *(Block(8, 160, 2, 5), *[Block(4, 160, 1, 5)] * 3),
        Block(8, 192),
    ),
    0,
)
