"""CenterNet's feature extractors: what they track, and what their options change."""

from collections.abc import Callable

import pytest

from pipeline_config_ls.architectures.build_error import CannotBuild
from pipeline_config_ls.architectures.tf2.extractors import CENTER_NET
from pipeline_config_ls.architectures.tf2.plan import Tf2Plan
from pipeline_config_ls.architectures.tf2.trackable import variables

BASE = """
center_net {
  num_classes: 5
  image_resizer { fixed_shape_resizer { height: 256 width: 256 } }
  feature_extractor { type: "TYPE" }
  object_detection_task { localization_loss { l1_localization_loss {} } }
  object_center_params { classification_loss { penalty_reduced_logistic_focal_loss {} } }
}
"""


def config(kind: str, options: str = '') -> str:
    return BASE.replace('"TYPE"', f'"{kind}" {options}')


def attributes(plan: Tf2Plan) -> list[str]:
    return list(plan.model.children['_feature_extractor'].children)


@pytest.mark.parametrize(
    ('kind', 'expected'),
    [
        ('hourglass_10', ['_network']),
        ('mobilenet_v2', ['_network']),
        ('mobilenet_v2_fpn', ['_base_model', '_fpn_model', '_feature_extractor_model']),
        ('resnet_v1_18_fpn', ['_base_model', '_resnet_model', '_feature_extractor_model']),
        ('resnet_v2_50', ['_base_model', '_resnet_model', '_feature_extractor_model']),
    ],
)
def test_models_are_tracked_under_the_attributes_that_hold_them(
    planned: Callable[[str], Tf2Plan], kind: str, expected: list[str]
) -> None:
    assert attributes(planned(config(kind))) == expected


@pytest.mark.parametrize('kind', [extractor.name for extractor in CENTER_NET])
def test_all_but_hourglasses_have_a_classification_network(planned: Callable[[str], Tf2Plan], kind: str) -> None:
    plan = planned(config(kind))
    if kind.startswith('hourglass'):
        assert plan.backbone is None
    else:
        assert plan.backbone is plan.model.children['_feature_extractor'].children[attributes(plan)[0]]


def test_the_classification_network_of_mobilenet_ends_in_deconvolutions(planned: Callable[[str], Tf2Plan]) -> None:
    backbone = planned(config('mobilenet_v2')).backbone
    assert backbone is not None
    found = variables({'feature_extractor': backbone})
    assert found['feature_extractor/layer_with_weights-3/kernel'].shape == (3, 3, 256, 256)
    assert found['feature_extractor/layer_with_weights-11/kernel'].shape == (3, 3, 64, 64)


@pytest.mark.parametrize(
    ('kind', 'options', 'separable'),
    [
        ('mobilenet_v2_fpn', '', False),
        ('mobilenet_v2_fpn', 'use_separable_conv: true', True),
        # The name asks for them, but only a field that is set lets it be heard.
        ('mobilenet_v2_fpn_sep_conv', '', False),
        ('mobilenet_v2_fpn_sep_conv', 'use_separable_conv: false', True),
    ],
)
def test_separable_convolutions(planned: Callable[[str], Tf2Plan], kind: str, options: str, separable: bool) -> None:
    names = planned(config(kind, options)).variables
    assert any('pointwise_kernel' in name for name in names) == separable


def test_the_depth_multiplier_counts_for_mobilenets_only(planned: Callable[[str], Tf2Plan]) -> None:
    narrow = planned(config('mobilenet_v2', 'depth_multiplier: 0.5')).variables
    assert narrow['model/_feature_extractor/_network/layer_with_weights-0/layer_with_weights-0/kernel'].shape == (
        3,
        3,
        3,
        16,
    )
    options = 'depth_multiplier: 0.5 use_separable_conv: true upsampling_interpolation: "none"'
    plain, other = planned(config('resnet_v1_18_fpn')), planned(config('resnet_v1_18_fpn', options))
    assert {name: found.shape for name, found in plain.variables.items()} == {
        name: found.shape for name, found in other.variables.items()
    }


def test_refuses_an_interpolation_that_keras_does_not_know(refused: Callable[[str], CannotBuild]) -> None:
    refusal = refused(config('mobilenet_v2_fpn', 'upsampling_interpolation: "cubic"'))
    assert refusal.field == 'center_net.feature_extractor.upsampling_interpolation'
    assert 'bicubic' in refusal.reason


@pytest.mark.parametrize(
    ('kind', 'side', 'fits'),
    [
        ('hourglass_10', 304, True),
        ('hourglass_10', 300, False),
        ('hourglass_10', 301, False),
        ('hourglass_104', 512, True),
        ('hourglass_104', 576, False),
        ('mobilenet_v2_fpn', 96, True),
        ('mobilenet_v2_fpn', 93, False),
        ('mobilenet_v2_fpn', 65, False),
        ('resnet_v1_50_fpn', 320, True),
        ('resnet_v2_50', 65, False),
        ('mobilenet_v2', 33, False),
        ('mobilenet_v2', 32, True),
    ],
)
def test_a_map_must_be_a_quarter_of_the_image(
    attempt: Callable[[str], Tf2Plan | CannotBuild], kind: str, side: int, fits: bool
) -> None:
    text = config(kind).replace('height: 256', f'height: {side}')
    assert isinstance(attempt(text), Tf2Plan) == fits
