"""How the Inceptions are written down in `tables/`: modules of branches, whose convolutions are named by their place and kernel.

    Conv2d_2b_1x1 64
    MaxPool_3a_3x3 pool
    Mixed_3b: 0a_1x1 64 | 0a_1x1 64, 0b_3x3 96 | pool, 0b_1x1 32

is a convolution to 64 channels, a pooling layer, and a module of three branches, whose outputs are joined. `0b_3x3` is short for
`Conv2d_0b_3x3`; the name tells the kernel, unless it follows the channels (there are two whose name tells another). `+`
stands between two convolutions that have the same input, and whose outputs are joined. TensorFlow 1 uses the names, TensorFlow 2
only the order.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

POOL = 'pool'


class Convolution(NamedTuple):
    """A convolution; `kernel` is its height and width."""

    name: str
    channels: int
    kernel: tuple[int, int]


Step = tuple[Convolution, ...]
"""Convolutions side by side, usually one; none is a pooling layer."""
Branch = tuple[Step, ...]


class Stage(NamedTuple):
    """A line: a module of branches, or one step, whose `branches` are None."""

    name: str
    step: Step = ()
    branches: tuple[Branch, ...] | None = None


@cache
def read_table(table: str) -> tuple[Stage, ...]:
    """The stages of a table, in their order."""
    return tuple(_stage(line.strip()) for line in table.splitlines() if line.strip())


@cache
def read_branches(text: str) -> tuple[Branch, ...]:
    """The branches of a module."""
    return tuple(tuple(_step(step) for step in branch.split(',')) for branch in text.split('|'))


def _stage(line: str) -> Stage:
    name, colon, branches = line.partition(':')
    return Stage(name, branches=read_branches(branches)) if colon else Stage(line.split()[0], _step(line))


def _step(text: str) -> Step:
    return () if text.split()[-1] == POOL else tuple(_convolution(part) for part in text.split('+'))


def _convolution(text: str) -> Convolution:
    place, channels, *other = text.split()
    height, width = (other[0] if other else place.rpartition('_')[2]).split('x')
    return Convolution(
        place if place.startswith('Conv') else f'Conv2d_{place}', int(channels), (int(height), int(width))
    )
