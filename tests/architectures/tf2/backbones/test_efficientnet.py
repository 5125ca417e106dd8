"""EfficientNet: depth and width of its versions."""

from __future__ import annotations

import pytest

from pipeline_config_ls.architectures.tf2.backbones.efficientnet import efficientnet
from pipeline_config_ls.architectures.tf2.functional import model


@pytest.mark.parametrize(
    ('version', 'repeats', 'channels'),
    [
        (0, [1, 2, 2, 3, 3, 4, 1], [16, 24, 40, 80, 112, 192, 320]),
        (1, [2, 3, 3, 4, 4, 5, 2], [16, 24, 40, 80, 112, 192, 320]),
        (7, [4, 7, 7, 10, 10, 13, 4], [32, 48, 80, 160, 224, 384, 640]),
    ],
)
def test_stacks(version: int, repeats: list[int], channels: list[int]) -> None:
    network = efficientnet(version)
    assert [len(stack) for stack in network.blocks] == repeats
    assert [stack[-1].channels for stack in network.blocks] == channels
    assert [len(stack) for stack in network.projections] == repeats


def test_the_whole_network_has_a_classifier() -> None:
    network = efficientnet(0)
    whole = model(network.image, [network.probabilities]).children
    assert list(whole)[-1] == 'layer-282'
    assert whole['layer-280'].children['kernel'].shape == (1280, 1000)


def test_squeezing_keeps_a_quarter_of_what_enters_the_block() -> None:
    network = efficientnet(0)
    layers = model(network.image, [network.blocks[1][0]]).children
    gates = [layers[name].children for name in layers if name.startswith('layer-') and 'bias' in layers[name].children]
    assert [gate['kernel'].shape for gate in gates] == [(1, 1, 32, 8), (1, 1, 8, 32), (1, 1, 96, 4), (1, 1, 4, 96)]
