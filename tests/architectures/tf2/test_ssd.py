"""SSD as a whole: anchors, classes and feature maps that must agree, and what an image must be."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipeline_config_ls.architectures.build_error import CannotBuild
from pipeline_config_ls.architectures.tf2.plan import Tf2Plan

BASE = """
ssd {
  num_classes: 3
  image_resizer { fixed_shape_resizer { height: 128 width: 96 } }
  feature_extractor { type: "ssd_mobilenet_v2_keras" }
  box_predictor { BOX_PREDICTOR }
  anchor_generator { ANCHORS }
  box_coder { faster_rcnn_box_coder { } }
  matcher { argmax_matcher { } }
  similarity_calculator { iou_similarity { } }
  loss { classification_loss { weighted_sigmoid { } } localization_loss { weighted_smooth_l1 { } } }
  EXTRA
}
"""
CONVOLUTIONAL = 'convolutional_box_predictor { }'
SIX_MAPS = 'ssd_anchor_generator { aspect_ratios: [1, 2] }'
HEADS = 'model/_box_predictor/_prediction_heads'


def ssd(extra: str = '', predictor: str = CONVOLUTIONAL, anchors: str = SIX_MAPS) -> str:
    """The base and more; a field that is set twice has its last value."""
    return BASE.replace('BOX_PREDICTOR', predictor).replace('ANCHORS', anchors).replace('EXTRA', extra)


def shapes(plan: Tf2Plan, under: str) -> dict[str, object]:
    return {key.removeprefix(under): found.shape for key, found in plan.variables.items() if key.startswith(under)}


def test_a_model_is_a_predictor_and_an_extractor(planned: Callable[[str], Tf2Plan]) -> None:
    plan = planned(ssd())
    assert list(plan.model.children) == ['_box_predictor', '_feature_extractor']
    assert plan.backbone is plan.model.children['_feature_extractor'].children['classification_backbone']


@pytest.mark.parametrize(('extra', 'slots'), [('', 4), ('add_background_class: false', 3), ('num_classes: 0', 1)])
def test_the_background_is_a_class(planned: Callable[[str], Tf2Plan], extra: str, slots: int) -> None:
    kernels = shapes(planned(ssd(extra)), f'{HEADS}/class_predictions_with_background')
    assert kernels['/0/_class_predictor_layers/1/kernel'] == (1, 1, 576, 3 * slots)
    assert kernels['/1/_class_predictor_layers/1/kernel'] == (1, 1, 1280, 3 * slots)


def test_a_weight_shared_predictor_has_one_head_for_all_maps(planned: Callable[[str], Tf2Plan]) -> None:
    plan = planned(
        ssd(
            predictor='weight_shared_convolutional_box_predictor { depth: 16 num_layers_before_predictor: 1 }',
            anchors='multiscale_anchor_generator { min_level: 3 max_level: 8 aspect_ratios: 1 scales_per_octave: 2 }',
        )
    )
    assert shapes(plan, 'model/_box_predictor/_box_prediction_head') == {
        '/_box_encoder_layers/0/kernel': (3, 3, 16, 8),
        '/_box_encoder_layers/0/bias': (8,),
    }


@pytest.mark.parametrize(
    ('text', 'field', 'way_out'),
    [
        (ssd('num_classes: -1'), 'num_classes', 'at least one class'),
        (ssd('num_classes: 0 add_background_class: false'), 'num_classes', 'at least one class'),
        (ssd('explicit_background_class: true'), 'explicit_background_class', 'add_background_class: false'),
        (ssd(anchors=''), 'anchor_generator', 'No anchor generator'),
        (ssd(anchors='ssd_anchor_generator { num_layers: 5 }'), 'anchor_generator', '6 feature maps'),
        (
            ssd(
                'feature_extractor { num_layers: 1 }',
                anchors='grid_anchor_generator { scales: 1 aspect_ratios: 1 }',
            ),
            'anchor_generator.grid_anchor_generator',
            'use `ssd_anchor_generator`',
        ),
        (ssd(predictor=''), 'box_predictor', '`convolutional_box_predictor`'),
        (
            ssd(predictor='rfcn_box_predictor { }'),
            'box_predictor.rfcn_box_predictor',
            'use `convolutional_box_predictor`',
        ),
        (
            ssd(predictor='weight_shared_convolutional_box_predictor { }', anchors='ssd_anchor_generator { }'),
            'box_predictor.weight_shared_convolutional_box_predictor',
            'same number of anchors',
        ),
        (
            ssd(predictor='convolutional_box_predictor { min_depth: 2 max_depth: 1 }'),
            'box_predictor.convolutional_box_predictor.min_depth',
            'lower the former',
        ),
        (
            ssd(predictor='convolutional_box_predictor { kernel_size: 0 }'),
            'box_predictor.convolutional_box_predictor.kernel_size',
            'at least 1',
        ),
        (
            ssd(predictor='convolutional_box_predictor { use_depthwise: true }'),
            'box_predictor.convolutional_box_predictor.kernel_size',
            'set `kernel_size: 3`',
        ),
        (
            ssd(
                predictor='weight_shared_convolutional_box_predictor { num_layers_before_predictor: 1 }',
                anchors='ssd_anchor_generator { reduce_boxes_in_lowest_layer: false }',
            ),
            'box_predictor.weight_shared_convolutional_box_predictor.depth',
            'set it',
        ),
    ],
)
def test_refusals_name_the_field(refused: Callable[[str], CannotBuild], text: str, field: str, way_out: str) -> None:
    refusal = refused(text)
    assert refusal.field == f'ssd.{field}'
    assert way_out in refusal.reason


@pytest.mark.parametrize(
    ('resizer', 'field'),
    [
        ('fixed_shape_resizer { height: 32 }', 'fixed_shape_resizer.height'),
        ('fixed_shape_resizer { width: 32 }', 'fixed_shape_resizer.width'),
        ('keep_aspect_ratio_resizer { min_dimension: 32 }', 'keep_aspect_ratio_resizer.min_dimension'),
        ('conditional_shape_resizer { size_threshold: 32 }', 'conditional_shape_resizer.size_threshold'),
        ('fixed_shape_resizer { convert_to_grayscale: true }', 'fixed_shape_resizer.convert_to_grayscale'),
    ],
)
def test_images_that_the_extractor_cannot_take(refused: Callable[[str], CannotBuild], resizer: str, field: str) -> None:
    assert refused(ssd(f'image_resizer {{ {resizer} }}')).field == f'ssd.image_resizer.{field}'


@pytest.mark.parametrize(
    'resizer',
    [
        'fixed_shape_resizer { height: 33 width: 33 }',
        'keep_aspect_ratio_resizer { min_dimension: 32 max_dimension: 33 pad_to_max_dimension: true }',
        'conditional_shape_resizer { condition: SMALLER size_threshold: 1 }',
    ],
)
def test_images_just_large_enough(planned: Callable[[str], Tf2Plan], resizer: str) -> None:
    assert planned(ssd(f'image_resizer {{ {resizer} }}')).variables


def test_a_predictor_that_drops_everything_is_restored_and_cannot_be_trained(planned: Callable[[str], Tf2Plan]) -> None:
    plan = planned(ssd(predictor='convolutional_box_predictor { dropout_keep_probability: 0 use_dropout: true }'))
    assert plan.step_error is not None
    assert plan.step_error.field == 'ssd.box_predictor.convolutional_box_predictor.dropout_keep_probability'
