"""Stages of Faster R-CNN and its kin: which objects exist, and which configs the API refuses."""

from collections.abc import Callable

import pytest

from pipeline_config_ls.architectures.build_error import CannotBuild
from pipeline_config_ls.architectures.tf2.plan import Tf2Plan

BASE = """
faster_rcnn {
  num_classes: 3
  image_resizer { fixed_shape_resizer { height: 64 width: 96 } }
  feature_extractor { type: "faster_rcnn_resnet50_keras" }
  first_stage_anchor_generator {
    grid_anchor_generator { scales: [0.5, 1.0] aspect_ratios: [0.5, 1.0, 2.0] }
  }
  initial_crop_size: 14
  maxpool_kernel_size: 2
  maxpool_stride: 2
  second_stage_box_predictor { mask_rcnn_box_predictor { } }
  second_stage_post_processing { batch_non_max_suppression { } }
  EXTRA
}
"""
MASK = 'second_stage_box_predictor { mask_rcnn_box_predictor { predict_instance_masks: true conv_hyperparams { } } }'


def config(extra: str = '') -> str:
    """The base and more; a field that is set twice has its last value."""
    return BASE.replace('EXTRA', extra)


def shapes(plan: Tf2Plan, under: str) -> dict[str, object]:
    return {key.removeprefix(under): found.shape for key, found in plan.variables.items() if key.startswith(under)}


def test_two_stages_are_tracked_in_the_order_of_the_constructor(planned: Callable[[str], Tf2Plan]) -> None:
    assert list(planned(config()).model.children) == [
        '_first_stage_box_predictor_first_conv',
        '_first_stage_box_predictor',
        '_maxpool_layer',
        '_mask_rcnn_box_predictor',
        '_feature_extractor_for_proposal_features',
        '_feature_extractor_for_box_classifier_features',
    ]


def test_the_first_stage_shares_a_convolution_and_has_heads_for_six_anchors(planned: Callable[[str], Tf2Plan]) -> None:
    plan = planned(config('first_stage_box_predictor_depth: 64'))
    assert shapes(plan, 'model/_first_stage_box_predictor') == {
        '_first_conv/layer_with_weights-0/kernel': (3, 3, 1024, 64),
        '_first_conv/layer_with_weights-0/bias': (64,),
        '/_prediction_heads/box_encodings/0/_box_encoder_layers/0/kernel': (1, 1, 64, 24),
        '/_prediction_heads/box_encodings/0/_box_encoder_layers/0/bias': (24,),
        '/_prediction_heads/class_predictions_with_background/0/_class_predictor_layers/0/kernel': (1, 1, 64, 12),
        '/_prediction_heads/class_predictions_with_background/0/_class_predictor_layers/0/bias': (12,),
    }


def test_with_one_stage_the_second_predictor_is_made_but_has_no_variables(planned: Callable[[str], Tf2Plan]) -> None:
    plan = planned(config('number_of_stages: 1'))
    assert '_mask_rcnn_box_predictor' in plan.model.children
    assert '_feature_extractor_for_box_classifier_features' not in plan.model.children
    assert shapes(plan, 'model/_mask_rcnn_box_predictor') == {}


def test_masks_exist_once_a_third_stage_draws_them(planned: Callable[[str], Tf2Plan]) -> None:
    head = 'model/_mask_rcnn_box_predictor/_third_stage_heads/mask_predictions/_mask_predictor_layers'
    assert shapes(planned(config(MASK)), head) == {}
    assert shapes(planned(config(f'number_of_stages: 3 {MASK}')), head) == {
        '/0/kernel': (3, 3, 2048, 256),
        '/0/bias': (256,),
        '/3/kernel': (3, 3, 256, 3),
        '/3/bias': (3,),
    }


def test_r_fcn_takes_the_whole_feature_map(planned: Callable[[str], Tf2Plan]) -> None:
    plan = planned(config('second_stage_box_predictor { rfcn_box_predictor { conv_hyperparams { } } }'))
    assert shapes(plan, 'model/_rfcn_box_predictor/_shared_conv_layers/0') == {
        '/kernel': (1, 1, 2048, 1024),
        '/bias': (1024,),
    }
    assert '_maxpool_layer' not in plan.model.children


def test_the_classification_network_is_whole_though_the_model_tracks_two_halves(
    planned: Callable[[str], Tf2Plan],
) -> None:
    plan = planned(config())
    halves = [child for name, child in plan.model.children.items() if name.startswith('_feature_extractor')]
    assert plan.backbone is not None
    assert not any(child is plan.backbone for child in plan.model.children.values())
    ids = {id(layer) for half in halves for layer in half.children.values() if layer.has_weights}
    assert ids == {id(layer) for layer in plan.backbone.children.values() if layer.has_weights}


@pytest.mark.parametrize(
    ('text', 'field'),
    [
        (config('number_of_stages: 0'), 'number_of_stages'),
        (config('number_of_stages: 4'), 'number_of_stages'),
        (config('number_of_stages: 3'), 'number_of_stages'),
        (config('inplace_batchnorm_update: true'), 'inplace_batchnorm_update'),
        (config('first_stage_nms_iou_threshold: 1.5'), 'first_stage_nms_iou_threshold'),
        (config('second_stage_batch_size: 301'), 'second_stage_batch_size'),
        (config('first_stage_box_predictor_depth: 0'), 'first_stage_box_predictor_depth'),
        (config('first_stage_box_predictor_kernel_size: 0'), 'first_stage_box_predictor_kernel_size'),
        (config('first_stage_atrous_rate: 0'), 'first_stage_atrous_rate'),
        (config('initial_crop_size: 0'), 'initial_crop_size'),
        (config('maxpool_kernel_size: 0'), 'maxpool_kernel_size'),
        (config('maxpool_kernel_size: 15'), 'maxpool_kernel_size'),
        (config('maxpool_stride: 0'), 'maxpool_stride'),
        (config('num_classes: 0'), 'num_classes'),
        (config().replace('mask_rcnn_box_predictor { }', ''), 'second_stage_box_predictor'),
        (
            config('second_stage_box_predictor { convolutional_box_predictor { } }'),
            'second_stage_box_predictor.convolutional_box_predictor',
        ),
        (
            config('number_of_stages: 3 second_stage_box_predictor { rfcn_box_predictor { } }'),
            'number_of_stages',
        ),
        (
            config('first_stage_anchor_generator { multiscale_anchor_generator { aspect_ratios: 1 } }'),
            'first_stage_anchor_generator',
        ),
    ],
)
def test_refusals_name_the_field(refused: Callable[[str], CannotBuild], text: str, field: str) -> None:
    assert refused(text).field == f'faster_rcnn.{field}'


@pytest.mark.parametrize(
    ('extra', 'field'),
    [
        ('', 'first_stage_anchor_generator.grid_anchor_generator'),
        ('clip_anchors_to_image: true second_stage_batch_size: 0', 'second_stage_batch_size'),
        ('clip_anchors_to_image: true hard_example_miner { iou_threshold: 2 }', 'hard_example_miner.iou_threshold'),
    ],
)
def test_what_builds_and_cannot_be_trained(planned: Callable[[str], Tf2Plan], extra: str, field: str) -> None:
    """On images of 64 x 96, with anchors of 128 pixels at least."""
    refusal = planned(config(extra)).step_error
    assert refusal is not None
    assert refusal.field == f'faster_rcnn.{field}'
