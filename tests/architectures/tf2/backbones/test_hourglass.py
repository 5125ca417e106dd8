"""Hourglasses: names by attribute, shortcuts where they are projected, and sides that meet."""

from dataclasses import replace

import pytest

from pipeline_config_ls.architectures.tf2.backbones.hourglass import (
    HOURGLASS_104,
    Hourglass,
    hourglass,
    side_after,
    single,
)
from pipeline_config_ls.architectures.tf2.trackable import variables


def kernels(shape: Hourglass) -> dict[str, tuple[int, ...] | None]:
    found = variables({'net': hourglass(shape)(3).tracked})
    return {
        name.removeprefix('net/').removesuffix('/kernel'): variable.shape
        for name, variable in found.items()
        if name.endswith('/kernel')
    }


def test_the_smallest_has_one_encoder_and_decoder() -> None:
    found = kernels(single(10, 32))
    assert found['downsample_input/conv_block/conv'] == (7, 7, 3, 32)
    assert found['downsample_input/residual_block/skip/conv'] == (1, 1, 32, 64)
    assert found['hourglass_network/0/encoder_block2/0/skip/conv'] == (1, 1, 64, 64)
    assert 'hourglass_network/0/encoder_block1/0/skip/conv' not in found
    assert not any(name.startswith('intermediate') for name in found)


def test_a_decoder_projects_where_it_changes_the_channels() -> None:
    found = kernels(HOURGLASS_104)
    inner = 'hourglass_network/0/inner_block/0/'
    assert found[f'{inner}decoder_block/1/skip/conv'] == (1, 1, 384, 256)
    assert 'hourglass_network/0/decoder_block/1/skip/conv' not in found  # 256 to 256


def test_two_towers_are_joined() -> None:
    found = kernels(HOURGLASS_104)
    assert found['intermediate_conv1/0/conv'] == (1, 1, 256, 256)
    assert found['intermediate_residual/0/conv'] == (3, 3, 256, 256)
    assert found['output_conv/1/conv'] == (3, 3, 256, 256)
    assert found.keys() >= {name.replace('network/0', 'network/1') for name in found if 'network/0' in name}


def test_without_a_shortcut_there_is_no_first_encoder() -> None:
    bare = hourglass(replace(single(20, 4), shortcut=False))(3).tracked.children['hourglass_network'].children['0']
    assert list(bare.children) == ['encoder_block2', 'inner_block', 'decoder_block', 'upsample']


@pytest.mark.parametrize(
    ('shape', 'side', 'out'),
    [
        (single(10, 4), 8, 2),
        (single(10, 4), 9, None),
        (single(10, 4, shrinks_input=False), 33, None),
        (replace(single(20, 4, shrinks_input=False), shrinks_stages=False), 33, 33),
        (replace(single(20, 4, shrinks_input=False), shortcut=False), 33, 36),
        (HOURGLASS_104, 1024, 256),
    ],
)
def test_a_side_must_be_halved_evenly_where_a_shortcut_waits(shape: Hourglass, side: int, out: int | None) -> None:
    assert side_after(shape, side) == out
