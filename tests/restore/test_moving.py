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
from pipeline_config_ls.architectures.registry import EXTRACTORS, framework_of
from pipeline_config_ls.restore.field_changes import FieldChange, changed
from pipeline_config_ls.restore.moving import NEAREST, Move, move
from restore.tf1.kit import FASTER_RCNN

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

# TensorFlow 2 has nothing like them.
NOWHERE = {'ssd_pnasnet', *(f'ssd_resnet{depth}_v1_ppn' for depth in (50, 101, 152))}


def config(train: str) -> Config:
    return message('TrainEvalPipelineConfig', f'{MODEL} train_config {{ {train} }}')


def moved(pipeline: Config, to: Framework) -> Move:
    found = move(pipeline, to)
    assert isinstance(found, Move), found
    return found


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
    changes = moved(config(train), Framework.TF2).changes
    assert changes[0] == FieldChange(EXTRACTOR, '"ssd_mobilenet_v2_keras"')
    assert {change.field.rpartition('.')[2]: change.value for change in changes[1:]} == fields


def test_there_and_back() -> None:
    here = config('fine_tune_checkpoint: "x"')
    there = changed(here, moved(here, Framework.TF2).changes)
    back = moved(there, Framework.TF1).changes
    assert {change.field.rpartition('.')[2]: change.value for change in back} == {
        'type': '"ssd_mobilenet_v2"',
        'fine_tune_checkpoint_version': None,
    }


def test_full_becomes_detection_with_every_variable() -> None:
    there = changed(config(''), moved(config(''), Framework.TF2).changes)
    there.train_config.fine_tune_checkpoint, there.train_config.fine_tune_checkpoint_type = 'ckpt-0', 'full'
    there = changed(there, moved(there, Framework.TF1).changes).train_config
    assert (there.fine_tune_checkpoint_type, there.load_all_detection_checkpoint_vars) == ('detection', True)


def test_a_network_that_tensorflow_2_lacks() -> None:
    inception = config('')
    extractor = inception.model.ssd.feature_extractor
    extractor.type, extractor.override_base_feature_extractor_hyperparams = 'ssd_inception_v2', True
    move_to_nearest = moved(inception, Framework.TF2)
    assert (move_to_nearest.extractor, move_to_nearest.same_network) == ('ssd_mobilenet_v2_keras', False)
    after = changed(inception, move_to_nearest.changes)
    assert not isinstance(plan(after.model, Framework.TF2), CannotBuild)


def test_a_model_that_tensorflow_2_refuses() -> None:
    grey = config('')
    grey.model.ssd.image_resizer.fixed_shape_resizer.convert_to_grayscale = True
    refusal = move(grey, Framework.TF2)
    assert isinstance(refusal, CannotBuild)
    assert refusal.field == 'ssd.image_resizer.fixed_shape_resizer.convert_to_grayscale'


def test_what_a_refusal_suggests_is_done_with_the_move() -> None:
    text = FASTER_RCNN.replace('600', '512').replace('scales: 1', 'scales: 1 height_stride: 8 width_stride: 8')
    config_of_tf1 = message('TrainEvalPipelineConfig', f'model {{ faster_rcnn {{ {text} }} }}')
    config_of_tf1.model.faster_rcnn.feature_extractor.type = 'faster_rcnn_inception_resnet_v2'
    config_of_tf1.model.faster_rcnn.feature_extractor.first_stage_features_stride = 8
    fields = {change.field.rpartition('.')[2]: change.value for change in moved(config_of_tf1, Framework.TF2).changes}
    strides = ('first_stage_features_stride', 'height_stride', 'width_stride')
    assert [fields[name] for name in strides] == ['16'] * 3


def test_every_network_of_tensorflow_1_has_a_place_to_go() -> None:
    names = {one.name for one in EXTRACTORS if one.framework is Framework.TF1}
    there = {one.name for one in EXTRACTORS if one.framework is Framework.TF2}
    assert names - NEAREST.keys() == {name for name in names if f'{name}_keras' in there} | NOWHERE
    assert set(NEAREST.values()) <= there


def test_every_config_of_the_corpus_that_moves_is_built_by_the_other(corpus: Path) -> None:
    there_and_back = there = others = 0
    for file in sorted((corpus / 'configs/upstream').rglob('*.config')):
        try:
            pipeline = message('TrainEvalPipelineConfig', file.read_text())
        except text_format.ParseError:
            continue
        here = decide(pipeline, framework_of).framework
        other = Framework.TF1 if here is Framework.TF2 else Framework.TF2
        found = move(pipeline, other)
        if not isinstance(found, Move):
            others += 1
            continue
        after = changed(pipeline, found.changes)
        assert not isinstance(plan(after.model, other), CannotBuild), file
        assert decide(after, framework_of).framework is other, file
        there += 1
        there_and_back += isinstance(move(after, here), Move)
    assert there > 70
    assert there_and_back == there
    assert others < 40
