"""MobileNet V1 of TF-Slim (nets/mobilenet_v1.py)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pipeline_config_ls.architectures.tf1.layers import After, Layer, Stages, conv2d, depthwise_conv2d
from pipeline_config_ls.architectures.tf2.backbones.mobilenet_v1 import BLOCKS, FIRST_CHANNELS


def mobilenet_v1(width: Callable[[int], int], norm: After, *, overrides: Mapping[int, int] | None = None) -> Stages:
    """The network without the classifier. `overrides` are nominal channels of blocks, numbered from one, that shall differ."""
    stages: dict[str, Layer] = {'Conv2d_0': conv2d('Conv2d_0', width(FIRST_CHANNELS), 3, norm)}
    for number, channels in enumerate(BLOCKS, 1):
        depthwise, pointwise = f'Conv2d_{number}_depthwise', f'Conv2d_{number}_pointwise'
        stages[depthwise] = depthwise_conv2d(depthwise, 3, norm)
        stages[pointwise] = conv2d(pointwise, width((overrides or {}).get(number, channels)), 1, norm)
    return stages
