"""What a document knows: the message, the places, and what is overruled."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipeline_config_ls.document import Document, OverwriteKind, Part, open_document
from pipeline_config_ls.schema import LABEL_MAP, Schema

Open = Callable[[str], Document]

CONFIG = """\
model {
  ssd {
    num_classes: 3
    anchor_generator { ssd_anchor_generator { aspect_ratios: [1.0, 2.0] aspect_ratios: 0.5 } }
  }
}
train_config {
  batch_size: 8
  fine_tune_checkpoint_version: V2
  data_augmentation_options { random_horizontal_flip {} }
  data_augmentation_options { ssd_random_crop {} }
}
"""


def test_the_message_has_what_the_file_sets(opened: Open) -> None:
    message = opened(CONFIG).message
    assert message.model.ssd.num_classes == 3
    assert list(message.model.ssd.anchor_generator.ssd_anchor_generator.aspect_ratios) == [1.0, 2.0, 0.5]
    assert message.train_config.fine_tune_checkpoint_version == 2
    assert [step.WhichOneof('preprocessing_step') for step in message.train_config.data_augmentation_options] == [
        'random_horizontal_flip',
        'ssd_random_crop',
    ]


def test_of_a_broken_file_the_message_has_what_is_right(opened: Open) -> None:
    document = opened(
        'model {\n  ssd {\n    num_classes: 3\n    oops: 1\n  }\n}\ntrain_config {\n  batch_size: "x"\n  num_steps: 9\n'
    )
    assert [fault.code.value for fault in document.faults] == ['unknown-field', 'wrong-type', 'missing-close']
    assert document.message.model.ssd.num_classes == 3
    assert not document.message.train_config.HasField('batch_size')
    assert document.message.train_config.num_steps == 9


@pytest.mark.parametrize(
    ('path', 'shown'),
    [
        ('model.ssd.num_classes', 'num_classes: 3'),
        ('train_config.fine_tune_checkpoint_version', 'fine_tune_checkpoint_version: V2'),
        ('model.ssd.anchor_generator.ssd_anchor_generator.aspect_ratios[1]', '2.0'),
        ('model.ssd.anchor_generator.ssd_anchor_generator.aspect_ratios[-1]', 'aspect_ratios: 0.5'),
        ('train_config.data_augmentation_options[0].random_horizontal_flip', 'random_horizontal_flip'),
        ('train_config.data_augmentation_options[1].ssd_random_crop', 'ssd_random_crop'),
        ('train_config', 'train_config'),
    ],
)
def test_a_path_leads_to_where_it_is_set(opened: Open, path: str, shown: str) -> None:
    place = opened(CONFIG).where(path)
    assert place.is_set
    assert CONFIG[place.span.start : place.span.end] == shown


@pytest.mark.parametrize(
    ('path', 'header', 'missing'),
    [
        ('train_config.num_steps', 'train_config', ('num_steps',)),
        ('train_config.optimizer.adam_optimizer', 'train_config', ('optimizer', 'adam_optimizer')),
        ('train_config.data_augmentation_options[2].ssd_random_crop', 'train_config', None),
        (
            'train_config.data_augmentation_options[0].ssd_random_crop',
            'data_augmentation_options',
            ('ssd_random_crop',),
        ),
        ('eval_config.metrics_set', None, ('eval_config', 'metrics_set')),
    ],
)
def test_a_path_that_is_not_set_has_a_block_to_insert_into(
    opened: Open, path: str, header: str | None, missing: tuple[str, ...] | None
) -> None:
    place = opened(CONFIG).where(path)
    assert not place.is_set
    assert (place.header.name if place.header else None) == header
    assert missing is None or place.missing == missing


def test_values_are_decoded(opened: Open) -> None:
    document = opened(CONFIG)
    version = document.where('train_config.fine_tune_checkpoint_version').scalar
    assert getattr(version, 'name', None) == 'V2'
    assert document.where('model.ssd.num_classes').scalar == 3
    assert document.where('model.ssd').scalar is None


def test_what_merge_overrules_in_silence_is_recorded(opened: Open) -> None:
    text = (
        'train_config { batch_size: 1 batch_size: 2 }\n'
        'train_config { num_steps: 1 batch_size: 3 }\n'
        'model { ssd { num_classes: 1 } faster_rcnn { num_classes: 2 } }\n'
        'eval_config { super_categories { key: "a" value: "b" } super_categories { key: "a" value: "c" } }\n'
    )
    document = opened(text)
    assert document.faults == ()
    found = [(one.kind, one.earlier.name, one.later.name, one.earlier.syntax.start) for one in document.overwrites]
    assert found == [
        (OverwriteKind.VALUE, 'batch_size', 'batch_size', text.index('batch_size: 1')),
        (OverwriteKind.MERGED, 'train_config', 'train_config', 0),
        (OverwriteKind.VALUE, 'batch_size', 'batch_size', text.index('batch_size: 2')),
        (OverwriteKind.ONEOF, 'ssd', 'faster_rcnn', text.index('ssd')),
        (OverwriteKind.MAP_KEY, 'super_categories', 'super_categories', text.index('super_categories')),
    ]
    assert document.message.train_config.batch_size == 3
    assert document.where('train_config.batch_size').scalar == 3
    assert document.message.model.WhichOneof('model') == 'faster_rcnn'
    assert not document.where('model.ssd.num_classes').is_set
    assert dict(document.message.eval_config.super_categories) == {'a': 'c'}


def test_what_each_of_three_blocks_sets_is_remembered(opened: Open) -> None:
    text = 'train_config { batch_size: 1 }\ntrain_config { num_steps: 2 }\ntrain_config { batch_size: 3 num_steps: 4 }'
    found = [(one.kind, text[one.earlier.syntax.start : one.earlier.syntax.end]) for one in opened(text).overwrites]
    assert found == [
        (OverwriteKind.MERGED, 'train_config { batch_size: 1 }'),
        (OverwriteKind.MERGED, 'train_config { num_steps: 2 }'),
        (OverwriteKind.VALUE, 'batch_size: 1'),
        (OverwriteKind.VALUE, 'num_steps: 2'),
    ]


def test_a_label_map_opens_too(schema: Schema) -> None:
    document = open_document('item { id: 1 name: "cat" }', 'labels.pbtxt', schema)
    assert document.type is schema.messages[LABEL_MAP]
    assert document.message.item[0].name == 'cat'


@pytest.mark.parametrize(
    ('marked', 'part', 'message', 'field'),
    [
        ('$0', Part.NAME, 'TrainEvalPipelineConfig', None),
        ('tra$0', Part.NAME, 'TrainEvalPipelineConfig', 'tra'),
        ('train_config {\n  $0', Part.NAME, 'TrainConfig', None),
        ('train_config {\n  $0\n}\n', Part.NAME, 'TrainConfig', None),
        ('train_config {\n  batch_size: 1\n  opt$0\n}\n', Part.NAME, 'TrainConfig', 'opt'),
        ('train_config {\n  batch_size: $0\n}\n', Part.VALUE, 'TrainConfig', 'batch_size'),
        ('train_config {\n  fine_tune_checkpoint: "a$0\n}\n', Part.VALUE, 'TrainConfig', 'fine_tune_checkpoint'),
        ('train_config {\n  optimizer { $0 }\n}\n', Part.NAME, 'Optimizer', None),
        ('train_config {\n  optimizer {\n    $0\n}\neval_config {\n}\n', Part.NAME, 'Optimizer', None),
        ('train_config {\n  $0\neval_config {\n}\n', Part.NAME, 'TrainConfig', None),
        ('train_config {}\n$0\neval_config {\n}\n', Part.NAME, 'TrainEvalPipelineConfig', None),
        ('train_config {\n  # opt$0\n}\n', Part.COMMENT, 'TrainConfig', None),
        ('eval_config { metrics_set: ["a", $0] }', Part.VALUE, 'EvalConfig', 'metrics_set'),
        ('train_config: $0', Part.VALUE, 'TrainEvalPipelineConfig', 'train_config'),
        ('train_config {\n  batch_size:\n  $0\n}\n', Part.NAME, 'TrainConfig', None),
    ],
)
def test_a_cursor_knows_what_would_be_typed(
    opened: Open, marked: str, part: Part, message: str, field: str | None
) -> None:
    text = marked.replace('$0', '')
    cursor = opened(text).cursor_at(marked.index('$0'))
    assert cursor.type is not None
    assert (cursor.part, cursor.type.name, cursor.field.name if cursor.field else None) == (part, message, field)


def test_the_fields_around_a_place(opened: Open) -> None:
    document = opened(CONFIG)
    assert [field.name for field in document.fields_at(CONFIG.index('num_classes'))] == ['model', 'ssd', 'num_classes']
    names = ['.'.join(field.name for field in chain) for chain in document.walk()]
    assert names[:3] == ['model', 'model.ssd', 'model.ssd.num_classes']
