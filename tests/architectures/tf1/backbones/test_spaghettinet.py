"""SpaghettiNet: nodes that take one map as it is, or two that are made to fit."""

from __future__ import annotations

from pipeline_config_ls.architectures.tf1.backbones.spaghettinet import NETWORKS, spaghettinet


def test_a_node_of_two_maps_brings_each_to_its_channels() -> None:
    variables, channels = spaghettinet(NETWORKS['spaghettinet_edgetpu_s'], 3)
    assert variables['edge_n3_c0n0/1x1_no_resampling/weights'] == (1, 1, 88, 144)
    assert variables['edge_n4_c0n0/1x1_before_upsample/weights'] == (1, 1, 88, 144)
    assert variables['edge_c0n0_c0n4/1x1_after_downsampling/weights'] == (1, 1, 144, 136)
    assert channels == [120, 168, 136, 136, 64]


def test_a_convolution_in_groups_keeps_the_range_of_what_it_joins() -> None:
    variables, _ = spaghettinet(NETWORKS['spaghettinet_edgetpu_s'], 3)
    block = {name: shape for name, shape in variables.items() if name.startswith('spaghetti_net/n0_0/')}
    assert block['spaghetti_net/n0_0/slice_2/weights'] == (3, 3, 8, 64)
    assert block['spaghetti_net/n0_0/concat/max'] == ()
    assert block['spaghetti_net/n0_0/projection/weights'] == (1, 1, 192, 48)
