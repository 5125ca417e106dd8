"""What is in the records: files that cannot be read, images that stop training, objects that are silently lost.

Only the beginning of each file is read: what is wrong further on is not seen, and nothing is said of it. What the input
pipeline makes of an image is `datasets.decoding`'s to say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.analysis.inputs import InputReader
from pipeline_config_ls.checks.check import Family, Finding, Fix, FixSafety, Severity, Span, config_check
from pipeline_config_ls.datasets.annotated_image import AnnotatedImage
from pipeline_config_ls.datasets.decoding import Obstacle, ObstacleKind, find_obstacle, trained_objects
from pipeline_config_ls.datasets.records import RecordFault, RecordFile
from pipeline_config_ls.document.edits import quote, remove_field, set_field

_INPUTS = 'object_detection/inputs.py'
# From here on the API takes coordinates for pixels (`box_list_ops.to_absolute_coordinates`).
_MOST_NORMALIZED = 1.1
_LEAST_NORMALIZED = -0.1


def _at_input(analysis: ConfigAnalysis, reader: InputReader, path: str | None = None) -> Span:
    """The `input_path` that names a file of records; the first one where none is given."""
    named = (index for index, file in enumerate(reader.inputs) if path is None or path in file.files)
    return analysis.document.where(reader.input_field(next(named, 0))).value_span


def _at_setting(analysis: ConfigAnalysis, reader: InputReader, *names: str) -> Span:
    """The first of some settings of a reader that is set; else its `input_path`."""
    for name in names:
        place = analysis.document.where(f'{reader.path}.{name}')
        if place.is_set:
            return place.span
    return _at_input(analysis, reader)


def _images(reader: InputReader) -> list[tuple[RecordFile, AnnotatedImage]]:
    return [(file, image) for file in reader.record_files for image in file.images]


def _share(count: int, total: int, one: str = 'image', many: str = 'images') -> str:
    """How many of those that were read: `the image`, `all 6 images`, `2 of 6 images`."""
    if total == 1:
        return f'the {one}'
    return f'all {total} {many}' if count == total else f'{count} of {total} {many}'


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


@config_check('record-unreadable', family=Family.FILES, severity=Severity.ERROR, fix=FixSafety.UNSAFE)
def record_unreadable(analysis: ConfigAnalysis) -> Iterator[Finding]:
    """A file at `input_path` holds no records that TensorFlow can read: "DataLossError: corrupted record at 0".

    A pointer of Git LFS, an archive, a table, a folder, a compressed file, a download that stopped halfway, an empty file.

    Offers the records that are near.
    """
    for reader in analysis.readers:
        bad = [file for file in reader.record_files if file.fault is not None]
        for file in _first_of_each_kind(bad):
            same = [other for other in bad if other.fault is file.fault]
            name = Path(file.path).name
            also = f' So are {len(same) - 1} other files.' if len(same) > 1 else ''
            # Some empty shards are only odd: the others are read.
            odd = file.fault is RecordFault.EMPTY and len(same) < len(reader.record_files)
            severity = Severity.WARNING if odd else None
            message = f'`{name}` {file.message}.{also}'
            fixes = () if odd else tuple(_other_records(analysis, reader, file.path))
            yield Finding(_at_input(analysis, reader, file.path), message, fixes, severity=severity)


def _other_records(analysis: ConfigAnalysis, reader: InputReader, path: str) -> Iterator[Fix]:
    """The records that are near, in place of a file or a folder that has none."""
    for index, named in enumerate(reader.inputs):
        if named.files == (path,):
            for text in reader.other_records(index):
                yield Fix(f'Use `{text}`', (set_field(analysis.document, reader.input_field(index), quote(text)),))


def _first_of_each_kind(files: list[RecordFile]) -> Iterator[RecordFile]:
    seen: set[RecordFault | None] = set()
    for file in files:
        if file.fault not in seen:
            seen.add(file.fault)
            yield file


@config_check(
    'record-stops-training', family=Family.TRAINING, severity=Severity.ERROR, fix=FixSafety.UNSAFE, source=_INPUTS
)
def record_stops_training(analysis: ConfigAnalysis) -> Iterator[Finding]:
    """An image in the records stops the input pipeline: training or evaluation ends when it comes to it.

    Boxes without classes, boxes that end before they begin, values of another type than the API reads, images that TensorFlow does not
    decode; masks or keypoints that are to be loaded (`load_instance_masks`, `num_keypoints`) and are not there, or stored otherwise.

    For masks and keypoints, sets the reader to what the records have.
    """
    for reader in analysis.readers:
        if not reader.is_decodable:
            continue
        images = _images(reader)
        found = [(file, one) for file, image in images if (one := find_obstacle(image, reader.reader))]
        seen: set[ObstacleKind] = set()
        for file, obstacle in found:
            if obstacle.kind in seen:
                continue
            seen.add(obstacle.kind)
            count = sum(one.kind is obstacle.kind for _, one in found)
            verb = 'Training' if reader.is_training else 'Evaluation'
            message = f'{_capital(_share(count, len(images)))} in `{Path(file.path).name}` {_plural(obstacle.message, count)}. {verb} stops there.'
            yield Finding(_place(analysis, reader, file, obstacle), message, tuple(_fixes(analysis, reader, obstacle)))


def _plural(message: str, count: int) -> str:
    """The clause of an obstacle after a number of images: it tells of one of them."""
    return message if count == 1 else f'cannot be used; the first one {message}'


def _place(analysis: ConfigAnalysis, reader: InputReader, file: RecordFile, obstacle: Obstacle) -> Span:
    match obstacle.kind:
        case ObstacleKind.MASKS:
            return _at_setting(analysis, reader, 'mask_type', 'load_instance_masks')
        case ObstacleKind.KEYPOINTS:
            return _at_setting(analysis, reader, 'num_keypoints')
        case _:
            return _at_input(analysis, reader, file.path)


def _fixes(analysis: ConfigAnalysis, reader: InputReader, obstacle: Obstacle) -> Iterator[Fix]:
    images = [image for _, image in _images(reader)]
    document = analysis.document
    if obstacle.kind is ObstacleKind.MASKS:
        masks = [image.masks for image in images if image.masks is not None]
        if masks and all(found.as_png != reader.reader.png_masks for found in masks):
            value = 'PNG_MASKS' if masks[0].as_png else 'NUMERICAL_MASKS'
            yield Fix(f'Set mask_type to {value}', (set_field(document, f'{reader.path}.mask_type', value),))
        elif not masks:
            field = f'{reader.path}.load_instance_masks'
            yield Fix('Set load_instance_masks to false', (set_field(document, field, 'false'),))
    if obstacle.kind is ObstacleKind.KEYPOINTS and not any(image.keypoints for image in images):
        written = document.where(f'{reader.path}.num_keypoints').field
        if written is not None:
            yield Fix('Remove `num_keypoints`', (remove_field(document, written),))


@config_check('record-unknown-class', family=Family.TRAINING, severity=Severity.WARNING, source=_INPUTS)
def record_unknown_class(analysis: ConfigAnalysis) -> Iterator[Finding]:
    """The records name classes that the label map lacks: their objects are silently dropped.

    The text in `image/object/class/text` has to be a `name` or a `display_name` of the label map, letter for letter. Where no class is
    known, the model learns that every image is empty, and evaluation gives -1. Only information where some classes are known, and none is
    merely misspelt: a smaller label map is a way to train on a part of the classes.
    """
    for reader in analysis.readers:
        label_map = reader.usable_label_map
        if label_map is None:
            continue
        counts: Counter[str] = Counter()
        objects = 0
        for _, image in _images(reader):
            objects += len(image.texts)
            counts.update(text for text in image.texts if label_map.look_up(text) < 0)
        if counts:
            dropped = sum(counts.values())
            names = ', '.join(f'`{text}`' for text, _ in counts.most_common(4)) + (', ...' if len(counts) > 4 else '')
            close = next(
                (item for text in counts for item in label_map.items if item.name.lower() == text.strip().lower()), None
            )
            hint = f' The label map has `{close.name}`.' if close is not None else ''
            verb = 'is' if len(counts) == 1 else 'are'
            message = (
                f'{names} {verb} in the records, and not in the label map: {_share(dropped, objects, "object", "objects")} that '
                f'were read {"is" if objects == 1 else "are"} dropped.{hint}'
            )
            # A label map with fewer classes than the records have is a way to train on some of them.
            is_chosen = dropped < objects and close is None
            severity = Severity.INFORMATION if is_chosen else None
            yield Finding(_at_input(analysis, reader), message, severity=severity)


@config_check('record-class-out-of-range', family=Family.TRAINING, severity=Severity.WARNING, source=_INPUTS)
def record_class_out_of_range(analysis: ConfigAnalysis) -> Iterator[Finding]:
    """Objects in the records have an id that is no class of the model: 0, or one above `num_classes`.

    They are trained as none of the classes, and the loss tells nothing. Ids start at 1; `num_classes` is the highest.
    """
    classes = _num_classes(analysis)
    if classes is None:
        return
    for reader in analysis.readers:
        if not reader.is_decodable:
            continue
        known = reader.usable_label_map.ids if reader.usable_label_map else frozenset()
        ids = Counter(
            found.id for _, image in _images(reader) for found in trained_objects(image, reader.usable_label_map)
        )
        # Above the count, but in the label map: told at `num_classes`.
        wrong = {id: count for id, count in ids.items() if id == 0 or (id > classes and id not in known)}
        if wrong:
            total = sum(ids.values())
            listed = ', '.join(map(str, sorted(wrong)[:5]))
            plural = 'the ids' if len(wrong) > 1 else 'the id'
            message = (
                f'{_capital(_share(sum(wrong.values()), total, "object", "objects"))} that were read have {plural} {listed}, which is no class of the '
                f'model: ids go from 1 to {classes}.'
            )
            yield Finding(_at_input(analysis, reader), message)


def _num_classes(analysis: ConfigAnalysis) -> int | None:
    architecture = analysis.config.model.WhichOneof('model')
    settings = getattr(analysis.config.model, architecture) if architecture else None
    classes: int | None = getattr(settings, 'num_classes', None)
    return classes


@config_check('record-boxes-in-pixels', family=Family.TRAINING, severity=Severity.WARNING, source=_INPUTS)
def record_boxes_in_pixels(analysis: ConfigAnalysis) -> Iterator[Finding]:
    """Boxes reach far out of their images: the API wants fractions of height and width, from 0 to 1.

    Boxes in pixels are the usual cause. Faster R-CNN stops ("maximum box coordinate value is larger than 1.1"), as does evaluation; other
    models learn nonsense.
    """
    is_faster_rcnn = analysis.config.model.WhichOneof('model') == 'faster_rcnn'
    for reader in analysis.readers:
        boxes = reader.dataset.boxes if reader.dataset else ()
        outside = [one.box for one in boxes if max(one.box) > _MOST_NORMALIZED or min(one.box) < _LEAST_NORMALIZED]
        if not outside:
            continue
        stops = max(max(box) for box in outside) > _MOST_NORMALIZED and (is_faster_rcnn or not reader.is_training)
        ymin, xmin, ymax, xmax = (f'{side:.4g}' for side in outside[0])
        unit = 'They look like pixels: divide' if max(max(box) for box in outside) > 2 else 'Divide pixels'
        message = (
            f'{_capital(_share(len(outside), len(boxes), "box", "boxes"))} that were read reach out of their images, as x from {xmin} to {xmax} and y from '
            f'{ymin} to {ymax}. {unit} by width and height when you write the records.'
        )
        yield Finding(_at_input(analysis, reader), message, severity=Severity.ERROR if stops else None)


@config_check('record-without-objects', family=Family.TRAINING, severity=Severity.WARNING)
def record_without_objects(analysis: ConfigAnalysis) -> Iterator[Finding]:
    """No image that was read has an object: there is nothing to learn, and evaluation gives -1.

    Look into the script that writes the records: the keys are `image/object/bbox/xmin` and so on.
    """
    for reader in analysis.readers:
        data = reader.dataset
        if data is not None and data.images > 1 and not any(data.boxes_per_image):
            message = f'None of the {data.images} images that were read has an object.'
            yield Finding(_at_input(analysis, reader), message)


@config_check(
    'more-boxes-than-taken', family=Family.TRAINING, severity=Severity.WARNING, fix=FixSafety.UNSAFE, source=_INPUTS
)
def more_boxes_than_taken(analysis: ConfigAnalysis) -> Iterator[Finding]:
    """Images have more objects than `max_number_of_boxes`, which is 100 unless it is set: the rest is silently dropped.

    Training then takes the objects that were dropped for background.

    Sets it to what the images that were read need.
    """
    for reader in analysis.readers:
        most = reader.settings.max_number_of_boxes
        counts = reader.dataset.boxes_per_image if reader.dataset else ()
        over = [count for count in counts if count > most]
        if over and most > 0:
            field = f'{reader.path}.max_number_of_boxes'
            needed = -(-max(over) // 10) * 10
            fix = Fix(f'Set max_number_of_boxes to {needed}', (set_field(analysis.document, field, str(needed)),))
            has = 'has' if len(over) == 1 else 'have'
            message = f'{_capital(_share(len(over), len(counts)))} that were read {has} up to {max(over)} objects; {most} are taken of each.'
            yield Finding(_at_setting(analysis, reader, 'max_number_of_boxes'), message, (fix,))
