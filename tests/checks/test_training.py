"""Configs that training refuses besides their model: what is underlined, and the text after the first fix."""

from __future__ import annotations

import pytest

from pipeline_config_ls.analysis.config_analysis import ConfigAnalysis
from pipeline_config_ls.analysis.project_context import ProjectContext
from pipeline_config_ls.checks import config_problems
from pipeline_config_ls.checks.check import Severity
from pipeline_config_ls.checks.training import MOST_MENDED
from pipeline_config_ls.document import open_document
from pipeline_config_ls.document.edits import apply
from pipeline_config_ls.schema import load_schema

SCHEMA = load_schema()
MODEL = """model {
  ssd {
    num_classes: 3
    image_resizer { fixed_shape_resizer { } }
    feature_extractor { type: "ssd_mobilenet_v2_keras" }
    box_coder { faster_rcnn_box_coder { } }
    matcher { argmax_matcher { } }
    similarity_calculator { iou_similarity { } }
    anchor_generator { ssd_anchor_generator { num_layers: 6 aspect_ratios: 1.0 } }
    box_predictor { convolutional_box_predictor { min_depth: 0 max_depth: 0 } }
    loss { classification_loss { weighted_sigmoid { } } localization_loss { weighted_smooth_l1 { } } }
    post_processing { batch_non_max_suppression { } }
  }
}
"""
TRAINING = """train_config {
  batch_size: 8
  num_steps: 5000
  data_augmentation_options { random_horizontal_flip { } }
  optimizer { adam_optimizer { learning_rate { constant_learning_rate { } } } }
}
train_input_reader { tf_record_input_reader { input_path: "train.record" } }
eval_config { metrics_set: "coco_detection_metrics" }
eval_input_reader { label_map_path: "labels.pbtxt" tf_record_input_reader { input_path: "eval.record" } }
"""
# Each fix is tried on the whole config, so only those of the first mistakes are looked for.
MANY = MODEL + 'train_config { data_augmentation_options { } }\n' * 600
CODES = ('optimizer-refused', 'augmentation-refused', 'reader-refused', 'evaluation-refused', 'quantization-refused')


def problems(text: str, framework: str = 'tf2') -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Code, what is underlined, and the title of each fix with the training part of the text after it."""
    document = open_document(text, '/nowhere/pipeline.config', SCHEMA)
    found = config_problems(ConfigAnalysis(document, ProjectContext(framework=framework)))
    return [
        (
            problem.code,
            text[slice(*problem.span)],
            [(fix.title, _training(apply(text, fix.edits))) for fix in problem.fixes],
        )
        for problem in found
        if problem.code in CODES
    ]


def _training(text: str) -> str:
    return text[text.index('train_config') :]


def test_a_training_that_starts_is_no_problem() -> None:
    assert problems(MODEL + TRAINING) == []


def test_where_no_training_is_described_none_is_refused() -> None:
    assert problems(MODEL) == []


CONSTANT = 'constant_learning_rate { }'
COSINE = (
    'cosine_decay_learning_rate {{ learning_rate_base: 0.1 warmup_learning_rate: {} warmup_steps: {} total_steps: {} }}'
)
MANUAL = (
    'manual_step_learning_rate {\n'
    '  schedule { step: 40000 learning_rate: 0.01 } # late\n'
    '  schedule { step: 20000 learning_rate: 0.1 } # early\n'
    '}'
)


@pytest.mark.parametrize(
    ('before', 'after', 'code', 'shown', 'title', 'fixed'),
    [
        (
            'optimizer { adam_optimizer { learning_rate { constant_learning_rate { } } } }',
            '',
            'optimizer-refused',
            'train_config',
            'Add `optimizer`',
            'optimizer { momentum_optimizer { learning_rate { cosine_decay_learning_rate { learning_rate_base: 0.01 '
            'total_steps: 5000 warmup_learning_rate: 0.001 warmup_steps: 250 } } momentum_optimizer_value: 0.9 } }',
        ),
        (
            CONSTANT,
            '',
            'optimizer-refused',
            'learning_rate',
            'Add `learning_rate`',
            'cosine_decay_learning_rate { learning_rate_base: 0.01 total_steps: 5000 '
            'warmup_learning_rate: 0.001 warmup_steps: 250 }',
        ),
        (
            CONSTANT,
            COSINE.format(0.01, 1000, 500),
            'optimizer-refused',
            '500',
            'Set total_steps to 5000',
            COSINE.format(0.01, 1000, 5000),
        ),
        (
            CONSTANT,
            COSINE.format(0.5, 100, 5000),
            'optimizer-refused',
            '0.5',
            'Set warmup_learning_rate to 0.01',
            COSINE.format(0.01, 100, 5000),
        ),
        (
            CONSTANT,
            MANUAL,
            'optimizer-refused',
            '20000',
            'Put the steps in order',
            'manual_step_learning_rate {\n'
            '  schedule { step: 20000 learning_rate: 0.1 } # late\n'
            '  schedule { step: 40000 learning_rate: 0.01 } # early\n'
            '}',
        ),
        (
            CONSTANT,
            'manual_step_learning_rate { schedule { step: 0 learning_rate: 0.1 } schedule { step: 9 learning_rate: 0.01 } }',
            'optimizer-refused',
            '0',
            'Remove this entry',
            'manual_step_learning_rate { schedule { step: 9 learning_rate: 0.01 } }',
        ),
        (
            'random_horizontal_flip { }',
            'random_pad_image { min_image_height: 300 }',
            'augmentation-refused',
            '300',
            'Remove `min_image_height`',
            'random_pad_image { }',
        ),
        (
            '  data_augmentation_options { random_horizontal_flip { } }\n',
            '  data_augmentation_options { subtract_channel_mean { means: 104 } }\n',
            'augmentation-refused',
            '104',
            'Remove this augmentation',
            '',
        ),
        (
            'tf_record_input_reader { input_path: "train.record" } }',
            'tf_record_input_reader { input_path: "train.record" } shuffle_buffer_size: 0 }',
            'reader-refused',
            '0',
            'Remove `shuffle_buffer_size`',
            'tf_record_input_reader { input_path: "train.record" } }',
        ),
        ('batch_size: 8', 'batch_size: 0', 'reader-refused', '0', 'Set batch_size to 1', 'batch_size: 1'),
        (
            'coco_detection_metrics',
            'coco_detection_metric',
            'evaluation-refused',
            '"coco_detection_metric"',
            'Set metrics_set[0] to "coco_detection_metrics"',
            'coco_detection_metrics',
        ),
    ],
)
def test_the_field_to_blame_is_shown_with_a_fix(
    before: str, after: str, code: str, shown: str, title: str, fixed: str
) -> None:
    assert before in TRAINING
    text = MODEL + TRAINING.replace(before, after)
    ((found, underlined, fixes),) = problems(text)
    assert (found, underlined, fixes[0][0]) == (code, shown, title)
    assert ' '.join(fixes[0][1].split()) == ' '.join(TRAINING.replace(before, fixed).split())


def test_a_quantization_is_refused_in_tensorflow_1_only() -> None:
    rewriter = 'graph_rewriter { quantization { delay: 100 weight_bits: 4 } }\n'
    text = MODEL.replace('_keras', '') + TRAINING + rewriter
    ((code, shown, fixes),) = problems(text, 'tf1')
    assert (code, shown) == ('quantization-refused', '4')
    assert fixes == [('Remove `weight_bits`', TRAINING + 'graph_rewriter { quantization { delay: 100 } }\n')]
    assert problems(MODEL + TRAINING + rewriter) == []


def test_of_a_config_that_is_wrong_throughout_the_first_mistakes_are_mended_first() -> None:
    problems = config_problems(ConfigAnalysis(open_document(MANY, schema=SCHEMA), ProjectContext()))
    refused = [problem for problem in problems if problem.code == 'augmentation-refused']
    assert len(refused) == 500 - (len(problems) - 1 - len(refused))
    assert problems[-1].code == 'too-many-problems'
    mended = [problem.span for problem in refused if problem.fixes]
    assert 0 < len(mended) <= MOST_MENDED
    assert mended == [problem.span for problem in refused][: len(mended)]


def test_the_boxes_of_centernet_stay_in_their_frame() -> None:
    model = """model {
  center_net {
    num_classes: 3
    feature_extractor { type: "mobilenet_v2" }
    image_resizer { fixed_shape_resizer { height: 512 width: 512 } }
    object_detection_task { localization_loss { l1_localization_loss { } } }
    object_center_params { classification_loss { penalty_reduced_logistic_focal_loss { } } }
    post_processing { batch_non_max_suppression { } }
  }
}
"""
    (refused,) = problems(model + TRAINING)
    code, marked, [(title, _), *_] = refused
    assert (code, marked, title) == (
        'evaluation-refused',
        'post_processing',
        'Set change_coordinate_frame to false',
    )
    document = open_document(model + TRAINING, '/nowhere/pipeline.config', SCHEMA)
    found = config_problems(ConfigAnalysis(document, ProjectContext(framework='tf2')))
    assert [one.severity for one in found if one.code == code] == [Severity.WARNING]  # training itself comes through
