"""DeepMAC: its heads, its mask network, and which configs the API refuses."""

from collections.abc import Callable

import pytest

from pipeline_config_ls.architectures.build_error import CannotBuild
from pipeline_config_ls.architectures.tf2.plan import Tf2Plan

BASE = """
center_net {
  num_classes: 5
  image_resizer { fixed_shape_resizer { height: 128 width: 128 } }
  feature_extractor { type: "hourglass_10" }
  object_detection_task { localization_loss { l1_localization_loss {} } }
  object_center_params { classification_loss { penalty_reduced_logistic_focal_loss {} } }
  deepmac_mask_estimation {
    dim: 16 pixel_embedding_dim: 8 num_init_channels: 4 classification_loss { weighted_sigmoid {} } network_type: "hourglass10"
    OPTIONS
  }
  EXTRA
}
"""
NET = 'model/_mask_net/_net/'

Planned = Callable[[str], Tf2Plan]
Refused = Callable[[str], CannotBuild]


def config(options: str = '', extra: str = '') -> str:
    """The base and more; a field that is set twice has its last value."""
    return BASE.replace('OPTIONS', options).replace('EXTRA', extra)


def test_embeddings_come_from_kernels_one_pixel_high(planned: Planned) -> None:
    found = planned(config()).variables
    heads = 'model/_prediction_head_dict/'
    assert found[f'{heads}INSTANCE_EMBEDDING/0/layer_with_weights-0/kernel'].shape == (1, 3, 64, 256)
    assert found[f'{heads}INSTANCE_EMBEDDING/0/layer_with_weights-1/kernel'].shape == (1, 1, 256, 16)
    assert found[f'{heads}PIXEL_EMBEDDING/0/layer_with_weights-1/kernel'].shape == (1, 1, 256, 8)
    assert found[f'{heads}object_center/0/layer_with_weights-0/kernel'].shape == (3, 3, 64, 256)


def test_the_state_of_its_random_numbers_is_a_variable(planned: Planned) -> None:
    state = planned(config()).variables['model/_self_supervised_rng/_state_var']
    assert (state.shape, state.dtype) == ((3,), 'int64')


@pytest.mark.parametrize(
    ('options', 'channels'),
    [
        ('', 8 + 2 + 16),
        ('use_xy: false', 8 + 16),
        ('use_instance_embedding: false', 8 + 2),
        ('use_xy: false use_instance_embedding: false', 8),
    ],
)
def test_the_mask_network_sees_pixels_coordinates_and_the_instance(
    planned: Planned, options: str, channels: int
) -> None:
    found = planned(config(options)).variables
    assert found[f'{NET}conv_input/conv_block/conv/kernel'].shape == (3, 3, channels, 4)
    assert found['model/_mask_net/project_out/kernel'].shape == (1, 1, 8, 1)


def test_a_residual_mask_network_keeps_its_layers_in_a_model(planned: Planned) -> None:
    found = planned(config('network_type: "resnet20"')).variables
    assert found[f'{NET}input_layer/kernel'].shape == (1, 1, 26, 4)
    assert found[f'{NET}model/layer_with_weights-0/gamma'].shape == (4,)
    assert found['model/_mask_net/project_out/kernel'].shape == (1, 1, 12, 1)


@pytest.mark.parametrize(
    'options',
    [
        'network_type: "embedding_projection" use_instance_embedding: false use_xy: false pixel_embedding_dim: 16',
        'network_type: "cond_inst3" use_instance_embedding: false dim: 69',  # 10 * 4 + 4, 4 * 4 + 4, 4 + 1
        'network_type: "cond_inst1" use_instance_embedding: false dim: 11 num_init_channels: 10',
    ],
)
def test_some_mask_networks_have_no_variables(planned: Planned, options: str) -> None:
    assert [name for name in planned(config(options)).variables if name.startswith('model/_mask_net')] == []


def test_other_tasks_are_not_looked_at(planned: Planned) -> None:
    more = config(extra='use_depthwise: true mask_estimation_task {} keypoint_estimation_task {}')
    assert list(planned(more).variables) == list(planned(config()).variables)


@pytest.mark.parametrize(
    ('options', 'field', 'says'),
    [
        ('network_type: "hourglass7"', 'network_type', 'no mask network'),
        ('network_type: "fully_connected"', 'network_type', 'cannot be built'),
        ('network_type: "cond_inst" use_instance_embedding: false', 'network_type', '`cond_inst3`'),
        ('network_type: "cond_inst3" use_instance_embedding: false', 'dim', 'set `dim: 69`'),
        ('network_type: "cond_inst1" use_instance_embedding: false', 'num_init_channels', 'must be 10'),
        ('network_type: "embedding_projection"', 'use_instance_embedding', 'no variables'),
        ('network_type: "embedding_projection" use_instance_embedding: false', 'use_xy', '`use_xy: false`'),
        (
            'network_type: "embedding_projection" use_instance_embedding: false use_xy: false',
            'pixel_embedding_dim',
            'to equal `dim` 16',
        ),
        ('num_init_channels: 0', 'num_init_channels', '0 channels'),
        ('dim: 0', 'dim', 'at least 1'),
        ('mask_size: 33', 'mask_size', 'cannot take a side of 33'),
        ('mask_size: 0', 'mask_size', 'at least one pixel'),
        ('mask_num_subsamples: 1', 'mask_num_subsamples', 'subsampled'),
        ('predict_full_resolution_masks: true max_roi_jitter_ratio: 0.1', 'max_roi_jitter_ratio', 'jittered'),
        ('classification_loss { }', 'classification_loss', None),
    ],
)
def test_refuses(refused: Refused, options: str, field: str, says: str | None) -> None:
    if says is None:
        text = config().replace('classification_loss { weighted_sigmoid {} } network', 'network')
        says = 'No classification loss'
    else:
        text = config(options)
    refusal = refused(text)
    assert refusal.field == f'center_net.deepmac_mask_estimation.{field}'
    assert says in refusal.reason


def test_whole_maps_must_fit_the_mask_network(refused: Refused) -> None:
    text = config(
        'predict_full_resolution_masks: true network_type: "hourglass20"',
        'image_resizer { fixed_shape_resizer { height: 136 width: 128 } }',
    )
    assert refused(text).field == 'center_net.image_resizer.fixed_shape_resizer.height'
