"""The attention of Context R-CNN: when its layers exist, and what the API has for TensorFlow 1 only."""

from collections.abc import Callable

import pytest

from pipeline_config_ls.architectures.build_error import CannotBuild
from pipeline_config_ls.architectures.tf2.plan import Tf2Plan

BASE = """
faster_rcnn {
  num_classes: 2
  image_resizer { fixed_shape_resizer { height: 64 width: 64 } }
  feature_extractor { type: "faster_rcnn_resnet50_keras" }
  first_stage_anchor_generator { grid_anchor_generator { scales: 1.0 aspect_ratios: 1.0 } }
  first_stage_max_proposals: 8
  second_stage_batch_size: 8
  initial_crop_size: 14
  maxpool_kernel_size: 2
  maxpool_stride: 2
  second_stage_box_predictor { mask_rcnn_box_predictor { } }
  context_config { attention_bottleneck_dimension: 16 context_feature_length: 7 OPTIONS }
  MORE
}
"""


def context(options: str = '', more: str = '') -> str:
    return BASE.replace('OPTIONS', options).replace('MORE', more)


def projections(plan: Tf2Plan) -> dict[str, object]:
    prefix, suffix = 'model/_context_feature_extract_fn/', '/projection/kernel'
    return {
        key.removeprefix(prefix).removesuffix(suffix): found.shape
        for key, found in plan.variables.items()
        if key.startswith(prefix) and key.endswith(suffix)
    }


@pytest.mark.parametrize(('position', 'channels'), [('POST_BOX_CLASSIFIER', 2048), ('POST_RPN', 1024)])
def test_it_looks_with_a_regions_features_where_it_stands(
    planned: Callable[[str], Tf2Plan], position: str, channels: int
) -> None:
    assert projections(planned(context(f'attention_position: {position}'))) == {
        '_key_proj': (7, 16),
        '_val_proj': (7, 16),
        '_query_proj': (channels, 16),
        '_feature_proj': (16, channels),
    }


@pytest.mark.parametrize('text', [context('attention_position: ATTENTION_DEFAULT'), context('', 'number_of_stages: 1')])
def test_where_nothing_calls_it_three_projections_are_made_without_variables(
    planned: Callable[[str], Tf2Plan], text: str
) -> None:
    plan = planned(text)
    assert list(plan.model.children['_context_feature_extract_fn'].children) == [
        '_key_proj',
        '_val_proj',
        '_query_proj',
    ]
    assert projections(plan) == {}


@pytest.mark.parametrize(
    ('option', 'field'),
    [
        ('use_self_attention: true', 'use_self_attention'),
        ('self_attention_in_sequence: true', 'self_attention_in_sequence'),
        ('use_long_term_attention: false', 'use_long_term_attention'),
        ('num_attention_heads: 2', 'num_attention_heads'),
        ('num_attention_layers: 2', 'num_attention_layers'),
        ('attention_bottleneck_dimension: -1', 'attention_bottleneck_dimension'),
    ],
)
def test_what_only_tensorflow_1_has_is_refused_and_what_nothing_can_have(
    refused: Callable[[str], CannotBuild], option: str, field: str
) -> None:
    assert refused(context(option)).field == f'faster_rcnn.context_config.{field}'


def test_it_is_made_for_as_many_regions_as_there_are_outside_training(
    refused: Callable[[str], CannotBuild], planned: Callable[[str], Tf2Plan]
) -> None:
    fewer = 'second_stage_batch_size: 4'
    assert refused(context('', fewer)).field == 'faster_rcnn.second_stage_batch_size'
    planned(context('', f'{fewer} hard_example_miner {{ }}'))
    planned(context('attention_position: ATTENTION_DEFAULT', fewer))
