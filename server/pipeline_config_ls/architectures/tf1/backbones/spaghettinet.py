"""SpaghettiNets for Edge TPUs, small, middle and large (models/ssd_spaghettinet_feature_extractor.py).

A network is a graph of nodes. A node takes one map as it is, or adds two that are first brought to its channels and level, and
runs its layers. It looks at no hyperparameters and no width.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from pipeline_config_ls.architectures.tf1.layers import (
    BATCH_NORM,
    BIASES,
    Layer,
    Made,
    Variables,
    concatenated,
    conv2d,
    depthwise_conv2d,
    scope,
    sequence,
    within,
)

STEM = 's0'
STEM_CHANNELS, STEM_KERNEL = 24, 5
OUTPUTS = ('c0n1', 'c0n2', 'c0n3', 'c0n4', 'c0n5')


class Block(NamedTuple):
    """A layer of a node: an inverted residual, or with `groups` one whose expansion is a convolution in groups, or without
    `expansion` a separable convolution."""

    expansion: int
    kernel: int = 3
    groups: int = 0


class Node(NamedTuple):
    """A node: the nodes that it takes, its level (a map of level n has the image's size divided by 2 to the n), its channels
    and its layers."""

    takes: tuple[str, ...]
    level: int
    channels: int
    blocks: Sequence[Block]


X4, X8 = Block(4), Block(8)
SEPARABLE, SEPARABLE_5 = Block(0), Block(0, 5)
X4_GROUPED, X8_GROUPED = Block(4, groups=4), Block(8, groups=4)

NETWORKS: dict[str, dict[str, Node]] = {
    'spaghettinet_edgetpu_s': {
        'n0': Node(('s0',), 2, 48, [Block(8, groups=3)]),
        'n1': Node(('n0',), 3, 64, [X4_GROUPED, X4_GROUPED, X4_GROUPED]),
        'n2': Node(('n1',), 4, 72, [X8, X8_GROUPED, X8, X4]),
        'n3': Node(('n2',), 5, 88, [X8, X8, X4, X4]),
        'n4': Node(('n3',), 6, 88, [X8, SEPARABLE_5, SEPARABLE_5, SEPARABLE_5]),
        'n5': Node(('n4',), 7, 88, [SEPARABLE_5, SEPARABLE]),
        'c0n0': Node(('n3', 'n4'), 5, 144, [X4, X4, X4, X4]),
        'c0n1': Node(('n2', 'c0n0'), 4, 120, [X8, X4, X4, X4]),
        'c0n2': Node(('c0n1', 'c0n0'), 5, 168, [X4]),
        'c0n3': Node(('n5', 'c0n0'), 6, 136, [X4, SEPARABLE]),
        'c0n4': Node(('n5', 'c0n0'), 7, 136, [X4]),
        'c0n5': Node(('c0n4',), 8, 64, [SEPARABLE, SEPARABLE]),
    },
    'spaghettinet_edgetpu_m': {
        'n0': Node(('s0',), 2, 48, [Block(8, groups=3)]),
        'n1': Node(('n0',), 3, 64, [X8_GROUPED, X4_GROUPED, X4_GROUPED, X4_GROUPED]),
        'n2': Node(('n1',), 4, 72, [X8, X8_GROUPED, X8, X8]),
        'n3': Node(('n2',), 5, 96, [X8, X8, X8, X4]),
        'n4': Node(('n3',), 6, 104, [X8, X4, SEPARABLE_5, X4]),
        'n5': Node(('n4',), 7, 56, [SEPARABLE_5, SEPARABLE]),
        'c0n0': Node(('n3', 'n4'), 5, 152, [X8, X4, X4, X4]),
        'c0n1': Node(('n2', 'c0n0'), 4, 120, [X8, X4, X4, X4]),
        'c0n2': Node(('c0n1', 'c0n0'), 5, 168, [X4, SEPARABLE]),
        'c0n3': Node(('n5', 'c0n0'), 6, 136, [SEPARABLE, SEPARABLE, SEPARABLE]),
        'c0n4': Node(('n5', 'c0n0'), 7, 136, [X4, SEPARABLE_5]),
        'c0n5': Node(('c0n4',), 8, 64, [SEPARABLE, SEPARABLE]),
    },
    'spaghettinet_edgetpu_l': {
        'n0': Node(('s0',), 2, 48, [Block(8, groups=3)]),
        'n1': Node(('n0',), 3, 64, [X8_GROUPED, X8_GROUPED, X8_GROUPED, X4_GROUPED]),
        'n2': Node(('n1',), 4, 80, [X8, X8, X8, X4]),
        'n3': Node(('n2',), 5, 104, [X8, X8, X8, X8]),
        'n4': Node(('n3',), 6, 88, [X8, Block(4, 5), X4, X8]),
        'n5': Node(('n4',), 7, 56, [Block(4, 5), SEPARABLE_5]),
        'c0n0': Node(('n3', 'n4'), 5, 160, [X8, X4, X4, X4]),
        'c0n1': Node(('n2', 'c0n0'), 4, 120, [X8, X4, X4, X8]),
        'c0n2': Node(('c0n1', 'c0n0'), 5, 168, [X4, X4, X4, X4]),
        'c0n3': Node(('n5', 'c0n0'), 6, 112, [X8, X4, SEPARABLE]),
        'c0n4': Node(('n5', 'c0n0'), 7, 128, [X4, X4]),
        'c0n5': Node(('c0n4',), 8, 64, [SEPARABLE_5, SEPARABLE_5]),
    },
}
DEFAULT_NETWORK = 'spaghettinet_edgetpu_m'


def spaghettinet(nodes: Mapping[str, Node], channels: int) -> tuple[Variables, list[int]]:
    """The network on images of so many channels: its variables, and the channels of its outputs."""
    stem = conv2d('spaghetti_net/stem_node/stem', STEM_CHANNELS, STEM_KERNEL, BATCH_NORM)(channels)
    variables = stem.variables
    widths = {STEM: stem.channels}
    for name, node in nodes.items():
        made = _node(name, node, nodes, widths)
        variables |= made.variables
        widths[name] = made.channels
    return variables, [widths[name] for name in OUTPUTS]


def _node(name: str, node: Node, nodes: Mapping[str, Node], widths: Mapping[str, int]) -> Made:
    variables: Variables = {}
    incoming = widths[node.takes[0]]
    if len(node.takes) > 1:
        for taken in node.takes:
            edge = scope(f'edge_{taken}_{name}', _fitted(nodes[taken].level, node))
            variables |= edge(widths[taken]).variables
        incoming = node.channels
    for index, block in enumerate(node.blocks):
        made = scope(f'spaghetti_net/{name}_{index}', _block(block, node.channels, incoming))(incoming)
        variables |= made.variables
        incoming = made.channels
    return Made(variables, incoming)


def _fitted(level: int, node: Node) -> Layer:
    """The convolution of a map that comes from another level, or the same."""
    if level == node.level:
        return conv2d('1x1_no_resampling', node.channels, 1, BATCH_NORM)
    name = '1x1_before_upsample' if level > node.level else '1x1_after_downsampling'
    return conv2d(name, node.channels, 1, BATCH_NORM)


def _block(block: Block, channels: int, incoming: int) -> Layer:
    if block.groups:
        share = incoming // block.groups
        slices = [
            conv2d(f'slice_{index}', share * block.expansion, block.kernel, BATCH_NORM) for index in range(block.groups)
        ]
        return sequence(_in_groups(slices, share), conv2d('projection', channels, 1, BATCH_NORM))
    if block.expansion:
        return sequence(
            conv2d('expansion', channels * block.expansion, 1, BATCH_NORM),
            depthwise_conv2d('depthwise', block.kernel, BATCH_NORM),
            conv2d('projection', channels, 1, BATCH_NORM),
        )
    return sequence(
        depthwise_conv2d('depthwise', block.kernel, BIASES),
        conv2d('pointwise', channels, 1, BATCH_NORM),
    )


def _in_groups(slices: Sequence[Layer], share: int) -> Layer:
    """Each convolution on its share of the channels; where they are joined, their range is kept for quantization."""

    def layer(_: int) -> Made:
        variables, channels = concatenated(*slices)(share)
        return Made(variables | within('concat', {'min': (), 'max': ()}), channels)

    return layer
