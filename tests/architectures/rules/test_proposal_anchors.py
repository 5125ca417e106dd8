"""Which anchors leave the image."""

import pytest

from pipeline_config_ls.architectures.rules.proposal_anchors import Grid, leaves

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
