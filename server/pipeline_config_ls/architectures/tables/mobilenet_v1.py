"""MobileNet V1."""

from __future__ import annotations

FIRST_CHANNELS = 32

BLOCK_CHANNELS = (64, 128, 128, 256, 256, 512, 512, 512, 512, 512, 512, 1024, 1024)
"""Of the thirteen blocks: a depthwise convolution, then a pointwise one."""

DEPTHWISE_PYRAMID_OVERRIDES = {12: 512, 13: 256}
"""Under a feature pyramid of depthwise convolutions these blocks, numbered from one, are narrower."""
