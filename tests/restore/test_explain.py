"""Why a checkpoint does not fit a model: the options that were changed are the options that are named, and the fix restores.

Models of fourteen kinds, each with one to three options changed before it is saved; what is saved is all that training would save but the
weights.
"""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any, NamedTuple

import pytest

from oracle.compare import label_map, message
from oracle.edits import MODELS
from oracle.hollow_tf2 import hollow
from pipeline_config_ls.architectures.framework import Framework
from pipeline_config_ls.architectures.plan import plan
from pipeline_config_ls.architectures.tf2.plan import Tf2Plan
from pipeline_config_ls.checkpoints.checkpoint import Checkpoint
from pipeline_config_ls.restore.explain import Explanation, explain
from pipeline_config_ls.restore.field_changes import FieldChange, changed, text_at
from pipeline_config_ls.restore.fixes import predicted_fixes
from pipeline_config_ls.restore.messages import listed
from pipeline_config_ls.restore.predict import predict
from pipeline_config_ls.restore.verdict import Outcome

TRAIN = (
    'train_config { fine_tune_checkpoint: "ckpt-0" fine_tune_checkpoint_version: V2 fine_tune_checkpoint_type: "full" }'
)

_CONV = 'ssd.box_predictor.convolutional_box_predictor'
_SHARED = 'ssd.box_predictor.weight_shared_convolutional_box_predictor'
_CENTER, _BOXES = 'center_net.object_center_params', 'center_net.object_detection_task'
_DEEPMAC = 'center_net.deepmac_mask_estimation'
_REGIONS = 'faster_rcnn.second_stage_box_predictor.mask_rcnn_box_predictor'

# What is changed in each base before it is "trained": a field and values to choose from.
OPTIONS: dict[str, tuple[tuple[str, ...], ...]] = {
    'ssd_mobilenet_v1': (
        ('ssd.num_classes', '3', '12'),
        ('ssd.feature_extractor.depth_multiplier', '0.25', '0.5', '0.75'),
        ('ssd.feature_extractor.min_depth', '32', '64'),
    ),
    'ssd_mobilenet_v2': (
        ('ssd.num_classes', '3', '12'),
        ('ssd.feature_extractor.depth_multiplier', '0.35', '0.75', '1.4'),
        ('ssd.feature_extractor.use_depthwise', 'true'),
        ('ssd.feature_extractor.use_explicit_padding', 'true'),
        (f'{_CONV}.kernel_size', '1', '3', '5'),
        (f'{_CONV}.num_layers_before_predictor', '1', '2'),
        (f'{_CONV}.use_dropout', 'true'),
        ('ssd.anchor_generator.ssd_anchor_generator.reduce_boxes_in_lowest_layer', 'false'),
    ),
    'ssd_mobilenet_v2_fpnlite': (
        ('ssd.num_classes', '3', '12'),
        ('ssd.feature_extractor.depth_multiplier', '0.35', '0.75'),
        ('ssd.feature_extractor.fpn.additional_layer_depth', '64', '256'),
        ('ssd.feature_extractor.use_depthwise', 'false', 'true'),
        (f'{_SHARED}.num_layers_before_predictor', '2', '3'),
        (f'{_SHARED}.depth', '64', '256'),
        ('ssd.anchor_generator.multiscale_anchor_generator.scales_per_octave', '1', '3'),
    ),
    'ssd_resnet50_v1_fpn': (
        ('ssd.num_classes', '3', '12'),
        ('ssd.feature_extractor.type', '"ssd_resnet101_v1_fpn_keras"', '"ssd_resnet152_v1_fpn_keras"'),
        (f'{_SHARED}.num_layers_before_predictor', '2', '3'),
        (f'{_SHARED}.kernel_size', '1', '5'),
    ),
    'ssd_efficientdet_d0': (
        ('ssd.num_classes', '3', '12'),
        ('ssd.feature_extractor.type', '"ssd_efficientnet-b1_bifpn_keras"'),
        ('ssd.feature_extractor.bifpn.num_iterations', '4', '2'),
        ('ssd.feature_extractor.bifpn.num_filters', '88', '112'),
        (f'{_SHARED}.depth', '88', '112'),
    ),
    'faster_rcnn_resnet50': (
        ('faster_rcnn.num_classes', '3', '12'),
        ('faster_rcnn.feature_extractor.type', '"faster_rcnn_resnet101_keras"', '"faster_rcnn_resnet152_keras"'),
        ('faster_rcnn.first_stage_box_predictor_depth', '256'),
        ('faster_rcnn.first_stage_box_predictor_kernel_size', '1', '5'),
        (f'{_REGIONS}.share_box_across_classes', 'true'),
        (f'{_REGIONS}.use_dropout', 'true'),
    ),
    'faster_rcnn_resnet50_fpn': (
        ('faster_rcnn.num_classes', '3', '12'),
        ('faster_rcnn.feature_extractor.type', '"faster_rcnn_resnet101_fpn_keras"'),
        ('faster_rcnn.feature_extractor.fpn.additional_layer_depth', '128'),
        ('faster_rcnn.first_stage_box_predictor_depth', '256', '128'),
    ),
    'centernet_mobilenet_v2': (
        ('center_net.num_classes', '3', '12'),
        ('center_net.feature_extractor.depth_multiplier', '0.5', '0.75'),
        ('center_net.use_depthwise', 'true'),
    ),
    'centernet_mobilenet_v2_fpn': (
        ('center_net.num_classes', '3', '12'),
        ('center_net.feature_extractor.depth_multiplier', '0.5', '0.75'),
        ('center_net.feature_extractor.use_separable_conv', 'true'),
    ),
    'centernet_hourglass': (
        ('center_net.num_classes', '3', '12'),
        ('center_net.feature_extractor.type', '"hourglass_20"', '"hourglass_52"'),
        (
            f'{_CENTER}.center_head_params',
            '{ num_filters: 64 kernel_sizes: 3 }',
            '{ num_filters: 256 kernel_sizes: 1 }',
        ),
        (f'{_BOXES}.scale_head_params', '{ num_filters: 128 num_filters: 64 kernel_sizes: 3 kernel_sizes: 1 }'),
    ),
    'centernet_resnet_v1_fpn': (
        ('center_net.num_classes', '3', '12'),
        ('center_net.feature_extractor.type', '"resnet_v1_18_fpn"', '"resnet_v1_101_fpn"'),
        ('center_net.use_depthwise', 'true'),
        (f'{_BOXES}.offset_head_params', '{}', '{ num_filters: 64 kernel_sizes: 5 }'),
    ),
    'centernet_deepmac': (
        ('center_net.num_classes', '3', '12'),
        (f'{_DEEPMAC}.dim', '128'),
        (f'{_DEEPMAC}.pixel_embedding_dim', '8', '32'),
        (f'{_DEEPMAC}.network_type', '"hourglass10"', '"resnet4"'),
    ),
    'mask_rcnn_inception_resnet_v2': (
        ('faster_rcnn.num_classes', '3', '12'),
        (f'{_REGIONS}.mask_prediction_conv_depth', '128', '64'),
        (f'{_REGIONS}.mask_prediction_num_conv_layers', '3', '4'),
        (f'{_REGIONS}.share_box_across_classes', 'true'),
        ('faster_rcnn.first_stage_box_predictor_depth', '256'),
    ),
    'context_rcnn_resnet101': (
        ('faster_rcnn.num_classes', '3', '12'),
        ('faster_rcnn.context_config.attention_bottleneck_dimension', '1024', '512'),
        ('faster_rcnn.context_config.context_feature_length', '1024', '512'),
        ('faster_rcnn.feature_extractor.type', '"faster_rcnn_resnet50_keras"'),
    ),
}
TRIES = 26


class Mismatch(NamedTuple):
    """A config, the checkpoint of the config with some options changed, and those that keep it from restoring."""

    config: Any
    checkpoint: Checkpoint
    changed: frozenset[str]


def planner(model: Any) -> Any:
    return plan(model, Framework.TF2, label_map)


def config_of(base: str) -> Any:
    text = (MODELS / f'{base}.textproto').read_text()
    return message('TrainEvalPipelineConfig', f'model {{ {text} }} {TRAIN}')


def restores(config: Any, checkpoint: Checkpoint) -> bool:
    return predict(config.train_config, planner(config.model), checkpoint).outcome is Outcome.RESTORED


def mismatch(base: str, settings: tuple[FieldChange, ...]) -> Mismatch | None:
    """None where the changed model cannot be built, or its checkpoint restores all the same."""
    config = config_of(base)
    trained = planner(changed(config, settings).model)
    if not isinstance(trained, Tf2Plan):
        return None
    checkpoint = hollow(trained)
    if restores(config, checkpoint):
        return None
    # An option without which the rest would restore as well changes no variable.
    needed = {
        one.field
        for one in settings
        if not restores(changed(config, [two for two in settings if two is not one]), checkpoint)
    }
    return Mismatch(config, checkpoint, frozenset(needed))


def mismatches(base: str) -> list[Mismatch]:
    """The same for a base at every run of the tests."""
    chance = random.Random(base)
    config, found = config_of(base), []
    for _ in range(TRIES):
        options = chance.sample(OPTIONS[base], min(chance.choice((1, 1, 2, 3)), len(OPTIONS[base])))
        drawn = (FieldChange(f'model.{path}', chance.choice(values)) for path, *values in options)
        made = mismatch(base, tuple(one for one in drawn if text_at(config, one.field) != one.value))
        if made is not None:
            found.append(made)
    return found


def found_for(case: Mismatch) -> Explanation:
    return explain(case.config, case.checkpoint, planner)


@pytest.mark.parametrize('base', OPTIONS)
def test_the_changed_options_are_named_and_the_fixes_restore(base: str) -> None:
    cases = mismatches(base)
    wrong = []
    for case in cases:
        explanation = found_for(case)
        if {option.field for option in explanation.options} != case.changed:
            wrong.append((sorted(case.changed), explanation.options))
        built = planner(case.config.model)
        for fix in predicted_fixes(case.config, built, case.checkpoint, planner, explanation):
            assert restores(changed(case.config, fix.settings), case.checkpoint), fix
    assert len(cases) > 0.8 * TRIES
    assert len(wrong) <= 0.05 * len(cases), wrong


def test_with_other_classes_detection_is_advised_first() -> None:
    case = mismatch('ssd_mobilenet_v2', (FieldChange('model.ssd.num_classes', '12'),))
    assert case is not None
    fixes = predicted_fixes(case.config, planner(case.config.model), case.checkpoint, planner, found_for(case))
    assert [fix.title for fix in fixes] == ['Set fine_tune_checkpoint_type to "detection"', 'Set num_classes to 12']


def test_with_other_classes_and_another_width_detection_keeps_the_classes() -> None:
    width = FieldChange('model.ssd.feature_extractor.depth_multiplier', '0.5')
    case = mismatch('ssd_mobilenet_v2', (FieldChange('model.ssd.num_classes', '12'), width))
    assert case is not None
    fixes = predicted_fixes(case.config, planner(case.config.model), case.checkpoint, planner, found_for(case))
    assert fixes[0].title == 'Set fine_tune_checkpoint_type to "detection" and set depth_multiplier to 0.5'


def test_another_number_of_keypoints_is_told_at_the_label_map() -> None:
    config = config_of('centernet_keypoints')
    built = planner(config.model)
    saved = hollow(built)
    last = '.Skeypoint.Sheatmap/0/layer_with_weights-1/'
    entries = {
        key: entry._replace(shape=(*entry.shape[:-1], 17)) if last in key else entry
        for key, entry in saved.entries.items()
    }
    (option,) = explain(config, replace(saved, entries=entries), planner).options
    assert option.field == 'model.center_net.keypoint_label_map_path'
    assert (option.trained, option.here) == ('17 keypoints of `human_pose`', '4 keypoints of `human_pose`')


def test_the_depth_of_a_head_is_told() -> None:
    text = (MODELS / 'centernet_mobilenet_v2.textproto').read_text()
    head = 'center_head_params { num_filters: 256 kernel_sizes: 3 }'
    text = text.replace('object_center_params {', f'object_center_params {{ {head}')
    config = message('TrainEvalPipelineConfig', f'model {{ {text} }} {TRAIN}')
    depth = FieldChange('model.center_net.object_center_params.center_head_params.num_filters', '[128]')
    checkpoint = hollow(planner(changed(config, (depth,)).model))
    (option,) = explain(config, checkpoint, planner).options
    assert (option.field, option.trained) == (depth.field, '[128]')


def test_its_own_config_tells_what_no_shape_does() -> None:
    ratios = FieldChange('model.ssd.anchor_generator.ssd_anchor_generator.aspect_ratios', '[1, 2, 0.5]')
    case = mismatch('ssd_mobilenet_v2', (ratios,))
    assert case is not None
    (guessed,) = found_for(case).options
    assert not guessed.exact
    own = changed(case.config, (ratios,))
    (known,) = explain(case.config, case.checkpoint, planner, own).options
    assert (known.field, known.trained, known.exact) == (ratios.field, '[1, 2, 0.5]', True)


def test_numbers_that_are_multiplied_are_told_together() -> None:
    anchors = 'model.ssd.anchor_generator.multiscale_anchor_generator'
    settings = (FieldChange(f'{anchors}.aspect_ratios', '[1]'), FieldChange(f'{anchors}.scales_per_octave', '1'))
    case = mismatch('ssd_efficientdet_d0', settings)
    assert case is not None
    assert {option.field for option in found_for(case).options} == {setting.field for setting in settings}


def test_what_shows_only_beside_another_option_is_told_with_it() -> None:
    settings = (FieldChange(f'model.{_CONV}.kernel_size', '3'), FieldChange(f'model.{_CONV}.use_depthwise', 'true'))
    case = mismatch('ssd_mobilenet_v2', settings)
    assert case is not None
    assert {option.field for option in found_for(case).options} == {setting.field for setting in settings}


def test_the_other_kind_of_box_predictor_is_told_and_left_to_the_person() -> None:
    predictor = (
        '{ conv_hyperparams { regularizer { l2_regularizer {} } initializer { truncated_normal_initializer {} } } }'
    )
    case = mismatch('ssd_resnet50_v1_fpn', (FieldChange(f'model.{_CONV}', predictor),))
    assert case is not None
    explanation = found_for(case)
    assert listed(explanation.options) == (
        'a `convolutional_box_predictor` (this model has `weight_shared_convolutional_box_predictor`)'
    )
    fixes = predicted_fixes(case.config, planner(case.config.model), case.checkpoint, planner, explanation)
    assert [fix.title for fix in fixes] == ['Set fine_tune_checkpoint_type to "detection"']


def test_a_group_norm_is_told_where_a_batch_norm_was_trained() -> None:
    group_norm = FieldChange(f'model.{_SHARED}.conv_hyperparams.group_norm', '{}')
    config = config_of('ssd_mobilenet_v2_fpnlite')
    checkpoint = hollow(planner(config.model))
    (option,) = explain(changed(config, (group_norm,)), checkpoint, planner).options
    assert (option.name, option.here) == ('batch_norm', '`group_norm`, which Keras layers ignore')


def test_a_task_that_was_not_trained_is_told() -> None:
    case = mismatch('centernet_keypoints', (FieldChange('model.center_net.keypoint_estimation_task', None),))
    assert case is not None
    (option,) = found_for(case).options
    assert (option.name, option.trained) == ('keypoint_estimation_task', 'none')
