"""What is in a data set, as far as it was read: classes and counts, sizes of images and boxes. Values, no judgement."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import NamedTuple

from pipeline_config_ls.datasets.annotated_image import AnnotatedImage, Box
from pipeline_config_ls.datasets.decoding import class_ids
from pipeline_config_ls.datasets.label_map import LabelMap
from pipeline_config_ls.datasets.records import RecordFile


class ClassCount(NamedTuple):
    """A class and how many objects of it were read. `id` is -1 for texts that the label map lacks: they are dropped."""

    id: int
    name: str
    objects: int


class Quartiles(NamedTuple):
    """A distribution in five numbers."""

    least: float
    lower: float
    median: float
    upper: float
    most: float


class ObjectBox(NamedTuple):
    """A box and the size (width, height) of the image that it is in, None where that is not known."""

    box: Box
    size: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Dataset:
    """A summary. `images` are those that were read, of `files_read` of the `files`.

    `total` is how many records there are, None where not all were read; then `estimate` tells from the files' sizes.
    """

    files: int
    files_read: int
    images: int
    total: int | None
    estimate: int
    classes: tuple[ClassCount, ...]
    sizes: tuple[tuple[tuple[int, int], int], ...]
    formats: tuple[tuple[str, int], ...]
    boxes: tuple[ObjectBox, ...]
    boxes_per_image: tuple[int, ...]
    with_masks: int
    with_keypoints: int

    @property
    def objects(self) -> int:
        """How many objects were read."""
        return sum(found.objects for found in self.classes)


def summarize(files: Sequence[RecordFile], count: int, label_map: LabelMap | None) -> Dataset:
    """The summary of what was read of `files`, which are some of `count`."""
    images = [image for file in files for image in file.images]
    is_whole = len(files) == count and all(file.total is not None for file in files)
    estimate = sum(file.records if file.total is not None else file.estimate for file in files)
    return Dataset(
        files=count,
        files_read=len(files),
        images=len(images),
        total=sum(file.total or 0 for file in files) if is_whole else None,
        estimate=round(estimate * count / len(files)) if files else 0,
        classes=tuple(_classes(images, label_map)),
        sizes=tuple(Counter(image.size for image in images if image.size).most_common()),
        formats=tuple(Counter(image.header.format for image in images if image.header).most_common()),
        boxes=tuple(ObjectBox(box, image.size) for image in images for box in image.boxes if all(map(isfinite, box))),
        boxes_per_image=tuple(len(image.boxes) for image in images),
        with_masks=sum(image.masks is not None for image in images),
        with_keypoints=sum(image.keypoints is not None for image in images),
    )


def quartiles(values: Iterable[float]) -> Quartiles | None:
    """The distribution of some numbers; None where there are none."""
    ordered = sorted(values)
    if not ordered:
        return None
    last = len(ordered) - 1
    return Quartiles(*(ordered[round(last * part / 4)] for part in range(5)))


def _classes(images: Sequence[AnnotatedImage], label_map: LabelMap | None) -> list[ClassCount]:
    """Classes by id, and at the end the texts that have none."""
    counts: Counter[tuple[int, str]] = Counter()
    names = label_map.names if label_map else {}
    for image in images:
        texts = [*image.texts, *[''] * len(image.labels)]
        for id, text in zip(class_ids(image, label_map), texts, strict=False):
            counts[id, text if id < 0 else names.get(id) or (text if label_map is None else '')] += 1
    found = [ClassCount(id, name, count) for (id, name), count in counts.items()]
    return sorted(found, key=lambda one: (one.id < 0, one.id, -one.objects))
