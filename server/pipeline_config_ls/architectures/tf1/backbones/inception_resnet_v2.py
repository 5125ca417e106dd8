"""Inception-ResNet V2 of TF-Slim (nets/inception_resnet_v2.py), and its end as Faster R-CNN repeats it."""

from __future__ import annotations

from pipeline_config_ls.architectures.tables import inception_resnet_v2 as table
from pipeline_config_ls.architectures.tf1.backbones.inception import read_branches, read_stages
from pipeline_config_ls.architectures.tf1.layers import BIASES, Layer, Stages, batch_norm, conv2d, scope, side_branch

NORM = batch_norm(scale=False)


def until_mixed_6() -> Stages:
    """The network up to the blocks at a sixteenth of the image (`PreAuxLogits`)."""
    return {
        **read_stages(table.START, NORM),
        **_repeated('Repeat/block35', table.BLOCKS_35, table.BLOCK_35),
        **read_stages(table.MIXED_6A, NORM),
        **_repeated('Repeat_1/block17', table.BLOCKS_17, table.BLOCK_17),
    }


def from_mixed_7() -> Stages:
    """The rest, without the classifier. In the extractor's scope it is the first that repeats a block, so its names differ from
    those of the whole network, where these blocks are in `Repeat_2`."""
    return {
        **read_stages(table.MIXED_7A, NORM),
        **_repeated('Repeat/block8', table.BLOCKS_8, table.BLOCK_8),
        'Block8': _residual('Block8', table.BLOCK_8),
        **read_stages(table.LAST, NORM),
    }


def _repeated(name: str, count: int, branches: str) -> Stages:
    names = (f'{name}_{number}' for number in range(1, count + 1))
    return {name: _residual(name, branches) for name in names}


def _residual(name: str, branches: str) -> Layer:
    """Branches, and a convolution back to the channels of the input, to which they are added."""
    mixed = read_branches(branches, NORM)
    return lambda channels: scope(name, side_branch(mixed, conv2d('Conv2d_1x1', channels, 1, BIASES)))(channels)
