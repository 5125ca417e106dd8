"""What the API's input pipeline makes of one image: the objects that it trains on, or why it stops there.

From the API's decoders and `inputs.py`, and equal to their outcomes as recorded (tests/facts/records.jsonl).
"""

from __future__ import annotations

from enum import Enum
from math import isnan
from typing import NamedTuple

from pipeline_config_ls.datasets.annotated_image import KINDS, PER_BOX, SIDES, SINGLE, AnnotatedImage, Box
from pipeline_config_ls.datasets.label_map import LabelMap
from pipeline_config_ls.formats.example import ValueKind

# A GIF is decoded, too, but as several images.
DECODED = ('JPEG', 'PNG', 'BMP')
_WORDS = {ValueKind.BYTES: 'bytes', ValueKind.FLOAT: 'floats', ValueKind.INT64: 'integers', ValueKind.NONE: 'nothing'}


class Reader(NamedTuple):
    """What of an input reader's settings decides how an image is read. `label_map` is None where none is set."""

    label_map: LabelMap | None
    load_instance_masks: bool = False
    png_masks: bool = False
    num_keypoints: int = 0


class ObstacleKind(Enum):
    """What about an image stops the input pipeline."""

    TYPES = 'types'
    IMAGE = 'image'
    SIDES = 'sides'
    CLASSES = 'classes'
    INVERTED = 'inverted'
    PER_BOX = 'per-box'
    MASKS = 'masks'
    KEYPOINTS = 'keypoints'


class Obstacle(NamedTuple):
    """Why the pipeline stops at an image. `message` is a clause that follows "an image": "has 2 boxes and 1 class"."""

    kind: ObstacleKind
    message: str


class TrainedObject(NamedTuple):
    """An object that is trained on; an `id` that is no class of the model is trained as none of them."""

    id: int
    box: Box


def find_obstacle(image: AnnotatedImage, reader: Reader) -> Obstacle | None:
    """What stops the pipeline at this image; None where it comes through."""
    return (
        _types(image)
        or _image(image)
        or _sides(image)
        or _masks(image, reader)
        or _keypoints(image, reader)
        or _per_box(image, reader)
        or _inverted(image, reader)
    )


def class_ids(image: AnnotatedImage, label_map: LabelMap | None) -> tuple[int, ...]:
    """The ids of the image's objects: by their texts where there are any and a label map, else by their labels."""
    if label_map is not None and image.texts:
        return tuple(map(label_map.look_up, image.texts))
    return image.labels


def trained_objects(image: AnnotatedImage, label_map: LabelMap | None) -> list[TrainedObject]:
    """The objects that are trained on: those with an id of at least 0 and a box of numbers."""
    return [
        TrainedObject(id, box)
        for id, box in zip(class_ids(image, label_map), image.boxes, strict=False)
        if id >= 0 and not any(map(isnan, box))
    ]


def is_inverted(box: Box) -> bool:
    """Whether a box ends before it begins."""
    return box.ymax < box.ymin or box.xmax < box.xmin


def _types(image: AnnotatedImage) -> Obstacle | None:
    for key, kind in image.mistyped:
        return Obstacle(ObstacleKind.TYPES, f'has {_WORDS[kind]} in `{key}`, where the API reads {_WORDS[KINDS[key]]}')
    for key in SINGLE:
        if image.counts.get(key, 1) != 1:
            return Obstacle(ObstacleKind.TYPES, f'has {image.counts[key]} values in `{key}`, where the API reads one')
    return None


def _image(image: AnnotatedImage) -> Obstacle | None:
    if not image.encoded:
        return Obstacle(ObstacleKind.IMAGE, 'is empty: there is nothing in `image/encoded`')
    if image.format.lower() == 'raw':
        return Obstacle(ObstacleKind.IMAGE, 'has the format `raw`, which the API cannot use')
    if image.header is None or image.header.format not in DECODED:
        image_format = image.header.format if image.header else image.undecodable
        what = f'is {image_format}' if image_format else 'is no image'
        return Obstacle(ObstacleKind.IMAGE, f'{what}: the API decodes JPEG, PNG and BMP')
    return None


def _sides(image: AnnotatedImage) -> Obstacle | None:
    if len(set(image.sides)) > 1:
        counts = ', '.join(f'{count} {side}' for count, side in zip(image.sides, SIDES, strict=True))
        return Obstacle(ObstacleKind.SIDES, f'has boxes with sides that are missing: {counts}')
    return None


def _kept(image: AnnotatedImage) -> list[int]:
    """The boxes that are left when those with not-a-number are dropped, which is before classes are looked at."""
    return [index for index, box in enumerate(image.boxes) if not any(map(isnan, box))]


def _per_box(image: AnnotatedImage, reader: Reader) -> Obstacle | None:
    boxes = image.sides[0]
    classes = len(class_ids(image, reader.label_map))
    if max(_kept(image), default=-1) >= classes:
        what = 'class texts' if reader.label_map is not None and image.texts else 'labels'
        return Obstacle(ObstacleKind.CLASSES, f'has {boxes} boxes and {classes} {what}')
    for key in PER_BOX:
        count = image.counts.get(key, 0)
        if count % max(boxes, 1):
            return Obstacle(ObstacleKind.PER_BOX, f'has {boxes} boxes and {count} values in `{key}`')
    return None


def _inverted(image: AnnotatedImage, reader: Reader) -> Obstacle | None:
    for found in trained_objects(image, reader.label_map):
        if is_inverted(found.box):
            ymin, xmin, ymax, xmax = (f'{side:.3g}' for side in found.box)
            message = f'has a box that ends before it begins: x from {xmin} to {xmax}, y from {ymin} to {ymax}'
            return Obstacle(ObstacleKind.INVERTED, message)
    return None


def _masks(image: AnnotatedImage, reader: Reader) -> Obstacle | None:
    if not reader.load_instance_masks:
        return None
    boxes, masks = max(_kept(image), default=-1) + 1, image.masks
    if masks is None:
        return Obstacle(ObstacleKind.MASKS, f'has {_of(boxes, "box")} and no masks') if boxes else None
    if masks.as_png != reader.png_masks:
        stored, read = ('PNG images', 'numbers') if masks.as_png else ('numbers', 'PNG images')
        return Obstacle(ObstacleKind.MASKS, f'has masks that are {stored}, and `mask_type` reads {read}')
    count, rest = masks.count, 0
    if not masks.as_png:
        pixels = (1 if image.height is None else image.height) * (1 if image.width is None else image.width)
        count, rest = divmod(masks.count, pixels) if pixels > 0 else (0, 1)
    if rest or count < boxes:
        found = f'{masks.count} numbers' if not masks.as_png else _of(count, 'mask')
        return Obstacle(ObstacleKind.MASKS, f'has {_of(boxes, "box")} and {found} in its masks')
    return None


def _keypoints(image: AnnotatedImage, reader: Reader) -> Obstacle | None:
    if not reader.num_keypoints:
        return None
    boxes, found = max(_kept(image), default=-1) + 1, image.keypoints
    if found is None:
        return Obstacle(ObstacleKind.KEYPOINTS, f'has {_of(boxes, "box")} and no keypoints') if boxes else None
    count, rest = divmod(found.x, reader.num_keypoints)
    if found.x != found.y or rest or count < boxes:
        each = f'{found.x} keypoints' if found.x == found.y else f'{found.x} x and {found.y} y of keypoints'
        message = f'has {_of(boxes, "box")} and {each}: `num_keypoints` expects {reader.num_keypoints} for each'
        return Obstacle(ObstacleKind.KEYPOINTS, message)
    return None


def _of(count: int, what: str) -> str:
    plural = f'{what}es' if what.endswith('x') else f'{what}s'
    return f'{count} {what if count == 1 else plural}'
