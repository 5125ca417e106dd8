"""ResNet V1 50, 101 and 152 of TF-Slim (nets/resnet_v1.py)."""

from __future__ import annotations

from pipeline_config_ls.architectures.rules.widths import Width, as_they_are
from pipeline_config_ls.architectures.tables.resnet import BOTTLENECK_CHANNELS, EXPANSION, FIRST_CHANNELS, UNITS
from pipeline_config_ls.architectures.tf1.layers import After, Layer, Stages, conv2d, scope, sequence, side_branch


def resnet_v1(depth: int, norm: After, width: Width = as_they_are) -> Stages:
    """The network of this depth without the classifier; `width` scales the inner channels of the bottlenecks, not the first layer."""
    blocks = enumerate(zip(UNITS[depth], BOTTLENECK_CHANNELS, strict=True), 1)
    return {
        'conv1': conv2d('conv1', FIRST_CHANNELS, 7, norm),
        **{f'block{number}': block(number, units, width(channels), norm) for number, (units, channels) in blocks},
    }


def block(number: int, units: int, channels: int, norm: After) -> Layer:
    """A row of bottlenecks."""
    names = (f'unit_{unit}/bottleneck_v1' for unit in range(1, units + 1))
    return scope(f'block{number}', *(scope(name, *_bottleneck(channels, norm)) for name in names))


def _bottleneck(channels: int, norm: After) -> list[Layer]:
    outer = EXPANSION * channels
    return [
        _shortcut(outer, norm),
        conv2d('conv1', channels, 1, norm),
        conv2d('conv2', channels, 3, norm),
        conv2d('conv3', outer, 1, norm),
    ]


def _shortcut(channels: int, norm: After) -> Layer:
    """TF-Slim projects the shortcut where the bottleneck changes the channels."""
    projection = side_branch(conv2d('shortcut', channels, 1, norm))
    return lambda incoming: (sequence() if incoming == channels else projection)(incoming)
