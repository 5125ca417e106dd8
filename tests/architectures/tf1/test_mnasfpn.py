"""Cells of MnasFPN."""

from __future__ import annotations

from pipeline_config_ls.architectures.tf1.mnasfpn import mnasfpn


def test_a_block_looks_at_maps_and_at_blocks_before_it() -> None:
    made = mnasfpn([10, 20, 30, 8], 8, lambda channels: channels // 2)
    assert made.channels == [8, 8, 8, 8]
    found = {name: shape for name, shape in made.variables.items() if name.endswith('weights')}
    assert found['cell_0/block_0/input_0/Conv1x1/weights'] == (1, 1, 20, 128)
    assert found['cell_0/block_1/input_0/Conv1x1/weights'] == (1, 1, 10, 64)
    assert found['cell_0/block_1/input_1/Conv1x1/weights'] == (1, 1, 8, 64)
    assert found['cell_3/block_3/SepConv/depthwise_weights'] == (5, 5, 64, 1)
    assert found['cell_3/block_3/SepConv/pointwise_weights'] == (1, 1, 64, 8)
