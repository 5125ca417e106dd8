"""Whole models: what decides a variable, and what cannot be built."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipeline_config_ls.architectures.build_error import CannotBuild
from pipeline_config_ls.architectures.tf1.plan import Tf1Plan

Shapes = Callable[[str], dict[str, tuple[int, ...]]]

SSD = """ssd {
  num_classes: 2
  feature_extractor { type: 'ssd_mobilenet_v1' conv_hyperparams { batch_norm {} } }
  anchor_generator { ssd_anchor_generator { aspect_ratios: 1 } }
  box_predictor { convolutional_box_predictor { kernel_size: 1 box_code_size: 4 } }
  image_resizer { fixed_shape_resizer { height: 320 width: 320 } }
  box_coder { faster_rcnn_box_coder {} }
  matcher { argmax_matcher {} }
  similarity_calculator { iou_similarity {} }
  loss { classification_loss { weighted_sigmoid {} } localization_loss { weighted_smooth_l1 {} } }
  post_processing {}
}"""
FASTER_RCNN = """faster_rcnn {
  num_classes: 2
  number_of_stages: 2
  image_resizer { keep_aspect_ratio_resizer {} }
  initial_crop_size: 14
  maxpool_kernel_size: 2
  maxpool_stride: 2
  feature_extractor { type: 'faster_rcnn_resnet50' first_stage_features_stride: 16 }
  first_stage_anchor_generator { grid_anchor_generator { scales: 1 aspect_ratios: [1, 2] } }
  second_stage_box_predictor { mask_rcnn_box_predictor { fc_hyperparams { op: FC } } }
}"""


def test_heads_of_an_ssd(shapes: Shapes) -> None:
    found = shapes(SSD)
    assert found['BoxPredictor_0/ClassPredictor/weights'] == (1, 1, 512, 3 * 3)
    assert found['BoxPredictor_1/BoxEncodingPredictor/biases'] == (2 * 4,)


def test_the_backbone_keeps_its_batch_norm_unless_it_is_overridden(shapes: Shapes) -> None:
    gamma = 'FeatureExtractor/MobilenetV1/Conv2d_0/BatchNorm/gamma'
    assert gamma in shapes(SSD)
    assert gamma not in shapes(
        SSD.replace('conv_hyper', 'override_base_feature_extractor_hyperparams: true conv_hyper')
    )
    added = 'FeatureExtractor/MobilenetV1/Conv2d_13_pointwise_1_Conv2d_2_1x1_256/BatchNorm/gamma'
    assert added not in shapes(SSD)
    assert added in shapes(SSD.replace('batch_norm {}', 'batch_norm { scale: true }'))


def test_a_mobilenet_v2_keeps_its_batch_norm_even_so(shapes: Shapes) -> None:
    overridden = SSD.replace('conv_hyper', 'override_base_feature_extractor_hyperparams: true conv_hyper')
    found = shapes(overridden.replace('mobilenet_v1', 'mobilenet_v2'))
    assert 'FeatureExtractor/MobilenetV2/Conv/BatchNorm/gamma' in found


def test_names_of_added_maps_tell_their_depth(shapes: Shapes) -> None:
    found = shapes(SSD.replace('conv_hyper', 'depth_multiplier: 0.5 min_depth: 40 conv_hyper'))
    maps = 'FeatureExtractor/MobilenetV1/Conv2d_13_pointwise_'
    assert found[f'{maps}1_Conv2d_2_1x1_128/weights'] == (1, 1, 512, 128)
    assert found[f'{maps}1_Conv2d_5_1x1_40/weights'] == (1, 1, 128, 40)
    assert found['FeatureExtractor/MobilenetV1/Conv2d_0/weights'] == (3, 3, 3, 40)


def test_the_last_block_of_a_resnet_is_in_both_stages(shapes: Shapes) -> None:
    found = shapes(FASTER_RCNN)
    block = 'resnet_v1_50/block4/unit_1/bottleneck_v1/shortcut/weights'
    assert (
        found[f'FirstStageFeatureExtractor/{block}']
        == found[f'SecondStageFeatureExtractor/{block}']
        == (1, 1, 1024, 2048)
    )
    assert found['FirstStageBoxPredictor/ClassPredictor/weights'] == (1, 1, 512, 4)
    assert found['SecondStageBoxPredictor/BoxEncodingPredictor/weights'] == (2048, 8)


def test_one_stage_has_no_second(shapes: Shapes) -> None:
    found = shapes(FASTER_RCNN.replace('number_of_stages: 2', 'number_of_stages: 1'))
    assert not [name for name in found if name.startswith('SecondStage')]


def test_maps_of_one_predictor_have_norms_of_their_own(shapes: Shapes) -> None:
    text = (
        SSD.replace('mobilenet_v1', 'mobilenet_v1_ppn')
        .replace('aspect_ratios: 1', 'aspect_ratios: 1 reduce_boxes_in_lowest_layer: false')
        .replace('convolutional_box_predictor', 'weight_shared_convolutional_box_predictor')
        .replace(
            'kernel_size: 1',
            'depth: 8 kernel_size: 3 num_layers_before_predictor: 1 conv_hyperparams { batch_norm {} }',
        )
    )
    tower = 'WeightSharedConvolutionalBoxPredictor/ClassPredictionTower/conv2d_0'
    found = {name: shape for name, shape in shapes(text).items() if name.startswith(tower)}
    vectors = ('beta', 'moving_mean', 'moving_variance')
    assert found == {
        f'{tower}/weights': (3, 3, 512, 8),
        **{f'{tower}/BatchNorm/feature_{index}/{vector}': (8,) for index in range(6) for vector in vectors},
    }


@pytest.mark.parametrize(
    ('text', 'field'),
    [
        ('', ''),
        ('center_net {}', 'center_net'),
        (SSD.replace('mobilenet_v1', 'mobilenet_v9'), 'ssd.feature_extractor.type'),
        (SSD.replace('conv_hyper', 'fpn {} conv_hyper'), 'ssd.feature_extractor.fpn'),
        (SSD.replace('conv_hyper', 'num_layers: 5 conv_hyper'), 'ssd.anchor_generator'),
        (SSD.replace('batch_norm', 'sync_batch_norm'), 'ssd.feature_extractor.conv_hyperparams.sync_batch_norm'),
        (SSD.replace('kernel_size: 1', 'use_depthwise: true kernel_size: 1'), 'ssd.box_predictor.convolutional_box_predictor.kernel_size'),
        (FASTER_RCNN.replace(': 16', ': 4'), 'faster_rcnn.feature_extractor.first_stage_features_stride'),
        (FASTER_RCNN.replace('stages: 2', 'stages: 3'), 'faster_rcnn.number_of_stages'),
    ],
)  # fmt: skip
def test_what_cannot_be_built(attempt_tf1: Callable[[str], object], text: str, field: str) -> None:
    result = attempt_tf1(text)
    assert isinstance(result, CannotBuild)
    assert result.field == field


def test_a_grey_image_has_one_channel(shapes: Shapes) -> None:
    grey = SSD.replace('height: 320 width: 320', 'height: 320 width: 320 convert_to_grayscale: true')
    assert shapes(grey)['FeatureExtractor/MobilenetV1/Conv2d_0/weights'] == (3, 3, 1, 32)


@pytest.mark.parametrize(
    ('text', 'field'),
    [
        pytest.param(
            SSD.replace('box_code_size: 4', 'box_code_size: 7'),
            'ssd.box_predictor.convolutional_box_predictor.box_code_size',
            id='a loss that cannot be computed',
        ),
        pytest.param(
            SSD.replace(
                'fixed_shape_resizer { height: 320 width: 320 }', 'keep_aspect_ratio_resizer { min_dimension: 20 }'
            ),
            'ssd.image_resizer.keep_aspect_ratio_resizer.min_dimension',
            id='images of a size that the graph does not know, and that is too small',
        ),
        pytest.param(
            FASTER_RCNN.replace('keep_aspect_ratio_resizer {}', 'fixed_shape_resizer { height: 320 width: 32 }'),
            'faster_rcnn.image_resizer.fixed_shape_resizer.width',
            id='images that are too small for a ResNet',
        ),
        pytest.param(
            FASTER_RCNN.replace('keep_aspect_ratio_resizer {}', 'fixed_shape_resizer { height: 320 width: 128 }'),
            'faster_rcnn.first_stage_anchor_generator.grid_anchor_generator',
            id='no anchor lies within the images',
        ),
        pytest.param(
            FASTER_RCNN.replace('number_of_stages: 2', 'number_of_stages: 2 second_stage_batch_size: 0'),
            'faster_rcnn.second_stage_batch_size',
            id='the second stage learns from nothing',
        ),
    ],
)
def test_what_builds_and_cannot_be_trained(attempt_tf1: Callable[[str], object], text: str, field: str) -> None:
    result = attempt_tf1(text)
    assert isinstance(result, Tf1Plan)
    assert result.step_error is not None
    assert result.step_error.field == field


def test_what_counts_with_the_size_of_images_needs_one(attempt_tf1: Callable[[str], object]) -> None:
    text = SSD.replace('mobilenet_v1', 'pnasnet').replace(
        'fixed_shape_resizer { height: 320 width: 320 }', 'identity_resizer {}'
    )
    result = attempt_tf1(text)
    assert isinstance(result, CannotBuild)
    assert result.field == 'ssd.image_resizer.identity_resizer'
