"""MobileDets: the kinds of blocks, and their names."""

from __future__ import annotations

from pipeline_config_ls.architectures.tf1.backbones.mobiledet import Block, Table, mobiledet, scaled
from pipeline_config_ls.architectures.tf1.layers import run


def weights(*blocks: Block, gated: bool = False) -> dict[str, tuple[int, ...]]:
    network = run(mobiledet(Table('MobileDet', 16, [blocks], gated), 1), 3)
    assert list(network.ends) == ['Conv', 'C1']
    return {
        name: shape for name, shape in network.variables.items() if name.endswith('weights') and name != 'Conv/weights'
    }


def test_a_tucker_convolution_works_on_fewer_channels() -> None:
    assert weights(Block('TuckerConv', 32, ranks=(0.5, 0.75))) == {
        'TuckerConv/Conv/weights': (1, 1, 16, 8),
        'TuckerConv/Conv_1/weights': (3, 3, 8, 24),
        'TuckerConv/Conv_2/weights': (1, 1, 24, 32),
    }


def test_blocks_are_numbered_by_kind() -> None:
    found = weights(Block('FusedConv', 24, 4), Block('IBN', 32, 2, 5), Block('FusedConv', 24, 4))
    assert found == {
        'FusedConv/Conv/weights': (3, 3, 16, 64),
        'FusedConv/Conv_1/weights': (1, 1, 64, 24),
        'IBN/Conv/weights': (1, 1, 24, 48),
        'IBN/SeparableConv2d/depthwise_weights': (5, 5, 48, 1),
        'IBN/Conv_1/weights': (1, 1, 48, 32),
        'FusedConv_1/Conv/weights': (3, 3, 32, 128),
        'FusedConv_1/Conv_1/weights': (1, 1, 128, 24),
    }


def test_a_gated_block_squeezes_to_a_quarter() -> None:
    found = weights(Block('IBNNoExpansion', 8), gated=True)
    assert found['IBNNoExpansion/SqueezeExcite/Conv/weights'] == (1, 1, 16, 8)
    assert found['IBNNoExpansion/Conv/weights'] == (1, 1, 16, 8)


def test_shares_are_rounded_to_eights() -> None:
    assert [scaled(channels, 0.25) for channels in (8, 40, 48, 80)] == [8, 8, 16, 24]
