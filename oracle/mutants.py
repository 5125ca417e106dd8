"""Random mutants of whole configs: one of our own bases with a few fields set to something else.

A mutant is a base, and edits (edits.py) on the whole pipeline: `train_config.batch_size: 0`. The same seed draws the same
mutant. It knows nothing of TensorFlow; oracle/mutant_record.py runs them. The values are those that people write and those that a
builder might refuse: negative, zero, one, far too many, the other member of a oneof, nothing at all.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from google.protobuf.descriptor import Descriptor, FieldDescriptor

from oracle import edits
from pipeline_config_ls.schema.unread import BY_ANYONE, BY_TF2

_LABEL_MAPS = ('label_map_path', 'keypoint_label_map_path')


class Mutant(NamedTuple):
    """A base's name, and edits on the pipeline."""

    base: str
    edits: tuple[str, ...]


_STAGES = {
    'train_config.optimizer': ('optimizer',),
    'train_config.data_augmentation_options': ('input', 'draws'),
    'train_config.': ('input', 'optimizer', 'step'),
    'train_input_reader.': ('input', 'draws', 'step'),
    'eval_': ('evaluation',),
    'model': ('model', 'input', 'step'),
    'graph_rewriter': ('graph_rewriter',),
}
_OTHER_IMAGES = {'rgb_to_gray', 'resize_image', 'random_resize_method', 'scale_boxes_to_pixel_coordinates'}
EVERY_STAGE = frozenset(('model', 'input', 'optimizer', 'step', 'evaluation', 'graph_rewriter', 'draws'))


def _step(step: str) -> tuple[str, ...]:
    return ('-train_config.data_augmentation_options', f'train_config.data_augmentation_options += {{ {step} }}')


# Mistakes that every base is tried with.
WRITTEN: tuple[tuple[str, ...], ...] = (
    (),
    _step('rgb_to_gray {}'),
    _step('scale_boxes_to_pixel_coordinates {}'),
    _step('resize_image { new_height: 64 new_width: 64 }'),
    _step('random_resize_method { target_height: 64 target_width: 64 }'),
    _step('ssd_random_crop {}'),
    _step('random_self_concat_image {}'),
    _step('random_rotation90 {}'),
    ('train_config.batch_size: 0',),
    ('train_input_reader.load_instance_masks: false',),
    ('train_input_reader.max_number_of_boxes: 0',),
    ('train_input_reader.max_number_of_boxes: 1',),
    ('train_config.unpad_groundtruth_tensors: false',),
    ('train_config.merge_multiple_label_boxes: true',),
    ('train_config.use_multiclass_scores: true',),
    ('train_config.use_bfloat16: true',),
    ('-eval_input_reader',),
    ('-train_input_reader.label_map_path',),
)


def stages_of(edits: tuple[str, ...]) -> frozenset[str]:
    """The stages that read what the edits change: the others end as they do for the base, which comes through."""
    found: set[str] = set()
    for edit in edits:
        place = edit.lstrip('-')
        known = next((stages for head, stages in _STAGES.items() if place.startswith(head)), None)
        if known is None or edit == '-model':
            return EVERY_STAGE
        found |= {*known, *(('step',) if _OTHER_IMAGES & set(place.split()) else ())}
    return frozenset(found) or EVERY_STAGE


def apply(mutant: Mutant, config: Any) -> None:
    """Applies the edits of a mutant to its base's message, a TrainEvalPipelineConfig."""
    for edit in mutant.edits:
        edits.apply(config, edit)


def edited_text(text: str, mutant: Mutant) -> str:
    """The text of a base after the edits of a mutant that are on lines (oracle/mutant_texts.py)."""
    lines = text.split('\n')
    for edit in mutant.edits:
        place, content = edit.split(': ', 1)
        lines[int(place.removeprefix('line '))] = content
    return '\n'.join(lines)


def draw_mutant(seed: int, base: str, config: Any, areas: tuple[str, ...]) -> Mutant:
    """The mutant of a seed; `config` is the message of the base."""
    draw = random.Random(f'{base} {seed}')
    return Mutant(base, tuple(AREAS[draw.choice(areas)](config, draw)))


def _optimizer(config: Any, draw: random.Random) -> Iterator[str]:
    """The schedule or its optimizer: a field of those that are set, or all anew."""
    optimizer = config.train_config.optimizer
    if draw.random() < 0.6:
        yield from _fields_below('train_config.optimizer', optimizer, draw, 1 + (draw.random() < 0.4))
    elif draw.random() < 0.9:
        kind = optimizer.WhichOneof('optimizer')
        rates = type(getattr(optimizer, kind).learning_rate).DESCRIPTOR
        yield f'train_config.optimizer.{kind}.learning_rate {_message(rates, draw, 3)}'
    else:
        yield f'train_config.optimizer {_message(type(optimizer).DESCRIPTOR, draw, 4)}'


def _augmentation(config: Any, draw: random.Random) -> Iterator[str]:
    """One step, or two of them."""
    steps = type(config.train_config).DESCRIPTOR.fields_by_name['data_augmentation_options'].message_type
    yield '-train_config.data_augmentation_options'
    for _ in range(1 + (draw.random() < 0.1)):
        step = draw.choice(steps.fields)
        yield f'train_config.data_augmentation_options += {{ {step.name} {_message(step.message_type, draw, 2)} }}'


def _readers(config: Any, draw: random.Random) -> Iterator[str]:
    path = draw.choice(('train_input_reader', 'train_input_reader', 'eval_input_reader[0]'))
    for field in _some(config.train_input_reader.DESCRIPTOR, draw, draw.choice((1, 1, 2))):
        yield f'{path}.{_assignment(field, draw, 2)}'


def _train_config(config: Any, draw: random.Random) -> Iterator[str]:
    yield from _fields_of('train_config', config.train_config, draw)


def _eval_config(config: Any, draw: random.Random) -> Iterator[str]:
    yield from _fields_of('eval_config', config.eval_config, draw)


def _model(config: Any, draw: random.Random) -> Iterator[str]:
    """Fields that are set to something else, or another kind of a part: of loss, predictor, anchors, resizer, matcher."""
    if draw.random() < 0.3:
        places = [place for place in messages_below('model', config.model) if place[1].DESCRIPTOR.oneofs]
        at, inner = draw.choice(places)
        kind = draw.choice(list(draw.choice(list(inner.DESCRIPTOR.oneofs)).fields))
        yield f'{at}.{_assignment(kind, draw, 3)}'
    if draw.random() < 0.85:
        kind = config.model.WhichOneof('model')
        yield from _fields_below(f'model.{kind}', getattr(config.model, kind), draw, draw.choice((1, 1, 2, 2, 3)))


def _top(config: Any, draw: random.Random) -> Iterator[str]:
    yield draw.choice(
        (
            '-model', '-train_config', '-train_input_reader', '-eval_input_reader', '-eval_config', '-train_config.optimizer',
            '-train_input_reader.tf_record_input_reader', '-train_input_reader.label_map_path', '-train_config.batch_size',
            '-train_config.num_steps', '-train_config.data_augmentation_options', 'train_config.data_augmentation_options {}',
            'graph_rewriter { quantization { delay: 100 weight_bits: 4 } }', 'graph_rewriter { quantization {} }',
        )
    )  # fmt: skip


AREAS: dict[str, Callable[[Any, random.Random], Iterator[str]]] = {
    'optimizer': _optimizer,
    'augmentation': _augmentation,
    'readers': _readers,
    'train_config': _train_config,
    'eval_config': _eval_config,
    'model': _model,
    'top': _top,
}


def _fields_of(path: str, message: Any, draw: random.Random) -> Iterator[str]:
    for field in _some(type(message).DESCRIPTOR, draw, 1 + (draw.random() < 0.3)):
        if field.name not in ('optimizer', 'data_augmentation_options', 'fine_tune_checkpoint'):
            yield f'{path}.{_assignment(field, draw, 2)}'


def _fields_below(path: str, message: Any, draw: random.Random, count: int) -> Iterator[str]:
    """Fields of the messages that are set below one: cleared, or set to something else."""
    places = [place for place in ((path, message), *messages_below(path, message)) if type(place[1]).DESCRIPTOR.fields]
    for _ in range(count):
        at, inner = draw.choice(places)
        field = draw.choice(type(inner).DESCRIPTOR.fields)
        if is_map(field) or field.name in _LABEL_MAPS:
            continue
        if (
            field.containing_oneof is None
            and draw.random() < 0.08
            and field.name in {one.name for one, _ in inner.ListFields()}
        ):
            yield f'-{at}.{field.name}'
        else:
            yield f'{at}.{_assignment(field, draw, 3)}'


def messages_below(path: str, message: Any) -> Iterator[tuple[str, Any]]:
    """The messages that are set in a message, with their paths, down to the last."""
    for field, value in message.ListFields():
        if field.message_type is None or is_map(field):
            continue
        places = enumerate(value) if is_repeated(field) else ((None, value),)
        for number, inner in places:
            at = f'{path}.{field.name}' + ('' if number is None else f'[{number}]')
            yield at, inner
            yield from messages_below(at, inner)


# What the readers load is what the records hold: that is no matter of the config alone.
# Fields beside the model that no trainer reads: nothing can come of them.
UNREAD = {
    name.rpartition('.')[2]
    for name in (*BY_ANYONE, *BY_TF2)
    if name.startswith(('TrainConfig', 'EvalConfig', 'InputReader'))
}

LOADED = ('num_additional_channels', 'num_keypoints', 'keypoint_type_weight', 'load_multiclass_scores', 'load_context_features', 'load_context_image_ids', 'mask_type', 'load_dense_pose', 'load_instance_masks', 'load_track_id', 'load_keypoint_depth_features', 'use_display_name', 'expand_labels_hierarchy', 'frame_index')  # fmt: skip


def _some(message: Descriptor, draw: random.Random, count: int) -> list[FieldDescriptor]:
    fields = [
        field
        for field in message.fields
        if field.name not in (*_LABEL_MAPS, *LOADED, *UNREAD, 'input_path') and not is_map(field)
    ]
    return draw.sample(fields, min(count, len(fields)))


def _message(message: Descriptor, draw: random.Random, depth: int) -> str:
    """A message with some fields set, of each oneof one at most."""
    fields = _some(message, draw, draw.choice((0, 1, 1, 2, 2, 3)) if depth > 0 else 0)
    if message.oneofs and depth > 0 and draw.random() < 0.9:
        fields = [field for field in fields if field.containing_oneof is None]
        fields += [draw.choice(list(oneof.fields)) for oneof in message.oneofs]
    seen: set[str] = set()
    parts = []
    for field in fields:
        oneof = field.containing_oneof.name if field.containing_oneof else field.name
        if oneof not in seen:
            parts.append(_assignment(field, draw, depth - 1))
        seen.add(oneof)
    return f'{{ {" ".join(parts)} }}'


def _assignment(field: FieldDescriptor, draw: random.Random, depth: int) -> str:
    """`name: value`; of a repeated field, up to four values."""
    if field.message_type is not None:
        values = [
            _message(field.message_type, draw, depth) for _ in range(draw.randint(1, 3) if is_repeated(field) else 1)
        ]
        return ' '.join(f'{field.name} {value}' for value in values)
    if is_repeated(field):
        return f'{field.name}: [{", ".join(_scalar(field, draw) for _ in range(draw.choice((1, 2, 2, 3, 4))))}]'
    return f'{field.name}: {_scalar(field, draw)}'


_WORDS = ('', 'x', 'v0', 'detection', 'coco_detection_metrics', 'pascal_voc_detection_metrics', 'ssd_mobilenet_v2_keras', 'he_normal')  # fmt: skip
_METRICS = ('coco_detection_metrics', 'coco_mask_metrics', 'pascal_voc_metrics', 'PascalBoxes@0.5IOU', 'coco', 'open_images_V2_detection_metrics', 'weighted_pascal_voc_detection_metrics')  # fmt: skip


def _scalar(field: FieldDescriptor, draw: random.Random) -> str:
    match field.type:
        case FieldDescriptor.TYPE_BOOL:
            return draw.choice(('true', 'false'))
        case FieldDescriptor.TYPE_ENUM:
            values = field.enum_type.values if field.enum_type else ()
            return str(draw.choice([value.name for value in values if 'SEQUENCE' not in value.name]))
        case FieldDescriptor.TYPE_STRING:
            return f'"{draw.choice(_METRICS if field.name == "metrics_set" else _WORDS)}"'
        case FieldDescriptor.TYPE_FLOAT | FieldDescriptor.TYPE_DOUBLE:
            return str(draw.choice((0, 0, 0.1, 0.3, 0.5, 0.9, 1, 1, 1.5, 2, 4, 30, 1000, -0.5, -1)))
        case FieldDescriptor.TYPE_UINT32 | FieldDescriptor.TYPE_UINT64:
            return str(draw.choice((0, 0, 1, 2, 3, 8, 20, 60, 100, 200)))
    return str(draw.choice((0, 0, 1, 2, 3, 4, 8, 20, 60, 100, -1, -2)))


def is_repeated(field: FieldDescriptor) -> bool:
    """Whether a field holds a list, or a map."""
    return bool(field.is_repeated)


def is_map(field: FieldDescriptor) -> bool:
    """Whether a field holds a map."""
    return bool(field.message_type is not None and field.message_type.GetOptions().map_entry)
