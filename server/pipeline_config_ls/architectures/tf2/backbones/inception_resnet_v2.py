"""Inception-ResNet V2 as the API builds it for Keras (models/keras_models/inception_resnet_v2.py, keras.applications)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from pipeline_config_ls.architectures.inception_notation import Branch, read_branches, read_table
from pipeline_config_ls.architectures.tables import inception_resnet_v2 as table
from pipeline_config_ls.architectures.tf2.functional import Tensor, add, apply, concatenate, image
from pipeline_config_ls.architectures.tf2.layers import Layer, batch_norm, conv2d, weightless

NORM = batch_norm(scale=False)


@dataclass(frozen=True, slots=True)
class Features:
    """The network's input, the end of the blocks at a sixteenth of its size (block 17), and its end."""

    image: Tensor
    middle: Tensor
    end: Tensor


@lru_cache(maxsize=4)
def inception_resnet_v2() -> Features:
    """The network without the classifier. The convolution that closes a residual block has a bias, all others a batch norm."""
    source = image()
    x = _stages(source, table.START)
    x = _blocks(x, table.BLOCKS_35, table.BLOCK_35)
    x = _stages(x, table.MIXED_6A)
    middle = x = _blocks(x, table.BLOCKS_17, table.BLOCK_17)
    x = _stages(x, table.MIXED_7A)
    x = _blocks(x, table.BLOCKS_8, table.BLOCK_8)
    x = _residual(x, table.BLOCK_8, activation=())
    return Features(source, middle, _stages(x, table.LAST))


def _stages(x: Tensor, text: str) -> Tensor:
    for stage in read_table(text):
        x = _branch(x, (stage.step,)) if stage.branches is None else _branches(x, stage.branches)
    return x


def _branches(x: Tensor, branches: tuple[Branch, ...]) -> Tensor:
    return concatenate(*(_branch(x, branch) for branch in branches))


def _branch(x: Tensor, branch: Branch) -> Tensor:
    for step in branch:
        if not step:
            x = apply(x, weightless)  # a pooling layer
        for _, channels, kernel in step:
            x = apply(x, conv2d(channels, kernel, bias=False), NORM, weightless)
    return x


def _blocks(x: Tensor, count: int, branches: str) -> Tensor:
    for _ in range(count):
        x = _residual(x, branches)
    return x


def _residual(x: Tensor, branches: str, activation: tuple[Layer, ...] = (weightless,)) -> Tensor:
    mixed = _branches(x, read_branches(branches))
    return apply(add(x, apply(mixed, conv2d(x.channels, 1))), *activation)
