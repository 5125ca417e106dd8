"""Names that stand where the schema has none: what is said, and the text after the first fix."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from pipeline_config_ls.checks import text_problems
from pipeline_config_ls.document import open_document
from pipeline_config_ls.document.edits import apply
from pipeline_config_ls.schema import LABEL_MAP, PIPELINE, FieldType, Kind, MessageType, load_schema

SCHEMA = load_schema()
EXAMPLES = Path(__file__).parents[2] / 'examples'


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
        ('train_config { num_steps: 50,000 }', 'train_config { num_steps: 50000 }'),
        ('train_config { gradient_clipping_by_norm: 0,08 }', 'train_config { gradient_clipping_by_norm: 0.08 }'),
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


def _value(type: FieldType) -> str:
    """A value that a field takes."""
    if type.message is not None:
        return ' { }'
    if type.enum is not None:
        return f': {[*type.enum.by_name][-1]}'
    return {Kind.STRING: ': "abc"', Kind.BYTES: ': "abc"', Kind.BOOL: ': true', Kind.FLOAT: ': 0.5'}.get(
        type.kind, ': 7'
    )


def _reachable(message: MessageType, found: dict[str, MessageType]) -> dict[str, MessageType]:
    if message.full_name not in found:
        found[message.full_name] = message
        for type in message.fields.values():
            if type.message is not None:
                _reachable(type.message, found)
    return found


FIELDS = sorted(
    {
        (name, _value(type))
        for message in _reachable(SCHEMA.messages[PIPELINE], {}).values()
        for name, type in message.fields.items()
    }
)


@pytest.mark.parametrize('name', ['restores', 'other-config', 'other-optimizer'])
def test_a_field_in_a_wrong_block_goes_where_it_belongs_or_is_removed(name: str) -> None:
    """Of all fields in all blocks of a config, some hundreds: one problem, and a first fix that drops nothing else."""
    text = (EXAMPLES / name / 'pipeline.config').read_text('utf-8')
    document = open_document(text, schema=SCHEMA)
    blocks = [home.block for homes in document.blocks.values() for home in homes if home.block.syntax.open is not None]
    before = [problem.code for problem in text_problems(document)]
    draw = random.Random(name)
    for _ in range(500):
        (field, value), block = draw.choice(FIELDS), draw.choice(blocks)
        if block.type is None or field in block.type.fields:
            continue
        at = (block.syntax.open or 0) + 1
        wrong = f'{text[:at]}\n{field}{value}\n{text[at:]}'
        problems = text_problems(open_document(wrong, schema=SCHEMA))
        assert sorted(problem.code for problem in problems) == sorted([*before, 'unknown-field']), (field, block.type)
        (problem,) = (one for one in problems if one.code == 'unknown-field')
        first = problem.fixes[0]
        after = open_document(apply(wrong, first.edits), schema=SCHEMA)
        assert not after.faults
        assert len(after.overwrites) == len(document.overwrites), (field, block.type, first.title)
        assert first.title.startswith(('Move it', 'Remove', 'Change to')), first.title
        if first.title.startswith('Move it'):
            assert after.text.count(field) == text.count(field) + ('in place of' not in first.title)
        elif first.title.startswith('Remove'):
            assert ''.join(after.text.split()) == ''.join(text.split())


def test_where_a_field_belongs_there_may_be_one() -> None:
    text = 'train_config { num_classes: 5 }\nmodel { ssd { num_classes: 90 } }\n'
    ((message, titles),) = told(text)
    assert message == 'TrainConfig has no field `num_classes`. It belongs into `model.ssd`, where it is `90` already.'
    assert titles == ['Remove `num_classes`', 'Move it into `model.ssd`, in place of `90`']
    (problem,) = text_problems(open_document(text, schema=SCHEMA))
    assert apply(text, problem.fixes[1].edits) == 'train_config { }\nmodel { ssd { num_classes: 5 } }\n'


def test_another_alternative_is_not_overruled() -> None:
    text = 'adam_optimizer { }\ntrain_config { optimizer { momentum_optimizer { } } }\n'
    ((message, titles),) = told(text)
    assert (
        'It belongs into `train_config.optimizer`, which holds one of these, and has `momentum_optimizer`.' in message
    )
    assert titles == ['Remove `adam_optimizer`']


def test_an_augmentation_gets_an_element_of_its_own() -> None:
    text = (
        'train_config {\n  data_augmentation_options {\n    ssd_random_crop {\n    }\n  }\n'
        '  random_horizontal_flip {\n  }\n}\n'
    )
    assert fixed(text) == (
        'train_config {\n  data_augmentation_options {\n    ssd_random_crop {\n    }\n  }\n'
        '  data_augmentation_options {\n    random_horizontal_flip {\n    }\n  }\n}\n'
    )


def test_what_is_left_of_another_alternative_is_removed() -> None:
    text = 'optimizer { momentum_optimizer { momentum_optimizer_value: 0.9 decay: 0.9 epsilon: 1.0 } }'
    document = open_document(text, schema=SCHEMA, root='object_detection.protos.TrainConfig')
    (problem,) = text_problems(document)
    assert [fix.title for fix in problem.fixes] == ['Remove `decay` and `epsilon`', 'Change to `rms_prop_optimizer`']
    assert apply(text, problem.fixes[0].edits) == 'optimizer { momentum_optimizer { momentum_optimizer_value: 0.9 } }'


def test_two_fields_of_one_other_member_are_one_problem() -> None:
    text = 'model { ssd { image_resizer { fixed_shape_resizer { min_dimension: 300 max_dimension: 600 } } } }'
    ((_, titles),) = told(text)
    assert titles[0] == 'Change to `keep_aspect_ratio_resizer`'
    assert not open_document(fixed(text), schema=SCHEMA).faults


def test_a_block_that_is_mostly_right_is_not_renamed() -> None:
    ((_, titles),) = told('model { ssd { image_resizer { fixed_shape_resizer { height: 300 min_dimension: 600 } } } }')
    assert titles == ['Remove `min_dimension`']


@pytest.mark.parametrize(
    ('line', 'after'),
    [
        ('NOTE: lower this', '# NOTE: lower this'),
        ('remember to lower this', '# remember to lower this'),
        ("don't lower this", "# don't lower this"),
        ('>>> lower this', '# >>> lower this'),
        ('batch_size: 4 per GPU', 'batch_size: 4 # per GPU'),
        ('batch_size: 4 (see the wiki)', 'batch_size: 4 # (see the wiki)'),
    ],
)
def test_a_note_is_one_problem_and_becomes_a_comment(line: str, after: str) -> None:
    text = 'train_config {{\n  {}\n  num_steps: 3\n}}\n'
    (problem,) = text_problems(open_document(text.format(line), schema=SCHEMA))
    assert apply(text.format(line), problem.fixes[0].edits) == text.format(after)
    assert not problem.fixes[0].safe


def test_fields_that_are_only_misspelt_are_no_note() -> None:
    titles = [titles for _, titles in told('train_config {\n  batchsize 8\n  num_step: 3 sync_replica: true\n}\n')]
    assert titles == [['Change to `batch_size`'], ['Change to `num_steps`'], ['Change to `sync_replicas`']]


@pytest.mark.parametrize(
    ('text', 'after'),
    [
        ('class { id: 1 name: "cat" }', 'item { id: 1 name: "cat" }'),
        ('StringIntLabelMap {\nitem { id: 1 name: "cat" }\n}\n', '\nitem { id: 1 name: "cat" }\n\n'),
    ],
)
def test_a_block_of_a_label_map_is_an_item(text: str, after: str) -> None:
    (problem,) = text_problems(open_document(text, 'label_map.pbtxt', schema=SCHEMA, root=LABEL_MAP))
    assert apply(text, problem.fixes[0].edits) == after


def test_what_is_gone_says_since_when() -> None:
    ((message, titles),) = told('model { ssd { feature_extractor { batch_norm_trainable: true } } }')
    assert 'until April 2018' in message
    assert titles == ['Remove `batch_norm_trainable`']
