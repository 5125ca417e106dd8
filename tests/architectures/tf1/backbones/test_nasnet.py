"""NASNet: what a cell does with the output further back."""

from __future__ import annotations

from pipeline_config_ls.architectures.tf1.backbones.nasnet import from_cell_12, until_cell_11


def test_a_stem_reduces_the_larger_output_by_two_paths() -> None:
    variables = until_cell_11(3).variables
    assert variables['cell_stem_1/path1_conv/weights'] == (1, 1, 96, 42)
    assert variables['cell_stem_1/final_path_bn/gamma'] == (84,)
    assert 'cell_stem_1/prev_1x1/weights' not in variables


def test_a_cell_after_a_reduction_looks_past_it() -> None:
    variables = until_cell_11(3).variables
    assert variables['reduction_cell_0/prev_1x1/weights'] == (1, 1, 1008, 336)
    assert variables['cell_6/path1_conv/weights'] == (1, 1, 1008, 168)
    assert variables['cell_7/prev_1x1/weights'] == (1, 1, 1344, 336)


def test_the_second_half_divides_what_the_first_joined() -> None:
    channels = until_cell_11(3).channels
    assert channels == 2 * 2016
    second = from_cell_12(channels)
    assert second.variables['reduction_cell_1/1x1/weights'] == (1, 1, 2016, 672)
    assert second.channels == 6 * 672
