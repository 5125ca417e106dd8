"""What the shared builders refuse, shown on a small SSD: a few lines of config, the field to blame, and a word of the way out."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipeline_config_ls.architectures.build_error import CannotBuild
from pipeline_config_ls.architectures.tf2.plan import Tf2Plan

BASE = """
ssd {
  num_classes: 2
  feature_extractor { type: "ssd_mobilenet_v2_keras" num_layers: 2 }
  box_predictor { convolutional_box_predictor { } }
  anchor_generator { ssd_anchor_generator { num_layers: 2 aspect_ratios: 1 } }
  IMAGE_RESIZER
  BOX_CODER
  MATCHER
  SIMILARITY
  LOSS
  POST_PROCESSING
}
"""
DEFAULTS = {
    'IMAGE_RESIZER': 'image_resizer { fixed_shape_resizer { } }',
    'BOX_CODER': 'box_coder { faster_rcnn_box_coder { } }',
    'MATCHER': 'matcher { argmax_matcher { } }',
    'SIMILARITY': 'similarity_calculator { iou_similarity { } }',
    'LOSS': 'loss { classification_loss { weighted_sigmoid { } } localization_loss { weighted_smooth_l1 { } } }',
    'POST_PROCESSING': '',
}
FOCAL = 'classification_loss { weighted_sigmoid_focal { } } localization_loss { weighted_smooth_l1 { } }'
SIGMOID = FOCAL.replace('_focal', '')


def ssd(part: str = '', text: str = '') -> str:
    """The base with one part of it replaced."""
    config = BASE
    for name, default in DEFAULTS.items():
        config = config.replace(name, text if name == part else default)
    return config


def test_the_base_can_be_built(planned: Callable[[str], Tf2Plan]) -> None:
    assert planned(ssd()).variables


@pytest.mark.parametrize(
    ('text', 'field', 'way_out'),
    [
        ('', '', 'add `fixed_shape_resizer'),
        ('fixed_shape_resizer { width: 0 }', 'fixed_shape_resizer.width', 'at least 1'),
        (
            'keep_aspect_ratio_resizer { min_dimension: 9 max_dimension: 8 }',
            'keep_aspect_ratio_resizer.min_dimension',
            'swap',
        ),
        ('keep_aspect_ratio_resizer { min_dimension: 0 }', 'keep_aspect_ratio_resizer.min_dimension', 'at least 1'),
        (
            'keep_aspect_ratio_resizer { pad_to_max_dimension: true per_channel_pad_value: 128 }',
            'keep_aspect_ratio_resizer.per_channel_pad_value',
            'three times',
        ),
        (
            'conditional_shape_resizer { condition: INVALID }',
            'conditional_shape_resizer.condition',
            'condition: SMALLER',
        ),
        ('conditional_shape_resizer { size_threshold: 0 }', 'conditional_shape_resizer.size_threshold', 'at least 1'),
        ('pad_to_multiple_resizer { multiple: 0 }', 'pad_to_multiple_resizer.multiple', 'at least 1'),
    ],
)
def test_image_resizers(refused: Callable[[str], CannotBuild], text: str, field: str, way_out: str) -> None:
    refusal = refused(ssd('IMAGE_RESIZER', f'image_resizer {{ {text} }}'))
    assert refusal.field == f'ssd.image_resizer.{field}'.removesuffix('.')
    assert way_out in refusal.reason


@pytest.mark.parametrize(
    'text',
    [
        'identity_resizer { }',
        'pad_to_multiple_resizer { multiple: 60 }',
        'conditional_shape_resizer { condition: SMALLER size_threshold: 0 }',
        'keep_aspect_ratio_resizer { per_channel_pad_value: [1, 2] }',
        'keep_aspect_ratio_resizer { pad_to_max_dimension: true per_channel_pad_value: [1, 2, 3] }',
    ],
)
def test_image_resizers_that_work(planned: Callable[[str], Tf2Plan], text: str) -> None:
    assert planned(ssd('IMAGE_RESIZER', f'image_resizer {{ {text} }}')).variables


@pytest.mark.parametrize(
    ('text', 'field', 'way_out'),
    [
        ('', '', 'add `faster_rcnn_box_coder'),
        ('faster_rcnn_box_coder { y_scale: 0 }', 'faster_rcnn_box_coder.y_scale', 'greater than 0'),
        ('square_box_coder { length_scale: -1 }', 'square_box_coder.length_scale', 'greater than 0'),
        ('keypoint_box_coder { num_keypoints: -1 }', 'keypoint_box_coder.num_keypoints', 'negative'),
    ],
)
def test_box_coders(refused: Callable[[str], CannotBuild], text: str, field: str, way_out: str) -> None:
    refusal = refused(ssd('BOX_CODER', f'box_coder {{ {text} }}'))
    assert refusal.field == f'ssd.box_coder.{field}'.removesuffix('.')
    assert way_out in refusal.reason


@pytest.mark.parametrize(
    ('coder', 'size'),
    [('square_box_coder { }', 3), ('keypoint_box_coder { num_keypoints: 3 }', 10), ('mean_stddev_box_coder { }', 4)],
)
def test_the_box_code_is_as_long_as_the_coder_makes_it(
    planned: Callable[[str], Tf2Plan], refused: Callable[[str], CannotBuild], coder: str, size: int
) -> None:
    text = ssd('BOX_CODER', f'box_coder {{ {coder} }}')
    fitting = text.replace(
        'convolutional_box_predictor { }', f'convolutional_box_predictor {{ box_code_size: {size} }}'
    )
    assert planned(fitting).variables
    refusal = refused(fitting.replace(f'box_code_size: {size}', f'box_code_size: {size + 1}'))
    assert refusal.field == 'ssd.box_predictor.convolutional_box_predictor.box_code_size'
    assert f'set it to {size}' in refusal.reason


@pytest.mark.parametrize(
    ('text', 'field', 'way_out'),
    [
        ('', '', 'add `argmax_matcher'),
        ('bipartite_matcher { }', 'bipartite_matcher', 'use `argmax_matcher`'),
        ('argmax_matcher { matched_threshold: 0.4 }', 'argmax_matcher.unmatched_threshold', 'set it to 0.4'),
        (
            'argmax_matcher { negatives_lower_than_unmatched: false }',
            'argmax_matcher.negatives_lower_than_unmatched',
            'set `unmatched_threshold` lower',
        ),
        (
            'argmax_matcher { negatives_lower_than_unmatched: false ignore_thresholds: true }',
            'argmax_matcher.negatives_lower_than_unmatched',
            'remove this field',
        ),
    ],
)
def test_matchers(refused: Callable[[str], CannotBuild], text: str, field: str, way_out: str) -> None:
    refusal = refused(ssd('MATCHER', f'matcher {{ {text} }}'))
    assert refusal.field == f'ssd.matcher.{field}'.removesuffix('.')
    assert way_out in refusal.reason


@pytest.mark.parametrize(
    'text',
    [
        'argmax_matcher { matched_threshold: 0.4 ignore_thresholds: true }',
        'argmax_matcher { matched_threshold: 0.7 negatives_lower_than_unmatched: false }',
    ],
)
def test_matchers_that_work(planned: Callable[[str], Tf2Plan], text: str) -> None:
    assert planned(ssd('MATCHER', f'matcher {{ {text} }}')).variables


def test_a_similarity_calculator_is_needed(refused: Callable[[str], CannotBuild]) -> None:
    assert refused(ssd('SIMILARITY')).field == 'ssd.similarity_calculator'


@pytest.mark.parametrize(
    ('text', 'field', 'way_out'),
    [
        (
            'batch_non_max_suppression { iou_threshold: 1.5 }',
            'batch_non_max_suppression.iou_threshold',
            'between 0 and 1',
        ),
        (
            'batch_non_max_suppression { max_detections_per_class: 101 }',
            'batch_non_max_suppression.max_detections_per_class',
            'raise the total',
        ),
        ('batch_non_max_suppression { soft_nms_sigma: -1 }', 'batch_non_max_suppression.soft_nms_sigma', '0 turns'),
        (
            'batch_non_max_suppression { use_combined_nms: true use_class_agnostic_nms: true }',
            'batch_non_max_suppression.use_combined_nms',
            'set one of',
        ),
        ('calibration_config { }', 'calibration_config', 'add `temperature_scaling_calibration'),
        (
            'calibration_config { sigmoid_calibration { } }',
            'calibration_config.sigmoid_calibration',
            '`function_approximation`',
        ),
    ],
)
def test_post_processing(refused: Callable[[str], CannotBuild], text: str, field: str, way_out: str) -> None:
    refusal = refused(ssd('POST_PROCESSING', f'post_processing {{ {text} }}'))
    assert refusal.field == f'ssd.post_processing.{field}'
    assert way_out in refusal.reason


@pytest.mark.parametrize(
    ('text', 'field', 'way_out'),
    [
        ('', 'classification_loss', 'add `weighted_sigmoid_focal'),
        ('classification_loss { weighted_sigmoid { } }', 'localization_loss', 'add `weighted_smooth_l1'),
        (f'{FOCAL} hard_example_miner {{ }}', 'hard_example_miner', 'remove the miner'),
        (
            f'{SIGMOID} random_example_sampler {{ positive_sample_fraction: 0 }}',
            'random_example_sampler.positive_sample_fraction',
            'greater than 0',
        ),
        (f'{SIGMOID} hard_example_miner {{ iou_threshold: 2 }}', 'hard_example_miner.iou_threshold', 'between 0 and 1'),
        (f'{SIGMOID} expected_loss_weights: EXPECTED_SAMPLING', 'expected_loss_weights', 'remove the field'),
        (
            'classification_loss { weighted_sigmoid { } } localization_loss { l1_localization_loss { } }',
            'localization_loss.l1_localization_loss',
            'use `weighted_smooth_l1`',
        ),
        (
            'classification_loss { weighted_dice_classification_loss { } } localization_loss { weighted_l2 { } } '
            'hard_example_miner { }',
            'hard_example_miner',
            'choose another loss',
        ),
        (
            'classification_loss { weighted_sigmoid { } } localization_loss { weighted_iou { } } hard_example_miner { }',
            'hard_example_miner',
            'choose another loss',
        ),
    ],
)
def test_losses(refused: Callable[[str], CannotBuild], text: str, field: str, way_out: str) -> None:
    refusal = refused(ssd('LOSS', f'loss {{ {text} }}'))
    assert refusal.field == f'ssd.loss.{field}'
    assert way_out in refusal.reason


def test_a_loss_of_boxes_needs_boxes(planned: Callable[[str], Tf2Plan], refused: Callable[[str], CannotBuild]) -> None:
    text = ssd('BOX_CODER', 'box_coder { square_box_coder { } }')
    square = text.replace('convolutional_box_predictor { }', 'convolutional_box_predictor { box_code_size: 3 }')
    assert planned(square).variables
    giou = square.replace('weighted_smooth_l1', 'weighted_giou')
    assert refused(giou).field == 'ssd.loss.localization_loss.weighted_giou'


@pytest.mark.parametrize(
    ('text', 'field', 'way_out'),
    [
        ('regularizer { l2_regularizer { weight: nan } }', 'regularizer.l2_regularizer.weight', 'cannot be nan'),
        (
            'initializer { variance_scaling_initializer { factor: 0 } }',
            'initializer.variance_scaling_initializer.factor',
            'greater than 0',
        ),
        (
            'initializer { keras_initializer_by_name: "he_norml" }',
            'initializer.keras_initializer_by_name',
            '`he_normal`',
        ),
        (
            'initializer { keras_initializer_by_name: "identity" }',
            'initializer.keras_initializer_by_name',
            'for example',
        ),
    ],
)
def test_hyperparameters(refused: Callable[[str], CannotBuild], text: str, field: str, way_out: str) -> None:
    for block, path in (
        ('feature_extractor { conv_hyperparams { TEXT } }', 'feature_extractor'),
        (
            'box_predictor { convolutional_box_predictor { conv_hyperparams { TEXT } } }',
            'box_predictor.convolutional_box_predictor',
        ),
    ):
        refusal = refused(ssd('POST_PROCESSING', block.replace('TEXT', text)))
        assert refusal.field == f'ssd.{path}.conv_hyperparams.{field}'
        assert way_out in refusal.reason


@pytest.mark.parametrize('name', ['he_normal', 'HeNormal', 'HeNormalV2', 'he_normalV2', 'uniform', 'Zeros'])
def test_names_that_keras_knows(planned: Callable[[str], Tf2Plan], name: str) -> None:
    text = f'feature_extractor {{ conv_hyperparams {{ initializer {{ keras_initializer_by_name: "{name}" }} }} }}'
    assert planned(ssd('POST_PROCESSING', text)).variables


@pytest.mark.parametrize('kept', ['1.5', '-0.1', 'nan'])
def test_dropout_keeps_between_nothing_and_all(
    planned: Callable[[str], Tf2Plan], refused: Callable[[str], CannotBuild], kept: str
) -> None:
    text = f'box_predictor {{ convolutional_box_predictor {{ dropout_keep_probability: {kept} use_dropout: USE }} }}'
    refusal = refused(ssd('POST_PROCESSING', text.replace('USE', 'true')))
    assert refusal.field == 'ssd.box_predictor.convolutional_box_predictor.dropout_keep_probability'
    assert planned(ssd('POST_PROCESSING', text.replace('USE', 'false'))).variables
