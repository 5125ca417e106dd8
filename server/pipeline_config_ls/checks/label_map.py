"""Label maps: what the API refuses of one, what it silently takes otherwise, and whether it fits the config that names it."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.analysis.inputs import InputReader
from pipeline_config_ls.checks.check import (
    Edit,
    Family,
    Finding,
    Fix,
    FixSafety,
    Related,
    Severity,
    Span,
    config_check,
    text_check,
)
from pipeline_config_ls.checks.label_map_items import Item, classes_of, items, split
from pipeline_config_ls.datasets.label_map import BACKGROUND, LabelMap, NotALabelMap
from pipeline_config_ls.document import BoundField, Document
from pipeline_config_ls.document.edits import insert_field, quote, set_field

_SOURCE = 'object_detection/utils/label_map_util.py'


def _field(item: Item, name: str) -> BoundField | None:
    """The field of a name that counts, which is the last one."""
    return next(reversed(item.block.named(name)), None)


def _value(item: Item, name: str) -> Any:
    field = _field(item, name)
    return field.value if field else None


def _shown(item: Item) -> str:
    return str(_value(item, 'display_name') or _value(item, 'name') or '')


def _at(item: Item, *names: str) -> Span:
    """The first of these fields that the item sets; else the name of the item."""
    found = next((field for name in names if (field := _field(item, name))), None)
    return found.syntax.span if found else item.field.syntax.name.span


@text_check('label-map-classes-in-one-item', family=Family.LABEL_MAP, severity=Severity.WARNING, fix=FixSafety.UNSAFE)
def classes_in_one_item(document: Document) -> Iterator[Finding]:
    """Several classes stand in one `item`: the last one counts, and the others are silently dropped.

    `id`, `name` and `display_name` take one value each. The model then detects fewer classes than the file seems to have.

    Wrong:

        item { id: 1 name: "dog" id: 2 name: "cat" }

    Right:

        item { id: 1 name: "dog" }
        item { id: 2 name: "cat" }

    Gives each class an item of its own. Nothing is deleted.
    """
    for item in items(document):
        groups = classes_of(item.block)
        if len(groups) > 1:
            message = f'{len(groups)} classes stand in one item: only the last one counts, an item holds one class.'
            fixes = (split(document, item, groups),) if len(item.field.values) == 1 else ()
            yield Finding(groups[1][0].syntax.span, message, fixes)


@text_check('label-map-id', family=Family.LABEL_MAP, severity=Severity.ERROR, fix=FixSafety.UNSAFE, source=_SOURCE)
def label_map_id(document: Document) -> Iterator[Finding]:
    """A class has the id 0, a negative id, or none at all: the API refuses the label map.

    "Label map id 0 is reserved for the background label". An `id` that is not set is 0. Ids are those of the records, so that
    another id here needs other records, unless the records name their classes by text.

    Wrong:

        item { id: 0 name: "cat" }

    Right:

        item { id: 1 name: "cat" }
    """
    found = list(items(document))
    ids = [int(_value(item, 'id') or 0) for item in found]
    wrong = [
        item
        for item, id in zip(found, ids, strict=True)
        if id < 0 or (id == 0 and BACKGROUND not in (_value(item, 'name'), _value(item, 'display_name')))
    ]
    free = max([0, *ids]) + 1
    faults = sorted(fault.start for fault in document.faults)
    for item in wrong:
        field = _field(item, 'id')
        if _is_faulty(faults, item):
            continue  # an id that is misspelt, or no number, is told already
        if field is None:
            message = f'{_named(item)} has no id: it counts as 0, which is kept for the background. Ids start at 1.'
        elif field.value == 0:
            message = f'{_named(item)} has the id 0, which is kept for the background: ids start at 1.'
        else:
            message = f'{_named(item)} has a negative id: ids start at 1.'
        yield Finding(_at(item, 'id', 'name'), message, tuple(_id_fixes(document, found, wrong, item, free)))


def _is_faulty(starts: list[int], item: Item) -> bool:
    """Whether one of the faults that start there, in ascending order, is in an item."""
    span = item.block.syntax.span
    return bisect_left(starts, span.start) < bisect_left(starts, span.end)


def _named(item: Item) -> str:
    return f'`{_shown(item)}`' if _shown(item) else 'This class'


def _id_fixes(document: Document, found: list[Item], wrong: list[Item], item: Item, free: int) -> Iterator[Fix]:
    """Numbers from 1 where the numbering starts at 0 or is missing altogether; else the next free id."""
    ids = [_value(one, 'id') for one in found]
    if len(wrong) == 1 and 0 in ids and all(isinstance(id, int) and id >= 0 for id in ids) and len(found) > 1:
        shifted = tuple(edit for one in found for edit in _set_id(document, one, int(_value(one, 'id')) + 1))
        yield Fix('Add 1 to every id', shifted)
    if len(wrong) == len(found) > 1 and len(set(ids)) == 1:
        numbered = tuple(edit for number, one in enumerate(found, 1) for edit in _set_id(document, one, number))
        yield Fix('Number the classes from 1', numbered)
    yield Fix(f'Set id to {free}', _set_id(document, item, free))


def _set_id(document: Document, item: Item, id: int) -> tuple[Edit, ...]:
    field = _field(item, 'id')
    if field is None or not field.values:
        return (insert_field(document, item.block, f'id: {id}'),)
    value = field.values[-1].syntax
    return (Edit(Span(value.start, value.end), str(id)),)


@text_check('label-map-duplicate-id', family=Family.LABEL_MAP, severity=Severity.WARNING, fix=FixSafety.UNSAFE)
def duplicate_id(document: Document) -> Iterator[Finding]:
    """Two classes have one id: to the model they are one class, and evaluation knows it by the first one's name.

    Wrong:

        item { id: 1 name: "cat" }
        item { id: 1 name: "dog" }

    Right:

        item { id: 1 name: "cat" }
        item { id: 2 name: "dog" }
    """
    found = list(items(document))
    free = max([0, *(int(_value(item, 'id') or 0) for item in found)]) + 1
    for same in _same(found, 'id'):
        for item in same[1:]:
            if _value(item, 'id') == 0:
                continue
            message = f'The id {_value(item, "id")} is already that of {_named(same[0])}: the two are one class.'
            related = (Related(_at(same[0], 'id'), 'The first class with this id.'),)
            yield Finding(_at(item, 'id'), message, (Fix(f'Set id to {free}', _set_id(document, item, free)),), related)


@text_check('label-map-duplicate-name', family=Family.LABEL_MAP, severity=Severity.WARNING)
def duplicate_name(document: Document) -> Iterator[Finding]:
    """Two classes have one name: records that name it count for the later one, and the earlier is never trained.

    Wrong:

        item { id: 1 name: "drone" }
        item { id: 2 name: "drone" }

    Right:

        item { id: 1 name: "drone" }
        item { id: 2 name: "worker" }

    Only a hint where it is the `display_name`: records seldom use it.
    """
    found = list(items(document))
    told: set[int] = set()
    for field, severity in (('name', None), ('display_name', Severity.HINT)):
        for same in _same(found, field):
            for item in same[1:]:
                name, start = _value(item, field), item.block.syntax.start
                if not name or start in told or _value(item, 'id') == _value(same[0], 'id'):
                    continue
                told.add(start)
                message = f'`{name}` is already the name of class {_value(same[0], "id") or 0}: records with it count for one of them only.'
                related = (Related(_at(same[0], field), 'The first class with this name.'),)
                yield Finding(_at(item, field), message, related=related, severity=severity)


def _same(found: list[Item], name: str) -> list[list[Item]]:
    """Items that share the value of a field."""
    groups: defaultdict[Any, list[Item]] = defaultdict(list)
    for item in found:
        if len(classes_of(item.block)) == 1 and _field(item, name) is not None:
            groups[_value(item, name)].append(item)
    return [group for group in groups.values() if len(group) > 1]


@text_check(
    'label-map-gap',
    family=Family.LABEL_MAP,
    severity=Severity.HINT,
    fix=FixSafety.UNSAFE,
    enabled=False,
    source=_SOURCE,
)
def gap_in_the_ids(document: Document) -> Iterator[Finding]:
    """The ids leave numbers out. That is allowed: `num_classes` is then the highest id, not the number of classes.

    Off by default: the label map of COCO has gaps, too.

    Wrong:

        item { id: 1 name: "cat" }
        item { id: 3 name: "dog" }

    Right:

        item { id: 1 name: "cat" }
        item { id: 2 name: "dog" }
    """
    found = [item for item in items(document) if isinstance(_value(item, 'id'), int) and _value(item, 'id') > 0]
    ids = sorted({int(_value(item, 'id')) for item in found})
    if len(ids) != len(found) or not ids or ids[-1] == len(ids):
        return
    first = next(number for number, id in enumerate(ids, 1) if id != number)
    item = next(one for one in found if _value(one, 'id') == ids[first - 1])
    places = {id: number for number, id in enumerate(ids, 1)}
    edits = tuple(edit for one in found for edit in _set_id(document, one, places[int(_value(one, 'id'))]))
    message = f'There is no id {first}: with {len(ids)} classes, `num_classes` has to be {ids[-1]}.'
    yield Finding(_at(item, 'id'), message, (Fix('Number the classes without a gap', edits),))


@text_check('label-map-keypoint-id', family=Family.LABEL_MAP, severity=Severity.ERROR, source=_SOURCE)
def keypoint_id(document: Document) -> Iterator[Finding]:
    """Two keypoints of a class have one id: evaluation stops with "Duplicate keypoint ids are not allowed".

    Wrong:

        item { id: 1 name: "person" keypoints { id: 0 label: "nose" } keypoints { id: 0 label: "mouth" } }

    Right:

        item { id: 1 name: "person" keypoints { id: 0 label: "nose" } keypoints { id: 1 label: "mouth" } }
    """
    for item in items(document):
        if len(classes_of(item.block)) > 1:
            continue  # a mistake of its own
        seen: set[Any] = set()
        for field in item.block.named('keypoints'):
            for value in field.values:
                ids = value.block.named('id') if value.block else ()
                id: Any = ids[-1].value if ids else 0
                if id in seen:
                    at = ids[-1].syntax.span if ids else field.syntax.name.span
                    yield Finding(at, f'Another keypoint of {_named(item)} has the id {id} already.')
                seen.add(id)


@config_check(
    'label-map-unusable', family=Family.LABEL_MAP, severity=Severity.ERROR, fix=FixSafety.UNSAFE, source=_SOURCE
)
def label_map_unusable(analysis: ConfigAnalysis) -> Iterator[Finding]:
    """The file at `label_map_path` is no label map that the API can read: training stops when it opens its input.

    A web page saved in place of the raw file, a pointer of Git LFS, a list of names, a mistake in the text, the id 0. What exactly is
    wrong with a text is shown in the label map itself.

    Where it is another file altogether, offers the label maps that are near.
    """
    for reader in analysis.readers:
        unusable = reader.label_map
        if isinstance(unusable, NotALabelMap):
            path = reader.label_map_file.files[0]
            span = analysis.document.where(reader.label_map_field).value_span
            # A mistake in its text is an error there, where it can be mended; one mistake is one error.
            is_told = unusable.is_in_text and path in analysis.project.checked
            message = f'`{Path(path).name}` {unusable.message.removesuffix(".")}.'
            others = () if unusable.is_in_text else reader.other_label_maps
            fixes = tuple(
                Fix(f'Use `{text}`', (set_field(analysis.document, reader.label_map_field, quote(text)),))
                for text in others
            )
            yield Finding(span, message, fixes, severity=Severity.INFORMATION if is_told else None)


@config_check('label-map-num-classes', family=Family.LABEL_MAP, severity=Severity.WARNING, fix=FixSafety.UNSAFE)
def num_classes(analysis: ConfigAnalysis) -> Iterator[Finding]:
    """`num_classes` is not the highest id of the label map.

    Too low: objects of the classes above it are trained as none of the classes, and never detected. Too high: outputs that
    nothing trains.

    Sets `num_classes` to the highest id of the label map.
    """
    architecture = analysis.config.model.WhichOneof('model')
    settings = getattr(analysis.config.model, architecture) if architecture else None
    reader = next((one for one in analysis.readers if one.is_training and one.usable_label_map), None)
    label_map = reader.usable_label_map if reader else None
    if settings is None or label_map is None or not hasattr(settings, 'num_classes') or not label_map.ids:
        return
    count, highest = settings.num_classes, label_map.highest_id
    if count == highest:
        return
    field = f'model.{architecture}.num_classes'
    fix = Fix(f'Set num_classes to {highest}', (set_field(analysis.document, field, str(highest)),))
    message = _too_few(label_map, count) if count < highest else _too_many(label_map, count)
    yield Finding(analysis.document.where(field).value_span, message, (fix,))


def _too_few(label_map: LabelMap, count: int) -> str:
    highest = label_map.highest_id
    above = sorted(id for id in label_map.ids if id > count)
    names = ', '.join(f'`{label_map.names[id]}`' for id in above[:3]) + (', ...' if len(above) > 3 else '')
    gap = f', because it leaves ids out: it has {len(label_map.ids)} classes' if len(label_map.ids) < highest else ''
    return f'The label map has ids up to {highest}{gap}. With {count} classes, {names} cannot be learned: `num_classes` has to be {highest}.'


def _too_many(label_map: LabelMap, count: int) -> str:
    highest = label_map.highest_id
    return f'The label map has ids up to {highest}; the classes {highest + 1} to {count} are in no label, so nothing trains them.'


@config_check('label-maps-differ', family=Family.LABEL_MAP, severity=Severity.WARNING)
def label_maps_differ(analysis: ConfigAnalysis) -> Iterator[Finding]:
    """Training and evaluation have label maps with other ids for the same classes, so evaluation counts right answers as wrong.

    Most often one of the two paths still leads to another data set.
    """
    readers = [(reader, reader.usable_label_map) for reader in analysis.readers]
    training = next((label_map for reader, label_map in readers if reader.is_training), None)
    if training is None:
        return
    for reader, label_map in readers:
        if reader.is_training or label_map is None:
            continue
        difference = _difference(training, label_map)
        if difference:
            span = analysis.document.where(reader.label_map_field).value_span
            yield Finding(span, difference, related=tuple(_training_map(analysis)))


def _training_map(analysis: ConfigAnalysis) -> Iterator[Related]:
    reader: InputReader | None = next((one for one in analysis.readers if one.is_training), None)
    if reader is not None:
        yield Related(analysis.document.where(reader.label_map_field).value_span, 'The label map of training.')


def _difference(training: LabelMap, evaluation: LabelMap) -> str | None:
    """The first class in which two label maps differ."""
    for id in sorted(training.ids | evaluation.ids):
        mine, theirs = training.names.get(id), evaluation.names.get(id)
        if mine != theirs:
            here = f'`{theirs}`' if theirs else 'no class'
            there = f'`{mine}`' if mine else 'no class'
            return f'This is another label map than that of training: class {id} is {here} here, and {there} there.'
    return None
