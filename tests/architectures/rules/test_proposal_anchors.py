"""Which anchors leave the image."""

import pytest

from pipeline_config_ls.architectures.rules.proposal_anchors import Grid, fits, leaves

SIZES = [(64.0, 64.0), (32.0, 16.0)]


@pytest.mark.parametrize(
    ('stride', 'offset', 'outside'),
    [
        ((16, 16), (0, 0), False),
        ((8, 8), (0, 0), False),
        ((21, 16), (0, 0), False),  # the last centre at 63, the smallest anchor from 47 on
        ((27, 16), (0, 0), True),  # the last centre at 81, the smallest anchor from 65 on
        ((16, 24), (0, 0), True),
        ((16, 16), (-16, 0), True),  # the first anchor ends where the image begins
        ((16, 16), (-15, 0), False),
    ],
)
def test_the_last_cell_tells(stride: tuple[float, float], offset: tuple[float, float], outside: bool) -> None:
    assert leaves(Grid(stride, offset, SIZES), (4, 4), (64, 64)) is outside


def test_an_anchor_without_a_size_touches_nothing() -> None:
    assert leaves(Grid((16, 16), (0, 0), [(0.0, 32.0)]), (4, 4), (64, 64))


@pytest.mark.parametrize(
    ('offset', 'image', 'within'),
    [
        ((0, 0), (64, 64), True),  # the smaller anchor, around the cell at 16 x 16
        ((0, 0), (64, 23), False),  # it needs 8 pixels on either side of 16
        ((0, 0), (64, 24), True),
        ((-64, 0), (64, 64), False),
    ],
)
def test_an_anchor_fits_around_some_cell(offset: tuple[float, float], image: tuple[int, int], within: bool) -> None:
    assert fits(Grid((16, 16), offset, SIZES), (4, 4), image) is within
