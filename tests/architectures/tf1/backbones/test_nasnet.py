"""NASNet: what a cell does with the output further back."""

from __future__ import annotations

from pipeline_config_ls.architectures.tf1.backbones.nasnet import (
    nasnet_from_cell_12,
    nasnet_until_cell_11,
    pnasnet_until_cell_7,
)


def test_a_stem_reduces_the_larger_output_by_two_paths() -> None:
    variables = nasnet_until_cell_11(3).variables
    assert variables['cell_stem_1/path1_conv/weights'] == (1, 1, 96, 42)
    assert variables['cell_stem_1/final_path_bn/gamma'] == (84,)
    assert 'cell_stem_1/prev_1x1/weights' not in variables


def test_a_cell_after_a_reduction_looks_past_it() -> None:
    variables = nasnet_until_cell_11(3).variables
    assert variables['reduction_cell_0/prev_1x1/weights'] == (1, 1, 1008, 336)
    assert variables['cell_6/path1_conv/weights'] == (1, 1, 1008, 168)
    assert variables['cell_7/prev_1x1/weights'] == (1, 1, 1344, 336)


def test_the_second_half_divides_what_the_first_joined() -> None:
    channels = nasnet_until_cell_11(3).channels
    assert channels == 2 * 2016
    second = nasnet_from_cell_12(channels)
    assert second.variables['reduction_cell_1/1x1/weights'] == (1, 1, 2016, 672)
    assert second.channels == 6 * 672


def test_a_cell_of_pnasnet_projects_what_does_not_fit() -> None:
    variables, channels = pnasnet_until_cell_7(3)
    assert variables['cell_stem_0/comb_iter_0/right/1x1/weights'] == (1, 1, 96, 54)  # pools the image's channels
    assert variables['cell_4/comb_iter_4/right/1x1/weights'] == (1, 1, 432, 432)  # passes on, in a cell that halves
    assert 'cell_5/comb_iter_4/right/1x1/weights' not in variables
    assert channels == 2 * 5 * 432
