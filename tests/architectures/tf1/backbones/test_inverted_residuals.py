"""Inverted residuals: what a row of a table becomes."""

from __future__ import annotations

from pipeline_config_ls.architectures.tables.inverted_residuals import Block, Table
from pipeline_config_ls.architectures.tf1.backbones.inverted_residuals import Width, inverted_residuals
from pipeline_config_ls.architectures.tf1.layers import run


def weights(*blocks: Block, last: int = 0, width: Width | None = None) -> dict[str, tuple[int, ...]]:
    network = run(inverted_residuals(Table(16, blocks, last), width or Width(1, 8)), 3)
    return {name: shape for name, shape in network.variables.items() if name.endswith('weights')}


def test_a_block_expands_filters_and_projects() -> None:
    assert weights(Block(0, 8), Block(6, 24, kernel=5)) == {
        'Conv/weights': (3, 3, 3, 16),
        'expanded_conv/depthwise/depthwise_weights': (3, 3, 16, 1),
        'expanded_conv/project/weights': (1, 1, 16, 8),
        'expanded_conv_1/expand/weights': (1, 1, 8, 48),
        'expanded_conv_1/depthwise/depthwise_weights': (5, 5, 48, 1),
        'expanded_conv_1/project/weights': (1, 1, 48, 24),
    }


def test_a_fused_block_expands_by_its_whole_kernel() -> None:
    assert weights(Block(4, 24, fused=True), last=32) == {
        'Conv/weights': (3, 3, 3, 16),
        'expanded_conv/expand/weights': (3, 3, 16, 64),
        'expanded_conv/project/weights': (1, 1, 64, 24),
        'Conv_1/weights': (1, 1, 24, 32),
    }


def test_a_gate_squeezes_to_a_quarter_in_eights() -> None:
    found = weights(Block(4.5, 24, gated=True))
    assert found['expanded_conv/squeeze_excite/Conv/weights'] == (1, 1, 72, 24)
    assert found['expanded_conv/squeeze_excite/Conv_1/weights'] == (1, 1, 24, 72)


def test_a_network_made_narrower() -> None:
    found = weights(Block(6, 24), width=Width(0.5, 16))
    assert found['Conv/weights'] == (3, 3, 3, 16)
    assert found['expanded_conv/project/weights'] == (1, 1, 96, 16)
