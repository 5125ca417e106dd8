"""Settings that train and do something else, and fields that nothing reads: what is said, and the text after the fix."""

from __future__ import annotations

from pathlib import Path

import pytest

from oracle.edits import MODELS
from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.analysis.project_context import ProjectContext
from pipeline_config_ls.checks import config_problems
from pipeline_config_ls.checks.check import Problem, Severity
from pipeline_config_ls.checks.policy import Policy
from pipeline_config_ls.document import open_document
from pipeline_config_ls.document.edits import apply
from pipeline_config_ls.schema import load_schema

SCHEMA = load_schema()
READER = 'train_input_reader { tf_record_input_reader { input_path: "train.record" } }\n'
ADAM = 'optimizer { adam_optimizer { learning_rate { constant_learning_rate { } } } }'
SSD, RCNN, CENTER_NET = 'ssd_mobilenet_v2', 'faster_rcnn_resnet50', 'centernet_mobilenet_v2_fpn'
DEEPMAC = 'centernet_deepmac'


def config(model: str, train: str, rest: str = '', reader: str = READER) -> str:
    """A config of one of the oracle's models."""
    text = Path(MODELS, f'{model}.textproto').read_text()
    return f'model {{\n{text}}}\ntrain_config {{ num_steps: 5000 batch_size: 8 {train} }}\n{reader}{rest}'


def problems(text: str, *codes: str, framework: str = 'tf2') -> list[Problem]:
    document = open_document(text, '/nowhere/pipeline.config', SCHEMA)
    analysis = ConfigAnalysis(document, ProjectContext(framework=framework))
    return [problem for problem in config_problems(analysis) if problem.code in codes]


def rate(text: str, optimizer: str = 'adam_optimizer', more: str = '') -> str:
    return f'optimizer {{ {optimizer} {{ learning_rate {{ {text} }} {more} }} }}'


STRIDES = [(16, 16), (64, 32), (64, 64), (128, 128), (256, 256), (512, 512)]  # of which one is wrong
COSINE = 'cosine_decay_learning_rate {{ total_steps: {} warmup_steps: {} }}'


@pytest.mark.parametrize(
    ('code', 'text', 'shown', 'before', 'after'),
    [
        (
            'rms-prop-decay',
            config(SSD, rate('constant_learning_rate { }', 'rms_prop_optimizer', 'decay: 0.9')),
            'decay: 0.9',
            'decay: 0.9 }',
            'decay: 0 }',
        ),
        ('schedule-length', config(SSD, rate(COSINE.format(2000, 100))), 'total_steps: 2000', '2000', '5000'),
        ('schedule-length', config(SSD, rate(COSINE.format(9000, 100))), 'total_steps: 9000', '9000', '5000'),
        (
            'anchor-stride',
            config(RCNN, ADAM).replace('height_stride: 16', 'height_stride: 4'),
            'height_stride: 4',
            'height_stride: 4',
            'height_stride: 16',
        ),
        (
            'anchor-stride',
            config(SSD, ADAM).replace(
                'num_layers: 6',
                f'num_layers: 6 {" ".join(f"height_stride: {one} width_stride: {two}" for one, two in STRIDES)}',
            ),
            'height_stride: 64',
            'height_stride: 64 width_stride: 32',
            'height_stride: 32 width_stride: 32',
        ),
        (
            'not-separable',
            config(CENTER_NET, ADAM).replace('"mobilenet_v2_fpn"', '"mobilenet_v2_fpn_sep_conv"'),
            '"mobilenet_v2_fpn_sep_conv"',
            '"mobilenet_v2_fpn_sep_conv"',
            '"mobilenet_v2_fpn_sep_conv" use_separable_conv: true',
        ),
        (
            'uneven-batch',
            config(RCNN, ADAM).replace(
                'fixed_shape_resizer { height: 256 width: 256 }', 'keep_aspect_ratio_resizer { }'
            ),
            'keep_aspect_ratio_resizer',
            'keep_aspect_ratio_resizer { }',
            'keep_aspect_ratio_resizer { pad_to_max_dimension: true }',
        ),
        (
            'uneven-batch',
            config(DEEPMAC, f'{ADAM} unpad_groundtruth_tensors: true'),
            'true',
            'unpad_groundtruth_tensors: true',
            'unpad_groundtruth_tensors: false',
        ),
        (
            'unread-field',
            config(SSD, f'{ADAM} freeze_variables: "Conv"'),
            'freeze_variables',
            ' freeze_variables: "Conv"',
            '',
        ),
        ('unread-field', config(SSD, ADAM, 'eval_config { max_evals: 10 }'), 'max_evals', 'max_evals: 10 ', ''),
        (
            'unread-field',
            config('ssd_resnet50_v1_fpn', ADAM).replace('layer_depth: 256', 'layer_depth: 128'),
            'fpn',
            None,
            '',
        ),
        (
            'deprecated-field',
            config(SSD, f'{ADAM} from_detection_checkpoint: true'),
            'from_detection_checkpoint',
            'from_detection_checkpoint: true',
            'fine_tune_checkpoint_type: "detection"',
        ),
        (
            'deprecated-field',
            config(SSD, f'{ADAM} from_detection_checkpoint: true fine_tune_checkpoint_type: "full"'),
            'from_detection_checkpoint',
            'from_detection_checkpoint: true ',
            '',
        ),
    ],
)
def test_it_is_said_with_a_fix(code: str, text: str, shown: str, before: str | None, after: str) -> None:
    (problem,) = problems(text, code)
    assert text[slice(*problem.span)] == shown
    if before is not None:
        assert ' '.join(apply(text, problem.fixes[0].edits).split()) == ' '.join(text.replace(before, after).split())


@pytest.mark.parametrize(
    ('code', 'text', 'shown'),
    [
        (
            'nan-learning-rate',
            config(SSD, rate('exponential_decay_learning_rate { decay_steps: 0 }')),
            '0',
        ),
        ('nan-learning-rate', config(SSD, rate(COSINE.format(2000, 2000))), '2000'),
        (
            'schedule-length',
            config(SSD, rate('manual_step_learning_rate { schedule { step: 9000 learning_rate: 0.1 } }')),
            'step: 9000',
        ),
        ('no-steps', config(SSD, ADAM).replace('num_steps: 5000', ''), 'train_config'),
        (
            'depth-multiplier-twice',
            config('ssd_mobilenet_v1', ADAM).replace('depth_multiplier: 1', 'depth_multiplier: 0.5'),
            '0.5',
        ),
        ('batch-of-one', config(SSD, ADAM).replace('batch_size: 8', 'batch_size: 1'), '1'),
    ],
)
def test_it_is_said(code: str, text: str, shown: str) -> None:
    (problem,) = problems(text, code)
    assert text[slice(*problem.span)] == shown


def test_what_training_does_as_it_is_asked_to_is_no_problem() -> None:
    codes = {
        'rms-prop-decay', 'schedule-length', 'nan-learning-rate', 'no-steps', 'anchor-stride', 'not-separable', 'uneven-batch',
        'batch-of-one', 'depth-multiplier-twice', 'unread-field', 'deprecated-field',
    }  # fmt: skip
    for model in (SSD, RCNN, CENTER_NET, 'ssd_mobilenet_v1', 'ssd_resnet50_v1_fpn'):
        assert problems(config(model, rate(COSINE.format(5000, 100))), *codes) == []


def test_a_tpu_is_thought_of_only_where_it_is_asked_for() -> None:
    text = config(SSD, ADAM).replace('batch_size: 8', 'batch_size: 128')
    analysis = ConfigAnalysis(open_document(text, '/nowhere/pipeline.config', SCHEMA), ProjectContext(framework='tf2'))
    assert 'tpu-settings' not in {problem.code for problem in config_problems(analysis)}
    asked = Policy({'tpu-settings': Severity.HINT})
    assert 'tpu-settings' in {problem.code for problem in config_problems(analysis, asked)}


def test_frozen_variables_that_are_trained_are_more_than_a_hint() -> None:
    (problem,) = problems(config(SSD, f'{ADAM} freeze_variables: "Conv"'), 'unread-field')
    assert problem.severity is Severity.WARNING


def test_tensorflow_1_reads_what_tensorflow_2_does_not() -> None:
    text = config('tf1_ssd', f'{ADAM} freeze_variables: "Conv"', 'eval_config { max_evals: 10 }')
    assert problems(text, 'unread-field', framework='tf1') == []


def test_fields_that_nobody_misses_are_not_listed() -> None:
    train = f'{ADAM} sync_replicas: true replicas_to_aggregate: 8 startup_delay_steps: 0 max_number_of_boxes: 100'
    assert problems(config(SSD, train), 'unread-field') == []


def test_an_efficientnet_takes_its_weight_decay_from_hyperparameters_that_override() -> None:
    text = config('ssd_efficientdet_d0', ADAM)
    kind = 'type: "ssd_efficientnet-b0_bifpn_keras"'
    overriding = text.replace(kind, f'{kind} override_base_feature_extractor_hyperparams: true')
    assert overriding != text
    assert problems(overriding, 'unread-field') == []
