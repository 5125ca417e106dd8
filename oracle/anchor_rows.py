"""Anchor generators of which the real anchors are recorded, and boxes to overlap with them. No TensorFlow here."""

from __future__ import annotations

import random
from typing import NamedTuple


class AnchorRow(NamedTuple):
    """A generator, the size (height, width) of the image, and the sizes of the feature maps."""

    text: str
    image: tuple[int, int]
    maps: tuple[tuple[int, int], ...]


def _halved(first: tuple[int, int], count: int) -> tuple[tuple[int, int], ...]:
    maps = [first]
    while len(maps) < count:
        height, width = maps[-1]
        maps.append((-(-height // 2), -(-width // 2)))
    return tuple(maps)


_FPN = 'aspect_ratios: 1 aspect_ratios: 2 aspect_ratios: 0.5'
_SSD = 'aspect_ratios: 1 aspect_ratios: 2 aspect_ratios: 0.5 aspect_ratios: 3 aspect_ratios: 0.3333'
ROWS = (
    AnchorRow(f'multiscale_anchor_generator {{ min_level: 3 max_level: 7 anchor_scale: 4 {_FPN} scales_per_octave: 2 }}', (640, 640), _halved((80, 80), 5)),
    AnchorRow(f'multiscale_anchor_generator {{ min_level: 3 max_level: 7 anchor_scale: 4 {_FPN} scales_per_octave: 3 }}', (512, 768), _halved((64, 96), 5)),
    AnchorRow(f'multiscale_anchor_generator {{ min_level: 3 max_level: 7 anchor_scale: 4 {_FPN} }}', (300, 300), _halved((38, 38), 5)),
    AnchorRow('multiscale_anchor_generator { min_level: 2 max_level: 6 anchor_scale: 8 aspect_ratios: 1 scales_per_octave: 1 normalize_coordinates: false }', (800, 1024), _halved((200, 256), 5)),
    AnchorRow(f'ssd_anchor_generator {{ num_layers: 6 min_scale: 0.2 max_scale: 0.95 {_SSD} }}', (300, 300), _halved((19, 19), 6)),
    AnchorRow(f'ssd_anchor_generator {{ num_layers: 6 min_scale: 0.1 max_scale: 0.9 {_SSD} reduce_boxes_in_lowest_layer: false }}', (320, 640), _halved((20, 40), 6)),
    AnchorRow('ssd_anchor_generator { num_layers: 3 scales: 0.1 scales: 0.4 scales: 0.8 aspect_ratios: 1 interpolated_scale_aspect_ratio: 0 }', (320, 320), _halved((20, 20), 3)),
    AnchorRow('ssd_anchor_generator { num_layers: 2 aspect_ratios: 1 height_stride: 16 width_stride: 16 height_stride: 32 width_stride: 32 height_offset: 4 width_offset: 8 height_offset: 16 width_offset: 16 base_anchor_height: 0.5 base_anchor_width: 0.8 }', (320, 320), _halved((20, 20), 2)),
    AnchorRow('grid_anchor_generator { scales: 0.25 scales: 0.5 scales: 1 scales: 2 aspect_ratios: 0.5 aspect_ratios: 1 aspect_ratios: 2 height_stride: 16 width_stride: 16 }', (600, 1024), ((38, 64),)),
    AnchorRow('grid_anchor_generator { scales: 1 aspect_ratios: 1 height: 64 width: 32 height_stride: 8 width_stride: 8 height_offset: 3 width_offset: 5 }', (320, 320), ((40, 40),)),
    AnchorRow(f'ssd_anchor_generator {{ num_layers: 4 min_scale: 0.1 max_scale: 0.9 {_SSD} }}', (320, 320), _halved((40, 40), 4)),
    AnchorRow('flexible_grid_anchor_generator { anchor_grid { base_sizes: 32 base_sizes: 64 aspect_ratios: 1 aspect_ratios: 2 height_stride: 16 width_stride: 16 height_offset: 8 width_offset: 4 } anchor_grid { base_sizes: 160 aspect_ratios: 0.5 height_stride: 32 width_stride: 32 } }', (320, 480), ((20, 30), (10, 15))),
)  # fmt: skip


def boxes(image: tuple[int, int]) -> list[tuple[float, float, float, float]]:
    """Boxes (ymin, xmin, ymax, xmax) in pixels, small and large, the same each time."""
    chance = random.Random(str(image))
    found = []
    for _ in range(40):
        height, width = (chance.uniform(0.01, 1) ** 2 * side for side in image)
        top, left = chance.uniform(0, image[0] - height), chance.uniform(0, image[1] - width)
        found.append((top, left, top + height, left + width))
    return found
