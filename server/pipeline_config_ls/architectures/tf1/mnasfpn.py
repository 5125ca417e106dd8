"""MnasFPN: cells of blocks that each mix two feature maps (models/ssd_mobilenet_v2_mnasfpn_feature_extractor.py)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from pipeline_config_ls.architectures.tf1.feature_maps import Maps
from pipeline_config_ls.architectures.tf1.layers import BATCH_NORM, Variables, conv2d, separable_conv2d, within


class Block(NamedTuple):
    """Two maps are brought to `inner` channels and added, and a convolution follows; maps are numbered: first those that the
    cell is given, then those of the blocks before."""

    inputs: tuple[int, int]
    inner: int
    kernel: int = 3


CELL = (
    Block((1, 2), 256),
    Block((0, 4), 128),
    Block((5, 4), 128),
    Block((4, 3), 128, 5),
    Block((4, 3), 96),
)
CELLS = 4


def mnasfpn(inputs: Sequence[int], depth: int, width: Callable[[int], int]) -> Maps:
    """All cells on maps of these channels, finest first; each hands on as many maps, the last ones it made, of `depth`."""
    variables: Variables = {}
    maps = list(inputs)
    for cell in range(CELLS):
        for number, block in enumerate(CELL):
            variables |= within(f'cell_{cell}/block_{number}', _block(block, maps, depth, width(block.inner)))
            maps.append(depth)
        maps = maps[-len(inputs) :]
    return Maps(variables, maps)


def _block(block: Block, maps: Sequence[int], depth: int, inner: int) -> Variables:
    variables = separable_conv2d('SepConv', depth, block.kernel, BATCH_NORM)(inner).variables
    for index, source in enumerate(block.inputs):
        variables |= conv2d(f'input_{index}/Conv1x1', inner, 1, BATCH_NORM)(maps[source]).variables
    return variables
