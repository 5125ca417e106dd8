"""A whole config, moved to the other TensorFlow: what changes, and that the other builder builds it."""

from __future__ import annotations

from pathlib import Path

import pytest
from google.protobuf import text_format

from oracle.compare import message
from pipeline_config_ls.architectures.build_error import CannotBuild
from pipeline_config_ls.architectures.config import Config
from pipeline_config_ls.architectures.framework import Framework, decide
from pipeline_config_ls.architectures.plan import plan
from pipeline_config_ls.architectures.registry import framework_of
from pipeline_config_ls.restore.field_changes import FieldChange, changed
from pipeline_config_ls.restore.moving import move

EXTRACTOR = 'model.ssd.feature_extractor.type'
MODEL = """
model { ssd {
  num_classes: 3
  image_resizer { fixed_shape_resizer { height: 300 width: 300 } }
  feature_extractor { type: "ssd_mobilenet_v2" conv_hyperparams { regularizer { l2_regularizer { } } initializer { truncated_normal_initializer { } } batch_norm { } } }
  box_coder { faster_rcnn_box_coder { } }
  matcher { argmax_matcher { } }
  similarity_calculator { iou_similarity { } }
  box_predictor { convolutional_box_predictor { conv_hyperparams { regularizer { l2_regularizer { } } initializer { truncated_normal_initializer { } } } } }
  anchor_generator { ssd_anchor_generator { num_layers: 6 aspect_ratios: 1 } }
  loss { classification_loss { weighted_sigmoid { } } localization_loss { weighted_smooth_l1 { } } }
  post_processing { batch_non_max_suppression { } }
} }
"""


def config(train: str) -> Config:
    return message('TrainEvalPipelineConfig', f'{MODEL} train_config {{ {train} }}')


@pytest.mark.parametrize(
    ('train', 'fields'),
    [
        ('', {'fine_tune_checkpoint_version': 'V2'}),
        (
            'fine_tune_checkpoint: "x" from_detection_checkpoint: true',
            {
                'fine_tune_checkpoint_version': 'V2',
                'fine_tune_checkpoint_type': '"detection"',
                'from_detection_checkpoint': None,
            },
        ),
        (
            'fine_tune_checkpoint: "x" fine_tune_checkpoint_type: "detection" load_all_detection_checkpoint_vars: true',
            {
                'fine_tune_checkpoint_version': 'V2',
                'load_all_detection_checkpoint_vars': None,
                'fine_tune_checkpoint_type': '"full"',
            },
        ),
    ],
)
def test_to_tensorflow_2(train: str, fields: dict[str, object]) -> None:
    changes = move(config(train), Framework.TF2)
    assert changes[0] == FieldChange(EXTRACTOR, '"ssd_mobilenet_v2_keras"')
    assert {change.field.rpartition('.')[2]: change.value for change in changes[1:]} == fields


def test_there_and_back() -> None:
    there = changed(config('fine_tune_checkpoint: "x"'), move(config('fine_tune_checkpoint: "x"'), Framework.TF2))
    back = move(there, Framework.TF1)
    assert {change.field.rpartition('.')[2]: change.value for change in back} == {
        'type': '"ssd_mobilenet_v2"',
        'fine_tune_checkpoint_version': None,
    }


def test_full_becomes_detection_with_every_variable() -> None:
    there = changed(config(''), move(config(''), Framework.TF2))
    there.train_config.fine_tune_checkpoint, there.train_config.fine_tune_checkpoint_type = 'ckpt-0', 'full'
    there = changed(there, move(there, Framework.TF1)).train_config
    assert (there.fine_tune_checkpoint_type, there.load_all_detection_checkpoint_vars) == ('detection', True)


def test_every_config_of_the_corpus_that_moves_is_built_by_the_other(corpus: Path) -> None:
    moved = 0
    for file in sorted((corpus / 'configs/upstream').rglob('*.config')):
        try:
            pipeline = message('TrainEvalPipelineConfig', file.read_text())
        except text_format.ParseError:
            continue
        other = Framework.TF1 if decide(pipeline, framework_of).framework is Framework.TF2 else Framework.TF2
        changes = move(pipeline, other)
        if changes:
            moved += 1
            after = changed(pipeline, changes)
            assert not isinstance(plan(after.model, other), CannotBuild), file
            assert decide(after, framework_of).framework is other, file
    assert moved > 50
