"""The anchors of a model on its image: for each feature map its size and the boxes at one of its places (anchor_generators/*.py).

Sizes of feature maps are known where the generator tells them: of a feature pyramid, and of Faster R-CNN's single map.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product, zip_longest
from math import ceil, sqrt
from typing import NamedTuple

from pipeline_config_ls.architectures.config import Config
from pipeline_config_ls.architectures.rules.spatial import fixed_sides

Box = tuple[float, float]
"""Height and width, in pixels."""


class Level(NamedTuple):
    """A feature map: its name, its height and width in cells (None where they are not known), and its anchors at one place."""

    name: str
    cells: tuple[int, int] | None
    boxes: tuple[Box, ...]

    @property
    def anchors(self) -> int | None:
        """How many anchors it has in all."""
        return None if self.cells is None else self.cells[0] * self.cells[1] * len(self.boxes)


def image_of(resizer: Config) -> tuple[int, int] | None:
    """Height and width that an `ImageResizer` message gives every image, None where they are the image's own affair."""
    sides = list(fixed_sides(resizer).values())
    if not sides or 0 in sides:
        return None
    return (sides[0], sides[-1])


def levels(generator: Config, image: tuple[int, int], stride: int = 0) -> list[Level]:
    """For an `AnchorGenerator` message and the height and width of the image. `stride` is that of the map that Faster R-CNN has."""
    match generator.WhichOneof('anchor_generator_oneof'):
        case 'multiscale_anchor_generator':
            return list(_multiscale(generator.multiscale_anchor_generator, image))
        case 'ssd_anchor_generator':
            return list(_ssd(generator.ssd_anchor_generator, image))
        case 'grid_anchor_generator':
            config = generator.grid_anchor_generator
            boxes = [_sized(scale, ratio) for scale, ratio in product(config.scales, config.aspect_ratios)]
            sized = tuple((height * config.height, width * config.width) for height, width in boxes)
            cells = _cells(image, stride) if stride else None
            return [Level(f'stride {stride}' if stride else 'the feature map', cells, sized)]
        case 'flexible_grid_anchor_generator':
            return [
                _flexible(number, grid)
                for number, grid in enumerate(generator.flexible_grid_anchor_generator.anchor_grid)
            ]
    return []


def _multiscale(config: Config, image: tuple[int, int]) -> Iterator[Level]:
    for level in range(config.min_level, config.max_level + 1):
        stride = 2**level
        octaves = [2 ** (octave / config.scales_per_octave) for octave in range(config.scales_per_octave)]
        sizes = [stride * config.anchor_scale * octave for octave in octaves]
        boxes = tuple(_sized(size, ratio) for size, ratio in product(sizes, config.aspect_ratios))
        yield Level(f'level {level}, stride {stride}', _cells(image, stride), boxes)


def _ssd(config: Config, image: tuple[int, int]) -> Iterator[Level]:
    """Scales are relative to the shorter side of the image."""
    number = config.num_layers
    if config.scales:
        scales = list(config.scales)
    elif number > 1:
        step = (config.max_scale - config.min_scale) / (number - 1)
        scales = [config.min_scale + step * layer for layer in range(number)]
    else:
        return
    side = min(image)
    base = (config.base_anchor_height * side, config.base_anchor_width * side)
    for layer, (scale, after) in enumerate(zip(scales[:number], [*scales[1:], 1.0], strict=False)):
        if layer == 0 and config.reduce_boxes_in_lowest_layer:
            pairs = [(0.1, 1.0), (scale, 2.0), (scale, 0.5)]
        else:
            pairs = [(scale, ratio) for ratio in config.aspect_ratios]
            if config.interpolated_scale_aspect_ratio > 0:
                pairs.append((sqrt(scale * after), config.interpolated_scale_aspect_ratio))
        boxes = [_sized(size, ratio) for size, ratio in pairs]
        yield Level(f'layer {layer}', None, tuple((height * base[0], width * base[1]) for height, width in boxes))


def _flexible(number: int, grid: Config) -> Level:
    ratios = grid.aspect_ratios or (1.0,)
    pairs = zip_longest(grid.base_sizes, ratios, fillvalue=ratios[0])
    return Level(f'grid {number}', None, tuple(_sized(size, ratio) for size, ratio in pairs))


def _cells(image: tuple[int, int], stride: int) -> tuple[int, int]:
    return ceil(image[0] / stride), ceil(image[1] / stride)


def _sized(size: float, ratio: float) -> Box:
    """Height and width of an anchor of this size and aspect ratio (width by height)."""
    root = sqrt(ratio) if ratio > 0 else 1.0
    return size / root, size * root
