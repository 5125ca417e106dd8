"""Names that stand where the schema has none: what is said, and the text after the first fix."""

from __future__ import annotations

import random

import pytest

from pipeline_config_ls.checks import text_problems
from pipeline_config_ls.document import open_document
from pipeline_config_ls.document.edits import apply
from pipeline_config_ls.schema import load_schema

SCHEMA = load_schema()


def told(text: str) -> list[tuple[str, list[str]]]:
    """What is said of each unknown field, and the titles of its fixes."""
    return [
        (problem.message, [fix.title for fix in problem.fixes])
        for problem in text_problems(open_document(text, schema=SCHEMA))
        if problem.code == 'unknown-field'
    ]


def fixed(text: str) -> str:
    """The text after the first fix of the only unknown field."""
    (problem,) = (one for one in text_problems(open_document(text, schema=SCHEMA)) if one.code == 'unknown-field')
    return apply(text, problem.fixes[0].edits)


MOVED = [
    (
        'num_readers: 1  # slow disk\ntrain_input_reader {\n  label_map_path: "a"\n}\n',
        '  # slow disk\ntrain_input_reader {\n  label_map_path: "a"\n  num_readers: 1\n}\n',
    ),
    (
        'train_config {\n  num_classes: 5\n}\nmodel {\n  ssd {\n    freeze_batchnorm: true\n  }\n}\n',
        'train_config {\n}\nmodel {\n  ssd {\n    freeze_batchnorm: true\n    num_classes: 5\n  }\n}\n',
    ),
    (
        'fine_tune_checkpoint_version: V2\ntrain_config { fine_tune_checkpoint: "x" }\n',
        'train_config { fine_tune_checkpoint: "x" fine_tune_checkpoint_version: V2 }\n',
    ),
    (
        'model {\n  ssd {\n    optimizer {\n      adam_optimizer {\n      }\n    }\n  }\n}\ntrain_config {\n  batch_size: 8\n}\n',
        'model {\n  ssd {\n  }\n}\ntrain_config {\n  batch_size: 8\n  optimizer {\n    adam_optimizer {\n    }\n  }\n}\n',
    ),
    ('model { ssd { batch_size: 8 } }\n', 'model { ssd { } }\ntrain_config {\n  batch_size: 8\n}\n'),
    (
        'eval_config {\n  iou_threshold: 0.55\n}\nmodel { ssd { post_processing { batch_non_max_suppression { } } } }\n',
        'eval_config {\n}\nmodel { ssd { post_processing { batch_non_max_suppression {\n  iou_threshold: 0.55\n} } } }\n',
    ),
    (
        'model { ssd { min_num_negative_samples: 3 loss { } } }',
        'model { ssd { loss {\n  min_num_negative_samples: 3\n} } }',
    ),
]


@pytest.mark.parametrize(('text', 'after'), MOVED)
def test_a_field_that_the_schema_has_elsewhere_is_moved(text: str, after: str) -> None:
    assert fixed(text) == after
    assert not open_document(after, schema=SCHEMA).faults


@pytest.mark.parametrize(
    ('text', 'after'),
    [
        ('train_config { batchsize: 8 }', 'train_config { batch_size: 8 }'),
        ('train_config { num_step: 8 }', 'train_config { num_steps: 8 }'),
        ('train_config { steps: 8 }', 'train_config { num_steps: 8 }'),
        ('train_input_config { label_map_path: "x" }', 'train_input_reader { label_map_path: "x" }'),
        ('eval_config { min_score_thresh: 0.5 }', 'eval_config { min_score_threshold: 0.5 }'),
        ('model { ssd { nubmer_classes: 3 } }', 'model { ssd { num_classes: 3 } }'),
        (
            'model { ssd { image_resizer { fixed_size_resizer { height: 3 width: 3 } } } }',
            'model { ssd { image_resizer { fixed_shape_resizer { height: 3 width: 3 } } } }',
        ),
        ('model { faster_rcnn { first_stage_only: true } }', 'model { faster_rcnn { number_of_stages: 1 } }'),
        (
            'model { ssd { feature_extractor { batch_norm_trainable: true } } }',
            'model { ssd { feature_extractor { } } }',
        ),
        (
            'train_config {\n  https://x.y/z\n  batch_size: 8\n}',
            'train_config {\n  # https://x.y/z\n  batch_size: 8\n}',
        ),
    ],
)
def test_a_name_that_the_schema_has_nowhere_is_misspelt_gone_or_no_field(text: str, after: str) -> None:
    assert fixed(text) == after


@pytest.mark.parametrize(
    'text',
    [
        'num_reader: 5',
        'train_config { num_steps_total: "x" }',
        'eval_config { iou_thresh: 0.5 }',
        'model { ssd { lr: 0.1 } }',
    ],
)
def test_no_field_is_guessed_whose_type_does_not_fit(text: str) -> None:
    ((_, titles),) = told(text)
    assert [title for title in titles if title.startswith('Change')] == []


def test_no_field_of_the_schema_is_ever_taken_for_another() -> None:
    draw = random.Random(1)
    messages = [one for one in SCHEMA.messages.values() if one.full_name.startswith('object_detection.protos.')]
    names = sorted({name for message in messages for name in message.fields})
    for _ in range(2000):
        message, name, value = (
            draw.choice(messages),
            draw.choice(names),
            draw.choice((': 1', ': 0.5', ': true', ' { }')),
        )
        if name not in message.fields:
            document = open_document(f'{name}{value}', schema=SCHEMA, root=message.full_name)
            titles = [fix.title for problem in text_problems(document) for fix in problem.fixes]
            assert [title for title in titles if title.startswith('Change to')] == [], (message.name, name)


def test_two_fields_of_one_other_member_are_one_problem() -> None:
    text = 'model { ssd { image_resizer { fixed_shape_resizer { min_dimension: 300 max_dimension: 600 } } } }'
    ((_, titles),) = told(text)
    assert titles[0] == 'Change to `keep_aspect_ratio_resizer`'
    assert not open_document(fixed(text), schema=SCHEMA).faults


def test_a_block_that_is_mostly_right_is_not_renamed() -> None:
    ((_, titles),) = told('model { ssd { image_resizer { fixed_shape_resizer { height: 300 min_dimension: 600 } } } }')
    assert titles == ['Remove `min_dimension`']


def test_what_is_gone_says_since_when() -> None:
    ((message, titles),) = told('model { ssd { feature_extractor { batch_norm_trainable: true } } }')
    assert 'until April 2018' in message
    assert titles == ['Remove `batch_norm_trainable`']
