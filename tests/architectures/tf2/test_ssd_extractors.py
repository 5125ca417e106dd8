"""SSD's extractors: the options that shape their maps, and images in which the levels of a pyramid do not meet."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pipeline_config_ls.architectures.build_error import CannotBuild
from pipeline_config_ls.architectures.tf2.plan import Tf2Plan

BASE = """
ssd {
  num_classes: 3
  image_resizer { fixed_shape_resizer { height: HEIGHT width: 256 } }
  feature_extractor { type: "KIND" EXTRACTOR }
  box_predictor { convolutional_box_predictor { } }
  anchor_generator { multiscale_anchor_generator { min_level: 1 max_level: MAPS aspect_ratios: 1 } }
  box_coder { faster_rcnn_box_coder { } }
  matcher { argmax_matcher { } }
  similarity_calculator { iou_similarity { } }
  loss { classification_loss { weighted_sigmoid { } } localization_loss { weighted_smooth_l1 { } } }
}
"""
MOBILENETS = ('ssd_mobilenet_v1_keras', 'ssd_mobilenet_v2_keras')
MOBILENET_PYRAMIDS = ('ssd_mobilenet_v1_fpn_keras', 'ssd_mobilenet_v2_fpn_keras')
RESNET = 'ssd_resnet50_v1_fpn_keras'
EFFICIENTNET = 'ssd_efficientnet-b0_bifpn_keras'
EXTRACTOR = 'model/_feature_extractor'
HEADS = 'model/_box_predictor/_prediction_heads/box_encodings'


def ssd(kind: str, maps: int, extractor: str = '', height: int = 256) -> str:
    """A model with this extractor, and anchors for that many feature maps."""
    text = BASE.replace('KIND', kind).replace('MAPS', str(maps)).replace('EXTRACTOR', extractor)
    return text.replace('HEIGHT', str(height))


def channels(plan: Tf2Plan, maps: int) -> list[int]:
    """The channels of the feature maps, as the predictor's heads see them."""
    kernels = [plan.variables[f'{HEADS}/{index}/_box_encoder_layers/0/kernel'].shape for index in range(maps)]
    return [kernel[2] for kernel in kernels if kernel]


@pytest.mark.parametrize(
    ('kind', 'expected'),
    [
        ('ssd_mobilenet_v1_keras', [512, 1024, 512, 256, 256, 128]),
        ('ssd_mobilenet_v2_keras', [576, 1280, 512, 256, 256, 128]),
    ],
)
def test_a_mobilenet_gives_two_maps_and_four_more(
    planned: Callable[[str], Tf2Plan], kind: str, expected: list[int]
) -> None:
    assert channels(planned(ssd(kind, 6)), 6) == expected
    assert channels(planned(ssd(kind, 3, 'num_layers: 3')), 3) == expected[:3]


def test_mobilenet_v1_applies_its_multiplier_twice(planned: Callable[[str], Tf2Plan]) -> None:
    assert channels(planned(ssd('ssd_mobilenet_v1_keras', 2, 'depth_multiplier: 0.5 num_layers: 2')), 2) == [128, 256]


def test_a_depthwise_pyramid_narrows_the_end_of_mobilenet_v1(planned: Callable[[str], Tf2Plan]) -> None:
    plan = planned(ssd('ssd_mobilenet_v1_fpn_keras', 5, 'use_depthwise: true'))
    projection = plan.variables[f'{EXTRACTOR}/_fpn_features_generator/top_layers/0/kernel']
    assert projection.shape == (1, 1, 256, 256)


@pytest.mark.parametrize('kind', MOBILENET_PYRAMIDS)
def test_the_pyramid_of_a_mobilenet_has_its_levels_and_depth(planned: Callable[[str], Tf2Plan], kind: str) -> None:
    plan = planned(ssd(kind, 7, 'fpn { min_level: 2 max_level: 8 additional_layer_depth: 40 }'))
    assert channels(plan, 7) == [40] * 7
    assert len(plan.model.children['_feature_extractor'].children['_coarse_feature_layers'].children) == 3


def test_a_resnet_pyramid_has_levels_3_to_7_whatever_is_asked(planned: Callable[[str], Tf2Plan]) -> None:
    plan = planned(ssd(RESNET, 5, 'fpn { min_level: 2 max_level: 3 additional_layer_depth: 40 } use_depthwise: true'))
    assert channels(plan, 5) == [256] * 5


def test_only_the_pyramid_of_mobilenet_v2_takes_grey_images(
    planned: Callable[[str], Tf2Plan], refused: Callable[[str], CannotBuild]
) -> None:
    grey = ('height: 256', 'height: 256 convert_to_grayscale: true')
    plan = planned(ssd('ssd_mobilenet_v2_fpn_keras', 5).replace(*grey))
    assert plan.variables[f'{EXTRACTOR}/classification_backbone/layer_with_weights-0/kernel'].shape == (3, 3, 1, 32)
    for kind, maps in (('ssd_mobilenet_v1_fpn_keras', 5), (RESNET, 5), (EFFICIENTNET, 5), (MOBILENETS[1], 6)):
        field = refused(ssd(kind, maps).replace(*grey)).field
        assert field == 'ssd.image_resizer.fixed_shape_resizer.convert_to_grayscale'


@pytest.mark.parametrize('kind', [*MOBILENET_PYRAMIDS, RESNET])
def test_levels_3_to_5_must_meet(
    planned: Callable[[str], Tf2Plan], refused: Callable[[str], CannotBuild], kind: str
) -> None:
    refusal = refused(ssd(kind, 5, height=300))
    assert refusal.field == 'ssd.image_resizer.fixed_shape_resizer.height'
    assert 'set `pad_to_multiple: 32`' in refusal.reason
    assert planned(ssd(kind, 5, 'pad_to_multiple: 32', height=300)).variables
    # 250 / 8 rounds up to 32, which halves twice.
    assert planned(ssd(kind, 5, height=250)).variables


@pytest.mark.parametrize('kind', MOBILENET_PYRAMIDS)
def test_explicit_padding_cuts_maps_until_they_meet(planned: Callable[[str], Tf2Plan], kind: str) -> None:
    assert planned(ssd(kind, 5, 'use_explicit_padding: true', height=300)).variables


@pytest.mark.parametrize(
    ('kind', 'maps', 'extractor', 'field'),
    [
        ('ssd_mobilenet_v2_fpn', 5, '', 'type'),
        (MOBILENETS[0], 6, 'fpn { }', 'fpn'),
        (MOBILENETS[0], 0, 'num_layers: 0', 'num_layers'),
        (MOBILENET_PYRAMIDS[0], 5, 'num_layers: 4', 'num_layers'),
        (MOBILENET_PYRAMIDS[0], 5, 'fpn { min_level: 1 }', 'fpn.min_level'),
        (MOBILENET_PYRAMIDS[1], 2, 'fpn { min_level: 6 }', 'fpn.min_level'),
        (MOBILENET_PYRAMIDS[1], 1, 'fpn { min_level: -3 max_level: 2 }', 'fpn.min_level'),
        (RESNET, 5, 'bifpn { }', 'bifpn'),
        (RESNET, 5, 'replace_preprocessor_with_placeholder: false', 'replace_preprocessor_with_placeholder'),
        (MOBILENETS[1], 6, 'spaghettinet_arch_name: "a"', 'spaghettinet_arch_name'),
        (MOBILENETS[1], 6, 'depth_multiplier: 0 min_depth: 0', 'min_depth'),
        (MOBILENETS[1], 6, 'pad_to_multiple: 0', 'pad_to_multiple'),
        (EFFICIENTNET, 5, 'depth_multiplier: 0.5', 'depth_multiplier'),
        (EFFICIENTNET, 5, 'use_explicit_padding: true', 'use_explicit_padding'),
        (EFFICIENTNET, 5, 'use_depthwise: true', 'use_depthwise'),
        (EFFICIENTNET, 8, 'bifpn { min_level: 0 num_iterations: 1 }', 'bifpn.min_level'),
        (EFFICIENTNET, 3, 'bifpn { min_level: 5 num_iterations: 1 }', 'bifpn.min_level'),
        (EFFICIENTNET, 3, 'bifpn { max_level: 5 num_iterations: 1 }', 'bifpn.max_level'),
        (EFFICIENTNET, 5, 'bifpn { num_iterations: 1 combine_method: "max" }', 'bifpn.combine_method'),
    ],
)
def test_refusals_name_the_field(
    refused: Callable[[str], CannotBuild], kind: str, maps: int, extractor: str, field: str
) -> None:
    assert refused(ssd(kind, maps, extractor)).field == f'ssd.feature_extractor.{field}'


def test_levels_below_2_build_where_the_maps_happen_to_meet(planned: Callable[[str], Tf2Plan]) -> None:
    # The API counts four maps from the end: for levels 1 to 4 it takes those of levels 2 to 5.
    assert channels(planned(ssd(MOBILENET_PYRAMIDS[0], 4, 'fpn { min_level: 1 max_level: 4 }')), 4) == [256] * 4


@pytest.mark.parametrize(('extractor', 'expected'), [('', [64] * 5), ('bifpn { num_filters: 24 }', [24] * 2)])
def test_without_a_block_the_bifpn_has_defaults_and_without_rounds_two_maps(
    planned: Callable[[str], Tf2Plan], extractor: str, expected: list[int]
) -> None:
    assert channels(planned(ssd(EFFICIENTNET, len(expected), extractor)), len(expected)) == expected


def test_the_channels_of_a_bifpn_have_a_minimum(planned: Callable[[str], Tf2Plan]) -> None:
    plan = planned(ssd(EFFICIENTNET, 5, 'min_depth: 100 bifpn { num_iterations: 1 num_filters: 24 }'))
    assert channels(plan, 5) == [100] * 5


def test_an_efficientnet_is_tracked_twice_once_whole(planned: Callable[[str], Tf2Plan]) -> None:
    extractor = planned(ssd(EFFICIENTNET, 5)).model.children['_feature_extractor']
    assert list(extractor.children) == ['_efficientnet', 'classification_backbone', '_bifpn_stage']
    part, whole = extractor.children['_efficientnet'], extractor.children['classification_backbone']
    assert set(part.children.values()) < set(whole.children.values())
    assert planned(ssd(EFFICIENTNET, 5)).variables[
        f'{EXTRACTOR}/classification_backbone/layer_with_weights-130/kernel'
    ].shape == (1280, 1000)
