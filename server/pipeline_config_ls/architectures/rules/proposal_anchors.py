"""Where the anchors of Faster R-CNN's first stage lie (anchor_generators/*.py).

Outside training, and so in the step before a checkpoint is restored, anchors that do not touch the image are dropped while their
predictions stay, and the step fails. This happens where anchors are farther apart than the feature map's cells. Training takes those
alone that lie within the image, and fails where there is none.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product, zip_longest
from math import sqrt
from typing import NamedTuple

from pipeline_config_ls.architectures.config import Config

Pair = tuple[float, float]
"""A number for the height and one for the width, in pixels."""


class Grid(NamedTuple):
    """The anchors of one feature map: how far apart they are, where the first lies, and their sizes."""

    stride: Pair
    offset: Pair
    sizes: Sequence[Pair]


def grids(config: Config) -> list[Grid]:
    """The grids of an `AnchorGenerator` message, one for each feature map; none for `ssd_anchor_generator`, whose anchors are
    relative to the image and cannot leave it."""
    kind = config.WhichOneof('anchor_generator_oneof')
    if kind == 'grid_anchor_generator':
        return [_grid(config.grid_anchor_generator)]
    if kind == 'multiscale_anchor_generator':
        levels = config.multiscale_anchor_generator
        return [_level(levels, 2.0**level) for level in range(levels.min_level, levels.max_level + 1)]
    if kind == 'flexible_grid_anchor_generator':
        return [_flexible(grid) for grid in config.flexible_grid_anchor_generator.anchor_grid]
    return []


def _grid(config: Config) -> Grid:
    shapes = [_sized(scale, ratio) for scale, ratio in product(config.scales, config.aspect_ratios)]
    return Grid(
        (config.height_stride, config.width_stride),
        (config.height_offset, config.width_offset),
        [(height * config.height, width * config.width) for height, width in shapes],
    )


def _level(config: Config, stride: float) -> Grid:
    """A level of a pyramid; only the smallest of its scales matters here."""
    sizes = [_sized(stride * config.anchor_scale, ratio) for ratio in config.aspect_ratios]
    return Grid((stride, stride), (stride / 2, stride / 2), sizes)


def _flexible(config: Config) -> Grid:
    ratios = zip_longest(config.base_sizes, config.aspect_ratios, fillvalue=config.aspect_ratios[0])
    return Grid(
        (config.height_stride, config.width_stride),
        (config.height_offset, config.width_offset),
        [_sized(size, ratio) for size, ratio in ratios],
    )


def _sized(size: float, ratio: float) -> Pair:
    """Height and width of an anchor of this size and aspect ratio."""
    root = sqrt(max(ratio, 0.0)) or float('nan')
    return size / root, size * root


def leaves(grid: Grid, cells: tuple[int, int], image: tuple[int, int]) -> bool:
    """Whether an anchor of the grid has no pixel in common with the image; `cells` are the height and width of the feature map."""
    for axis in (0, 1):
        first = grid.offset[axis]
        last = first + (cells[axis] - 1) * grid.stride[axis]
        for size in grid.sizes:
            half = size[axis] / 2
            if half <= 0 or min(first, last) + half <= 0 or max(first, last) - half >= image[axis]:
                return True
    return False


def fits(grid: Grid, cells: tuple[int, int], image: tuple[int, int]) -> bool:
    """Whether an anchor of the grid lies within the image."""
    return any(
        all(
            any(
                size[axis] / 2 <= grid.offset[axis] + cell * grid.stride[axis] <= image[axis] - size[axis] / 2
                for cell in range(cells[axis])
            )
            for axis in (0, 1)
        )
        for size in grid.sizes
    )
