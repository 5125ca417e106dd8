"""MobileNet V1 of TF-Slim (nets/mobilenet_v1.py)."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline_config_ls.architectures.rules.widths import Width
from pipeline_config_ls.architectures.tables.mobilenet_v1 import BLOCK_CHANNELS, FIRST_CHANNELS
from pipeline_config_ls.architectures.tf1.layers import After, Layer, Stages, conv2d, depthwise_conv2d


def mobilenet_v1(width: Width, norm: After, *, overrides: Mapping[int, int] | None = None) -> Stages:
    """The network without the classifier. `overrides` are nominal channels of blocks, numbered from one, that shall differ."""
    stages: dict[str, Layer] = {'Conv2d_0': conv2d('Conv2d_0', width(FIRST_CHANNELS), 3, norm)}
    for number, channels in enumerate(BLOCK_CHANNELS, 1):
        depthwise, pointwise = f'Conv2d_{number}_depthwise', f'Conv2d_{number}_pointwise'
        stages[depthwise] = depthwise_conv2d(depthwise, 3, norm)
        stages[pointwise] = conv2d(pointwise, width((overrides or {}).get(number, channels)), 1, norm)
    return stages
