"""Rules of Faster R-CNN on numbers, images and anchors."""

from collections.abc import Callable

import pytest

from pipeline_config_ls.architectures.build_error import CannotBuild
from pipeline_config_ls.architectures.tf2.plan import Tf2Plan

BASE = """
faster_rcnn {
  num_classes: 2
  image_resizer { fixed_shape_resizer { height: 64 width: 64 } }
  feature_extractor { type: "faster_rcnn_resnet50_keras" }
  first_stage_anchor_generator {
    grid_anchor_generator { scales: 0.25 aspect_ratios: 1.0 height_stride: 16 width_stride: 16 }
  }
  initial_crop_size: 14
  maxpool_kernel_size: 2
  maxpool_stride: 2
  second_stage_box_predictor { mask_rcnn_box_predictor { predict_instance_masks: true conv_hyperparams { } } }
  MORE
}
"""
SUPPRESSION = 'second_stage_post_processing { batch_non_max_suppression { OPTIONS } }'
PADDED = 'keep_aspect_ratio_resizer { min_dimension: 64 max_dimension: 64 pad_to_max_dimension: true }'


def config(more: str = '') -> str:
    """The base and more; a field that is set twice has its last value."""
    return BASE.replace('MORE', more)


def masks(options: str = '', more: str = '') -> str:
    return config(f'number_of_stages: 3 {SUPPRESSION.replace("OPTIONS", options)} {more}')


def anchors(text: str) -> str:
    return config(f'first_stage_anchor_generator {{ grid_anchor_generator {{ {text} }} }}')


@pytest.mark.parametrize(
    ('text', 'field'),
    [
        (config('first_stage_positive_balance_fraction: 1.5'), 'first_stage_positive_balance_fraction'),
        (config('second_stage_balance_fraction: -0.5'), 'second_stage_balance_fraction'),
        (config('first_stage_max_proposals: 0 second_stage_batch_size: 0'), 'first_stage_max_proposals'),
        (
            config('image_resizer { fixed_shape_resizer { convert_to_grayscale: true } }'),
            'image_resizer.fixed_shape_resizer.convert_to_grayscale',
        ),
        (
            masks('use_combined_nms: true'),
            'second_stage_post_processing.batch_non_max_suppression.use_combined_nms',
        ),
        (
            masks('use_static_shapes: true soft_nms_sigma: 0.5'),
            'second_stage_post_processing.batch_non_max_suppression.soft_nms_sigma',
        ),
        (masks('', f'image_resizer {{ {PADDED} }}'), 'resize_masks'),
        (anchors('height_stride: 32'), 'first_stage_anchor_generator.grid_anchor_generator'),
        (anchors('width_offset: -40'), 'first_stage_anchor_generator.grid_anchor_generator'),
    ],
)
def test_refusals_name_the_field(refused: Callable[[str], CannotBuild], text: str, field: str) -> None:
    assert refused(text).field == f'faster_rcnn.{field}'


@pytest.mark.parametrize(
    'text',
    [
        config(SUPPRESSION.replace('OPTIONS', 'use_combined_nms: true')),  # without a third stage nothing is suppressed
        masks('', f'image_resizer {{ {PADDED} }} resize_masks: false'),
        config('use_static_shapes: true first_stage_anchor_generator { grid_anchor_generator { height_stride: 32 } }'),
    ],
)
def test_near_misses_build(planned: Callable[[str], Tf2Plan], text: str) -> None:
    planned(text)
