"""Inception-ResNet V2 as the API builds it for Keras (models/keras_models/inception_resnet_v2.py, keras.applications)."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline_config_ls.architectures.tf2.functional import Tensor, add, apply, concatenate, image
from pipeline_config_ls.architectures.tf2.layers import Layer, batch_norm, conv2d, weightless

Convolution = tuple[int, int | tuple[int, int]]
"""Filters and kernel."""
Branch = tuple[Convolution, ...]

STEM: Branch = ((32, 3), (32, 3), (64, 3))
STEM_AFTER_POOL: Branch = ((80, 1), (192, 3))

# Convolutions of branches that stand side by side; a pooling branch beside them is in the code.
MIXED_5B: tuple[Branch, ...] = (((96, 1),), ((48, 1), (64, 5)), ((64, 1), (96, 3), (96, 3)))
MIXED_5B_AFTER_POOL: Branch = ((64, 1),)
BLOCK_35: tuple[Branch, ...] = (((32, 1),), ((32, 1), (32, 3)), ((32, 1), (48, 3), (64, 3)))
MIXED_6A: tuple[Branch, ...] = (((384, 3),), ((256, 1), (256, 3), (384, 3)))
BLOCK_17: tuple[Branch, ...] = (((192, 1),), ((128, 1), (160, (1, 7)), (192, (7, 1))))
MIXED_7A: tuple[Branch, ...] = (((256, 1), (384, 3)), ((256, 1), (288, 3)), ((256, 1), (288, 3), (320, 3)))
BLOCK_8: tuple[Branch, ...] = (((192, 1),), ((192, 1), (224, (1, 3)), (256, (3, 1))))
LAST: Branch = ((1536, 1),)

NORM = batch_norm(scale=False)


@dataclass(frozen=True, slots=True)
class Features:
    """The network's input, the end of the blocks at a sixteenth of its size (block 17), and its end."""

    image: Tensor
    middle: Tensor
    end: Tensor


def inception_resnet_v2() -> Features:
    """The network without the classifier. The convolution that closes a residual block has a bias, all others a batch norm."""
    source = image()
    x = apply(_convolutions(source, STEM), weightless)
    x = apply(_convolutions(x, STEM_AFTER_POOL), weightless)
    x = concatenate(*_branches(x, MIXED_5B), _convolutions(apply(x, weightless), MIXED_5B_AFTER_POOL))
    for _ in range(10):
        x = _residual(x, BLOCK_35)
    x = _reduction(x, MIXED_6A)
    for _ in range(20):
        x = _residual(x, BLOCK_17)
    middle = x
    x = _reduction(x, MIXED_7A)
    for _ in range(9):
        x = _residual(x, BLOCK_8)
    x = _residual(x, BLOCK_8, activation=())
    return Features(source, middle, _convolutions(x, LAST))


def _convolutions(x: Tensor, branch: Branch) -> Tensor:
    for filters, kernel in branch:
        x = apply(x, conv2d(filters, kernel, bias=False), NORM, weightless)
    return x


def _branches(x: Tensor, branches: tuple[Branch, ...]) -> list[Tensor]:
    return [_convolutions(x, branch) for branch in branches]


def _reduction(x: Tensor, branches: tuple[Branch, ...]) -> Tensor:
    """Branches and a pooling layer, all of stride 2."""
    return concatenate(*_branches(x, branches), apply(x, weightless))


def _residual(x: Tensor, branches: tuple[Branch, ...], activation: tuple[Layer, ...] = (weightless,)) -> Tensor:
    mixed = concatenate(*_branches(x, branches))
    return apply(add(x, apply(mixed, conv2d(x.channels, 1))), *activation)
