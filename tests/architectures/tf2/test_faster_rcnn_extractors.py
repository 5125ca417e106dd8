"""The extractors of Faster R-CNN: their halves, and the options that shape a pyramid."""

from collections.abc import Callable

import pytest

from pipeline_config_ls.architectures.build_error import CannotBuild
from pipeline_config_ls.architectures.tf2.plan import Tf2Plan

FPN = """
faster_rcnn {
  num_classes: 2
  image_resizer { fixed_shape_resizer { height: 64 width: 64 } }
  feature_extractor { type: "faster_rcnn_resnet50_fpn_keras" conv_hyperparams { batch_norm { } } EXTRACTOR }
  first_stage_anchor_generator {
    multiscale_anchor_generator {
      min_level: LOW max_level: HIGH aspect_ratios: 1.0 scales_per_octave: 1 normalize_coordinates: false
    }
  }
  initial_crop_size: 6
  maxpool_kernel_size: 2
  maxpool_stride: 2
  second_stage_box_predictor { mask_rcnn_box_predictor { } }
}
"""
PROPOSALS = 'model/_feature_extractor_for_proposal_features'
CLASSIFIER = 'model/_feature_extractor_for_box_classifier_features'


def fpn(low: int = 2, high: int = 6, extractor: str = '') -> str:
    return FPN.replace('EXTRACTOR', extractor).replace('LOW', str(low)).replace('HIGH', str(high))


def other(kind: str, extractor: str = '') -> str:
    """Another extractor, with the anchors of a single feature map."""
    text = fpn(4, 4, extractor).replace('conv_hyperparams { batch_norm { } }', '')
    return text.replace('faster_rcnn_resnet50_fpn_keras', kind)


def count(plan: Tf2Plan, prefix: str) -> int:
    return sum(key.startswith(prefix) for key in plan.variables)


def test_a_pyramid_has_a_level_for_each_stage_and_coarser_ones_above(planned: Callable[[str], Tf2Plan]) -> None:
    plan = planned(fpn(3, 7, 'fpn { min_level: 3 max_level: 7 additional_layer_depth: 64 }'))
    found = plan.variables
    assert found[f'{PROPOSALS}/fpn_features_generator/top_layers/0/kernel'].shape == (1, 1, 2048, 64)
    assert found[f'{PROPOSALS}/fpn_features_generator/residual_blocks/1/0/kernel'].shape == (1, 1, 512, 64)
    assert f'{PROPOSALS}/fpn_features_generator/residual_blocks/2/0/kernel' not in found
    assert found[f'{PROPOSALS}/coarse_feature_layers/1/0/kernel'].shape == (3, 3, 64, 64)
    assert f'{PROPOSALS}/coarse_feature_layers/2/0/kernel' not in found


def test_a_missing_block_and_an_empty_one_mean_other_levels(planned: Callable[[str], Tf2Plan]) -> None:
    coarse = f'{PROPOSALS}/coarse_feature_layers/1/'
    assert count(planned(fpn(2, 6)), coarse) == 0
    assert count(planned(fpn(3, 7, 'fpn { }')), coarse) == 4


def test_the_dense_layer_of_a_region_sees_its_pooled_crop(planned: Callable[[str], Tf2Plan]) -> None:
    found = planned(fpn()).variables
    assert found[f'{CLASSIFIER}/layer_with_weights-0/kernel'].shape == (3 * 3 * 256, 1024)
    assert found[f'{CLASSIFIER}/layer_with_weights-1/beta'].shape == (1024,)
    assert found[f'{CLASSIFIER}/layer_with_weights-2/kernel'].shape == (1024, 1024)


def test_an_override_takes_the_norms_of_the_backbone_too(planned: Callable[[str], Tf2Plan]) -> None:
    backbone = f'{PROPOSALS}/classification_backbone/layer_with_weights-1/'
    override = fpn(extractor='override_base_feature_extractor_hyperparams: true')
    assert count(planned(fpn()), backbone) == 4
    assert count(planned(override), backbone) == 3  # a norm's scale is off by default
    assert count(planned(override.replace('batch_norm { }', '')), backbone) == 1  # the next convolution


def test_inception_is_cut_after_block_17(planned: Callable[[str], Tf2Plan]) -> None:
    found = planned(other('faster_rcnn_inception_resnet_v2_keras')).variables
    assert found[f'{CLASSIFIER}/layer_with_weights-0/kernel'].shape == (1, 1, 1088, 256)


@pytest.mark.parametrize(
    ('text', 'field'),
    [
        (fpn(extractor='first_stage_features_stride: 32'), 'first_stage_features_stride'),
        (other('faster_rcnn_resnet50_keras', 'first_stage_features_stride: 8'), 'first_stage_features_stride'),
        (fpn(1, 5, 'fpn { min_level: 1 max_level: 5 }'), 'fpn.min_level'),
        (fpn(6, 7, 'fpn { min_level: 6 max_level: 7 }'), 'fpn.min_level'),
        (fpn(extractor='fpn { min_level: 2 max_level: 6 additional_layer_depth: 0 }'), 'fpn.additional_layer_depth'),
        (fpn().replace('conv_hyperparams { batch_norm { } }', ''), 'conv_hyperparams'),
        (other('faster_rcnn_resnet50_keras', 'conv_hyperparams { }'), 'conv_hyperparams'),
        (other('faster_rcnn_inception_resnet_v2_keras', 'fpn { }'), 'fpn'),
        (other('faster_rcnn_resnet50'), 'type'),
    ],
)
def test_refusals_name_the_field(refused: Callable[[str], CannotBuild], text: str, field: str) -> None:
    assert refused(text).field == f'faster_rcnn.feature_extractor.{field}'
