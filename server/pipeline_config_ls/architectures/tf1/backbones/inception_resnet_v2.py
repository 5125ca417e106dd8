"""Inception-ResNet V2 of TF-Slim (nets/inception_resnet_v2.py), and its end as Faster R-CNN repeats it."""

from __future__ import annotations

from pipeline_config_ls.architectures.tf1.backbones.inception import read_branches, read_stages
from pipeline_config_ls.architectures.tf1.layers import BIASES, Layer, Stages, batch_norm, conv2d, scope, side_branch

NORM = batch_norm(scale=False)

START = """
    Conv2d_1a_3x3 32
    Conv2d_2a_3x3 32
    Conv2d_2b_3x3 64
    Conv2d_3b_1x1 80
    Conv2d_4a_3x3 192
    Mixed_5b: 1x1 96 | 0a_1x1 48, 0b_5x5 64 | 0a_1x1 64, 0b_3x3 96, 0c_3x3 96 | pool, 0b_1x1 64
"""
BLOCK_35 = '1x1 32 | 0a_1x1 32, 0b_3x3 32 | 0a_1x1 32, 0b_3x3 48, 0c_3x3 64'
MIXED_6A = 'Mixed_6a: 1a_3x3 384 | 0a_1x1 256, 0b_3x3 256, 1a_3x3 384 | pool'
BLOCK_17 = '1x1 192 | 0a_1x1 128, 0b_1x7 160, 0c_7x1 192'
MIXED_7A = 'Mixed_7a: 0a_1x1 256, 1a_3x3 384 | 0a_1x1 256, 1a_3x3 288 | 0a_1x1 256, 0b_3x3 288, 1a_3x3 320 | pool'
BLOCK_8 = '1x1 192 | 0a_1x1 192, 0b_1x3 224, 0c_3x1 256'
LAST = 'Conv2d_7b_1x1 1536'


def until_mixed_6() -> Stages:
    """The network up to the blocks at a sixteenth of the image (`PreAuxLogits`)."""
    return {
        **read_stages(START, NORM),
        **_repeated('Repeat/block35', 10, BLOCK_35),
        **read_stages(MIXED_6A, NORM),
        **_repeated('Repeat_1/block17', 20, BLOCK_17),
    }


def from_mixed_7() -> Stages:
    """The rest, without the classifier. In the extractor's scope it is the first that repeats a block, so its names differ from
    those of the whole network, where these blocks are in `Repeat_2`."""
    return {
        **read_stages(MIXED_7A, NORM),
        **_repeated('Repeat/block8', 9, BLOCK_8),
        'Block8': _residual('Block8', BLOCK_8),
        **read_stages(LAST, NORM),
    }


def _repeated(name: str, count: int, branches: str) -> Stages:
    names = (f'{name}_{number}' for number in range(1, count + 1))
    return {name: _residual(name, branches) for name in names}


def _residual(name: str, branches: str) -> Layer:
    """Branches, and a convolution back to the channels of the input, to which they are added."""
    mixed = read_branches(branches, NORM)
    return lambda channels: scope(name, side_branch(mixed, conv2d('Conv2d_1x1', channels, 1, BIASES)))(channels)
