"""The vocabulary: each layer's variables, and how layers are put together."""

from __future__ import annotations

import pytest

from pipeline_config_ls.architectures.build_error import BuildError
from pipeline_config_ls.architectures.tf1.layers import (
    BATCH_NORM,
    BIASES,
    GROUP_NORM,
    batch_norm,
    beyond,
    concatenated,
    conv2d,
    depthwise_conv2d,
    fully_connected,
    numbered,
    run,
    scope,
    separable_conv2d,
    sequence,
    side_branch,
    up_to,
)


def test_a_convolution_has_biases_or_a_batch_norm() -> None:
    assert conv2d('Conv', 8, 3, BIASES)(4) == ({'Conv/weights': (3, 3, 4, 8), 'Conv/biases': (8,)}, 8)
    assert conv2d('Conv', 8, (1, 7), BATCH_NORM)(4).variables == {
        'Conv/weights': (1, 7, 4, 8),
        'Conv/BatchNorm/gamma': (8,),
        'Conv/BatchNorm/beta': (8,),
        'Conv/BatchNorm/moving_mean': (8,),
        'Conv/BatchNorm/moving_variance': (8,),
    }


def test_a_batch_norm_without_scale_or_center() -> None:
    assert batch_norm(scale=False)[0] == 'BatchNorm/beta'
    assert batch_norm(scale=False, center=False) == ('BatchNorm/moving_mean', 'BatchNorm/moving_variance')


def test_a_depthwise_convolution_keeps_its_channels() -> None:
    assert depthwise_conv2d('dw', 3, BIASES)(4) == ({'dw/depthwise_weights': (3, 3, 4, 1), 'dw/biases': (4,)}, 4)


def test_a_separable_convolution_is_one_layer() -> None:
    assert separable_conv2d('Conv', 64, 7, BIASES, multiplier=8)(3) == (
        {
            'Conv/depthwise_weights': (7, 7, 3, 8),
            'Conv/pointwise_weights': (1, 1, 24, 64),
            'Conv/biases': (64,),
        },
        64,
    )


def test_a_fully_connected_layer() -> None:
    assert fully_connected('fc', 5, BIASES)(7) == ({'fc/weights': (7, 5), 'fc/biases': (5,)}, 5)


def test_layers_in_scopes_side_by_side() -> None:
    branches = concatenated(
        scope('Branch_0', conv2d('a', 8, 1, ())),
        scope('Branch_1', conv2d('a', 6, 1, ()), conv2d('b', 9, 3, ())),
        sequence(),  # pooling
    )
    assert scope('Mixed', branches)(4) == (
        {
            'Mixed/Branch_0/a/weights': (1, 1, 4, 8),
            'Mixed/Branch_1/a/weights': (1, 1, 4, 6),
            'Mixed/Branch_1/b/weights': (3, 3, 6, 9),
        },
        8 + 9 + 4,
    )


def test_a_side_branch_changes_no_channels() -> None:
    assert side_branch(conv2d('shortcut', 16, 1, ()))(4) == ({'shortcut/weights': (1, 1, 4, 16)}, 4)


def test_stages_are_run_in_their_order() -> None:
    stages = {'first': conv2d('a', 8, 3, ()), 'second': conv2d('b', 16, 1, ()), 'third': conv2d('c', 4, 1, ())}
    network = run(stages, 3)
    assert network.variables == {'a/weights': (3, 3, 3, 8), 'b/weights': (1, 1, 8, 16), 'c/weights': (1, 1, 16, 4)}
    assert network.ends == {'first': 8, 'second': 16, 'third': 4}
    assert network.channels == 4
    assert list(up_to(stages, 'second')) == ['first', 'second']
    assert list(beyond(stages, 'second')) == ['third']


def test_the_second_of_a_name_is_numbered() -> None:
    assert [numbered('Conv', index) for index in range(3)] == ['Conv', 'Conv_1', 'Conv_2']


def test_groups_divide_the_channels() -> None:
    assert conv2d('Conv', 64, 3, GROUP_NORM)(4).channels == 64
    with pytest.raises(BuildError, match='the 40 channels of `Conv` cannot be divided'):
        conv2d('Conv', 40, 3, GROUP_NORM)(4)
