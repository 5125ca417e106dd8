"""BiFPN: which maps its nodes take, what weighs them, and sides that meet."""

from __future__ import annotations

import pytest

from pipeline_config_ls.architectures.tf2.bifpn import Node, Pyramid, bifpn, meets, nodes
from pipeline_config_ls.architectures.tf2.hyperparams import Hyperparams
from pipeline_config_ls.architectures.tf2.layers import batch_norm

SETTINGS = Hyperparams(norm=batch_norm(), use_bias=False, has_batch_norm=True, force_use_bias=False)


def pyramid(lowest: int = 4, highest: int = 6, rounds: int = 1, method: str = 'fast_attention') -> Pyramid:
    return Pyramid(lowest, highest, 6 - lowest, rounds, 64, method)


def test_a_round_goes_down_and_up_again() -> None:
    assert list(nodes(pyramid())) == [
        Node(6, (1,)),  # 2: above the backbone
        Node(5, (1, 2)),  # 3: down
        Node(4, (0, 3)),
        Node(5, (1, 3, 4)),  # 5: up, with what came down
        Node(6, (2, 5)),
    ]


def test_the_next_round_starts_from_what_the_last_one_made() -> None:
    assert list(nodes(pyramid(rounds=2)))[5:] == [
        Node(5, (5, 6)),
        Node(4, (4, 7)),
        Node(5, (5, 7, 8)),
        Node(6, (6, 9)),
    ]


@pytest.mark.parametrize('rounds', [0, -1])
def test_without_rounds_only_the_levels_above_the_backbone_come_out(rounds: int) -> None:
    assert list(nodes(pyramid(rounds=rounds))) == [Node(6, (1,))]
    assert bifpn(SETTINGS, pyramid(rounds=rounds), [112, 320]).channels == [64]


def test_maps_of_the_backbone_are_projected_whatever_their_channels() -> None:
    inputs = bifpn(SETTINGS, pyramid(), [64, 320]).tracked.children['node_input_blocks']
    first_down = inputs.children['2'].children['0'].children['1']
    assert first_down.children['0'].children['kernel'].shape == (1, 1, 64, 64)
    # A node's own map is taken as it is, doubled if it is of the level above.
    assert not inputs.children['2'].children['1'].has_weights


@pytest.mark.parametrize(
    ('method', 'names'),
    [
        ('fast_attention', ['bifpn_combine_weights', 'per_input_weights']),
        ('weighted_sum', ['bifpn_combine_weights', 'per_input_weights']),
        ('sum', ['_combine_op']),
    ],
)
def test_weights_have_two_names(method: str, names: list[str]) -> None:
    combined = bifpn(SETTINGS, pyramid(method=method), [112, 320]).tracked.children['node_combine_op']
    # The first node has one input and nothing to combine.
    assert list(combined.children) == ['1', '2', '3', '4']
    assert list(combined.children['3'].children) == names
    assert [child.shape for child in combined.children['3'].children.values() if child.shape] in ([], [(3, 1)] * 2)


@pytest.mark.parametrize(
    ('lowest', 'highest', 'method', 'side', 'met'),
    [
        (3, 7, 'fast_attention', 512, True),
        (3, 7, 'fast_attention', 505, True),
        (3, 7, 'fast_attention', 300, False),
        (3, 7, 'sum', 300, False),
        (3, 9, 'fast_attention', 256, False),
        # A sum stretches maps of a single pixel.
        (3, 9, 'sum', 256, False),
        (4, 5, 'sum', 16, True),
    ],
)
def test_sides_that_meet(lowest: int, highest: int, method: str, side: int, met: bool) -> None:
    assert meets(pyramid(lowest, highest, 1, method), side) is met
