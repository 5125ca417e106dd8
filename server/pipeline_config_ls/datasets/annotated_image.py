"""One image with its objects, as the API's decoders take them out of a tf.Example or a tf.SequenceExample.

The keys are the API's. Nothing is judged here: what is there, how many of it, of which type.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from pipeline_config_ls.datasets.images import (
    HEAD,
    JPEG,
    SHORT_HEAD,
    ImageHeader,
    read_image_header,
    undecodable_format,
)
from pipeline_config_ls.formats.example import Feature, FeatureLists, Features, ValueKind

# An image of the wild has some dozen objects, of a crowd a few thousand.
_MOST_OBJECTS = 10_000
_TEXT = 200

SIDES = ('ymin', 'xmin', 'ymax', 'xmax')
BOX = 'image/object/bbox/'
LABEL = 'image/object/class/label'
CLASS_TEXT = 'image/object/class/text'
ENCODED = 'image/encoded'
MASK = 'image/object/mask'
KEYPOINT = 'image/object/keypoint/'
_B, _F, _I = ValueKind.BYTES, ValueKind.FLOAT, ValueKind.INT64
# What the decoder declares for each key that it always reads: a value of another type stops it.
KINDS: Mapping[str, ValueKind] = {
    ENCODED: _B,
    'image/format': _B,
    'image/filename': _B,
    'image/key/sha256': _B,
    'image/source_id': _B,
    'image/height': _I,
    'image/width': _I,
    'image/class/text': _B,
    'image/class/label': _I,
    'image/class/confidence': _F,
    'image/neg_category_ids': _I,
    'image/not_exhaustive_category_ids': _I,
    **{f'{BOX}{side}': _F for side in SIDES},
    LABEL: _I,
    CLASS_TEXT: _B,
    'image/object/area': _F,
    'image/object/is_crowd': _I,
    'image/object/difficult': _I,
    'image/object/group_of': _I,
    'image/object/weight': _F,
}
# These read one value, and stop at more or none.
SINGLE = (
    ENCODED,
    'image/format',
    'image/filename',
    'image/key/sha256',
    'image/source_id',
    'image/height',
    'image/width',
)
# A value for each box, or none at all.
PER_BOX = ('image/object/area', 'image/object/is_crowd', 'image/object/difficult')


class Box(NamedTuple):
    """A box in fractions of the image's height and width."""

    ymin: float
    xmin: float
    ymax: float
    xmax: float


@dataclass(frozen=True, slots=True)
class Masks:
    """How masks are stored: PNG images, or numbers for all pixels of all of them; `count` is of images or of numbers."""

    as_png: bool
    count: int


class Keypoints(NamedTuple):
    """How many coordinates and visibilities there are, over all objects."""

    y: int
    x: int
    visibilities: int


class AnnotatedImage(NamedTuple):
    """One image and its objects.

    `sides` is how many values each side of the boxes has, in the order of `SIDES`; `boxes` are as many as the shortest has.
    `header` is None where `encoded` bytes are no image that TensorFlow decodes; `undecodable` then names its format.
    `mistyped` are keys whose values have another type than the decoder reads, with that type; `counts` has how many values
    other keys have.
    """

    encoded: int
    header: ImageHeader | None
    undecodable: str | None
    format: str
    height: int | None
    width: int | None
    sides: tuple[int, int, int, int]
    boxes: tuple[Box, ...]
    labels: tuple[int, ...]
    texts: tuple[str, ...]
    masks: Masks | None
    keypoints: Keypoints | None
    mistyped: tuple[tuple[str, ValueKind], ...]
    counts: Mapping[str, int]

    @property
    def size(self) -> tuple[int, int] | None:
        """Width and height, as the image itself says, else as the record does."""
        if self.header and self.header.width and self.header.height:
            return self.header.width, self.header.height
        return (self.width, self.height) if self.width and self.height else None


def from_example(features: Features) -> AnnotatedImage:
    """The image of a tf.Example."""
    encoded = features.get(ENCODED)
    head = encoded.head(SHORT_HEAD) if encoded else b''
    header = read_image_header(head)
    if header is None and encoded and head.startswith(JPEG):
        header = read_image_header(encoded.head(HEAD))
    sides = [features.get(f'{BOX}{side}') for side in SIDES]
    texts = features.get(CLASS_TEXT)
    labels = features.get(LABEL)
    return AnnotatedImage(
        encoded=sum(encoded.sizes[:1]) if encoded else 0,
        header=header,
        undecodable=undecodable_format(head) if header is None else None,
        format=_text(features.get('image/format')),
        height=_integer(features.get('image/height')),
        width=_integer(features.get('image/width')),
        sides=_counts(sides),
        boxes=_boxes(sides),
        labels=tuple(labels.integers(_MOST_OBJECTS)) if labels else (),
        texts=_texts(texts),
        masks=_masks(features.get(MASK)),
        keypoints=_keypoints(features),
        mistyped=tuple(
            (key, feature.kind)
            for key, feature in features.items()
            if key in KINDS and feature.kind not in (KINDS[key], ValueKind.NONE)
        ),
        counts={key: features[key].count for key in (*PER_BOX, *SINGLE) if key in features},
    )


def from_sequence_example(context: Features, lists: FeatureLists) -> tuple[AnnotatedImage, ...]:
    """The frames of a tf.SequenceExample, each an image."""
    frames = len(lists.get(ENCODED, ()))
    names = {f'region/bbox/{side}': f'{BOX}{side}' for side in SIDES} | {'region/label/string': CLASS_TEXT}
    shared: Features = {key: context[key] for key in ('image/format', 'image/height', 'image/width') if key in context}
    images: list[AnnotatedImage] = []
    for frame in range(frames):
        features = dict(shared)
        for key, values in lists.items():
            if frame < len(values) and (key in names or key in KINDS):
                features[names.get(key, key)] = values[frame]
        images.append(from_example(features))
    return tuple(images)


def _counts(sides: list[Feature | None]) -> tuple[int, int, int, int]:
    ymin, xmin, ymax, xmax = (side.count if side else 0 for side in sides)
    return ymin, xmin, ymax, xmax


def _boxes(sides: list[Feature | None]) -> tuple[Box, ...]:
    values = [side.floats(_MOST_OBJECTS) if side else [] for side in sides]
    return tuple(Box(*box) for box in zip(*values, strict=False))


def _texts(feature: Feature | None) -> tuple[str, ...]:
    return tuple(text[:_TEXT].decode('utf-8', 'replace') for text in feature.strings(_MOST_OBJECTS)) if feature else ()


def _text(feature: Feature | None) -> str:
    return feature.head(_TEXT).decode('utf-8', 'replace') if feature else ''


def _integer(feature: Feature | None) -> int | None:
    values = feature.integers(1) if feature else []
    return values[0] if values else None


def _masks(feature: Feature | None) -> Masks | None:
    if feature is None or not feature.count:
        return None
    return Masks(feature.kind is ValueKind.BYTES, feature.count)


def _keypoints(features: Features) -> Keypoints | None:
    counts = [
        features[f'{KEYPOINT}{key}'].count if f'{KEYPOINT}{key}' in features else 0 for key in ('y', 'x', 'visibility')
    ]
    return Keypoints(*counts) if any(counts) else None
