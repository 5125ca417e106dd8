"""The second stage's predictors: their layers, and what they ask of their options."""

from collections.abc import Callable

import pytest

from pipeline_config_ls.architectures.build_error import CannotBuild
from pipeline_config_ls.architectures.tf2.plan import Tf2Plan

BASE = """
faster_rcnn {
  number_of_stages: STAGES
  num_classes: 3
  image_resizer { fixed_shape_resizer { height: 64 width: 64 } }
  feature_extractor { type: "faster_rcnn_resnet50_keras" }
  first_stage_anchor_generator { grid_anchor_generator { scales: 1.0 aspect_ratios: 1.0 } }
  initial_crop_size: 14
  maxpool_kernel_size: 2
  maxpool_stride: 2
  second_stage_box_predictor { KIND { OPTIONS } }
}
"""


def mask_rcnn(options: str, stages: int = 2) -> str:
    text = BASE.replace('KIND', 'mask_rcnn_box_predictor').replace('OPTIONS', options)
    return text.replace('STAGES', str(stages))


def masks(options: str = '') -> str:
    return mask_rcnn(f'predict_instance_masks: true conv_hyperparams {{ }} {options}', stages=3)


def rfcn(options: str) -> str:
    return BASE.replace('KIND', 'rfcn_box_predictor').replace('OPTIONS', options).replace('STAGES', '2')


def shapes(plan: Tf2Plan, part: str) -> dict[str, object]:
    """The variables below a part of the predictor."""
    return {key.split(part, 1)[1]: found.shape for key, found in plan.variables.items() if part in key}


BOX, CLASS, MASK = '_box_encoder_layers', '_class_predictor_layers', '_mask_predictor_layers'


def test_a_box_for_each_class_and_a_slot_for_the_background(planned: Callable[[str], Tf2Plan]) -> None:
    found = planned(mask_rcnn('')).variables
    heads = 'model/_mask_rcnn_box_predictor/_'
    assert found[f'{heads}box_prediction_head/{BOX}/1/kernel'].shape == (2048, 12)
    assert found[f'{heads}class_prediction_head/{CLASS}/1/kernel'].shape == (2048, 4)


def test_one_box_for_all_classes(planned: Callable[[str], Tf2Plan]) -> None:
    found = planned(mask_rcnn('share_box_across_classes: true')).variables
    assert found[f'model/_mask_rcnn_box_predictor/_box_prediction_head/{BOX}/1/bias'].shape == (4,)


def test_dropout_moves_the_dense_layer_and_a_norm_follows_it(planned: Callable[[str], Tf2Plan]) -> None:
    plan = planned(mask_rcnn('use_dropout: true fc_hyperparams { batch_norm { center: false } }'))
    assert shapes(plan, f'_class_prediction_head/{CLASS}') == {
        '/2/kernel': (2048, 4),
        '/2/bias': (4,),
        '/3/moving_mean': (4,),
        '/3/moving_variance': (4,),
    }


def test_masks_have_convolutions_between_region_and_classes(planned: Callable[[str], Tf2Plan]) -> None:
    plan = planned(masks('mask_prediction_num_conv_layers: 3 mask_prediction_conv_depth: 8'))
    kernels = {key: shape for key, shape in shapes(plan, MASK).items() if key.endswith('kernel')}
    assert kernels == {'/0/kernel': (3, 3, 2048, 8), '/3/kernel': (3, 3, 8, 8), '/6/kernel': (3, 3, 8, 3)}


def test_upsampling_takes_a_layer_and_a_convolution_more(planned: Callable[[str], Tf2Plan]) -> None:
    plan = planned(masks('convolve_then_upsample_masks: true masks_are_class_agnostic: true'))
    kernels = {key: shape for key, shape in shapes(plan, MASK).items() if key.endswith('kernel')}
    assert kernels == {'/0/kernel': (3, 3, 2048, 256), '/4/kernel': (3, 3, 256, 256), '/7/kernel': (3, 3, 256, 1)}


def test_r_fcn_has_a_channel_for_each_bin(planned: Callable[[str], Tf2Plan]) -> None:
    options = 'depth: 64 num_spatial_bins_height: 2 num_spatial_bins_width: 3 conv_hyperparams { batch_norm { } }'
    found = planned(rfcn(options)).variables
    assert found[f'model/_rfcn_box_predictor/{BOX}/0/kernel'].shape == (1, 1, 64, 2 * 3 * 3 * 4)
    assert found[f'model/_rfcn_box_predictor/{CLASS}/0/kernel'].shape == (1, 1, 64, 2 * 3 * 4)
    assert f'model/_rfcn_box_predictor/{CLASS}/0/bias' not in found


@pytest.mark.parametrize(
    ('text', 'field'),
    [
        (mask_rcnn('box_code_size: 7'), 'mask_rcnn_box_predictor.box_code_size'),
        (
            mask_rcnn('use_dropout: true dropout_keep_probability: 2'),
            'mask_rcnn_box_predictor.dropout_keep_probability',
        ),
        (mask_rcnn('predict_instance_masks: true', 3), 'mask_rcnn_box_predictor.conv_hyperparams'),
        (masks('mask_height: 0'), 'mask_rcnn_box_predictor.mask_height'),
        (masks('convolve_then_upsample_masks: true mask_width: 3'), 'mask_rcnn_box_predictor.mask_width'),
        (masks('mask_prediction_conv_depth: -1'), 'mask_rcnn_box_predictor.mask_prediction_conv_depth'),
        (rfcn('num_spatial_bins_height: 5'), 'rfcn_box_predictor.crop_height'),
        (rfcn('depth: 0'), 'rfcn_box_predictor.depth'),
        (rfcn('box_code_size: 5'), 'rfcn_box_predictor.box_code_size'),
    ],
)
def test_refusals_name_the_field(refused: Callable[[str], CannotBuild], text: str, field: str) -> None:
    assert refused(text).field == f'faster_rcnn.second_stage_box_predictor.{field}'


def test_a_third_stage_without_masks_is_refused(refused: Callable[[str], CannotBuild]) -> None:
    assert refused(mask_rcnn('', stages=3)).reason == (
        'A third stage predicts masks: set `predict_instance_masks: true` in the box predictor, or `number_of_stages: 2`.'
    )
