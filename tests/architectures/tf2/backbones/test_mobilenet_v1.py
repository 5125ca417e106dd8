"""MobileNet V1: its width, and blocks with channels of their own."""

from __future__ import annotations

import pytest

from pipeline_config_ls.architectures.tf2.backbones.mobilenet_v1 import Width, mobilenet_v1
from pipeline_config_ls.architectures.tf2.functional import model
from pipeline_config_ls.architectures.tf2.layers import batch_norm


@pytest.mark.parametrize(
    ('width', 'channels'),
    [
        (Width(1, 16), [64, 128, 128, 256, 256, 512, 512, 512, 512, 512, 512, 1024, 1024]),
        # int(int(64 * 0.75) * 0.75) = 36
        (Width(0.75, 16), [36, 72, 72, 144, 144, 288, 288, 288, 288, 288, 288, 576, 576]),
        (Width(0.25, 16), [16, 16, 16, 16, 16, 32, 32, 32, 32, 32, 32, 64, 64]),
    ],
)
def test_the_multiplier_counts_twice_and_the_minimum_once(width: Width, channels: list[int]) -> None:
    assert [block.channels for block in mobilenet_v1(width, batch_norm()).blocks] == channels


def test_a_narrow_end_is_multiplied_once() -> None:
    network = mobilenet_v1(Width(0.5, 8), batch_norm(), narrow_end=True)
    assert [block.channels for block in network.blocks[-3:]] == [128, 256, 128]


def test_explicit_padding_is_a_layer_before_each_convolution_that_needs_it() -> None:
    def layers(explicit_padding: bool) -> int:
        network = mobilenet_v1(Width(1, 16), batch_norm(), explicit_padding=explicit_padding)
        names = model(network.image, [network.blocks[-1]]).children
        return sum(1 for name in names if name.startswith('layer-'))

    assert layers(True) - layers(False) == 1 + 13
