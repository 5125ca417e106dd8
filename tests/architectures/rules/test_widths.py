"""How channels are scaled and rounded."""

from __future__ import annotations

import pytest

from pipeline_config_ls.architectures.rules.widths import automatic_mask_depth, depth_function, in_eights


@pytest.mark.parametrize(
    ('channels', 'rounded'),
    [
        pytest.param(1, 8, id='at least eight'),
        pytest.param(17, 16, id='down'),
        pytest.param(12, 16, id='up from the middle'),
        pytest.param(9, 16, id='never a tenth below what is asked'),
        pytest.param(96, 96, id='eights stay'),
    ],
)
def test_channels_come_in_eights(channels: float, rounded: int) -> None:
    assert in_eights(channels) == rounded


def test_added_layers_are_cut_to_whole_channels_but_not_below_the_minimum() -> None:
    depth = depth_function(0.3, 16)
    assert (depth(512), depth(17)) == (153, 16)


@pytest.mark.parametrize(
    ('channels', 'classes', 'depth'), [(2048, 90, 256), (1536, 90, 256), (1024, 1, 16), (2048, 1, 16), (2048, 3, 32)]
)
def test_an_automatic_depth_lies_between_classes_and_channels(channels: int, classes: int, depth: int) -> None:
    assert automatic_mask_depth(channels, classes) == depth
