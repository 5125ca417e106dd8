"""How well the anchors of a config meet the objects in its records, and which scales would meet them better.

An object that no anchor meets at the matcher's threshold is matched with the one that comes nearest, or not at all: such objects
are learned late or never. Only SSD and Faster R-CNN have anchors. Where the size that images are resized to, or the feature maps,
are not known, nothing is said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

from pipeline_config_ls.datasets.anchors import (
    AnchorGrid,
    PixelBox,
    Size,
    SsdSettings,
    is_met,
    multiscale_grids,
    plain_grid,
    ssd_grids,
)
from pipeline_config_ls.datasets.summary import ObjectBox
from pipeline_config_ls.document.messages import copy_of

# Target assigners of Faster R-CNN's first stage have it built in.
_PROPOSALS = 0.7
# The first feature map of an SSD without a pyramid; Inception V3 and PNASNet cut their borders off, the others are not known.
_SSD_STRIDE = 16
_OTHER_MAPS = (
    'inception_v3',
    'pnasnet',
    'spaghettinet',
    'resnet50_v1_ppn',
    'resnet101_v1_ppn',
    'resnet152_v1_ppn',
    'mnasfpn',
)
# The Keras ResNets with a pyramid do not read their levels.
_LOWEST_LEVEL = 3
# The mildest first: of changes that help alike, the first is taken.
_FACTORS = (0.7, 1.4, 0.5, 2.0, 0.35, 0.25)
_MOST_BOXES = 500


class Change(NamedTuple):
    """Fields to set together, with their texts, and the share of objects that would then meet no anchor."""

    fields: tuple[tuple[str, str], ...]
    missed: float


@dataclass(frozen=True, slots=True)
class Coverage:
    """`objects` are the sizes of the objects in pixels that the network sees, `met` whether an anchor meets each, `anchors` the
    shapes of the anchors. `better` finds a change of scales after which fewer are missed: it takes a moment."""

    field: str
    threshold: float
    met: tuple[bool, ...]
    objects: tuple[Size, ...]
    anchors: tuple[Size, ...]
    better: Callable[[], Change | None]

    @property
    def missed(self) -> float:
        """The share of objects that no anchor meets."""
        return self.met.count(False) / len(self.met)

    @property
    def missed_sides(self) -> tuple[float, ...]:
        """The sizes of those: the geometric mean of height and width."""
        return tuple(side_of(one) for one, is_met in zip(self.objects, self.met, strict=True) if not is_met)


def side_of(size: Size) -> float:
    """One number for a size: the side of a square of the same area."""
    return float((size.height * size.width) ** 0.5)


def resized(resizer: Any, width: float, height: float) -> Size | None:
    """The size to which an `ImageResizer` message brings an image; None where nobody can say."""
    match resizer.WhichOneof('image_resizer_oneof'):
        case 'fixed_shape_resizer':
            return Size(resizer.fixed_shape_resizer.height, resizer.fixed_shape_resizer.width)
        case 'keep_aspect_ratio_resizer':
            settings = resizer.keep_aspect_ratio_resizer
            factor = settings.min_dimension / min(width, height)
            if round(max(width, height) * factor) > settings.max_dimension:
                factor = settings.max_dimension / max(width, height)
            return Size(round(height * factor), round(width * factor))
        case 'identity_resizer':
            return Size(height, width)
    return None


def coverage(model: Any, boxes: Sequence[ObjectBox]) -> Coverage | None:
    """How well the anchors of a `DetectionModel` message meet some boxes."""
    architecture = model.WhichOneof('model')
    if architecture == 'ssd':
        generator, field, threshold = model.ssd.anchor_generator, 'model.ssd.anchor_generator', _threshold(model.ssd)
    elif architecture == 'faster_rcnn':
        generator, threshold = model.faster_rcnn.first_stage_anchor_generator, _PROPOSALS
        field = 'model.faster_rcnn.first_stage_anchor_generator'
    else:
        return None
    settings = getattr(model, architecture)
    stride = first_stride_of(settings.feature_extractor) if architecture == 'ssd' else _SSD_STRIDE
    placed = list(_place(settings.image_resizer, boxes[:: max(1, len(boxes) // _MOST_BOXES)]))
    kind = generator.WhichOneof('anchor_generator_oneof')
    if threshold is None or not placed or kind not in _GRIDS or (stride is None and kind == 'ssd_anchor_generator'):
        return None
    make = partial(grids_of, first_stride=stride or _SSD_STRIDE)
    met = _met(placed, generator, threshold, make)
    if met is None:
        return None
    shapes = (shape for grid in make(generator, placed[0].image) for shape in grid.shapes)
    return Coverage(
        f'{field}.{kind}',
        threshold,
        met,
        tuple(Size(one.box.ymax - one.box.ymin, one.box.xmax - one.box.xmin) for one in placed),
        tuple(sorted(shapes, key=side_of)),
        partial(_better, f'{field}.{kind}', generator, placed, threshold, make),
    )


class _Placed(NamedTuple):
    """A box in the image that the network sees."""

    box: PixelBox
    image: Size


def _place(resizer: Any, boxes: Sequence[ObjectBox]) -> Iterator[_Placed]:
    for box, size in boxes:
        image = resized(resizer, *size) if size and min(size) > 0 else None
        if (
            image is None
            or min(image) <= 0
            or not (0 <= box.ymin < box.ymax <= 1.1 and 0 <= box.xmin < box.xmax <= 1.1)
        ):
            continue
        height, width = image
        yield _Placed(PixelBox(box.ymin * height, box.xmin * width, box.ymax * height, box.xmax * width), image)


def _threshold(ssd: Any) -> float | None:
    """From which overlap on an anchor is matched; None where the matcher has no threshold."""
    if ssd.matcher.WhichOneof('matcher_oneof') != 'argmax_matcher' or ssd.matcher.argmax_matcher.ignore_thresholds:
        return None
    threshold: float = ssd.matcher.argmax_matcher.matched_threshold
    return threshold


def first_stride_of(extractor: Any) -> int | None:
    """By how much the first feature map of an SSD is smaller than the image; None where nobody can say."""
    if any(name in extractor.type for name in _OTHER_MAPS):
        return None
    if 'fpn' not in extractor.type:
        return _SSD_STRIDE
    if 'resnet' in extractor.type and extractor.type.endswith('_keras'):
        return 1 << _LOWEST_LEVEL
    level: int = extractor.bifpn.min_level if 'bifpn' in extractor.type else extractor.fpn.min_level
    return 1 << min(level, 10)


def grids_of(generator: Any, image: Size, first_stride: int = _SSD_STRIDE) -> list[AnchorGrid]:
    """The anchors of an `AnchorGenerator` message for an image; none where they cannot be told.

    `first_stride` is that of the first feature map, where the generator does not say it.
    """
    make = _GRIDS.get(generator.WhichOneof('anchor_generator_oneof'))
    return make(generator, image, first_stride) if make else []


Make = Callable[[Any, Size], list[AnchorGrid]]


def _met(placed: Sequence[_Placed], generator: Any, threshold: float, make: Make) -> tuple[bool, ...] | None:
    made: dict[Size, list[AnchorGrid]] = {}
    for one in placed:
        if one.image not in made:
            made[one.image] = make(generator, one.image)
    if not all(made.values()):
        return None
    return tuple(is_met(one.box, made[one.image], threshold) for one in placed)


def _multiscale(generator: Any, image: Size, _: int) -> list[AnchorGrid]:
    found = generator.multiscale_anchor_generator
    if not found.aspect_ratios or found.scales_per_octave < 1 or not 0 <= found.min_level <= found.max_level <= 20:
        return []
    levels = range(found.min_level, found.max_level + 1)
    return multiscale_grids(image, levels, found.anchor_scale, _positive(found.aspect_ratios), found.scales_per_octave)


def _ssd(generator: Any, image: Size, first_stride: int) -> list[AnchorGrid]:
    found = generator.ssd_anchor_generator
    if not 1 < found.num_layers <= 20 and not found.scales:
        return []
    maps = [(-(-int(image.height) // first_stride), -(-int(image.width) // first_stride))]
    while len(maps) < found.num_layers:
        maps.append((-(-maps[-1][0] // 2), -(-maps[-1][1] // 2)))
    strides = tuple(Size(*pair) for pair in zip(found.height_stride, found.width_stride, strict=False))
    offsets = tuple(Size(*pair) for pair in zip(found.height_offset, found.width_offset, strict=False))
    if len(strides) not in (0, found.num_layers) or len(offsets) not in (0, found.num_layers):
        return []
    made = SsdSettings(
        found.num_layers,
        found.min_scale,
        found.max_scale,
        tuple(found.scales),
        tuple(_positive(found.aspect_ratios)),
        found.interpolated_scale_aspect_ratio,
        Size(found.base_anchor_height, found.base_anchor_width),
        strides,
        offsets,
        found.reduce_boxes_in_lowest_layer,
    )
    return [grid for grid in ssd_grids(image, made, maps) if grid.shapes]


def _grid(generator: Any, image: Size, _: int) -> list[AnchorGrid]:
    found = generator.grid_anchor_generator
    stride = Size(found.height_stride, found.width_stride)
    if not found.scales or not found.aspect_ratios or min(stride) <= 0:
        return []
    rows, columns = (-(-int(side) // int(step)) for side, step in zip(image, stride, strict=True))
    base, offset = Size(found.height, found.width), Size(found.height_offset, found.width_offset)
    return [plain_grid(base, _positive(found.scales), _positive(found.aspect_ratios), stride, offset, rows, columns)]


def _flexible(generator: Any, image: Size, _: int) -> list[AnchorGrid]:
    """`FlexibleGridAnchorGenerator`: sizes and ratios in pairs, map by map, in pixels."""
    grids = []
    for grid in generator.flexible_grid_anchor_generator.anchor_grid:
        stride = Size(grid.height_stride, grid.width_stride)
        if min(stride) <= 0 or len(grid.base_sizes) != len(grid.aspect_ratios):
            return []
        pairs = [pair for pair in zip(grid.base_sizes, grid.aspect_ratios, strict=True) if min(pair) > 0]
        shapes = tuple(Size(size / ratio**0.5, size * ratio**0.5) for size, ratio in pairs)
        rows, columns = (-(-int(side) // int(step)) for side, step in zip(image, stride, strict=True))
        grids.append(AnchorGrid(shapes, stride, Size(grid.height_offset, grid.width_offset), rows, columns))
    return [grid for grid in grids if grid.shapes]


def _positive(values: Sequence[float]) -> list[float]:
    return [value for value in values if value > 0]


_GRIDS: dict[str | None, Callable[[Any, Size, int], list[AnchorGrid]]] = {
    'flexible_grid_anchor_generator': _flexible,
    'multiscale_anchor_generator': _multiscale,
    'ssd_anchor_generator': _ssd,
    'grid_anchor_generator': _grid,
}


def _better(field: str, generator: Any, placed: Sequence[_Placed], threshold: float, make: Make) -> Change | None:
    """The change of scales, among some, after which the fewest objects are missed. None of them changes a variable."""
    found: list[Change] = []
    for changed, fields in _candidates(field, generator):
        met = _met(placed, changed, threshold, make)
        if met:
            found.append(Change(fields, met.count(False) / len(met)))
    return min(found, key=lambda change: round(change.missed, 2), default=None)


def _candidates(field: str, generator: Any) -> Iterator[tuple[Any, tuple[tuple[str, str], ...]]]:
    """The generator with other scales, and the fields that make it so."""
    kind = generator.WhichOneof('anchor_generator_oneof')
    for factor in _FACTORS:
        changed = copy_of(generator)
        settings = getattr(changed, kind)
        if kind == 'multiscale_anchor_generator':
            settings.anchor_scale = _rounded(settings.anchor_scale * factor)
            yield changed, ((f'{field}.anchor_scale', _number(settings.anchor_scale)),)
        elif kind == 'ssd_anchor_generator' and not settings.scales:
            settings.min_scale = _rounded(settings.min_scale * factor)
            if settings.min_scale < settings.max_scale:
                yield changed, ((f'{field}.min_scale', _number(settings.min_scale)),)
        elif kind == 'grid_anchor_generator':
            scales = [_rounded(scale * factor) for scale in settings.scales]
            del settings.scales[:]
            settings.scales.extend(scales)
            yield changed, tuple((f'{field}.scales[{at}]', _number(scale)) for at, scale in enumerate(scales))


def _rounded(value: float) -> float:
    return float(f'{value:.2g}')


def _number(value: float) -> str:
    """A float as people write it."""
    text = f'{value:.2g}'
    return text if '.' in text or 'e' in text else f'{text}.0'
