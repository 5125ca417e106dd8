"""Anchors, and how well they meet boxes: all in pixels of the image that the network sees.

The anchors of a feature map are the same few shapes around each point of a grid, so a box overlaps most with the shapes
around the point that is nearest to its centre: nothing has to be enumerated. Equal to the real generators' anchors as
recorded (tests/facts/anchors.jsonl).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import product
from math import sqrt
from typing import NamedTuple


class Size(NamedTuple):
    """Height and width."""

    height: float
    width: float


class AnchorGrid(NamedTuple):
    """The anchors of one feature map: their shapes, the distance of the grid's points, the first point, how many points."""

    shapes: tuple[Size, ...]
    stride: Size
    offset: Size
    rows: int
    columns: int


class PixelBox(NamedTuple):
    """A box in pixels."""

    ymin: float
    xmin: float
    ymax: float
    xmax: float


def multiscale_grids(
    image: Size, levels: Sequence[int], anchor_scale: float, ratios: Sequence[float], scales_per_octave: int
) -> list[AnchorGrid]:
    """`MultiscaleGridAnchorGenerator`: each level of a pyramid has anchors in proportion to its stride."""
    scales = [2 ** (scale / scales_per_octave) for scale in range(scales_per_octave)]
    grids = []
    for level in levels:
        stride = 2**level
        shapes = tuple(
            _shape(scale * stride * anchor_scale, ratio, Size(1, 1)) for ratio, scale in product(ratios, scales)
        )
        offset = Size(*(stride / 2 if side % stride == 0 else 0 for side in image))
        rows, columns = (-(-int(side) // stride) for side in image)
        grids.append(AnchorGrid(shapes, Size(stride, stride), offset, rows, columns))
    return grids


class SsdSettings(NamedTuple):
    """What of `SsdAnchorGenerator` shapes anchors; an empty list of `scales`, `strides` or `offsets` is one that is not set."""

    num_layers: int
    min_scale: float
    max_scale: float
    scales: tuple[float, ...]
    ratios: tuple[float, ...]
    interpolated_ratio: float
    base: Size
    strides: tuple[Size, ...]
    offsets: tuple[Size, ...]
    reduce_lowest: bool


def ssd_grids(image: Size, settings: SsdSettings, maps: Sequence[tuple[int, int]]) -> list[AnchorGrid]:
    """`create_ssd_anchors`: scales that grow from map to map, in fractions of the image's shorter side."""
    shorter = min(image)
    base = Size(settings.base.height * shorter, settings.base.width * shorter)
    grids = []
    for layer, (shapes, (rows, columns)) in enumerate(zip(_ssd_shapes(settings), maps, strict=False)):
        stride = settings.strides[layer] if settings.strides else Size(image.height / rows, image.width / columns)
        offset = settings.offsets[layer] if settings.offsets else Size(stride.height / 2, stride.width / 2)
        made = tuple(_shape(scale, ratio, base) for scale, ratio in shapes)
        grids.append(AnchorGrid(made, stride, offset, rows, columns))
    return grids


def _ssd_shapes(settings: SsdSettings) -> list[list[tuple[float, float]]]:
    """Scales and aspect ratios, map by map."""
    low, high, layers = settings.min_scale, settings.max_scale, settings.num_layers
    scales = list(settings.scales) or [low + (high - low) * layer / max(1, layers - 1) for layer in range(layers)]
    found = []
    for layer, (scale, following) in enumerate(zip(scales, [*scales[1:], 1.0], strict=True)):
        if layer >= layers:
            break
        if layer == 0 and settings.reduce_lowest:
            found.append([(0.1, 1.0), (scale, 2.0), (scale, 0.5)])
            continue
        shapes = [(scale, ratio) for ratio in settings.ratios]
        if settings.interpolated_ratio > 0:
            shapes.append((sqrt(scale * following), settings.interpolated_ratio))
        found.append(shapes)
    return found


def plain_grid(
    base: Size, scales: Sequence[float], ratios: Sequence[float], stride: Size, offset: Size, rows: int, columns: int
) -> AnchorGrid:
    """`GridAnchorGenerator`: one map, every scale with every aspect ratio."""
    shapes = tuple(_shape(scale, ratio, base) for scale, ratio in product(scales, ratios))
    return AnchorGrid(shapes, stride, offset, rows, columns)


def _shape(scale: float, ratio: float, base: Size) -> Size:
    root = sqrt(ratio)
    return Size(scale / root * base.height, scale * root * base.width)


def best_overlap(box: PixelBox, grids: Iterable[AnchorGrid]) -> float:
    """The best intersection over union of a box with any anchor."""
    return max((_best_in_grid(box, grid) for grid in grids if grid.rows > 0 and grid.columns > 0), default=0.0)


def is_met(box: PixelBox, grids: Iterable[AnchorGrid], threshold: float) -> bool:
    """Whether a box overlaps with any anchor by the threshold. Shapes of quite another area cannot, and cost nothing."""
    area = (box.ymax - box.ymin) * (box.xmax - box.xmin)
    for grid in grids:
        if grid.rows <= 0 or grid.columns <= 0:
            continue
        areas = ((shape, shape.height * shape.width) for shape in grid.shapes)
        fitting = tuple(shape for shape, other in areas if min(area, other) >= threshold * max(area, other))
        if fitting and _best_in_grid(box, grid._replace(shapes=fitting)) >= threshold:
            return True
    return False


def _best_in_grid(box: PixelBox, grid: AnchorGrid) -> float:
    height, width = box.ymax - box.ymin, box.xmax - box.xmin
    y = _nearest((box.ymin + box.ymax) / 2, grid.offset.height, grid.stride.height, grid.rows)
    x = _nearest((box.xmin + box.xmax) / 2, grid.offset.width, grid.stride.width, grid.columns)
    best = 0.0
    for shape in grid.shapes:
        shared = _shared(box.ymin, box.ymax, y, shape.height) * _shared(box.xmin, box.xmax, x, shape.width)
        union = height * width + shape.height * shape.width - shared
        best = max(best, shared / union if union > 0 else 0.0)
    return best


def _nearest(centre: float, offset: float, stride: float, count: int) -> float:
    """The point of a grid that is nearest."""
    step = round((centre - offset) / stride) if stride > 0 else 0
    return offset + min(max(step, 0), count - 1) * stride


def _shared(low: float, high: float, centre: float, side: float) -> float:
    return max(0.0, min(high, centre + side / 2) - max(low, centre - side / 2))
